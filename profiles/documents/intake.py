"""From the socket to the store: the limit while bytes stream in, and storing by content."""

from __future__ import annotations

import io
from typing import IO, Any, NoReturn, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import IntegrityError, transaction

from profiles.models import Blob

from .checks import FileFacts
from .errors import StorageAway
from .storage import storage_key

#: Files of full size that one form may carry. A body that announces more is refused before it is read.
FILES_IN_ONE_FORM = 8
_FIELDS_BYTES = 2_621_440


class _Dropped(io.RawIOBase):
    """Bytes that were not kept: whoever reads them has not looked at the size and gets the page for 413."""

    def read(self, size: int = -1) -> NoReturn:
        """Raises RequestDataTooBig always."""
        raise RequestDataTooBig("The file is larger than the limit for uploads.")

    def seekable(self) -> bool:
        """Yes, so that code which rewinds before it reads comes as far as reading."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Stay where we are."""
        return 0


class TooLargeFile(UploadedFile):  # type: ignore[type-arg]
    """Stands in a form for an upload beyond the limit: it has the name and the size, and holds no bytes.

    Checks of the size refuse it beside its field. Reading it raises RequestDataTooBig.
    """

    def __init__(self, name: str | None, content_type: str | None, size: int) -> None:
        super().__init__(file=cast("IO[bytes]", _Dropped()), name=name, content_type=content_type, size=size)


class SizeCapUploadHandler(FileUploadHandler):
    """First of the handlers: passes no byte on beyond ``settings.UPLOAD_MAX_BYTES`` of a file.

    Memory and disk never fill, the rest of the form arrives, and the file is there as TooLargeFile. Of somebody
    who is not signed in no byte is kept at all. A body that announces several times the limit is refused unread
    with RequestDataTooBig (413).
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuse a body that no form of ours can have."""
        if content_length > FILES_IN_ONE_FORM * settings.UPLOAD_MAX_BYTES + _FIELDS_BYTES:
            raise RequestDataTooBig("The request is larger than any form with files can be.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Decide how much of the next file is kept, in bytes."""
        super().new_file(*args, **kwargs)
        # Without the middleware that sets it, as in a command, there is nobody to tell apart.
        user = getattr(self.request, "user", None)
        self._limit: int = settings.UPLOAD_MAX_BYTES if user is None or user.is_authenticated else 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The bytes for the next handler; nothing once the file has passed the limit."""
        return raw_data if start + len(raw_data) <= self._limit else None

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """The stand-in for a file that is too large; None leaves the file to the next handler."""
        if file_size <= self._limit:
            return None
        return TooLargeFile(self.file_name, self.content_type, file_size)


def store_bytes(file: File[Any], facts: FileFacts, folder: str) -> str:
    """Put the inspected bytes into the store and answer their key; bytes already stored stay where they are.

    Comes before any row is written: what a crash leaves behind is a file without a row, which harms nobody.
    A file that went missing is stored again under the key its row names. Raises StorageAway.
    """
    known = Blob.objects.filter(sha256=facts.sha256).first()
    key = known.storage_key if known else storage_key(folder, facts.sha256, facts.type.extension)
    if not _is_stored(key, known is not None):
        if known is None and default_storage.is_blank() and Blob.objects.exists():  # type: ignore[attr-defined]
            # As when a disk is not mounted: what were written now would be out of sight once it is back.
            raise StorageAway("The place for files is not the one that files were stored in.")
        file.seek(0)
        default_storage.save(key, file)
    return key


def _is_stored(key: str, is_named: bool) -> bool:
    """Whether the bytes lie there; those that no row names are renewed, so that no check tidies them away now."""
    if is_named:
        return default_storage.exists(key)
    try:
        default_storage.renew(key)  # type: ignore[attr-defined]
    except FileNotFoundError:
        return False
    return True


def blob_row(facts: FileFacts, key: str) -> Blob:
    """The one row of these bytes, made when they are new; two callers at once get the same one."""
    known = Blob.objects.filter(sha256=facts.sha256).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return Blob.objects.create(
                sha256=facts.sha256,
                size_bytes=facts.size_bytes,
                media_type=facts.media_type,
                storage_key=key,
            )
    except IntegrityError:
        return Blob.objects.get(sha256=facts.sha256)


def store_blob(file: File[Any], facts: FileFacts, folder: str) -> Blob:
    """Store the inspected bytes, once whatever their name, and answer their row. Raises StorageAway."""
    return blob_row(facts, store_bytes(file, facts, folder))
