"""Files in S3 or a store that speaks its language; credentials come from the usual variables of AWS or the machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.exceptions import ImproperlyConfigured
from django.core.files import File
from storages.backends.s3 import S3Storage

from .errors import StorageAway
from .storage import Address, Attachment, StoredFile
from .storage_remote import ATTEMPTS_MAX, CONNECT_TIMEOUT, READ_TIMEOUT, Stream, remote_file

OPTIONS = {"region", "endpoint"}

_NOT_FOUND, _NOT_IMPLEMENTED = 404, 501

#: The answers to "store this unless there is something": it is there, or somebody stores it at this moment.
_THERE_ALREADY = {409, 412}


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


@contextmanager
def _reaching() -> Iterator[None]:
    """What the client raises, as StorageAway; FileNotFoundError as it is."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise StorageAway(str(error)) from error


class _Body:
    """The bytes of an answer on their way."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def read(self, size: int) -> bytes:
        """At most so many bytes. Raises StorageAway."""
        with _reaching():
            chunk: bytes = self._body.read(size)
            return chunk

    def close(self) -> None:
        """Let the connection go."""
        self._body.close()


class S3Store:
    """A bucket, or a folder in it. Raises ImproperlyConfigured for an option that there is not."""

    def __init__(self, address: Address) -> None:
        if address.options.keys() - OPTIONS:
            raise ImproperlyConfigured("MEDIA_STORAGE: for s3:// the options are region and endpoint.")
        self._bucket, self._prefix = address.container, f"{address.folder}/" if address.folder else ""
        endpoint = address.options.get("endpoint")
        config = Config(
            signature_version="s3v4",
            connect_timeout=CONNECT_TIMEOUT.total_seconds(),
            read_timeout=READ_TIMEOUT.total_seconds(),
            retries={"total_max_attempts": ATTEMPTS_MAX, "mode": "standard"},
            # A server of one's own knows its buckets by path; not every one knows Amazon's newer checksums.
            s3={"addressing_style": "path" if endpoint else "auto"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        self._storage = S3Storage(
            bucket_name=self._bucket,
            location=address.folder,
            region_name=address.options.get("region"),
            endpoint_url=endpoint,
            client_config=config,
            file_overwrite=False,
        )

    @cached_property
    def _client(self) -> Any:
        """One client for all threads: it is made for that, and making one takes long."""
        with _reaching():
            return self._storage.connection.meta.client

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + key}

    def facts(self, key: str) -> StoredFile:
        """Size and time. Raises FileNotFoundError, or StorageAway when the whole bucket is not there."""
        found = self._head(key)
        return StoredFile(key, found["ContentLength"], found["LastModified"])

    def _head(self, key: str) -> dict[str, Any]:
        with _reaching():
            try:
                found: dict[str, Any] = self._client.head_object(**self._at(key))
                return found
            except ClientError as error:
                if _status(error) != _NOT_FOUND:
                    raise
                # The answer has no body that could say what is not there.
                self._client.head_bucket(Bucket=self._bucket)
                raise FileNotFoundError(key) from error

    def open(self, key: str) -> File[bytes]:
        """The object for reading. Raises FileNotFoundError."""
        return remote_file(key, self.facts(key).size_bytes, lambda position: self._begin(key, position))

    def _begin(self, key: str, position: int) -> Stream:
        with _reaching():
            try:
                return _Body(self._client.get_object(**self._at(key), Range=f"bytes={position}-")["Body"])
            except ClientError as error:
                if _status(error) == _NOT_FOUND:
                    raise FileNotFoundError(key) from error
                raise

    def save(self, key: str, content: File[Any], media_type: str) -> None:
        """Store the content unless there is an object; a server that cannot promise that gets it plainly."""
        facts = {**self._at(key), "ContentType": media_type}
        with _reaching():
            try:
                self._put(content, **facts, IfNoneMatch="*")
            except ClientError as error:
                if _status(error) == _NOT_IMPLEMENTED:
                    self._put(content, **facts)
                elif _status(error) not in _THERE_ALREADY:
                    raise

    def _put(self, content: File[Any], **facts: str) -> None:
        content.seek(0)
        self._client.put_object(Body=content, **facts)

    def renew(self, key: str) -> None:
        """Copy the object onto itself, which gives it the time of now. Raises FileNotFoundError."""
        media_type = self._head(key)["ContentType"]
        with _reaching():
            self._client.copy_object(
                **self._at(key), CopySource=self._at(key), MetadataDirective="REPLACE", ContentType=media_type
            )

    def entries(self) -> Iterator[StoredFile]:
        """Every object below the folder, a thousand a request."""
        with _reaching():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
            for page in pages:
                for entry in page.get("Contents", ()):
                    yield StoredFile(entry["Key"].removeprefix(self._prefix), entry["Size"], entry["LastModified"])

    def remove(self, key: str) -> None:
        """Remove the object; where the bucket keeps versions they stay."""
        with _reaching():
            self._client.delete_object(**self._at(key))

    def is_blank(self) -> bool:
        """False: a bucket is there or it cannot be reached; it is never another one."""
        return False

    def link(self, key: str, seconds: int, attachment: Attachment) -> str | None:
        """A presigned address; making it asks nobody."""
        said = {"ResponseContentDisposition": attachment.disposition, "ResponseContentType": attachment.media_type}
        with _reaching():
            address: str = self._storage.url(key, parameters=said, expire=seconds)
            return address
