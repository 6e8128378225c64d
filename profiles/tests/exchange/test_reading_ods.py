"""OpenDocument tables are read like workbooks, and looked through before."""

from __future__ import annotations

import io

import pytest

from profiles.exchange.errors import FileRefused
from profiles.exchange.reading import Source, opened

from .files import ods_cell, ods_of

HEAD = f"<table:table-row>{ods_cell('username')}{ods_cell('hire_date')}</table:table-row>"
DAY = (
    '<table:table-cell office:value-type="date" office:date-value="2020-02-03"><text:p>03.02.20</text:p>'
    "</table:table-cell>"
)
#: What LibreOffice writes after each row and after the last one.
REST = '<table:table-cell table:number-columns-repeated="16380"/>'
LAST = f'<table:table-row table:number-rows-repeated="1048570">{REST}</table:table-row>'
ROW = f"<table:table-row>{ods_cell('zoë')}{DAY}{REST}</table:table-row>"


def read(content: bytes) -> tuple[Source, list[tuple[int, list[str]]]]:
    with opened(io.BytesIO(content)) as source:
        return source, list(source.rows())


def test_an_opendocument_table_is_read() -> None:
    source, rows = read(ods_of(HEAD + ROW + LAST))
    assert (source.format, source.headings, rows) == (
        "ods",
        ["username", "hire_date"],
        [(2, ["zoë", "2020-02-03"])],
    )


HOSTILE = {
    "a cell far to the right": f"{HEAD}<table:table-row>{REST}{ods_cell('x')}</table:table-row>",
    "a cell far below": f"{HEAD}{LAST}<table:table-row>{ods_cell('x')}</table:table-row>",
    "one row many times": HEAD + ROW.replace("table-row>", 'table-row table:number-rows-repeated="1000000">', 1),
    "one cell many times": HEAD.replace(
        "<table:table-cell ", '<table:table-cell table:number-columns-repeated="9999999" ', 1
    ),
    "a number without end": HEAD.replace(
        "<table:table-row", f'<table:table-row table:number-rows-repeated="{"9" * 30}"'
    ),
    "rows that are cut off": HEAD + "<table:table-row>",
    "entities": "<!DOCTYPE a []>",
    "blanks without end": " " * 100_000_000,
    "nothing": "",
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_or_broken_table_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(ods_of(HOSTILE[name]))
    assert refused.value.message.endswith((".", "uploaded", "upload that"))
