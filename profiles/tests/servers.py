"""Real servers for tests: S3 by moto, Azure by Azurite, nginx. Each is started once a worker on a free port.

Where one is not installed its tests are skipped with the reason; with HR_REQUIRE_SERVERS=1 they fail instead.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import boto3
import pytest
from azure.storage.blob import BlobServiceClient

START_SECONDS = 30
BUCKET = "hr-records"

#: Azurite's own account, the same everywhere.
AZURE_ACCOUNT = "devstoreaccount1"
AZURE_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


def absent(what: str) -> NoReturn:
    """Skip the test, or let it fail where every server has to be there."""
    if os.environ.get("HR_REQUIRE_SERVERS") == "1":
        pytest.fail(f"{what} is not installed, and HR_REQUIRE_SERVERS=1 asks for it.")
    pytest.skip(f"{what} is not installed")


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: Sequence[str], port: int, log: Path) -> Iterator[None]:
    """The server as a process of its own, from when it listens until the end of the block."""
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=log.parent)
    try:
        _wait_for(process, port, log)
        yield
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"The server did not start: {log.read_text(errors='replace')[-2000:]}")


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an S3 server with an empty bucket, as ``MEDIA_STORAGE`` has it."""
    port, folder = free_port(), tmp_path_factory.mktemp("s3")
    own = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in own.items():
            patch.setenv(name, value)
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        with running(command, port, folder / "log"):
            endpoint = f"http://127.0.0.1:{port}"
            boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket=BUCKET)
            yield f"s3://{BUCKET}/files?region=us-east-1&endpoint={endpoint}"


@pytest.fixture(scope="session")
def azure_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an Azure server with an empty container, as ``MEDIA_STORAGE`` has it."""
    port, folder = free_port(), tmp_path_factory.mktemp("azure")
    node, program = shutil.which("node"), azurite()
    if node is None or program is None:
        absent("Azurite (npm package azurite)")
    options = ["--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent"]
    command = [node, str(program), "--blobHost", "127.0.0.1", "--blobPort", str(port), *options]
    with pytest.MonkeyPatch.context() as patch, running(command, port, folder / "log"):
        patch.setenv("AZURE_STORAGE_KEY", AZURE_KEY)
        endpoint = f"http://127.0.0.1:{port}/{AZURE_ACCOUNT}"
        credential = {"account_name": AZURE_ACCOUNT, "account_key": AZURE_KEY}
        BlobServiceClient(endpoint, credential=credential).create_container(BUCKET)
        yield f"azure://{BUCKET}/files?account={AZURE_ACCOUNT}&endpoint={endpoint}"


def azurite() -> Path | None:
    """Azurite's program, from the folder HR_AZURITE or the one into which ``.ci/run`` installs it."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(os.environ.get("HR_AZURITE") or Path(cache, "hr-records", "azurite"))
    program = folder / "node_modules" / "azurite" / "dist" / "src" / "blob" / "main.js"
    return program if program.is_file() else None
