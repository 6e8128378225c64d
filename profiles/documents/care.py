"""Looks after what is stored: every row has its file, every file its row, and the bytes are what they were."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.history.access import record_access
from profiles.models import Blob, DocumentVersion, Event, PreviewPage, Profile

from . import previews
from .errors import StorageAway
from .storage import DocumentStorage, StoredFile, is_ours

#: A file without a row may be an upload of this moment; after this time it is none.
ORPHAN_AFTER = timedelta(hours=24)

MISSING, WRONG_SIZE, WRONG_HASH, ORPHAN, NO_PREVIEW = "missing", "wrong-size", "wrong-hash", "orphan", "no-preview"

_BATCH = 500
_HASH_CHUNK_BYTES = 1024 * 1024

#: Told how many of how many entries were looked at.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it should be: ``text`` says so, ``repaired`` whether it was put right."""

    code: str
    key: str
    text: str
    repaired: bool = False


@dataclass
class Report:
    """What was looked at, and what is wrong."""

    rows: int = 0
    files: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def open_problems(self) -> Sequence[Problem]:
        """Those that were not put right."""
        return [problem for problem in self.problems if not problem.repaired]


def check_documents(
    *, hashes: bool = False, fix: bool = False, progress: Progress = lambda done, total: None
) -> Report:
    """Compare all rows with all stored files; with ``hashes`` read every file too.

    ``fix`` puts right what loses nothing: page images are made again, and files of ours that no row has named for
    ORPHAN_AFTER are removed, each with a line in the ledger of the operation under way. Files that rows name are
    never touched. Raises StorageAway.
    """
    return _Check(hashes, fix, progress).run()


class _Check:
    def __init__(self, hashes: bool, fix: bool, progress: Progress) -> None:
        self._hashes, self._fix, self._progress = hashes, fix, progress
        self._storage = cast(DocumentStorage, default_storage)
        self._report = Report()
        self._seen_blobs: set[int] = set()
        self._seen_pages: set[int] = set()

    def run(self) -> Report:
        pages = PreviewPage.objects.exclude(storage_key="")
        total = self._report.rows = Blob.objects.count() + pages.count()
        self._progress(0, total)
        entries_left = self._entries()
        while entries := list(islice(entries_left, _BATCH)):
            self._look_at(entries)
            self._report.files += len(entries)
            self._progress(min(self._report.files, total), total)
        # Numbers first: what follows may write, and a list that is still being read does not like that.
        for pk in [pk for pk in Blob.objects.values_list("pk", flat=True) if pk not in self._seen_blobs]:
            self._unseen(Blob.objects.get(pk=pk))
        for pk in [pk for pk in pages.values_list("pk", flat=True) if pk not in self._seen_pages]:
            self._unseen_page(PreviewPage.objects.select_related("blob").get(pk=pk))
        self._progress(total, total)
        return self._report

    def _entries(self) -> Iterator[StoredFile]:
        try:
            yield from self._storage.entries()
        except StorageAway:
            # Before the first file there is no folder yet.
            if self._report.rows or settings.MEDIA_STORAGE:
                raise

    def _look_at(self, entries: Iterable[StoredFile]) -> None:
        keys = [entry.key for entry in entries]
        blobs = {blob.storage_key: blob for blob in Blob.objects.filter(storage_key__in=keys)}
        pages = dict(PreviewPage.objects.filter(storage_key__in=keys).values_list("storage_key", "pk"))
        for entry in entries:
            if entry.key in blobs:
                self._known(entry, blobs[entry.key])
            elif entry.key in pages:
                self._seen_pages.add(pages[entry.key])
            elif timezone.now() - entry.stored_at > ORPHAN_AFTER:
                self._orphan(entry)

    def _known(self, entry: StoredFile, blob: Blob) -> None:
        self._seen_blobs.add(blob.pk)
        if entry.size_bytes != blob.size_bytes:
            facts = {"is": entry.size_bytes, "was": blob.size_bytes, "whose": whose(blob)}
            self._add(WRONG_SIZE, entry.key, _("%(is)d bytes instead of %(was)d: %(whose)s") % facts)
        elif self._hashes and sha256_of(self._storage, entry.key) != blob.sha256:
            self._add(WRONG_HASH, entry.key, _("not the bytes that were stored: %(whose)s") % {"whose": whose(blob)})

    def _orphan(self, entry: StoredFile) -> None:
        text = _("no row names this file") if is_ours(entry.key) else _("not stored by this application")
        self._add(ORPHAN, entry.key, text, repaired=self._fix and is_ours(entry.key) and remove_orphan(entry.key))

    def _unseen(self, blob: Blob) -> None:
        if not self._storage.exists(blob.storage_key):  # it may have come since the list was made
            self._add(MISSING, blob.storage_key, _("missing: %(whose)s") % {"whose": whose(blob)})

    def _unseen_page(self, page: PreviewPage) -> None:
        if self._storage.exists(page.storage_key):
            return
        text = _("page image missing: %(whose)s") % {"whose": whose(page.blob)}
        self._add(NO_PREVIEW, page.storage_key, text, repaired=self._fix and make_page_again(page))

    def _add(self, code: str, key: str, text: str, *, repaired: bool = False) -> None:
        self._report.problems.append(Problem(code, key, text, repaired))


def whose(blob: Blob) -> str:
    """Which documents and photos the bytes belong to, by number: a log names nobody."""
    versions = DocumentVersion.objects.filter(blob=blob).order_by("pk").values_list("document_id", "number")
    named = [_("document %(document)d version %(number)d") % {"document": d, "number": n} for d, n in versions]
    people = Profile.objects.filter(photo=blob).order_by("pk").values_list("user_id", flat=True)
    named += [_("photo of person %(person)d") % {"person": person} for person in people]
    return ", ".join(named) or _("used by nobody now")


def sha256_of(storage: DocumentStorage, key: str) -> str:
    """The digest of the stored bytes, in hexadecimal; empty when they went away meanwhile."""
    digest = hashlib.sha256()
    try:
        with storage.open(key) as file:
            while chunk := file.read(_HASH_CHUNK_BYTES):
                digest.update(chunk)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()


def remove_orphan(key: str) -> bool:
    """Remove a file that no row names, unless it came into use meanwhile; whether it is gone.

    The line in the ledger is written first, and only kept when the file is gone. Raises StorageAway.
    """
    storage = cast(DocumentStorage, default_storage)
    try:
        stored_at = storage.store.facts(key).stored_at
    except FileNotFoundError:
        return True
    with transaction.atomic():
        in_use = Blob.objects.filter(storage_key=key).exists() or PreviewPage.objects.filter(storage_key=key).exists()
        if in_use or timezone.now() - stored_at <= ORPHAN_AFTER:
            return False
        record_access(Event.Action.DELETE, details=[key])
        storage.remove_orphan(key)
    return True


def make_page_again(page: PreviewPage) -> bool:
    """Render a page image whose file got lost; whether it is there again. Raises StorageAway."""
    opened = previews.open_page_image(page.blob, page.number, page.size)
    if opened is None:
        return False
    opened[1].close()
    return True
