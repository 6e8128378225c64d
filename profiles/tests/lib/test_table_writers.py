"""Tables as files: nothing runs in a spreadsheet, nothing is lost on the way out and back."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.lib.formulas import bare, inert
from profiles.lib.table_writers import csv_chunks, json_chunks, write_xlsx

HOSTILE = ("=1+1", "+45 33 12", "-2", "@SUM(A1)", "\tx", "\r\nx", "'quoted", "''", "'")


def sheet(headers: list[str], rows: list[list[Any]]) -> list[tuple[Any, ...]]:
    out = io.BytesIO()
    write_xlsx(out, headers, rows, title="People: all/some")
    return list(openpyxl.load_workbook(out).active.iter_rows())


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@given(st.text())
def test_a_text_made_inert_comes_back_as_it_was(text: str) -> None:
    assert bare(inert(text)) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_csv_begins_a_formula(text: str) -> None:
    cell = read_csv(b"".join(csv_chunks(["a"], [[text]])))[1][0]

    assert cell == inert(text)
    assert cell[0] not in "=+-@\t\r\n"


def test_an_apostrophe_of_the_text_itself_stays() -> None:
    assert bare("'t Hooft") == "'t Hooft" and inert("'t Hooft") == "''t Hooft"


def test_a_csv_says_that_it_is_utf_8_and_keeps_leading_zeros() -> None:
    data = b"".join(csv_chunks(["number", "name"], [["00412", "Þóra"], [None, "a,\r\nb"]]))

    assert data.startswith(b"\xef\xbb\xbf")
    assert read_csv(data) == [["number", "name"], ["00412", "Þóra"], ["", "a,\r\nb"]]


@pytest.mark.parametrize("text", [*HOSTILE, "00412", "a\r\nb", " <&> ", "😀"])
def test_every_text_of_a_workbook_is_a_text(text: str) -> None:
    cell = sheet(["a"], [[text]])[1][0]

    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_days_and_numbers_of_a_workbook_can_be_sorted() -> None:
    row = sheet(["day", "fte", "long ago", "empty"], [[date(2024, 2, 29), Decimal("0.8"), date(1899, 5, 1), None]])[1]

    assert row[0].value.date() == date(2024, 2, 29)
    assert [cell.value for cell in row[1:]] == [0.8, "1899-05-01", None]


def test_a_workbook_takes_characters_that_xml_cannot_hold() -> None:
    assert sheet(["a"], [["bell \x07"]])[1][0].value == "bell _x0007_"


def test_json_is_a_list_of_objects() -> None:
    rows = [["00412", date(2024, 2, 29), Decimal("0.8"), None]]

    assert json.loads(b"".join(json_chunks(["number", "day", "fte", "none"], rows))) == [
        {"number": "00412", "day": "2024-02-29", "fte": "0.8", "none": None}
    ]
    assert json.loads(b"".join(json_chunks(["number"], []))) == []


def test_memory_does_not_grow_with_the_rows() -> None:
    def rows(count: int) -> Iterator[list[Any]]:
        return ([f"{number:05}", "Anna Müller", date(2020, 1, 1), "x" * 200] for number in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        for _chunk in csv_chunks(["a", "b", "c", "d"], rows(count)):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(20_000) < peak(2_000) * 1.3


CELLS = st.one_of(
    st.none(),
    st.integers(),
    st.floats(allow_nan=False),
    st.decimals(allow_nan=False, places=3),
    st.dates(),
    st.text(st.characters(codec="utf-8")),
)


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1)))
def test_csv_is_what_the_standard_writer_makes_of_inert_texts(rows: list[list[Any]]) -> None:
    expected = io.StringIO()
    told = [[inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    csv.writer(expected).writerows(told)

    text = b"".join(csv_chunks(["head"] * len(rows[0]), rows)).decode("utf-8", "surrogatepass")
    assert text.split("\r\n", 1)[1] == expected.getvalue()


def test_rows_of_a_csv_may_differ_in_length() -> None:
    rows: list[list[Any]] = [["one", 2], [], ["=three", None, "four, five"]]

    assert (
        b"".join(csv_chunks(["a", "b"], rows)).decode("utf-8-sig") == 'a,b\r\none,2\r\n\r\n\'=three,,"four, five"\r\n'
    )
