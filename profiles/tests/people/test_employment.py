"""A change from a day, taking one back, and the end of employment."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone

from profiles.models import EmploymentRecord
from profiles.people.employment import change_job, end_employment, withdraw_change
from profiles.tests.factories import PASSWORD, make_department, make_job, make_person

pytestmark = pytest.mark.django_db


def periods(person: User) -> list[tuple[str, date, date | None]]:
    rows = EmploymentRecord.objects.filter(person=person).order_by("effective_from")
    return [(row.job_title, row.effective_from, row.effective_to) for row in rows]


@pytest.fixture
def nina() -> User:
    person = make_person("Nina Holm")
    make_job(person, date(2024, 1, 1), job_title="Technician", department=make_department())
    return person


def test_a_change_ends_the_job_of_that_day_and_carries_what_is_not_said(nina: User) -> None:
    change_job(nina, from_day=date(2025, 5, 1), by=None, job_title="Engineer")

    assert periods(nina) == [
        ("Technician", date(2024, 1, 1), date(2025, 5, 1)),
        ("Engineer", date(2025, 5, 1), None),
    ]
    assert EmploymentRecord.objects.get(job_title="Engineer").department == make_department()


def test_a_change_before_another_ends_where_that_begins(nina: User) -> None:
    change_job(nina, from_day=date(2026, 1, 1), by=None, job_title="Head")

    change_job(nina, from_day=date(2025, 1, 1), by=None, job_title="Engineer")

    assert [end for _title, _start, end in periods(nina)] == [date(2025, 1, 1), date(2026, 1, 1), None]


def test_two_changes_on_one_day_are_refused(nina: User) -> None:
    with pytest.raises(ValidationError, match="already starts on 2024-01-01"):
        change_job(nina, from_day=date(2024, 1, 1), by=None, job_title="Engineer")


def test_a_change_that_has_not_begun_can_be_taken_back(nina: User) -> None:
    row = change_job(nina, from_day=timezone.localdate() + timedelta(days=30), by=None, job_title="Head")

    withdraw_change(row, by=None)

    assert periods(nina) == [("Technician", date(2024, 1, 1), None)]


def test_a_change_that_has_begun_is_corrected_instead(nina: User) -> None:
    row = change_job(nina, from_day=date(2025, 1, 1), by=None, job_title="Head")

    with pytest.raises(ValidationError, match="Correct it instead"):
        withdraw_change(row, by=None)


def test_the_end_closes_the_job_and_takes_back_what_was_to_come(nina: User) -> None:
    last_day = timezone.localdate() + timedelta(days=10)
    change_job(nina, from_day=last_day + timedelta(days=5), by=None, job_title="Head")

    end_employment(nina, last_day=last_day, leave_reason="resignation", by=None)

    assert periods(nina) == [("Technician", date(2024, 1, 1), last_day + timedelta(days=1))]


def test_sign_in_works_on_the_last_day_and_not_after(emil: User) -> None:
    today = timezone.localdate()
    end_employment(emil, last_day=today, leave_reason="resignation", by=None)
    assert authenticate(username="emil", password=PASSWORD) is not None

    end_employment(emil, last_day=today - timedelta(days=1), leave_reason="resignation", by=None)

    assert authenticate(username="emil", password=PASSWORD) is None
    assert not User.objects.get(pk=emil.pk).is_active


def test_nobody_leaves_before_they_came(nina: User) -> None:
    with pytest.raises(ValidationError, match="lies before the hire date"):
        end_employment(nina, last_day=date(2019, 1, 1), leave_reason="other", by=None)


def test_nobody_leaves_on_the_last_day_of_the_calendar(nina: User) -> None:
    with pytest.raises(ValidationError, match="too far ahead"):
        end_employment(nina, last_day=date.max, leave_reason="other", by=None)
    assert nina.profile.leave_date is None
