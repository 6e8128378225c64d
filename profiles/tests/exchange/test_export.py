"""Tables that leave as files: who may take what, how it looks, and the line that says so."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from profiles import policy
from profiles.documents.uploads import add_document
from profiles.exchange.columns import COLUMNS
from profiles.exchange.exports import ExportRefused, columns_for, start_export
from profiles.exchange.registers import REGISTERS
from profiles.history.context import acting
from profiles.models import Department, DocumentType, EmergencyContact, Event, RecordKind, people
from profiles.tests.factories import make_department, make_job, make_person, pdf_upload

pytestmark = pytest.mark.django_db

PEOPLE = REGISTERS["people"]


def table(register: str = "people", **options: Any) -> list[dict[str, str]]:
    """What an export as CSV holds, one dictionary a row."""
    options.setdefault("by", None)
    text = b"".join(start_export(REGISTERS[register], **options).chunks()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def one(name: str, rows: list[dict[str, str]]) -> dict[str, str]:
    (found,) = [row for row in rows if row["full_name"] == name]
    return found


def test_the_columns_are_those_of_an_import() -> None:
    assert [column.name for column in PEOPLE.columns] == list(COLUMNS)


def test_a_row_says_what_the_person_does_today(hana: User, lab: Department) -> None:
    person = make_person(
        "Bo Ek", employee_number="00007", department=lab, job_title="Tester", job={"manager": hana, "fte": "0.800"}
    )
    person.profile.work_phone = "+45 33 12"
    person.profile.save()

    row = one("Bo Ek", table())

    assert (row["employee_number"], row["department"], row["fte"]) == ("00007", "Calibration Lab", "0.8")
    assert (row["manager"], row["phone"], row["effective_from"]) == ("hana", "'+45 33 12", "2020-01-01")


def test_departments_of_one_name_are_told_apart_by_their_path(lab: Department) -> None:
    north = make_department("North")
    make_person("Bo Ek", department=make_department("Calibration Lab", parent=north))

    assert one("Bo Ek", table())["department"] == "North / Calibration Lab"


def test_everything_is_read_in_a_few_queries(emil: User, olga: User) -> None:
    with CaptureQueriesContext(connection) as captured:
        table(columns=["employee_number", "department", "location", "manager"])

    reading = [query for query in captured.captured_queries if query["sql"].startswith("SELECT")]
    # How many, the rows, the names of departments and of locations; PostgreSQL is asked for the rows by a cursor.
    assert len(reading) == (4 if connection.vendor == "sqlite" else 3)


def test_hr_takes_everything_but_administrators(hana: User, emil: User, sami: User) -> None:
    rows = table(by=hana)

    assert {row["full_name"] for row in rows} == {"Hana Novotná", "Emil Brandt"}
    assert "birth_date" in rows[0]


def test_scoped_hr_takes_only_its_own_people_without_restricted_columns(sven: User, emil: User, olga: User) -> None:
    rows = table(by=sven)

    assert {row["full_name"] for row in rows} == {"Sven Dahl", "Olga Lind"}
    assert not {"birth_date", "mobile", "personal_email", "leave_reason", "city"} & rows[0].keys()


def test_nobody_gets_rows_out_of_scope_by_asking_for_them(sven: User, emil: User, olga: User) -> None:
    assert {row["full_name"] for row in table(by=sven, rows=people())} == {"Sven Dahl", "Olga Lind"}


def test_an_auditor_who_keeps_a_department_takes_no_more_than_that_department(sven: User, emil: User) -> None:
    sven.groups.add(Group.objects.get(name=policy.AUDITOR))

    assert {row["full_name"] for row in table(by=User.objects.get(pk=sven.pk))} == {"Sven Dahl"}


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("who", ["aya", "emil"])
def test_without_the_permission_nothing_leaves(who: str, register: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ExportRefused):
        start_export(REGISTERS[register], by=request.getfixturevalue(who))

    assert not Event.objects.filter(action=Event.Action.EXPORT).exists()


def test_a_restricted_column_is_refused_by_name(sven: User) -> None:
    with pytest.raises(ExportRefused, match="birth_date"):
        start_export(PEOPLE, by=sven, columns=["full_name", "birth_date"])


def test_every_column_is_weighed_by_the_policy(sven: User, hana: User) -> None:
    restricted = {column.name for column in PEOPLE.columns if column.is_restricted}

    assert {column.name for column in columns_for(hana, PEOPLE)} - restricted == {
        column.name for column in columns_for(sven, PEOPLE)
    }
    assert {"birth_date", "nationality", "mobile", "city"} <= restricted


def test_an_export_leaves_one_line_with_names_and_no_values(hana: User, emil: User) -> None:
    chosen = people().filter(pk=emil.pk)
    with acting(kind="web", by=hana):
        start_export(PEOPLE, by=hana, rows=chosen, columns=["full_name", "email"], filters=["status"], format="json")

    (event,) = Event.objects.filter(action=Event.Action.EXPORT)
    assert (event.actor_id, event.kind, event.subject_id) == (hana.pk, RecordKind.PERSON, None)
    assert event.changed == ["email", "full_name", "filter:status", "format:json", "rows:1"]


def test_as_of_a_day_shows_the_jobs_of_that_day(lab: Department) -> None:
    person = make_person("Bo Ek", job_title="Trainee", starts_on=date(2020, 1, 1))
    later = timezone.localdate() - timedelta(days=10)
    person.employment.update(effective_to=later)
    make_job(person, later, job_title="Tester")

    assert one("Bo Ek", table())["job_title"] == "Tester"
    assert one("Bo Ek", table(as_of=date(2021, 5, 5)))["job_title"] == "Trainee"
    assert table(as_of=date(2019, 5, 5)) == []


def test_as_of_a_day_shows_the_name_and_address_that_were_known_then(db: None) -> None:
    with time_machine.travel("2026-02-01", tick=False):
        person = make_person("Bo Ek", job_title="Tester")
    with time_machine.travel("2026-03-01", tick=False):
        person.profile.full_name = "Bo Lund"
        person.profile.save()

    assert {row["full_name"] for row in table(as_of=date(2026, 2, 10))} >= {"Bo Ek"}
    assert {row["full_name"] for row in table(as_of=date(2026, 3, 10))} >= {"Bo Lund"}


def test_json_keeps_numbers_and_says_what_is_empty(emil: User) -> None:
    export = start_export(PEOPLE, by=None, format="json", columns=["employee_number", "fte", "hire_date", "leave_date"])

    assert json.loads(b"".join(export.chunks())) == [
        {"employee_number": "00412", "fte": 1, "hire_date": "2020-01-01", "leave_date": None}
    ]


def test_the_job_history_has_a_row_for_every_job(emil: User, hana: User) -> None:
    emil.employment.update(effective_to=date(2021, 1, 1))
    make_job(emil, date(2021, 1, 1), job_title="Lead", manager=hana)

    rows = [row for row in table("employment", by=hana) if row["employee_number"] == "00412"]

    assert [(row["job_title"], row["last_day"]) for row in rows] == [("Technician", "2020-12-31"), ("Lead", "")]


def test_emergency_contacts_need_the_permission_for_restricted_columns(hana: User, sven: User, olga: User) -> None:
    EmergencyContact.objects.create(person=olga, name="Per Lind", phone="123")

    assert table("contacts", by=hana)[0]["name"] == "Per Lind"
    assert {column.name for column in columns_for(sven, REGISTERS["contacts"])} == {
        "employee_number",
        "username",
        "full_name",
    }


def test_the_document_register_holds_no_file(hana: User, emil: User) -> None:
    add_document(emil, pdf_upload("secret-name.pdf"), type=DocumentType.objects.get(code="cv"), by=hana)

    (row,) = table("documents", by=hana)

    assert (row["type"], row["full_name"], row["versions"]) == ("CV", "Emil Brandt", "1")
    assert not any("cvs/" in value or ".pdf" in value.replace(row["title"], "") for value in row.values())


def test_departments_leave_with_their_paths(hana: User, lab: Department) -> None:
    make_department("Pressure", parent=lab)

    assert [row["path"] for row in table("departments", by=hana)] == ["Calibration Lab", "Calibration Lab / Pressure"]


def test_an_unknown_format_is_refused(hana: User) -> None:
    with pytest.raises(ExportRefused, match="ods"):
        start_export(PEOPLE, by=hana, format="ods")
