"""ZIP archives from strangers, read within bounds: what a member claims is believed only as a lower limit."""

from __future__ import annotations

import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

MEMBERS_MAX = 2000
DIRECTORY_MAX_BYTES = 1024 * 1024
UNPACKED_MAX_BYTES = 200 * 1024 * 1024
RATIO_MAX = 100
RATIO_COUNTS_FROM_BYTES = 20 * 1024 * 1024

_CHUNK = 64 * 1024
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64_BYTES = 20
_COMMENT_MAX = 65535
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_DRIVE = re.compile(r"[A-Za-z]:")


class Flaw(Exception):
    """Something in a file that makes us refuse it; ``code`` says what, in one word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def reading_archive() -> Iterator[None]:
    """Turn all the ways in which a broken archive fails into Flaw("damaged")."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        struct.error,
        NotImplementedError,
        RuntimeError,
        ValueError,
        EOFError,
        OSError,
    ) as error:
        raise Flaw("damaged") from error


def file_size(file: IO[bytes]) -> int:
    """Size in bytes; leaves the position at the end."""
    return file.seek(0, io.SEEK_END)


def _directory_bytes(file: IO[bytes]) -> tuple[int, int] | None:
    """Where the archive's directory ends and how long it says it is; None when the file ends in no archive."""
    size = file_size(file)
    tail_start = max(0, size - _COMMENT_MAX - _END.size)
    file.seek(tail_start)
    tail = file.read(size - tail_start)
    at = tail.rfind(b"PK\x05\x06", 0, max(0, len(tail) - _END.size + 4))
    if at < 0:
        return None
    length: int = _END.unpack_from(tail, at)[5]
    end = tail_start + at
    record_64 = end - _LOCATOR_64_BYTES - _END_64.size
    if record_64 >= 0:
        file.seek(end - _LOCATOR_64_BYTES)
        if file.read(4) == b"PK\x06\x07":
            file.seek(record_64)
            record = _END_64.unpack(file.read(_END_64.size))
            if record[0] != b"PK\x06\x06":
                raise Flaw("damaged")
            return record_64, record[8]
    return end, length


def has_archive_inside(file: IO[bytes]) -> bool:
    """Whether the file can also be opened as a ZIP archive, whatever it begins with."""
    with reading_archive():
        found = _directory_bytes(file)
        if found is None or found[1] == 0 or found[1] > found[0]:
            return False
        file.seek(found[0] - found[1])
        return file.read(4) == b"PK\x01\x02"


@contextmanager
def open_archive(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """The archive, its directory bounded before it is read. Raises Flaw("damaged") or Flaw("too-many-members")."""
    with reading_archive():
        found = _directory_bytes(file)
        if found is None:
            raise Flaw("damaged")
        if found[1] > DIRECTORY_MAX_BYTES:
            raise Flaw("too-many-members")
        file.seek(0)
        archive = zipfile.ZipFile(file)
    with archive:
        if len(archive.infolist()) > MEMBERS_MAX:
            raise Flaw("too-many-members")
        yield archive


def check_members(archive: zipfile.ZipFile) -> None:
    """Raises Flaw("encrypted"), Flaw("unsafe-members") or Flaw("damaged") for members no office program writes."""
    names: set[str] = set()
    for member in archive.infolist():
        if member.flag_bits & 0x1:
            raise Flaw("encrypted")
        if member.compress_type not in _METHODS:
            raise Flaw("damaged")
        name = member.filename.casefold()
        if _is_unsafe(member) or name in names:
            raise Flaw("unsafe-members")
        names.add(name)


def _is_unsafe(member: zipfile.ZipInfo) -> bool:
    path = member.orig_filename.replace("\\", "/")
    is_link = member.create_system == 3 and stat.S_ISLNK(member.external_attr >> 16)
    is_absolute = path.startswith("/") or _DRIVE.match(path) is not None
    return is_link or is_absolute or "\x00" in path or ".." in path.split("/")


def read_member(archive: zipfile.ZipFile, name: str, max_bytes: int) -> bytes:
    """The unpacked bytes of a member. Raises KeyError when it is not there, Flaw("bomb") when it is longer."""
    member = archive.getinfo(name)
    with reading_archive(), archive.open(member) as source:
        content = source.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise Flaw("bomb")
    return content


def unpack(archive: zipfile.ZipFile, archive_bytes: int) -> Iterator[tuple[zipfile.ZipInfo, Iterator[bytes]]]:
    """Each member with its bytes in chunks, counted while they are inflated; keeps nothing.

    A member whose chunks are not asked for is inflated all the same. Raises Flaw("bomb") beyond
    UNPACKED_MAX_BYTES or RATIO_MAX, Flaw("damaged") when a member does not hold what it claims.
    """
    total = 0

    def chunks(member: zipfile.ZipInfo) -> Iterator[bytes]:
        nonlocal total
        with reading_archive(), archive.open(member) as source:
            while chunk := source.read(_CHUNK):
                total += len(chunk)
                ratio = total / max(1, archive_bytes)
                if total > UNPACKED_MAX_BYTES or (total > RATIO_COUNTS_FROM_BYTES and ratio > RATIO_MAX):
                    raise Flaw("bomb")
                yield chunk

    if sum(member.file_size for member in archive.infolist()) > UNPACKED_MAX_BYTES:
        raise Flaw("bomb")
    for member in archive.infolist():
        rest = chunks(member)
        yield member, rest
        for _chunk in rest:
            pass
