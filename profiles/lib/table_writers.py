"""Tables as CSV, JSON and XLSX, row by row in constant memory, with nothing in them that a spreadsheet would run.

A cell is a text, a number, a day or None. Days are written as 2026-05-17 in CSV and JSON and as real days in XLSX;
texts keep their leading zeros everywhere, as XLSX marks each such cell as text.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from .formulas import DANGEROUS, inert

Cell = str | int | float | Decimal | date | None
Row = Sequence[Any]

#: A text that is dangerous, among texts that each stand behind a NUL.
_DANGER = re.compile(f"\0[{re.escape(''.join(sorted(DANGEROUS)))}]")
#: What a text of a CSV file stands in quotation marks for.
_QUOTED = re.compile('[",\r\n]')
#: Rows that are put together before they are handed on.
CHUNK_ROWS = 500


@dataclass(frozen=True)
class TableFormat:
    """A kind of file that tables are written as."""

    code: str
    label: str
    media_type: str


FORMATS = {
    "csv": TableFormat("csv", "CSV", "text/csv; charset=utf-8"),
    "xlsx": TableFormat("xlsx", "Excel (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": TableFormat("json", "JSON", "application/json"),
}


def csv_chunks(headers: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """The table as UTF-8 with a byte order mark, without which Excel takes names for Latin-1.

    Column by column, as most need neither quotation marks nor a guard, which is seen at one look.
    """
    yield f"\ufeff{_csv_lines([headers])}".encode()
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield _csv_lines(chunk).encode()


def _csv_lines(rows: Sequence[Row]) -> str:
    """The lines that ``csv.writer`` makes of the rows, with each text made ``inert``."""
    if len(set(map(len, rows))) > 1:
        return "".join([f"{','.join(_csv_column(row))}\r\n" for row in rows])
    columns = [_csv_column(column) for column in zip(*rows, strict=True)]
    if len(columns) == 1:  # an empty line would be no row
        columns = [[text or '""' for text in columns[0]]]
    return "".join([f"{line}\r\n" for line in map(",".join, zip(*columns, strict=True))])


def _csv_column(column: Row) -> Sequence[str]:
    types = set(map(type, column)) - {type(None)}
    if types <= {str}:
        texts = ["" if text is None else text for text in column] if None in column else column
        together = "\0" + "\0".join(texts)
        if _DANGER.search(together):
            texts = [f"'{text}" if text and text[0] in DANGEROUS else text for text in texts]
    else:
        texts = [_csv_text(cell) for cell in column]
        together = "\0".join(texts)
    if _QUOTED.search(together):
        texts = ['"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text for text in texts]
    return texts


def _csv_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return inert(cell)
    return repr(cell) if isinstance(cell, float) else str(cell)


def json_chunks(headers: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """A list of objects, one a line; days and exact numbers as texts."""
    dump = json.JSONEncoder(ensure_ascii=False, default=str, separators=(", ", ": ")).encode
    begin = "[\n"
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield (begin + ",\n".join(dump(dict(zip(headers, row, strict=True))) for row in chunk)).encode()
        begin = ",\n"
    yield b"[]\n" if begin == "[\n" else b"\n]\n"


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: Styles by number: 0 plain, 1 text, 2 a day, 3 the head. Format 49 is "@": what is typed there stays text.
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEETS}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}
#: Characters that XML cannot hold; a spreadsheet writes them, and what looks like one, as ``_x0001_``.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SPECIAL = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_x")
#: Excel refuses to open a file with a longer cell.
MAX_CELL_CHARACTERS = 32_767
_FIRST_DAY = date(1900, 3, 1)
_DAY_ZERO = date(1899, 12, 30).toordinal()


def write_xlsx(out: IO[bytes], headers: Sequence[str], rows: Iterable[Row], *, title: str) -> None:
    """Write the table into ``out`` as a workbook of one sheet whose head stays in sight."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name, content in _PARTS.items():
            archive.writestr(name, _HEAD + content)
        # Excel allows 31 characters and none of these in a sheet's name.
        name = quoteattr(re.sub(r"[\[\]:*?/\\']", " ", title)[:31])
        archive.writestr(
            "xl/workbook.xml",
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name={name} sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.writelines(_sheet_chunks(headers, rows))


def _sheet_chunks(headers: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    head = "".join(f'<c s="3" t="inlineStr"><is><t>{escape(header)}</t></is></c>' for header in headers)
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{max(len(headers), 1)}" width="18" style="1" customWidth="1"/></cols>'
        f"<sheetData><row>{head}</row>"
    ).encode()
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield "".join([f"<row>{''.join(map(_cell, row))}</row>" for row in chunk]).encode()
    yield b"</sheetData></worksheet>"


def _cell(value: Any) -> str:
    if type(value) is str:
        if not value:
            return '<c s="1"/>'
        if _SPECIAL.search(value):
            value = _as_xml(value)
        return f'<c s="1" t="inlineStr"><is><t xml:space="preserve">{value[:MAX_CELL_CHARACTERS]}</t></is></c>'
    if value is None:
        return '<c s="1"/>'
    if isinstance(value, date) and not isinstance(value, datetime):
        if value < _FIRST_DAY:
            # The calendar of spreadsheets begins later, and holds a day in 1900 that never was.
            return f'<c s="1" t="inlineStr"><is><t>{value.isoformat()}</t></is></c>'
        return f'<c s="2"><v>{value.toordinal() - _DAY_ZERO}</v></c>'
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    return _cell(str(value))


def _as_xml(text: str) -> str:
    coded = _NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text[:MAX_CELL_CHARACTERS])
    return escape(coded, {"\r": "&#13;"})
