"""Databases that exist for one run: files in its folder, or databases beside the configured one.

The default connection is pointed at one of them by name and pointed back at the end; the configured database is
never opened.
"""

from __future__ import annotations

import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

from django.db import connection
from django.db.utils import Error, OperationalError
from django.utils.translation import gettext as _

_NAME_MAX_CHARACTERS = 40  # PostgreSQL cuts names at 63


class NoScratchDatabase(RuntimeError):
    """The server does not make a scratch database; the text says why and what to do."""


class Databases(ABC):
    """Makes scratch databases, points the connection at one of them, and takes all of them away."""

    def __init__(self) -> None:
        self._configured = connection.settings_dict["NAME"]
        self._made: dict[str, str] = {}

    def make(self, key: str, *, copy_of: str | None = None) -> str:
        """Make the database of this key, empty or as a copy of another; its name. Raises NoScratchDatabase."""
        self.leave()
        name = self._name(key)
        self._create(name, self._made[copy_of] if copy_of is not None else None)
        self._made[key] = name
        return name

    def use(self, key: str) -> None:
        """Point the default connection, and those of threads to come, at the database of this key."""
        self._point_to(self._made[key])

    def leave(self) -> None:
        """Point the connection back at the configured database, without opening it."""
        self._point_to(self._configured)

    def drop(self) -> None:
        """Take all of them away."""
        self.leave()
        while self._made:
            _key, name = self._made.popitem()
            self._destroy(name)

    @abstractmethod
    def _name(self, key: str) -> str: ...

    @abstractmethod
    def _create(self, name: str, template: str | None) -> None: ...

    @abstractmethod
    def _destroy(self, name: str) -> None: ...

    @abstractmethod
    def server(self) -> str:
        """The name and the version of the database, learnt without opening the configured one."""

    @abstractmethod
    def environment(self, name: str) -> Mapping[str, str]:
        """The variables by which the stock project finds the database of this name."""

    def _point_to(self, name: str) -> None:
        if connection.settings_dict["NAME"] != name:
            connection.close()
            connection.settings_dict["NAME"] = name


class SQLiteFiles(Databases):
    """Files in the folder of the run."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def _name(self, key: str) -> str:
        return str(self._folder / f"{key}.sqlite3")

    def _create(self, name: str, template: str | None) -> None:
        if template is not None:
            shutil.copyfile(template, name)  # nobody has it open: its log has been written back

    def _destroy(self, name: str) -> None:
        for path in self._folder.glob(f"{Path(name).name}*"):
            path.unlink()

    def server(self) -> str:
        """The library that this Python brings."""
        return f"SQLite {sqlite3.sqlite_version}"

    def environment(self, name: str) -> Mapping[str, str]:
        """The file."""
        return {"STOCK_SQLITE": name}


class PostgreSQLDatabases(Databases):
    """Databases ``<configured>_bench_<key>`` on the configured server."""

    def _name(self, key: str) -> str:
        return f"{str(self._configured)[:_NAME_MAX_CHARACTERS]}_bench_{key}"

    def _create(self, name: str, template: str | None) -> None:
        copied = f" TEMPLATE {_quoted(template)}" if template is not None else ""
        try:
            self._run(f"CREATE DATABASE {_quoted(name)}{copied}")
        except Error as error:
            if getattr(error.__cause__, "sqlstate", "") == "42P04":
                raise NoScratchDatabase(
                    _(
                        "There is a database %(name)s already: another run is using it, or one was killed. "
                        'If it was killed: DROP DATABASE "%(name)s".'
                    )
                    % {"name": name}
                ) from error
            raise NoScratchDatabase(
                _("The server makes no database %(name)s: %(why)s") % {"name": name, "why": str(error).strip()}
            ) from error

    def _destroy(self, name: str) -> None:
        # FORCE: a thread of a benchmark may have left a connection behind.
        self._run(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")

    def server(self) -> str:
        """What the server says of itself."""
        return f"PostgreSQL {self._run('SHOW server_version', answers=True)}"

    def _run(self, statement: str, *, answers: bool = False) -> str:
        # Django's own way to a server without opening one of its databases, as its test runner goes it.
        try:
            with connection._nodb_cursor() as cursor:
                cursor.execute(statement)
                return str(cursor.fetchone()[0]) if answers else ""
        except OperationalError as error:
            raise NoScratchDatabase(
                _("The database server does not answer: %(why)s") % {"why": str(error).strip()}
            ) from error

    def environment(self, name: str) -> Mapping[str, str]:
        """The server, the account and the database."""
        known = connection.settings_dict
        return {
            "STOCK_DB": "postgres",
            "PGDATABASE": name,
            "PGHOST": str(known["HOST"]),
            "PGPORT": str(known["PORT"] or 5432),
            "PGUSER": str(known["USER"]),
            "PGPASSWORD": str(known["PASSWORD"]),
        }


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def databases_for(folder: Path) -> Databases:
    """What suits the configured database. Raises NoScratchDatabase for a server that is neither of the two."""
    if connection.vendor == "sqlite":
        return SQLiteFiles(folder)
    if connection.vendor == "postgresql":
        return PostgreSQLDatabases()
    raise NoScratchDatabase(
        _("Measuring works on SQLite and PostgreSQL, not on %(name)s.") % {"name": connection.vendor}
    )
