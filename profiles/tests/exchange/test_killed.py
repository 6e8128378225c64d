"""Whoever is killed in the middle leaves all old or all new, whatever the database is."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from .files import csv_of, new_person

PEOPLE = 6000


class Own(ABC):
    """A database of this test's own, which processes open by ``url``."""

    url: str

    @abstractmethod
    def is_writing(self) -> bool:
        """Whether the confirmation is in the middle of its transaction."""

    @abstractmethod
    def count(self, table: str) -> int:
        """How many rows the table has."""


class OwnFile(Own):
    """A file of SQLite."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "own.sqlite3"
        self.url = f"sqlite:///{self._path}"

    def is_writing(self) -> bool:
        """The upload and the preview are small beside what the confirmation keeps beside the file."""
        log = self._path.with_name("own.sqlite3-wal")
        return log.exists() and log.stat().st_size > 16_000_000

    def count(self, table: str) -> int:
        """By the driver."""
        with sqlite3.connect(self._path) as own:
            return int(own.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - our own words


class OwnOfServer(Own):
    """A database on the server of the tests."""

    def __init__(self, folder: Path) -> None:
        known: dict[str, Any] = connection.settings_dict
        self._name = f"hr_killed_{os.getpid()}"
        self._server: Any = {name: known[name.upper()] or None for name in ("host", "port", "user", "password")}
        self._run(f"CREATE DATABASE {self._name}")
        account = quote(str(known["USER"]), safe="") + (f":{known['PASSWORD']}" if known["PASSWORD"] else "")
        place = f"{known['HOST'] or '127.0.0.1'}:{known['PORT'] or 5432}"
        self.url = f"postgres://{account}@{place}/{self._name}"

    def _run(self, statement: str, name: str = "postgres") -> list[Any]:
        with psycopg.connect(dbname=name, autocommit=True, **self._server) as server:
            done = server.execute(statement)
            return list(done.fetchall()) if done.description else []

    def is_writing(self) -> bool:
        """Every other transaction is short."""
        longest = "xact_start < clock_timestamp() - interval '0.7 seconds'"
        return bool(self._run(f"SELECT 1 FROM pg_stat_activity WHERE datname = '{self._name}' AND {longest}"))  # noqa: S608

    def count(self, table: str) -> int:
        """By the driver."""
        return int(self._run(f"SELECT count(*) FROM {table}", self._name)[0][0])  # noqa: S608 - our own words

    def drop(self) -> None:
        """Take it away."""
        self._run(f"DROP DATABASE {self._name} WITH (FORCE)")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Own]:
    """A database of the kind that is tested."""
    if connection.vendor == "sqlite":
        yield OwnFile(tmp_path)
        return
    made = OwnOfServer(tmp_path)
    yield made
    made.drop()


def _manage(own: Own, folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    more = {"DATABASE_URL": own.url, "MEDIA_ROOT": str(folder / "media"), "HR_NO_BOOTSTRAP": "1"}
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments]
    return subprocess.Popen(command, env={**os.environ, **more}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def test_a_killed_confirmation_leaves_all_old_and_can_be_repeated(own: Own, tmp_path: Path) -> None:
    assert _manage(own, tmp_path, "migrate", "-v0").wait() == 0
    path = tmp_path / "people.csv"
    path.write_bytes(
        csv_of(*(new_person(number, job_title="Clerk", bio="x" * 900) for number in range(PEOPLE))).getvalue()
    )
    process = _manage(own, tmp_path, "import_people", str(path))
    until = time.monotonic() + 90
    while not own.is_writing() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    people, history, lines = (
        own.count(t) for t in ("auth_user", "profiles_historicaluser", "profiles_event WHERE kind = 1")
    )
    assert people == history == lines and people in (0, PEOPLE)
    again = _manage(own, tmp_path, "import_people", str(path), "--json")
    said = json.loads(again.communicate()[0])
    assert (said["outcome"], said["new"] + said["unchanged"]) == ("applied", PEOPLE)
    assert _manage(own, tmp_path, "audit_verify").wait() == 0
