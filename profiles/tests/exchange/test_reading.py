"""Files as they come: told by content, read whole or refused in a sentence."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook

from profiles.exchange.errors import FileRefused
from profiles.exchange.reading import opened

HEAD = ["employee_number", "full_name", "hire_date"]
ROWS = [["00412", "Zoë Ångström", "2020-02-03"]]


def read(content: bytes) -> tuple[list[str], list[tuple[int, list[str]]], list[str]]:
    with opened(io.BytesIO(content)) as source:
        return source.headings, list(source.rows()), source.notices


def as_csv(sign: str = ",") -> str:
    return "\n".join(sign.join(row) for row in [HEAD, *ROWS]) + "\n"


def workbook(fill: Callable[[Workbook], None] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEAD, *ROWS]:
        sheet.append(row)
    if fill is not None:
        fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def altered(content: bytes, change: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """The workbook with one part rewritten."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_is_read_in_every_usual_form(encoding: str, sign: str) -> None:
    headings, rows, _notices = read(as_csv(sign).encode(encoding))
    assert (headings, rows) == (HEAD, [(2, ROWS[0])])


def test_windows_text_is_read_with_a_notice() -> None:
    assert "cp1252" in read(as_csv().encode("cp1252"))[2][0]


def test_title_rows_blank_rows_and_the_line_of_excel_are_passed_over() -> None:
    text = "sep=;\nPeople of Nordlys;;\n;;\n" + as_csv(";") + ";;\n\n" + "00413;Bo;\n"
    headings, rows, notices = read(text.encode())
    assert headings == HEAD
    assert [number for number, _row in rows] == [5, 8]
    assert "above the headings" in notices[0]


def test_a_workbook_gives_days_numbers_and_text_as_a_person_would_write_them() -> None:
    def fill(book: Workbook) -> None:
        book.active.append([413, "Bo\nHolm", date(2021, 1, 2)])

    assert read(workbook(fill))[1] == [(2, ROWS[0]), (3, ["413", "Bo\nHolm", "2021-01-02"])]


def test_the_sheet_with_people_is_found_among_others() -> None:
    def fill(book: Workbook) -> None:
        notes = book.create_sheet("Notes", 0)
        notes.append(["Written by", "the office"])

    headings, _rows, notices = read(workbook(fill))
    assert headings == HEAD
    assert "Notes" in notices[0]


def test_a_table_that_begins_further_down_keeps_its_row_numbers() -> None:
    def fill(book: Workbook) -> None:
        book.active.insert_rows(1, 3)
        book.active["A1"] = "People"

    assert [number for number, _row in read(workbook(fill))[1]] == [5]


def far_corner(book: Workbook) -> None:
    book.active["XFD1048576"] = "x"


def wide_row(xml: bytes) -> bytes:
    return xml.replace(b"</sheetData>", b"<row>" + b"<c t='n'><v>1</v></c>" * 1_000_000 + b"</row></sheetData>")


def bomb(xml: bytes) -> bytes:
    return xml.replace(b"</sheetData>", b" " * 200_000_000 + b"</sheetData>")


HOSTILE = {
    "far cell": workbook(far_corner),
    "a million columns": altered(workbook(), wide_row),
    "bomb": altered(workbook(), bomb),
    "entities": altered(workbook(), lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml),
    "entities in the texts": altered(workbook(), lambda xml: b"<!DOCTYPE a []>" + xml, "xl/workbook.xml"),
    "size too small": altered(workbook(), lambda xml: re.sub(rb'ref="A1:[A-Z]+\d+"', b'ref="A1:B1"', xml)),
    "size too large": altered(workbook(), lambda xml: re.sub(rb'ref="A1:[A-Z]+\d+"', b'ref="A1:XFD1048576"', xml)),
    "hidden encoding": altered(workbook(), lambda xml: xml.decode().encode("utf-16")),
    "cut off": workbook()[:2000],
    "an archive of something else": altered(workbook(), lambda xml: b"", "xl/workbook.xml"),
    "a PDF": b"%PDF-1.7 ...",
    "an old workbook": b"\xd0\xcf\x11\xe0" + b"\x00" * 600,
    "nothing": b"",
    "blanks": b"\n\n \n",
    "zeros": b"\x00" * 5000,
    "an open quotation mark": b'username,bio\na,"' + b"x" * 300_000,
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_or_broken_file_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(HOSTILE[name])
    assert refused.value.message.endswith((".", "uploaded"))
