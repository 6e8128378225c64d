"""Looks through a workbook's parts before any library parses them: what would cost too much is refused unparsed.

A cell in the last corner makes a dense table of 17 thousand million cells; entities and archives unpack to more
than any memory holds. The look is by byte patterns over unpacked chunks and keeps nothing.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from profiles.lib.archives import Flaw, check_members, open_archive, reading_archive
from profiles.lib.spreadsheets import COLUMNS_MAX, ROWS_MAX

UNPACKED_MAX_BYTES = 400 * 1024 * 1024
RATIO_MAX = 60
RATIO_COUNTS_FROM_BYTES = 8 * 1024 * 1024

_CHUNK = 1024 * 1024
_OVERLAP = 200
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ODD_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["'](?!utf-?8["']|us-ascii["'])""", re.IGNORECASE)
#: Cells from column HA or row 300,000 on; ROWS_MAX and COLUMNS_MAX lie below both.
_FAR = re.compile(rb"""\sr\s*=\s*["']\s*(?:\$?[A-Za-z]{3,}|[H-Zh-z][A-Za-z]|[A-Za-z]*(?:\d{7,}|[3-9]\d{5})["'])""")
_DIMENSION = re.compile(rb"""<(?:\w+:)?dimension\s[^>]*?ref\s*=\s*["']([^"']*)["']""")
_CORNER = re.compile(r"\$?([A-Za-z]{1,7})\$?(\d{1,9})")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_CELL_AT = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["'][A-Za-z]+(\d+)["']""")
_LOOKED_AT_LAST = 256 * 1024

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_FILLED = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TABLE_NAME, _ROW_NAME = f"{_TABLE} table", f"{_TABLE} table-row"
_CELL_NAME, _COVERED_NAME = f"{_TABLE} table-cell", f"{_TABLE} covered-table-cell"
_TEXT_NAME = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 p"
#: Rows with something in them that may be written once for many: people differ, so few rows are the same.
_REPEATED_MAX = 5000


def guard(file: IO[bytes]) -> None:
    """Raises Flaw for a workbook that is damaged, encrypted, too large, or made to harm its reader."""
    with open_archive(file) as archive:
        check_members(archive)
        members = [member for member in archive.infolist() if not member.is_dir()]
        if sum(member.file_size for member in members) > UNPACKED_MAX_BYTES:
            raise Flaw("bomb")
        room = UNPACKED_MAX_BYTES
        for member in members:
            name = member.filename.lower()
            if name.endswith((".xml", ".rels", ".vml")):
                look = _look_at(name)
                room = _look_through(archive, member, look, room)
                look.end()


def _look_at(name: str) -> _Part:
    if name == "content.xml":
        return _OpenDocument()
    return _Sheet() if "/worksheets/" in name else _Part()


def _look_through(archive: zipfile.ZipFile, member: zipfile.ZipInfo, look: _Part, room: int) -> int:
    """Give the part to the look chunk by chunk; how many bytes may still be unpacked."""
    unpacked, tail = 0, b""
    for chunk in _chunks(archive, member):
        unpacked += len(chunk)
        if unpacked > room:
            raise Flaw("bomb")
        if unpacked > RATIO_COUNTS_FROM_BYTES and unpacked > RATIO_MAX * max(1, member.compress_size):
            raise Flaw("bomb")
        look.take(tail + chunk, fresh=chunk)
        tail = chunk[-_OVERLAP:]
    return room - unpacked


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with reading_archive(), archive.open(member) as source:
        while chunk := source.read(_CHUNK):
            yield chunk


class _Part:
    """Any part of XML: no entities, no encoding that hides them."""

    def __init__(self) -> None:
        self._is_first = True

    def take(self, text: bytes, *, fresh: bytes) -> None:
        """Look at the next chunk, preceded by the end of the one before."""
        if self._is_first:
            self._is_first = False
            if text[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in text[:200] or _ODD_ENCODING.search(text[:400]):
                raise Flaw("odd-encoding")
        if _DOCTYPE.search(text):
            raise Flaw("entities")

    def end(self) -> None:
        """Nothing is left to say."""


class _Sheet(_Part):
    """A sheet: no far cells, no rows that are too wide or too many, and a size that is true."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = self._cells = 0
        self._claimed: tuple[int, int] | None = None
        self._last_row = 0
        self._rest = b""

    def take(self, text: bytes, *, fresh: bytes) -> None:
        """Look at the next chunk."""
        if self._is_first:
            self._claim(text[:4000])
        super().take(text, fresh=fresh)
        if _FAR.search(text):
            raise Flaw("far-cell")
        # A tag cut by the edge of a chunk is counted with the next one.
        fresh = self._rest + fresh
        edge = fresh.rfind(b"<")
        self._rest = fresh[edge:] if edge >= 0 else b""
        self._count(fresh[:edge] if edge >= 0 else fresh)
        self._last_row = max([self._last_row, *map(int, _CELL_AT.findall(text[-_LOOKED_AT_LAST:]))])

    def _claim(self, head: bytes) -> None:
        found = _DIMENSION.search(head)
        if not found:
            return
        first, _colon, last = found[1].decode("ascii", "replace").partition(":")
        corner = _CORNER.fullmatch(last or first)
        if corner is None:
            raise Flaw("lying-size")
        columns, rows = _number(corner[1]), int(corner[2])
        if columns > COLUMNS_MAX or rows > ROWS_MAX + 100:
            raise Flaw("far-cell")
        if last and last != first:
            self._claimed = columns, rows

    def _count(self, chunk: bytes) -> None:
        # The number of cells between two beginnings of a row; few bytes cannot hold many.
        pieces = _ROW.split(chunk)
        for number, piece in enumerate(pieces):
            if number:
                self._rows += 1
                self._cells = 0
            if len(piece) > 4 * COLUMNS_MAX:
                self._cells += len(_CELL.findall(piece))
                if self._cells > COLUMNS_MAX:
                    raise Flaw("too-many-columns")
        if self._rows > ROWS_MAX + 100:
            raise Flaw("too-many-rows")

    def end(self) -> None:
        """A size given in the file that hides rows is a lie: other programs would drop them."""
        if self._claimed is not None and self._last_row > self._claimed[1]:
            raise Flaw("lying-size")


class _OpenDocument(_Part):
    """The tables of an OpenDocument file, whose cells and rows are written once and repeated by number."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = self._columns = self._repeated = 0
        self._row_times = self._cell_times = 1
        self._row_is_filled = self._cell_is_filled = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._starts
        self._parser.EndElementHandler = self._ends

    def take(self, text: bytes, *, fresh: bytes) -> None:
        """Look at the next chunk."""
        super().take(text, fresh=fresh)
        self._parse(fresh, is_last=False)

    def end(self) -> None:
        """See that the part is whole."""
        self._parse(b"", is_last=True)

    def _parse(self, chunk: bytes, *, is_last: bool) -> None:
        try:
            self._parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            raise Flaw("damaged") from error

    def _starts(self, name: str, attributes: dict[str, str]) -> None:
        if name in (_CELL_NAME, _COVERED_NAME):
            self._cell_times = _times(attributes.get(f"{_TABLE} number-columns-repeated"))
            self._cell_is_filled = any(each.startswith(_FILLED) for each in attributes)
        elif name == _TEXT_NAME:
            self._cell_is_filled = True
        elif name == _ROW_NAME:
            self._row_times = _times(attributes.get(f"{_TABLE} number-rows-repeated"))
            self._columns, self._row_is_filled = 0, False
        elif name == _TABLE_NAME:
            self._rows = 0

    def _ends(self, name: str) -> None:
        if name in (_CELL_NAME, _COVERED_NAME):
            self._columns += self._cell_times
            if self._cell_is_filled:
                self._row_is_filled = True
                if self._columns > COLUMNS_MAX:
                    raise Flaw("too-many-columns")
        elif name == _ROW_NAME:
            self._rows += self._row_times
            if self._row_is_filled:
                self._repeated += self._row_times - 1
                if self._rows > ROWS_MAX + 100 or self._repeated > _REPEATED_MAX:
                    raise Flaw("far-cell")


def _times(text: str | None) -> int:
    """How often something is repeated. Raises Flaw for what is no number."""
    if text is None:
        return 1
    if not text.isdecimal() or len(text) > 9:
        raise Flaw("far-cell")
    return int(text)


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
