"""The demonstration as a process: first start, served pages, Ctrl-C, starting over."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from profiles.demo.organisation import SMALLEST_COMPANY

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_SECONDS = 90


class Start:
    """A place of its own for a demonstration: database, files and environment."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "demo.sqlite3"
        (folder / "media").mkdir()
        self.environment = {
            "PATH": os.environ["PATH"],
            "HR_NO_BOOTSTRAP": "1",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "MEDIA_ROOT": str(folder / "media"),
            "SECRET_KEY": "for-the-tests-of-the-demonstration-and-for-nothing-else-0123456789",
        }

    def command(self, *arguments: str) -> list[str]:
        """The command line of a small demonstration."""
        return [sys.executable, "manage.py", "demo", "--people", str(SMALLEST_COMPANY), *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        return subprocess.run(
            self.command(*arguments), cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )

    def count(self, table: str) -> int:
        """How many rows a table has."""
        with sqlite3.connect(self.database) as connection:
            found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
        return found


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """An empty place."""
    return Start(tmp_path)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(address: str) -> str:
    """The page at an address, as soon as somebody answers there."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own address
                page: str = answer.read().decode()
                return page
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def test_it_loads_from_nothing_serves_with_its_banner_and_ends_on_ctrl_c(start: Start) -> None:
    port = free_port()
    process = subprocess.Popen(
        start.command("--addr", f"127.0.0.1:{port}"), cwd=ROOT, env=start.environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        # A test run in the background of a shell ignores Ctrl-C, and so would what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip

    page = wait_for(f"http://127.0.0.1:{port}/sign-in/")
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=PATIENCE_SECONDS)

    assert "Demonstration: the people and documents are invented" in page
    assert "Nordlys Instruments" in page
    assert process.returncode == 0, output
    assert "Traceback" not in output
    assert start.count("auth_user") == SMALLEST_COMPANY


def test_fresh_starts_over_and_keeps_nothing(start: Start) -> None:
    assert start.run("--no-serve").returncode == 0
    with sqlite3.connect(start.database) as connection:
        connection.execute("UPDATE profiles_profile SET pronouns = 'entered since'")

    again = start.run("--no-serve", "--fresh")

    assert again.returncode == 0, again.stderr
    assert start.count("profiles_profile WHERE pronouns = 'entered since'") == 0
    assert start.count("auth_user") == SMALLEST_COMPANY


def test_fresh_is_refused_where_real_people_are(start: Start) -> None:
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=start.environment, check=True)
    with sqlite3.connect(start.database) as connection:
        connection.execute(
            "INSERT INTO auth_user (username, password, email, first_name, last_name, is_superuser, is_staff,"
            " is_active, date_joined) VALUES ('real', '!', '', '', '', 1, 1, 1, '2026-01-01')"
        )

    refused = start.run("--no-serve", "--fresh")

    assert refused.returncode == 1
    assert "nothing was changed" in refused.stderr
    assert start.count("auth_user") == 1


def test_a_start_that_is_killed_leaves_nothing_of_the_company(start: Start) -> None:
    process = subprocess.Popen(
        [*start.command("--no-serve"), "--people", "400"], cwd=ROOT, env=start.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    media = Path(start.environment["MEDIA_ROOT"])
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not any(media.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.kill()
    process.wait()

    assert start.count("auth_user") == 0
    assert start.count("profiles_operation WHERE route = 'demo'") == 0
