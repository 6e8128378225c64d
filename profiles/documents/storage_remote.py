"""A file in object storage that reads like one on disk: seekable, streamed, never held whole in memory."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from django.core.files import File

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: A store that does not answer must not hold up a worker: these times, and one more attempt.
CONNECT_TIMEOUT = timedelta(seconds=2)
READ_TIMEOUT = timedelta(seconds=5)
ATTEMPTS_MAX = 2

#: Bytes asked for at once.
BUFFER_BYTES = 256 * 1024


class Stream(Protocol):
    """Bytes on their way from the store."""

    def read(self, size: int) -> bytes:
        """At most so many bytes; empty at the end. Raises StorageAway."""

    def close(self) -> None:
        """Stop reading."""


class RemoteFile(io.RawIOBase):
    """Reads forward through one request; what follows a seek begins another. Nothing is asked before reading."""

    def __init__(self, size_bytes: int, begin: Callable[[int], Stream]) -> None:
        super().__init__()
        self._size = size_bytes
        self._begin = begin
        self._position = 0
        self._stream: Stream | None = None

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """The number of the next byte."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte. Raises ValueError before the beginning."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("There is nothing before the beginning of a file.")
        if start + offset != self._position:
            self._drop()
            self._position = start + offset
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
        """The next bytes; 0 at the end. Raises StorageAway."""
        view = memoryview(buffer).cast("B")
        wanted = min(len(view), self._size - self._position)
        if wanted <= 0:
            return 0
        if self._stream is None:
            self._stream = self._begin(self._position)
        chunk = self._stream.read(wanted)
        view[: len(chunk)] = chunk
        self._position += len(chunk)
        return len(chunk)

    def close(self) -> None:
        """Stop reading and let the connection go."""
        self._drop()
        super().close()

    def _drop(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None


def remote_file(key: str, size_bytes: int, begin: Callable[[int], Stream]) -> File[bytes]:
    """The object as a file; ``begin`` opens the stream of its bytes from a position on."""
    return File(io.BufferedReader(RemoteFile(size_bytes, begin), BUFFER_BYTES), key)
