"""The file of an import while it is needed: bound to whoever brought it, gone when it was used, or after a day."""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.lib.filenames import clean_text
from profiles.lib.spreadsheets import FILE_MAX_BYTES
from profiles.models import ImportBatch, ImportPart, ImportUpload

from .errors import NotNow, refusal
from .headers import Headings, remembered_mapping, understand
from .reading import Source, opened
from .tables import PEOPLE, TABLES, Table, may_import

#: An upload that nobody confirmed is removed after this time.
KEPT_FOR = timedelta(hours=24)
#: Before the rows are written, and while nothing works on them.
OPEN = frozenset({ImportBatch.State.UPLOADED, ImportBatch.State.PREVIEWED})
_CHUNK = 1024 * 1024
_WAITING = (
    ImportBatch.State.UPLOADED,
    ImportBatch.State.READING,
    ImportBatch.State.PREVIEWED,
    ImportBatch.State.APPLYING,
)


def table_of(batch: ImportBatch) -> Table:
    """The table whose rows the batch brings."""
    return TABLES[batch.resource]


def receive(file: IO[bytes], by: User | None, name: str = "", table: Table = PEOPLE) -> ImportBatch:
    """Keep an uploaded file and look at its headings; nothing is planned yet.

    ``by`` is None for the system. Raises FileRefused when it holds no readable table, PermissionDenied for an account
    that may not import. Files that were left behind by others are removed on the way.
    """
    if not may_import(by, table):
        raise PermissionDenied
    sweep()
    batch = ImportBatch(resource=table.code, by=by)
    batch.file_name = clean_text(Path(name or getattr(file, "name", "") or "file").name)[:200]
    return replace_file(batch, file)


def replace_file(batch: ImportBatch, file: IO[bytes]) -> ImportBatch:
    """Give the batch this file, its numbers and headings.

    Raises FileRefused when it holds no readable table, NotNow when the batch is past its preview by now.
    """
    content, table = _packed(batch, file), table_of(batch)
    with opened(file, table) as source:
        batch.format, batch.headers, batch.notices = source.format, source.headings, source.notices
        batch.total = sum(1 for _row in source.rows())
        batch.mapping = headings_of(batch, remembered_mapping(batch.by, source.headings, table)).mapping
    with transaction.atomic():
        known = ImportBatch.objects.select_for_update().filter(pk=batch.pk).first()
        if known is not None and known.state not in OPEN:
            raise NotNow(_("This change was confirmed before, or it is over."))
        batch.state = ImportBatch.State.UPLOADED
        batch.save()
        # By its key: the row would stay with the batch, and with it all of the file.
        ImportUpload.objects.update_or_create(batch_id=batch.pk, defaults={"content": content})
    return batch


def _packed(batch: ImportBatch, file: IO[bytes]) -> bytes:
    """The bytes of the file, compressed; the batch knows their digest and number."""
    digest, packer, packed, size = hashlib.sha256(), zlib.compressobj(1), [], 0
    file.seek(0)
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > FILE_MAX_BYTES:
            raise refusal("too-large")
        digest.update(chunk)
        packed.append(packer.compress(chunk))
    packed.append(packer.flush())
    batch.sha256, batch.size_bytes = digest.hexdigest(), size
    return b"".join(packed)


def headings_of(batch: ImportBatch, chosen: dict[str, str] | None = None) -> Headings:
    """How the headings of the batch's file are understood for whoever brought it."""
    table = table_of(batch)
    return understand(batch.headers, table.importable(batch.by), chosen, table)


@contextmanager
def content_of(batch: ImportBatch) -> Iterator[Source]:
    """The batch's file, opened. Raises NotNow when it is gone, FileRefused when it cannot be read."""
    content = ImportUpload.objects.filter(batch=batch).values_list("content", flat=True).first()
    if content is None:
        raise NotNow(gone(batch))
    with tempfile.TemporaryFile() as file:
        packed, unpacker = memoryview(content), zlib.decompressobj()
        for start in range(0, len(packed), _CHUNK):
            file.write(unpacker.decompress(packed[start : start + _CHUNK]))
        file.write(unpacker.flush())
        del packed, content
        with opened(file, table_of(batch)) as source:
            yield source


def forget(batch: ImportBatch) -> None:
    """Remove the file and the pages of the preview."""
    # Not by ``delete``: that loads every row first, and these are as large as the file.
    for rows in (ImportUpload.objects.filter(batch=batch), ImportPart.objects.filter(batch=batch).exclude(kind="kept")):
        rows._raw_delete(rows.db)


def sweep() -> int:
    """Remove what nobody confirmed within a day; how many files went."""
    old = ImportBatch.objects.filter(upload__isnull=False, created_at__lt=timezone.now() - KEPT_FOR)
    batches = list(old)
    for batch in batches:
        forget(batch)
        ImportBatch.objects.filter(pk=batch.pk, state__in=_WAITING).update(
            state=ImportBatch.State.CANCELLED, message=gone(batch), finished_at=timezone.now()
        )
    return len(batches)


def gone(batch: ImportBatch) -> str:
    """The sentence for a file that is no longer there."""
    if batch.is_change:
        return _("This change waited for more than a day and was dropped. Choose the people again.")
    return _("The file of this import was removed. Upload it again.")
