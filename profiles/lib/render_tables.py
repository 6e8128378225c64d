"""Spreadsheets and CSV for the rendering child: the first rows of each sheet, and all of the text."""

from __future__ import annotations

import csv
import datetime
import io
import json
import warnings
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO

import openpyxl

from profiles.lib.archives import Flaw, open_archive
from profiles.lib.render_limits import is_time_to_end, wanted
from profiles.lib.render_output import TEXT_MAX_BYTES, Output, Refused, clean
from profiles.lib.render_text import Enough, PartReader, count_of, plain_text, read_part

ROWS_MAX = wanted("PREVIEW_ROWS_MAX", 200)
COLUMNS_MAX = wanted("PREVIEW_COLUMNS_MAX", 20)
SHEETS_MAX = 10
CELL_MAX_CHARACTERS = 500
TABLES_MAX_CHARACTERS = 400_000

_SNIFFED_CHARACTERS = 8192
_SHEET_COLUMNS = 1000

Row = list[str]


class Sheet:
    """The first rows and columns of a table; ``is_cut`` when there is more."""

    def __init__(self, name: str) -> None:
        self.name = clean(name)[:CELL_MAX_CHARACTERS]
        self.rows: list[Row] = []
        self.is_cut = False
        self._blank = 0

    def add(self, cells: Iterable[str]) -> int:
        """Take the next row and answer how many characters are kept of it; empty rows at the end do not count."""
        row = list(cells)
        while row and not row[-1]:
            row.pop()
        if not row:
            self._blank += 1
            return 0
        if len(self.rows) + self._blank >= ROWS_MAX:
            self.is_cut = True
            return 0
        self.rows.extend([] for _blank in range(self._blank))
        self._blank = 0
        self.is_cut = self.is_cut or len(row) > COLUMNS_MAX
        kept = [clean(cell)[:CELL_MAX_CHARACTERS] for cell in row[:COLUMNS_MAX]]
        self.rows.append(kept)
        return sum(map(len, kept))


class Book:
    """All sheets of a file and its text, within bounds. Raises Enough when nothing more would be kept."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._text: list[str] = []
        self._characters = self._text_characters = 0

    def sheet(self, name: str) -> Sheet:
        """Begin the next sheet."""
        if len(self.sheets) >= SHEETS_MAX:
            raise Enough
        self.sheets.append(Sheet(name))
        return self.sheets[-1]

    def row(self, cells: list[str]) -> None:
        """Take the next row of the sheet begun last."""
        sheet = self.sheets[-1]
        if self._characters < TABLES_MAX_CHARACTERS:
            self._characters += sheet.add(cells)
        else:
            sheet.is_cut = True
        text = "\t".join(filter(None, cells))
        if text:
            self._text.append(text)
            self._text_characters += len(text) + 1
        if self._text_characters > TEXT_MAX_BYTES or is_time_to_end():
            raise Enough

    def answer(self, output: Output) -> None:
        """Answer tables and text. Raises Refused with ``empty`` when there is nothing in any cell."""
        shown = [sheet for sheet in self.sheets if sheet.rows]
        if not shown:
            raise Refused("empty")
        tables = [{"name": sheet.name, "rows": sheet.rows, "is_cut": sheet.is_cut} for sheet in shown]
        output.part("facts")
        output.part("tables", json.dumps(tables).encode())
        output.text("\n".join(self._text))


def open_file(source: BinaryIO, kind: str, output: Output) -> None:
    """Answer the tables and the text. Raises Refused with ``damaged``, ``unreadable``, ``limit`` or ``empty``."""
    book = Book()
    try:
        {"csv": _read_csv, "xlsx": _read_excel, "ods": _read_odf}[kind](source, book)
    except Enough:
        if book.sheets:
            book.sheets[-1].is_cut = True
    book.answer(output)


def _read_csv(source: BinaryIO, book: Book) -> None:
    text = clean(plain_text(source))
    csv.field_size_limit(4 * TEXT_MAX_BYTES)
    book.sheet("")
    try:
        for row in csv.reader(io.StringIO(text), delimiter=_delimiter(text)):
            book.row(row)
    except csv.Error as error:
        raise Refused("unreadable") from error


def _delimiter(text: str) -> str:
    """The sign that parts the cells; the comma where nothing else is plain."""
    try:
        return csv.Sniffer().sniff(text[:_SNIFFED_CHARACTERS], ",;\t|").delimiter
    except csv.Error:
        first = text.partition("\n")[0]
        return max(",;\t|", key=first.count)


def _read_excel(source: BinaryIO, book: Book) -> None:
    """Through the library: styles decide which numbers are days. What it cannot read need not be damaged."""
    warnings.simplefilter("ignore")
    try:
        workbook = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
        for worksheet in workbook.worksheets:
            if worksheet.sheet_state != "visible":
                continue
            book.sheet(str(worksheet.title))
            # Some programs write a size that is wrong.
            worksheet.reset_dimensions()
            for cells in worksheet.iter_rows(max_col=_SHEET_COLUMNS):
                book.row([_words(cell.value, cell) for cell in cells])
    except (Enough, MemoryError):
        raise
    except Exception as error:
        raise Refused("unreadable") from error


def _words(value: Any, cell: Any) -> str:
    """A cell as a reader would write it; days as 2026-01-31, shares in percent."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d}" if value.time() == datetime.time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, int | float) and "%" in cell.number_format:
        return f"{value * 100:.10g}%"
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


class _OdfSheets(PartReader):
    """Reads the tables of an OpenDocument spreadsheet; repeated cells and rows as often as they are shown."""

    def __init__(self, book: Book) -> None:
        super().__init__()
        self._book = book
        self._row: Row = []
        self._cell: list[str] | None = None
        self._rows = self._columns = 1
        self._in_text = self._passing = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin a sheet, a row, a cell or a line in it."""
        if name == "annotation":
            self._passing += 1
        elif name == "table":
            self._book.sheet(attributes.get("name", ""))
        elif name == "table-row":
            self._row, self._rows = [], count_of(attributes.get("number-rows-repeated", "1"), ROWS_MAX)
        elif name in ("table-cell", "covered-table-cell"):
            self._cell = []
            self._columns = count_of(attributes.get("number-columns-repeated", "1"), _SHEET_COLUMNS)
        elif name == "p":
            self._in_text += 1
            if self._cell:
                self._cell.append("\n")

    def characters(self, text: str) -> None:
        """Keep what stands in a cell."""
        if self._in_text and not self._passing and self._cell is not None:
            self._cell.append(text)

    def end(self, name: str) -> None:
        """End a line, a cell or a row."""
        if name == "annotation":
            self._passing -= 1
        elif name == "p":
            self._in_text -= 1
        elif name in ("table-cell", "covered-table-cell") and self._cell is not None:
            self._row.extend(["".join(self._cell)] * min(self._columns, _SHEET_COLUMNS - len(self._row)))
            self._cell = None
        elif name == "table-row":
            for row in self._repeated():
                self._book.row(row)

    def _repeated(self) -> Iterator[Row]:
        return islice(iter(lambda: list(self._row), None), self._rows)


def _read_odf(source: BinaryIO, book: Book) -> None:
    try:
        with open_archive(source) as archive:
            read_part(archive, "content.xml", _OdfSheets(book))
    except (KeyError, Flaw) as error:
        raise Refused("damaged") from error
