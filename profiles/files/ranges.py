"""One range of bytes of a file, as RFC 9110 §14 describes it; several ranges at once are answered in full."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

CHUNK_BYTES = 64 * 1024

_ONE_RANGE = re.compile(r"\s*bytes\s*=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})\s*", re.ASCII | re.IGNORECASE)


class Unsatisfiable(ValueError):
    """The range begins behind the end of the file (416)."""


@dataclass(frozen=True)
class ByteRange:
    """Bytes ``first`` to ``last``, both counted from 0 and both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """Number of bytes."""
        return self.last - self.first + 1


def parse_range(header: str, size: int) -> ByteRange | None:
    """The range asked for, cut to a file of ``size`` bytes; None when the whole file is to be sent.

    Raises Unsatisfiable when the range has no byte in common with the file.
    """
    match = _ONE_RANGE.fullmatch(header)
    if match is None or not any(match.groups()):
        return None
    first_text, last_text = match.groups()
    if not first_text:
        length = min(int(last_text), size)
        if length == 0:
            raise Unsatisfiable
        return ByteRange(size - length, size - 1)
    first, last = int(first_text), int(last_text) if last_text else size - 1
    if last_text and last < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return ByteRange(first, min(last, size - 1))


class FileSlice:
    """The bytes of a range in chunks; closes the file at the end, or when the reader goes away."""

    def __init__(self, file: IO[bytes], wanted: ByteRange) -> None:
        self._file = file
        self._left = wanted.length
        file.seek(wanted.first)

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0:
            chunk = self._file.read(min(CHUNK_BYTES, self._left))
            if not chunk:
                break
            self._left -= len(chunk)
            yield chunk
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
