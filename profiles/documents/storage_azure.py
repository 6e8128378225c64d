"""Files in Azure Blob Storage; the key comes from AZURE_STORAGE_KEY, or a token from AZURE_STORAGE_SAS_TOKEN."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from azure.core.exceptions import AzureError, ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import BlobServiceClient, ContainerClient, ContentSettings, LinearRetry, StorageErrorCode
from django.core.exceptions import ImproperlyConfigured
from django.core.files import File
from django.utils import timezone
from storages.backends.azure_storage import AzureStorage

from .errors import StorageAway
from .storage import Address, Attachment, StoredFile
from .storage_remote import ATTEMPTS_MAX, BUFFER_BYTES, CONNECT_TIMEOUT, READ_TIMEOUT, Stream, remote_file

OPTIONS = {"account", "endpoint"}

#: Larger files go in blocks, so that memory holds one of them.
BLOCK_BYTES = 4 * 1024 * 1024

_CLIENT: dict[str, Any] = {
    "connection_timeout": int(CONNECT_TIMEOUT.total_seconds()),
    "read_timeout": int(READ_TIMEOUT.total_seconds()),
    "retry_policy": LinearRetry(backoff=1, retry_total=ATTEMPTS_MAX - 1, random_jitter_range=0),
    "max_single_put_size": BLOCK_BYTES,
    "max_block_size": BLOCK_BYTES,
    "max_single_get_size": BUFFER_BYTES,
    "max_chunk_get_size": BUFFER_BYTES,
}


@contextmanager
def _reaching(key: str = "") -> Iterator[None]:
    """What the client raises, as StorageAway; that a blob is not there, as FileNotFoundError."""
    try:
        yield
    except ResourceNotFoundError as error:
        if key and getattr(error, "error_code", "") == StorageErrorCode.BLOB_NOT_FOUND:
            raise FileNotFoundError(key) from error
        raise StorageAway(str(error)) from error
    except AzureError as error:
        raise StorageAway(str(error)) from error


class _Reached(AzureStorage):  # type: ignore[misc]
    """The library's storage with our address, times and sizes."""

    account_url = ""

    def _get_service_client(self) -> BlobServiceClient:
        credential = {"account_name": self.account_name, "account_key": self.account_key}
        return BlobServiceClient(
            self.account_url, credential=credential if self.account_key else self.sas_token, **_CLIENT
        )


class _Download:
    """The bytes of a blob on their way."""

    def __init__(self, key: str, downloader: Any) -> None:
        self._key, self._downloader = key, downloader

    def read(self, size: int) -> bytes:
        """At most so many bytes. Raises StorageAway."""
        with _reaching(self._key):
            chunk: bytes = self._downloader.read(size)
            return chunk

    def close(self) -> None:
        """Nothing is held between two reads."""


class AzureStore:
    """A container, or a folder in it. Raises ImproperlyConfigured when the account or its key is not given."""

    def __init__(self, address: Address) -> None:
        account = address.options.get("account", "")
        key, token = (os.environ.get(f"AZURE_STORAGE_{name}", "") for name in ("KEY", "SAS_TOKEN"))
        if address.options.keys() - OPTIONS or not account:
            raise ImproperlyConfigured("MEDIA_STORAGE: for azure:// the options are account, required, and endpoint.")
        if not key and not token:
            raise ImproperlyConfigured("MEDIA_STORAGE: set AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN.")
        self._prefix = f"{address.folder}/" if address.folder else ""
        self._signs = bool(key)
        self._storage = _Reached(
            account_name=account,
            account_key=key or None,
            sas_token=token or None,
            azure_container=address.container,
            location=address.folder,
            overwrite_files=False,
        )
        self._storage.account_url = address.options.get("endpoint") or f"https://{account}.blob.core.windows.net"

    @property
    def _container(self) -> ContainerClient:
        client: ContainerClient = self._storage.client
        return client

    def _blob(self, key: str) -> Any:
        return self._container.get_blob_client(self._prefix + key)

    def facts(self, key: str) -> StoredFile:
        """Size and time. Raises FileNotFoundError, or StorageAway when the whole container is not there."""
        with _reaching(key):
            found = self._blob(key).get_blob_properties()
            return StoredFile(key, int(found.size), found.last_modified)

    def open(self, key: str) -> File[bytes]:
        """The blob for reading. Raises FileNotFoundError."""
        return remote_file(key, self.facts(key).size_bytes, lambda position: self._begin(key, position))

    def _begin(self, key: str, position: int) -> Stream:
        with _reaching(key):
            return _Download(key, self._blob(key).download_blob(offset=position))

    def save(self, key: str, content: File[Any], media_type: str) -> None:
        """Store the content unless there is a blob."""
        content.seek(0)
        with _reaching():
            try:
                self._blob(key).upload_blob(
                    content,
                    length=content.size,
                    overwrite=False,
                    max_concurrency=1,
                    content_settings=ContentSettings(content_type=media_type),
                )
            except ResourceExistsError:
                return

    def renew(self, key: str) -> None:
        """Write a note onto the blob, which gives it the time of now. Raises FileNotFoundError."""
        with _reaching(key):
            self._blob(key).set_blob_metadata({"renewed": timezone.now().strftime("%Y%m%dT%H%M%SZ")})

    def entries(self) -> Iterator[StoredFile]:
        """Every blob below the folder."""
        with _reaching():
            for blob in self._container.list_blobs(name_starts_with=self._prefix or None):
                yield StoredFile(blob.name.removeprefix(self._prefix), int(blob.size), blob.last_modified)

    def remove(self, key: str) -> None:
        """Remove the blob; where the account keeps removed blobs it can be brought back."""
        try:
            with _reaching(key):
                self._blob(key).delete_blob()
        except FileNotFoundError:
            return

    def is_blank(self) -> bool:
        """False: a bucket is there or it cannot be reached; it is never another one."""
        return False

    def link(self, key: str, seconds: int, attachment: Attachment) -> str | None:
        """A signed address; None with a token alone, which cannot sign."""
        if not self._signs:
            return None
        said = {"content_disposition": attachment.disposition, "content_type": attachment.media_type}
        with _reaching():
            address: str = self._storage.url(key, expire=seconds, parameters=said)
            return address
