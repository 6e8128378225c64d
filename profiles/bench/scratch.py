"""What a benchmark works in: databases and files of its own, which nobody has and nobody keeps."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from django.utils.translation import gettext as _

from . import fill
from .baseline import Baseline
from .databases import databases_for
from .progress import Progress

HOST = "testserver"


class Scratch:
    """Scratch databases of any number of people, a media folder and the stock project, for the time of a run.

    ``people`` is the size to measure at, ``events`` how long a ledger is made, ``runs`` how often each contestant
    gets its turn. Used as a context manager: inside it the settings are those of production (``DEBUG`` off) and
    everything is taken away at the end.
    """

    def __init__(self, *, people: int, runs: int, progress: Progress, events: int = 20_000) -> None:
        self.people, self.runs, self.progress, self.events = people, runs, progress, events
        self.folder = Path()
        #: People in the database in use.
        self.size = 0
        self._stock: Baseline | None = None
        self._stocks: dict[int, Baseline] = {}
        self._sizes: list[int] = []
        self._has_tables = False
        self._undo = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            self.folder = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix="hr-records-bench-")))
            undo.enter_context(_as_in_production(self.folder))
            undo.enter_context(_unseen_log())
            self._databases = databases_for(self.folder)
            undo.callback(self._databases.drop)
            self._undo = undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._undo.__exit__(kind, error, trace)

    def use(self, people: int) -> None:
        """Point the default connection at the database of so many people, made on first use."""
        if people not in self._sizes:
            self._grow(people)
        self._databases.use(str(people))
        self.size = people

    def _grow(self, people: int) -> None:
        """Make a database from nothing, or from a copy of the largest smaller one."""
        smaller = [size for size in self._sizes if size < people]
        self._databases.make(str(people), copy_of=str(max(smaller)) if smaller else None)
        self._sizes.append(people)
        self._databases.use(str(people))
        if not smaller:
            self.progress.say(_("Making the tables"))
            call_command("migrate", verbosity=0, interactive=False)
        told = _("Adding people")
        fill.fill(people, lambda done, total: self.progress.say(told, done, total))

    def use_empty(self, key: str) -> None:
        """Point the default connection at a new database without people; ``key`` names it once."""
        if not self._has_tables:
            self._databases.make("empty")
            self._databases.use("empty")
            self.progress.say(_("Making the tables"))
            call_command("migrate", verbosity=0, interactive=False)
            self._has_tables = True
        self._databases.make(key, copy_of="empty")
        self._databases.use(key)
        self.size = 0

    def empty_stock(self, key: str) -> Baseline | None:
        """The stock project on a new database without people; None without one. Raises NoBaseline when it fails."""
        if self._stock is None:
            return None
        name = self._databases.make(key)
        return self._stock.filled(0, self._databases.environment(name))

    def client(self, user: User | None = None) -> Client:
        """A browser without a window, signed in when ``user`` is given, on the database in use."""
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    def rounds(self, what: str) -> Iterator[int]:
        """The numbers of the runs, told as they begin: inside each, every contestant has its turn."""
        for number in range(1, self.runs + 1):
            self.progress.say(what, number, self.runs)
            yield number

    def database(self) -> str:
        """The name and the version of the database that is used."""
        return self._databases.server()

    def compare_with(self, stock: Baseline | None) -> None:
        """Let benchmarks compare with this stock project."""
        self._stock = stock

    def stock(self, people: int | None = None) -> Baseline | None:
        """The stock project with so many people (default: ``people``), filled on first use; None without one.

        Raises NoBaseline when it fails.
        """
        size = self.people if people is None else people
        if self._stock is not None and size not in self._stocks:
            self.progress.say(_("Filling the stock project"))
            name = self._databases.make(f"stock_{size}")
            self._stocks[size] = self._stock.filled(size, self._databases.environment(name))
        return self._stocks.get(size)


@contextmanager
def _as_in_production(folder: Path) -> Iterator[None]:
    """The settings of a run: as in production where that costs time, and nothing leaves the machine."""
    files = {"BACKEND": "profiles.documents.storage.DocumentStorage"}
    # Production's names carry digests from a folder that need not have been collected here.
    styles = {"BACKEND": "profiles.bench.transfer.PlainNames"}
    # Rows of the filled databases name files that are not there; an empty folder would look like a disk not mounted.
    (folder / "media" / "bench").mkdir(parents=True, exist_ok=True)
    with override_settings(
        DEBUG=False,
        ALLOWED_HOSTS=[HOST],
        SECURE_SSL_REDIRECT=False,
        MEDIA_ROOT=folder / "media",
        STORAGES={**settings.STORAGES, "default": files, "staticfiles": styles},
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    ):
        yield


@contextmanager
def _unseen_log() -> Iterator[None]:
    """Lines of the log are written as ever, and go nowhere: a line for each page would hide the table."""
    handlers = [each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        before = [handler.stream for handler in handlers]
        for handler in handlers:
            handler.setStream(nowhere)
        try:
            yield
        finally:
            for handler, stream in zip(handlers, before, strict=True):
                handler.setStream(stream)
