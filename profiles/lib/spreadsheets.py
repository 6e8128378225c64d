"""Tables from strangers' files as rows of text: bounds, encodings, delimiters, and where the headings stand.

CSV is read here; a workbook is read by ``workbook_child`` in a process of its own, which writes what it found as
CSV. Every reason to refuse a file is a ``Flaw`` with a code; whoever shows it has the sentence.
"""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from profiles.lib.archives import Flaw

FILE_MAX_BYTES = 64 * 1024 * 1024
ROWS_MAX = 200_000
COLUMNS_MAX = 200
CELL_MAX_CHARACTERS = 100_000

#: The headings are looked for in so many rows from the top.
HEADING_ROWS = 20
_SNIFFED_BYTES = 256 * 1024
_CHUNK = 256 * 1024
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")
#: How pages and XML begin: other systems give them out under the name of a table.
_MARKUP = (b"<html", b"<!doc", b"<?xml", b"<tabl", b"<meta")

Row = list[str]


def folded(text: str) -> str:
    """A heading without case, accents, spaces and signs: what headings are compared by."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ł", "l").replace("ø", "o"))
    return "".join(sign for sign in plain.casefold() if sign.isalnum())


def kind_of(head: bytes) -> str:
    """``xlsx``, ``ods`` or ``csv`` by the first bytes. Raises Flaw for what is no table at all."""
    if head.startswith(b"PK"):
        return "ods" if b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in head[:200] else "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Flaw("old-or-encrypted")
    if not head.strip():
        raise Flaw("empty")
    if head.startswith(_BINARY):
        raise Flaw("no-table")
    if head.removeprefix(codecs.BOM_UTF8).lstrip()[:5].lower() in _MARKUP:
        raise Flaw("web-page")
    if head[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) and head.count(0) > len(head) // 20:
        raise Flaw("no-table")
    return "csv"


def encoding_of(file: IO[bytes]) -> str:
    """``utf-8-sig``, ``utf-16`` or, when the bytes are neither, ``cp1252``. Raises Flaw("encoding")."""
    file.seek(0)
    if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16" if _decodes(file, "utf-16") else _undecodable()
    for encoding in ("utf-8-sig", "cp1252"):
        if _decodes(file, encoding):
            return encoding
    return _undecodable()


def _undecodable() -> str:
    raise Flaw("encoding")


def _decodes(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


@dataclass
class Table:
    """The headings of a table and where its rows are: ``row`` is the number of the heading row, counted from 1."""

    headings: Row
    row: int
    notices: list[str] = field(default_factory=list)


@dataclass
class CsvFile:
    """A file of comma-separated values, its form found out; ``rows`` may be asked for again and again."""

    file: IO[bytes]
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    first_line: int = 0

    @classmethod
    def open(cls, file: IO[bytes], known: Collection[str]) -> CsvFile:
        """Find out encoding and delimiter. Raises Flaw."""
        found = cls(file, encoding_of(file))
        file.seek(0)
        sniffed = codecs.getincrementaldecoder(found.encoding)(errors="replace").decode(file.read(_SNIFFED_BYTES))
        first = sniffed.partition("\n")[0].strip().lower()
        if first.startswith("sep=") and len(first) <= 5:
            found.first_line = 1
        found.delimiter = max(",;\t", key=lambda sign: _fit(sniffed, sign, known))
        return found

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Each row with its number as a spreadsheet counts it. Raises Flaw at the row where the file breaks."""
        self.file.seek(0)
        text = io.TextIOWrapper(self.file, encoding=self.encoding, newline="")
        number = 0
        try:
            for number, row in enumerate(csv.reader(without_nul(text), delimiter=self.delimiter), start=1):
                if number > self.first_line:
                    yield number, row
        except csv.Error as error:
            raise Flaw(f"quotes:{number + 1}") from error
        finally:
            text.detach()


def without_nul(lines: Iterable[str]) -> Iterator[str]:
    """The lines with another control character for each NUL, which databases do not even take to look for."""
    return (line.replace("\x00", "\x01") for line in lines)


def _fit(text: str, delimiter: str, known: Collection[str]) -> tuple[int, int]:
    """How many known headings this delimiter gives, then how many cells."""
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) >= HEADING_ROWS:
                break
    except csv.Error:
        pass
    at = heading_row(rows, known)
    if at is None:
        return 0, 0
    return _score(rows[at], known), len(rows[at])


def _score(row: Iterable[str], known: Collection[str]) -> int:
    return sum(1 for cell in row if cell and folded(cell) in known)


def heading_row(rows: Sequence[Row], known: Collection[str]) -> int | None:
    """Which of the first rows holds the headings: the one with most known words, else the first with any cell."""
    best, best_score = None, 0
    for at, row in enumerate(rows[:HEADING_ROWS]):
        filled = sum(1 for cell in row if cell.strip())
        score = _score(row, known)
        if score > best_score:
            best, best_score = at, score
        if best is None and filled > 1:
            best = at
    if best is None:
        return next((at for at, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    return best


def find_table(rows: Iterator[tuple[int, Row]], known: Collection[str]) -> Table:
    """The headings among the first rows. Raises Flaw("empty"), Flaw("too-many-columns")."""
    numbers, first = [], []
    for number, row in rows:
        if len(row) > COLUMNS_MAX and any(row[COLUMNS_MAX:]):
            raise Flaw("too-many-columns")
        numbers.append(number)
        first.append(row)
        if len(first) >= HEADING_ROWS:
            break
    at = heading_row(first, known)
    if at is None:
        raise Flaw("empty")
    headings = [" ".join(cell.split()) for cell in first[at]]
    while headings and not headings[-1]:
        headings.pop()
    above = any(any(cell.strip() for cell in row) for row in first[:at])
    return Table(headings, numbers[at], ["title-rows"] if above else [])
