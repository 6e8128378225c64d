"""The columns of a file of people: what their texts mean, who may bring them, what they are called."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from profiles.exchange.columns import COLUMNS, exportable_columns
from profiles.exchange.headers import understand
from profiles.exchange.tables import PEOPLE
from profiles.exchange.values import BadValue


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("hire_date", "2020-02-29", date(2020, 2, 29)),
        ("hire_date", "31.12.2019", date(2019, 12, 31)),
        ("hire_date", "31/12/2019", date(2019, 12, 31)),
        ("hire_date", "12/31/2019", date(2019, 12, 31)),
        ("hire_date", "43831", date(2020, 1, 1)),
        ("hire_date", "17-May-2026", date(2026, 5, 17)),
        ("hire_date", "3 December 2019", date(2019, 12, 3)),
        ("hire_date", "2020-01-01 00:00:00", date(2020, 1, 1)),
        ("fte", "0,8", Decimal("0.800")),
        ("fte", "80 %", Decimal("0.800")),
        ("employment_type", "full_time", "permanent"),
        ("employment_type", "contract", "contractor"),
        ("employment_type", "Fixed term", "fixed_term"),
        ("country", "denmark", "DK"),
        ("full_name", "  Anna \n Nowak ", "Anna Nowak"),
        ("employee_number", " 00412 ", "00412"),
        ("bio", "One.\r\nTwo 👩‍🔬", "One.\nTwo 👩‍🔬"),
    ],
)
def test_a_text_means_a_value(column: str, text: str, value: object) -> None:
    assert COLUMNS[column].parse(text) == value


@pytest.mark.parametrize(
    ("column", "text", "says"),
    [
        ("hire_date", "2020-02-31", "no such day"),
        ("hire_date", "03/04/2020", "two days"),
        ("hire_date", "soon", "no day"),
        ("hire_date", "0203-01-01", "1900"),
        ("birth_date", "2100-01-01", "future"),
        ("email", "not an address", "no e-mail"),
        ("employment_type", "Full-Time", "full_time"),
        ("fte", "1.5", "at most 1"),
        ("fte", "nan", "number"),
        ("employee_number", "9" * 21, "21 characters"),
        ("phone", "call me", "digits"),
        ("website", "javascript:alert(1)", "https://example.org"),
        ("first_name", "A\x00B", "invisible"),
        ("country", "Atlantis", "two letters"),
    ],
)
def test_a_text_that_is_no_value_is_refused_in_a_sentence(column: str, text: str, says: str) -> None:
    with pytest.raises(BadValue, match=says):
        COLUMNS[column].parse(text)


def test_hr_may_bring_every_column(hana: User) -> None:
    assert [column.name for column in PEOPLE.importable(hana)] == list(COLUMNS)


def test_an_auditor_or_an_employee_may_bring_nothing(aya: User, emil: User) -> None:
    assert PEOPLE.importable(aya) == []
    assert PEOPLE.importable(emil) == []


def test_an_auditor_reads_no_private_column(aya: User) -> None:
    names = {column.name for column in exportable_columns(aya)}
    assert {"full_name", "department", "hire_date"} <= names
    assert not names & {"birth_date", "mobile", "personal_email", "nationality", "leave_reason"}


def test_headings_are_known_in_many_spellings() -> None:
    read = understand(["Employee Number", "VORNAME", "Cost centre", "e-mail", "Prénom 2"], COLUMNS.values())
    assert list(read.mapping.values()) == ["employee_number", "first_name", "cost_centre", "email"]
    assert read.unknown == ["Prénom 2"]


def test_headings_that_stop_a_file_are_named() -> None:
    read = understand(["username", "is_superuser", "Password", "phone", "Telephone", "depatrment"], COLUMNS.values())
    assert read.privileged == ["is_superuser", "Password"]
    assert read.doubled == ["Telephone"]
    assert read.suggestions == {"depatrment": "department"}
    assert "did you mean department?" in " ".join(read.problems)


def test_a_privileged_heading_cannot_be_mapped_to_another_column() -> None:
    read = understand(["username", "is_staff"], COLUMNS.values(), {"is_staff": "bio"})
    assert read.privileged == ["is_staff"]


def test_a_file_without_a_key_says_so() -> None:
    assert "employee_number or username" in understand(["full_name"], COLUMNS.values()).problems[0]
