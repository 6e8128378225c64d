"""Which job holds on which day, in the record and in one query over many people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from profiles.models import EmploymentRecord, PersonStatus, people
from profiles.tests.factories import make_department, make_job, make_location, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def nina() -> User:
    person = make_person("Nina Holm")
    make_job(person, date(2024, 1, 1), date(2026, 1, 1), job_title="Technician")
    make_job(person, date(2026, 1, 1), job_title="Engineer", department=make_department(), location=make_location())
    return person


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (date(2023, 12, 31), None),
        (date(2024, 1, 1), "Technician"),
        (date(2025, 12, 31), "Technician"),
        (date(2026, 1, 1), "Engineer"),
        (date(2050, 1, 1), "Engineer"),
    ],
)
def test_the_first_day_counts_and_the_end_does_not(nina: User, day: date, title: str | None) -> None:
    row = EmploymentRecord.objects.as_of(day).filter(person=nina).first()

    assert (row.job_title if row else None) == title


def test_a_future_change_takes_effect_by_itself(nina: User) -> None:
    with time_machine.travel(date(2025, 12, 31)):
        before = nina.profile.current_employment()
    with time_machine.travel(date(2026, 1, 1)):
        after = nina.profile.current_employment()

    assert (before and before.job_title, after and after.job_title) == ("Technician", "Engineer")


def test_the_list_knows_the_job_of_today_in_one_query(
    nina: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_person("Without Job")

    with time_machine.travel(date(2026, 6, 1)), django_assert_num_queries(1):
        rows: dict[str, Any] = {user.profile.full_name: user for user in people().with_current_job()}

    assert (rows["Nina Holm"].job_title, rows["Nina Holm"].department_name) == ("Engineer", "Calibration Lab")
    assert rows["Nina Holm"].location_name == "Gdańsk"
    assert rows["Without Job"].job_title is None


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2023, 6, 1), PersonStatus.STARTING),
        (date(2025, 6, 1), PersonStatus.LEAVING),
        (date(2027, 7, 1), PersonStatus.LEFT),
    ],
)
def test_the_status_follows_from_the_dates(nina: User, day: date, status: str) -> None:
    nina.profile.hire_date, nina.profile.leave_date = date(2024, 1, 1), date(2027, 6, 30)
    nina.profile.save()

    with time_machine.travel(day):
        person: Any = people().with_current_job().get(pk=nina.pk)

    assert person.status == status


def test_somebody_without_any_job_is_shown_as_such() -> None:
    person: Any = people().with_current_job().get(pk=make_person("Nobody").pk)

    assert person.status == PersonStatus.NO_JOB


def test_nearest_is_now_then_next_then_last(nina: User) -> None:
    rows = EmploymentRecord.objects.filter(person=nina)

    assert [rows.nearest_first(day)[0].job_title for day in (date(2020, 1, 1), date(2025, 1, 1))] == ["Technician"] * 2
    rows.get(job_title="Engineer").delete()
    assert rows.nearest_first(date(2026, 1, 1) + timedelta(days=400))[0].job_title == "Technician"
