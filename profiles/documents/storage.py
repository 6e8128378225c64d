"""Where the bytes lie: files named by their content, written once and never changed, on disk or in object storage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn, Protocol
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured, SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible
from django.utils.functional import cached_property
from django.utils.module_loading import import_string

from profiles.lib.filetypes import ACCEPTED
from profiles.models import WriteRefused

PHOTO_FOLDER = "photos"
PREVIEW_FOLDER = "previews"

#: How the name of a file begins that is still being written, or whose writer was killed.
ARRIVING = ".arriving-"

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9]{1,8}")
_PREVIEW_KEY = re.compile(PREVIEW_FOLDER + r"(?:/[a-z0-9][a-z0-9.-]{0,119}){1,4}")
_LEFTOVER = re.compile(r"(?:[a-z0-9][a-z0-9.-]{0,119}/){1,4}" + re.escape(ARRIVING) + r"\w+", re.ASCII)

#: The scheme of ``MEDIA_STORAGE``, the class behind it and the package that it needs.
_STORES = {
    "": ("profiles.documents.storage_local.LocalStore", ""),
    "s3": ("profiles.documents.storage_s3.S3Store", "django-storages[s3]"),
    "azure": ("profiles.documents.storage_azure.AzureStore", "django-storages[azure]"),
}


@dataclass(frozen=True)
class StoredFile:
    """One entry in the list of what is stored: the size in bytes, and when it was stored, in UTC."""

    key: str
    size_bytes: int
    stored_at: datetime


@dataclass(frozen=True)
class Attachment:
    """How a browser that comes with a link saves the file: the header of its name, and its type."""

    disposition: str
    media_type: str


@dataclass(frozen=True)
class Address:
    """A place for files outside this machine: bucket or container, folder in it, and options such as ``region``."""

    scheme: str
    container: str
    folder: str
    options: dict[str, str]


class Store(Protocol):
    """What a place for files can do. Every method raises StorageAway when the place cannot be reached."""

    def facts(self, key: str) -> StoredFile:
        """Its size and when it was stored. Raises FileNotFoundError."""

    def open(self, key: str) -> File[bytes]:
        """The file for reading, seekable. Raises FileNotFoundError."""

    def save(self, key: str, content: File[Any], media_type: str) -> None:
        """Store the content under a key that has none; one that has keeps its bytes."""

    def renew(self, key: str) -> None:
        """Let a file that is there count as stored just now. Raises FileNotFoundError."""

    def entries(self) -> Iterator[StoredFile]:
        """Everything that is stored."""

    def remove(self, key: str) -> None:
        """Remove the file; nothing happens when there is none."""

    def is_blank(self) -> bool:
        """Whether nothing is stored there, as far as that is known at once."""

    def link(self, key: str, seconds: int, attachment: Attachment) -> str | None:
        """An address at which anybody can save the file for so long; None where there is no such thing."""


def storage_key(folder: str, sha256: str, extension: str) -> str:
    """``<folder>/<first two digits>/<sha256>.<extension>``: the same bytes have the same key."""
    return f"{folder}/{sha256[:2]}/{sha256}.{extension}"


def is_storage_key(text: str) -> bool:
    """Whether the text has the form of a document's or photo's key; says nothing about a file being there."""
    return _KEY.fullmatch(text) is not None


def is_ours(key: str) -> bool:
    """Whether a stored file can have come from here: a key, a preview's key, or what a killed writer left."""
    return any(form.fullmatch(key) for form in (_KEY, _PREVIEW_KEY, _LEFTOVER))


def parse_address(text: str) -> Address:
    """``s3://bucket/folder?region=…&endpoint=…`` or ``azure://container/folder?account=…&endpoint=…`` in its parts.

    Raises ImproperlyConfigured with a sentence that names the setting.
    """
    parts = urlsplit(text)
    if parts.scheme not in _STORES or not (parts.scheme and parts.hostname) or parts.fragment or "@" in parts.netloc:
        raise ImproperlyConfigured(
            "MEDIA_STORAGE is not understood. Leave it empty for files in MEDIA_ROOT, or write "
            "s3://bucket/folder?region=… or azure://container/folder?account=…"
        )
    return Address(parts.scheme, parts.netloc, parts.path.strip("/"), dict(parse_qsl(parts.query)))


def _store_at(text: str) -> Store:
    scheme = parse_address(text).scheme if text else ""
    path, package = _STORES[scheme]
    try:
        made = import_string(path)
    except ImportError as error:
        raise ImproperlyConfigured(
            f'MEDIA_STORAGE needs a package that is not installed. Install it with: pip install "{package}"'
        ) from error
    store: Store = made(parse_address(text)) if text else made()
    return store


@deconstructible(path="profiles.documents.storage.DocumentStorage")
class DocumentStorage(Storage):
    """Files named by content: stored once, never overwritten, never removed by a request.

    ``address`` is the setting ``MEDIA_STORAGE``; empty means below ``settings.MEDIA_ROOT``. Every method raises
    StorageAway when the place of the files fails, and SuspiciousFileOperation for what is no key.
    """

    def __init__(self, address: str = "") -> None:
        self._address = address

    @cached_property
    def store(self) -> Store:
        """The place behind the address, reached for on first use."""
        return _store_at(self._address)

    def url(self, name: str | None) -> NoReturn:
        """Raises ValueError always: bytes leave through the door in ``files`` alone."""
        raise ValueError("Stored files have no public address. Use the address of the document.")

    def delete(self, name: str) -> NoReturn:
        """Raises WriteRefused always."""
        raise WriteRefused("Stored files are never removed.")

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The key itself: it names its bytes, so there is nothing to avoid."""
        return name

    def exists(self, name: str) -> bool:
        """Whether a file lies under the key."""
        try:
            self.store.facts(_key(name))
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        """Size in bytes. Raises FileNotFoundError when there is no such file."""
        return self.store.facts(_key(name)).size_bytes

    def get_modified_time(self, name: str) -> datetime:
        """When it was stored, in UTC. Raises FileNotFoundError when there is no such file."""
        return self.store.facts(_key(name)).stored_at

    def renew(self, name: str) -> None:
        """Let a stored file that no row names yet count as stored just now, so that nobody tidies it away.

        Raises FileNotFoundError when there is no such file.
        """
        self.store.renew(_key(name))

    def entries(self) -> Iterator[StoredFile]:
        """Everything that is stored, in no order; also what is no key of ours."""
        return self.store.entries()

    def remove_orphan(self, name: str) -> None:
        """Remove a file of which the caller knows that no row names it. Raises SuspiciousFileOperation if not ours."""
        if not is_ours(name):
            raise SuspiciousFileOperation("This file was not stored by this application.")
        self.store.remove(name)

    def is_blank(self) -> bool:
        """Whether nothing is stored, as before the first file or where a disk is not mounted."""
        return self.store.is_blank()

    def link(self, name: str, seconds: int, attachment: Attachment) -> str | None:
        """An address at which whoever has it can save the file for ``seconds``; None where there is no such thing."""
        return self.store.link(_key(name), seconds, attachment)

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        if mode != "rb":
            raise WriteRefused("Stored files are never changed.")
        return self.store.open(_key(name))

    def _save(self, name: str, content: File[Any]) -> str:
        key = _key(name)
        self.store.save(key, content, _media_type(key))
        return key


def _key(name: str) -> str:
    text = str(name)
    if not _KEY.fullmatch(text) and not _PREVIEW_KEY.fullmatch(text):
        raise SuspiciousFileOperation("This is not the key of a stored file.")
    return text


def _media_type(key: str) -> str:
    kind = ACCEPTED.get(key.rpartition(".")[2])
    return kind.media_type if kind else "application/octet-stream"
