"""Spreadsheets as people send them, each through the page: it ends as they would want, or says what to mend."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from profiles.exchange.previews import page
from profiles.models import ImportBatch
from profiles.tests.admin.imports.conftest import NEW, the_batch
from profiles.tests.factories import make_department, make_person

pytestmark = pytest.mark.django_db

Send = Callable[..., str]


@pytest.fixture
def send(hr: Client) -> Send:
    """Upload bytes as HR; the page that comes of it."""

    def upload(content: bytes | str, name: str = "people.csv", **options: Any) -> str:
        raw = content.encode() if isinstance(content, str) else content
        return hr.post(NEW, {"file": SimpleUploadedFile(name, raw), **options}, follow=True).content.decode()

    return upload


def changes() -> list[list[str]]:
    """The cells that would change, of all rows."""
    return [cell for row in page(the_batch(), "change", 1) for cell in row["changes"]]


def wrong() -> dict[tuple[int, str], str]:
    """What is wrong, by the number of the row and the column."""
    return {(error["row"], error["column"]): error["message"] for error in page(the_batch(), "error", 1)}


def workbook(*rows: list[Any], fill: Callable[[Any], None] | None = None) -> bytes:
    book: Any = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if fill is not None:
        fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TEXT = "employee_number{0}preferred_name{0}city\n00412{0}Zoë{0}Århus\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_every_usual_encoding_and_delimiter(sign: str, encoding: str, send: Send, emil: User) -> None:
    mark = "\ufeff" if encoding.endswith("-bom") else ""
    shown = send((mark + TEXT.format(sign)).encode(encoding.removesuffix("-bom")))

    assert changes() == [["preferred_name", "", "Zoë"], ["city", "", "Århus"]]
    assert ("cp1252" in shown) == (encoding == "cp1252")


def test_words_of_other_languages_and_systems_are_understood(send: Send, emil: User) -> None:
    send("Personalnummer;Rufname;Beschäftigungsgrad;Handy;Geburtsdatum\n00412;Em;80 %;+45 12 34;17.05.1990\n")

    assert sorted(changes()) == [
        ["birth_date", "", "1990-05-17"],
        ["fte", "1", "0.8"],
        ["mobile", "", "+45 12 34"],
        ["preferred_name", "", "Em"],
    ]


def test_days_of_a_workbook_are_days_in_whatever_form(send: Send, emil: User) -> None:
    make_person("Bo Ek", employee_number="00007")
    head = ["employee_number", "hire_date", "birth_date"]
    midnight = datetime(2020, 2, 3)  # noqa: DTZ001 - spreadsheets know no time zones
    send(workbook(head, ["00412", midnight, 33000], ["00007", "3.2.2020", date(1990, 5, 17)]), "people.xlsx")

    days = {row["key"]: [cell[2] for cell in row["changes"]] for row in page(the_batch(), "change", 1)}
    assert days == {"00412": ["2020-02-03", "1990-05-07"], "00007": ["2020-02-03", "1990-05-17"]}


def test_a_day_that_can_be_two_is_asked_about(send: Send, emil: User) -> None:
    send("employee_number,hire_date\n00412,03/04/2020\n")
    assert "2020-04-03 or 2020-03-04" in wrong()[2, "hire_date"]


def test_numbers_that_lost_their_zeros_are_recognised(send: Send, emil: User) -> None:
    shown = send(workbook(["employee_number", "city"], [412, "Århus"]), "people.xlsx")
    assert "Did you mean 00412?" in shown and (2, "employee_number") in wrong()


def test_title_rows_merged_cells_and_other_sheets_are_passed_over(send: Send, emil: User) -> None:
    def fill(book: Any) -> None:
        book.active.merge_cells("A1:C1")
        book.create_sheet("Legend", 0).append(["Colours", "mean nothing"])

    rows = [["People of Nordlys, autumn"], [], ["employee_number", "city"], ["00412", "Århus"]]
    shown = send(workbook(*rows, fill=fill), "people.xlsx")

    assert changes() == [["city", "", "Århus"]] and page(the_batch(), "change", 1)[0]["row"] == 4
    for words in ("above the headings", "merged cells", "Legend"):
        assert words in shown


def test_padded_keys_are_the_same_person_and_doubled_ones_name_the_row(send: Send, emil: User) -> None:
    send("employee_number,city\n  00412 ,Århus\n00412,Odense\n")
    assert "row 2" in wrong()[3, "employee_number"] and changes() == [["city", "", "Århus"]]


def test_managers_in_a_circle_are_named_with_their_rows(send: Send, emil: User) -> None:
    make_person("Ib Report", employee_number="R1", job_title="x", job={"manager": emil})
    send("employee_number,full_name,manager\nN1,Ann Lee,N2\nN2,Bo Ek,N1\n00412,Emil Brandt,R1\n")

    assert "rows 2, 3 report to each other" in wrong()[2, "manager"]
    assert "circle" in wrong()[4, "manager"] and the_batch().counts["errors"] == 3


def test_rows_that_are_too_long_are_errors_and_short_ones_are_not(send: Send, emil: User) -> None:
    make_person("Bo Ek", employee_number="00007")
    send("employee_number,city,region\n00412,Århus\n00007,Århus,Jylland,and more\n")

    assert changes() == [["city", "", "Århus"]] and "more cells" in wrong()[3, ""]


@pytest.mark.parametrize(
    ("text", "words"),
    [("x" * 101, "at most 100"), ("Århus\x00", "control characters"), ("\x1b[31mÅrhus", "control characters")],
)
def test_what_no_field_holds_is_an_error_of_its_cell(text: str, words: str, send: Send, emil: User) -> None:
    shown = send(f"employee_number,city\n00412,{text}\n")
    assert words in wrong()[2, "city"] and words in shown


def test_a_nul_is_an_error_wherever_it_stands(send: Send, emil: User) -> None:
    head = "employee_number,full_name,department,manager,hire_date\n"
    send(f"{head}004\x0012,Ann Lee,,,\n00412,,La\x00b,,\nN2,Bo Ek,,0\x00,20\x0020\n", create_missing="on")
    assert {column for _row, column in wrong()} >= {"employee_number", "department", "manager", "hire_date"}

    send("employee_number,ci\x00ty\n00412,Århus\n")
    assert changes() == [["city", "", "Århus"]]


def test_emoji_quotes_and_line_breaks_come_through(send: Send, emil: User) -> None:
    send('employee_number,preferred_name,bio\n00412,Zoë 🙂,"Says ""hello"",\nevery day"\n')
    assert changes() == [["preferred_name", "", "Zoë 🙂"], ["bio", "", 'Says "hello",\nevery day']]


def test_phones_and_what_looks_like_a_formula_are_text(send: Send, emil: User) -> None:
    send(workbook(["employee_number", "mobile", "bio"], ["00412", "+45 33", "'=1+1"]), "people.xlsx")
    assert changes() == [["mobile", "", "+45 33"], ["bio", "", "=1+1"]]


def test_a_file_under_a_wrong_name_is_told_by_its_content(send: Send, emil: User) -> None:
    content = workbook(["employee_number", "city"], ["00412", "Århus"])
    for name, raw in (("people.csv", content), ("people.xlsx", TEXT.format(";").encode()), ("people", content)):
        send(raw, name)
        assert ["city", "", "Århus"] in changes()


def test_a_table_of_headings_alone_has_nothing_to_import(send: Send) -> None:
    assert "there is nothing to import" in send("employee_number,city\n")


def test_a_very_wide_table_is_mapped_or_left_out(send: Send, hr: Client, emil: User) -> None:
    head = ["employee_number", "city", *(f"Extra {n}" for n in range(180))]
    shown = send(",".join(head) + "\n00412,Århus" + ",x" * 180 + "\n")
    assert "Extra 179" in shown and the_batch().state == ImportBatch.State.UPLOADED

    hr.post(f"/admin/imports/{the_batch().public_id}/columns/", {"column_0": "employee_number", "column_1": "city"})

    assert changes() == [["city", "", "Århus"]]


def test_what_was_decided_about_a_heading_is_remembered(send: Send, hr: Client, emil: User) -> None:
    text = "employee_number,Where they live\n00412,{}\n"
    send(text.format("Århus"))
    address = f"/admin/imports/{the_batch().public_id}/"
    hr.post(f"{address}columns/", {"column_0": "employee_number", "column_1": "city"})
    hr.post(f"{address}confirm/", {"reason": "Moved", "digest": the_batch().digest})

    send(text.format("Odense"))

    assert changes() == [["city", "Århus", "Odense"]]


def test_doubled_and_privileged_columns_stop_the_file_by_name(send: Send, emil: User) -> None:
    shown = send("employee_number,city,Town,is_staff,Password\n00412,a,b,1,x\n")
    assert "more than once: Town" in shown and "is_staff, Password" in shown
    assert the_batch().state == ImportBatch.State.UPLOADED


def test_departments_are_found_by_name_path_and_in_other_case(send: Send, emil: User) -> None:
    twin = make_department("Pressure", parent=make_department("North"))
    make_department("Pressure", parent=make_department("South"))
    send(f"employee_number,department\n00412,north > {twin.name.upper()}\n")
    assert changes() == [["department", "Calibration Lab", "North / Pressure"]]


@pytest.mark.parametrize(
    ("number", "words"), [("1.2E+05", "shortened this number"), ("00413\u200b", "invisible characters")]
)
def test_a_number_that_nobody_wrote_makes_no_new_person(number: str, words: str, send: Send) -> None:
    send(f"employee_number,full_name\n{number},Ann Lee\n")
    assert words in wrong()[2, "employee_number"]


def test_mistakes_of_the_spreadsheet_are_no_values(send: Send, emil: User) -> None:
    send("employee_number,city,hire_date\n00412,#N/A,#REF!\n")
    assert {column for _row, column in wrong()} == {"city", "hire_date"}

    send(workbook(["employee_number", "city", "hire_date"], ["00412", "#N/A", "#REF!"]), "people.xlsx")
    assert changes() == []
