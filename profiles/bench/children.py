"""Commands of this project in processes of their own on the database in use, and the memory that they take."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import sleep
from urllib.parse import quote

from django.conf import settings
from django.db import connection

HOST = "hr.example.org"
_LOOK_SECONDS = 0.02
_PEAK = re.compile(r"^VmHWM:\s*(\d+) kB$", re.MULTILINE)


class CommandFailed(RuntimeError):
    """A command ended with an error; the text is the end of what it said."""


def peak_mb(*command: str) -> float:
    """The most memory (MB of 1024 squared bytes) that ``manage.py`` takes for this command. Raises CommandFailed.

    As Linux tells it of the process itself: what is told of a child that ended counts its parent before it began.
    """
    connection.close()
    process = subprocess.Popen(  # noqa: S603 - our own words, no shell
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment(), **_of_production()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    peak, told = 0, Path(f"/proc/{process.pid}/status")
    try:
        while process.poll() is None:
            found = _PEAK.search(told.read_text("ascii"))
            peak = int(found[1]) if found else peak
            sleep(_LOOK_SECONDS)
        complained = process.communicate()[1]
    finally:
        process.kill()
    if process.returncode:
        raise CommandFailed("\n".join(complained.strip().splitlines()[-5:]))
    return peak / 1024


def _of_production() -> Mapping[str, str]:
    """Without ``DEBUG``, which keeps every statement; the ledger's own files lie with the scratch files."""
    beside = Path(str(settings.MEDIA_ROOT)).parent
    return {
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": HOST,
        "AUDIT_KEY_FILE": str(beside / "key"),
        "AUDIT_CHECKPOINTS": "",
    }


def environment() -> Mapping[str, str]:
    """The scratch database and the scratch files, for another process."""
    return {"DATABASE_URL": _address(), "MEDIA_ROOT": str(settings.MEDIA_ROOT), "HR_NO_BOOTSTRAP": "1"}


def _address() -> str:
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    account = quote(str(known["USER"]), safe="")
    if known["PASSWORD"]:
        account = f"{account}:{quote(str(known['PASSWORD']), safe='')}"
    place = f"{known['HOST'] or '127.0.0.1'}:{known['PORT'] or 5432}"
    return f"postgres://{account}@{place}/{quote(str(known['NAME']), safe='')}"
