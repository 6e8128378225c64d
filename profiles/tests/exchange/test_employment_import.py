"""Employment history comes in by file: the first day says which job, and no two jobs of a person overlap."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from profiles.exchange.batches import undo
from profiles.history.bulk import FastRows, OrmRows, Rows
from profiles.models import Department, EmploymentRecord, Event, RecordKind
from profiles.tests.factories import make_department, make_job, make_person

from .tables import changes_as, errors_as, imported_as, previewed_as

CODE = "employment"
NOW = {"employee_number": "00412", "effective_from": "2020-01-01"}
NEXT = {"employee_number": "00412", "effective_from": "2024-05-01", "job_title": "Lead"}


def jobs_of(person: User) -> list[tuple[Any, ...]]:
    rows = EmploymentRecord.objects.filter(person=person).order_by("effective_from")
    return list(rows.values_list("effective_from", "effective_to", "job_title"))


def test_a_cell_of_a_job_is_corrected(hana: User, emil: User) -> None:
    row = {**NOW, "fte": "0,8", "manager": "hana", "note": "Asked for it"}
    (change,) = changes_as(CODE, hana, row)
    assert change["changes"] == [["manager", "", "hana"], ["fte", "1", "0.8"], ["note", "", "Asked for it"]]

    imported_as(CODE, hana, row)

    job = emil.employment.get()
    assert (job.fte, job.manager, job.note) == (Decimal("0.8"), hana, "Asked for it")
    call_command("audit_verify")


def test_a_new_job_ends_the_one_before(hana: User, emil: User) -> None:
    (change,) = changes_as(CODE, hana, NEXT)
    assert "ends the job from 2020-01-01" in change["note"]

    imported_as(CODE, hana, NEXT)

    day = date(2024, 5, 1)
    assert jobs_of(emil) == [(date(2020, 1, 1), day, "Technician"), (day, None, "Lead")]
    told = Event.objects.filter(kind=RecordKind.EMPLOYMENT, subject_id=emil.pk).order_by("-pk")
    assert set(told.values_list("action", flat=True)[:2]) == {Event.Action.CREATE, Event.Action.UPDATE}
    call_command("audit_verify")


def test_jobs_of_the_past_fill_the_history(hana: User, emil: User) -> None:
    rows = [
        {**NOW, "effective_from": "2015-03-01", "last_day": "2017-12-31", "job_title": "Trainee"},
        {**NOW, "effective_from": "2018-01-01", "job_title": "Assistant"},
    ]
    imported_as(CODE, hana, *rows)

    assert jobs_of(emil)[:2] == [
        (date(2015, 3, 1), date(2018, 1, 1), "Trainee"),
        (date(2018, 1, 1), date(2020, 1, 1), "Assistant"),
    ]


def test_two_new_jobs_follow_each_other(hana: User, emil: User) -> None:
    imported_as(CODE, hana, {**NEXT, "effective_from": "2025-01-01", "job_title": "Head"}, NEXT)
    assert [(row[0].year, row[1] and row[1].year) for row in jobs_of(emil)] == [
        (2020, 2024),
        (2024, 2025),
        (2025, None),
    ]


def test_a_last_day_may_move_with_the_job_that_follows(hana: User, emil: User) -> None:
    imported_as(CODE, hana, NEXT)
    rows = [{**NOW, "last_day": "2023-12-31"}, {**NEXT, "effective_from": "2024-01-01"}]
    assert "overlaps" in errors_as(CODE, hana, {**NOW, "last_day": "2024-06-30"})["last_day"]
    assert previewed_as(CODE, hana, *rows).counts["errors"] == 0


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({**NOW, "last_day": "2019-12-31"}, "last_day", "before the first"),
        ({"employee_number": "00412", "job_title": "x", "effective_from": ""}, "effective_from", "from which day"),
        ({**NOW, "effective_from": "soon"}, "effective_from", "no day"),
        ({**NOW, "employee_number": "412"}, "employee_number", "Did you mean “00412”?"),
        ({**NOW, "employee_number": "X9"}, "employee_number", "nobody"),
        ({**NOW, "username": "hana"}, "employee_number", "two people"),
        ({**NOW, "manager": "00412"}, "manager", "themselves"),
        ({**NOW, "manager": "nobody"}, "manager", "nobody"),
        ({**NOW, "department": "Calibration Lap"}, "department", "Did you mean “Calibration Lab”?"),
        ({**NOW, "fte": "8"}, "fte", "at most 1"),
        ({**NOW, "fte": "#CLEAR"}, "fte", "cannot be empty"),
    ],
)
def test_what_is_wrong_is_said_with_its_column(
    row: dict[str, str], column: str, words: str, hana: User, emil: User
) -> None:
    assert words in errors_as(CODE, hana, row)[column]


def test_the_same_job_twice_names_the_first_row(hana: User, emil: User) -> None:
    assert "row 2" in errors_as(CODE, hana, {**NOW, "fte": "1"}, {**NOW, "fte": "0.5"})["effective_from"]


def test_a_circle_of_managers_on_some_day_is_an_error(hana: User, emil: User) -> None:
    report = make_person("Ib Report", employee_number="R1")
    make_job(report, date(2021, 1, 1), date(2022, 1, 1), job_title="Tester", manager=emil)
    row = {**NOW, "manager": "R1"}
    assert "reports to this person" in errors_as(CODE, hana, row)["manager"]
    past = {**NOW, "effective_from": "2019-01-01", "last_day": "2019-12-31", "manager": "R1"}
    assert previewed_as(CODE, hana, past).counts["errors"] == 0


def test_managers_may_change_places(hana: User, emil: User) -> None:
    EmploymentRecord.objects.filter(person=emil).update(manager=hana)
    hers = hana.employment.get().effective_from.isoformat()
    rows = [
        {**NOW, "username": "emil", "manager": "#CLEAR"},
        {"username": "hana", "effective_from": hers, "manager": "emil"},
    ]
    imported_as(CODE, hana, *rows)
    assert (emil.employment.get().manager, hana.employment.get().manager) == (None, emil)


def test_empty_cells_clear_where_that_is_asked_for(hana: User, emil: User) -> None:
    assert previewed_as(CODE, hana, {**NOW, "job_title": ""}).counts["unchanged"] == 1
    (change,) = changes_as(CODE, hana, {**NOW, "job_title": ""}, empty_clears=True)
    assert change["changes"] == [["job_title", "Technician", ""]]


def test_missing_places_are_made_only_when_asked_for(hana: User, emil: User) -> None:
    imported_as(CODE, hana, {**NOW, "department": "Field service"}, create_missing=True)
    assert emil.employment.get().department == Department.objects.get(name="Field service")


def test_scoped_hr_reaches_its_own_alone(sven: User, emil: User, olga: User) -> None:
    make_department("Calibration Lab")
    assert "kept by others" in errors_as(CODE, sven, {**NOW, "fte": "0.5"})["employee_number"]
    hers = {"username": "olga", "effective_from": "2020-01-01", "department": "Calibration Lab"}
    assert "not one of yours" in errors_as(CODE, sven, hers)["department"]
    away = {"username": "olga", "effective_from": "2024-01-01", "job_title": "x"}
    assert "not one of yours" in errors_as(CODE, sven, away)["department"]


@pytest.mark.parametrize("who", ["aya", "emil"])
def test_nobody_else_may_bring_them(who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        previewed_as(CODE, request.getfixturevalue(who), NOW)


@pytest.mark.parametrize("rows", [OrmRows(), FastRows()])
def test_an_undo_gives_the_old_periods_back(hana: User, emil: User, rows: Rows) -> None:
    before = jobs_of(emil)
    batch = imported_as(CODE, hana, {**NOW, "fte": "0.5"}, NEXT)
    undo(batch, hana, "Wrong file", rows=rows)
    assert (jobs_of(emil), batch.state, emil.employment.get().fte) == (before, "undone", Decimal(1))
    call_command("audit_verify")


def test_an_undo_keeps_and_names_what_was_changed_since(hana: User, emil: User) -> None:
    batch = imported_as(CODE, hana, NEXT)
    emil.employment.filter(effective_to=None).update(job_title="By hand")
    undo(batch, hana, "Wrong file")
    assert batch.state == "partly-undone" and jobs_of(emil)[-1][2] == "By hand"
