"""What the tables refuse, whoever writes: checked past the models' own rules, by bare inserts and updates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from profiles.models import Department, EmploymentRecord, Profile
from profiles.tests.factories import make_department, make_job, make_person

pytestmark = pytest.mark.django_db


def refused(row: Any) -> bool:
    """Whether the database itself refuses the row."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return True
    return False


@pytest.fixture
def person() -> User:
    return make_person("Nina Holm", starts_on=date(2020, 1, 1))


def job(person: User, start: date, end: date | None = None, **facts: Any) -> EmploymentRecord:
    return EmploymentRecord(person=person, effective_from=start, effective_to=end, **facts)


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        (date(2020, 1, 1), date(2021, 1, 1), True),
        (date(2022, 1, 1), None, True),
        (date(2021, 6, 1), date(2021, 7, 1), False),
        (date(2020, 1, 1), date(2021, 1, 2), False),
        (date(2021, 12, 31), None, False),
        (date(2019, 1, 1), None, False),
    ],
)
def test_jobs_of_one_person_never_overlap(person: User, start: date, end: date | None, fits: bool) -> None:
    make_job(person, date(2021, 1, 1), date(2022, 1, 1))

    assert refused(job(person, start, end)) is not fits


def test_an_overlap_is_said_in_words(person: User) -> None:
    make_job(person, date(2021, 1, 1), None, job_title="Technician")

    with pytest.raises(ValidationError, match="overlaps with Technician from 2021-01-01"):
        job(person, date(2022, 1, 1)).full_clean()


def test_a_job_moved_onto_another_is_refused(person: User) -> None:
    make_job(person, date(2021, 1, 1), date(2022, 1, 1))
    later = make_job(person, date(2022, 1, 1))
    later.effective_from = date(2021, 12, 1)

    assert refused(later)


@pytest.mark.parametrize("fte", ["0", "-0.5", "1.001", "2"])
def test_fte_is_more_than_nought_and_at_most_one(person: User, fte: str) -> None:
    assert refused(job(person, date(2021, 1, 1), fte=fte))


def test_a_job_ends_after_it_begins(person: User) -> None:
    assert refused(job(person, date(2021, 1, 1), date(2021, 1, 1)))


def test_managers_never_form_a_circle(person: User) -> None:
    boss, head = make_person("Boss"), make_person("Head")
    make_job(person, date(2021, 1, 1), manager=boss)
    make_job(boss, date(2021, 1, 1), manager=head)

    assert refused(job(head, date(2021, 1, 1), manager=person))
    assert refused(job(head, date(2023, 1, 1), manager=boss))
    with pytest.raises(ValidationError, match="already reports to this person"):
        job(head, date(2021, 1, 1), manager=person).full_clean()


def test_roles_swapped_on_a_day_are_no_circle(person: User) -> None:
    boss = make_person("Boss")
    make_job(person, date(2021, 1, 1), date(2022, 1, 1), manager=boss)

    assert not refused(job(boss, date(2022, 1, 1), manager=person))


def test_a_circle_of_a_single_day_is_found(person: User) -> None:
    boss = make_person("Boss")
    make_job(person, date(2021, 1, 1), date(2022, 1, 2), manager=boss)

    assert refused(job(boss, date(2022, 1, 1), manager=person))


def test_nobody_reports_to_themselves(person: User) -> None:
    assert refused(job(person, date(2021, 1, 1), manager=person))


def test_departments_never_form_a_circle() -> None:
    top = make_department("Top")
    middle = make_department("Middle", top)
    bottom = make_department("Bottom", middle)
    top.parent = bottom

    assert refused(top)
    with pytest.raises(ValidationError, match="cannot lie below itself"):
        top.full_clean()


def test_the_tree_of_departments_has_a_limit() -> None:
    above = make_department("Level 1")
    for level in range(2, 13):
        above = make_department(f"Level {level}", above)

    assert refused(Department(name="Level 13", parent=above))


def test_a_name_stands_once_below_one_department() -> None:
    top = make_department("Top")
    make_department("Lab", top)

    assert refused(Department(name="LAB", parent=top))
    assert refused(Department(name="top"))
    assert not refused(Department(name="Lab", parent=make_department("Other")))


def test_numbers_differ_whatever_their_case(person: User) -> None:
    person.profile.employee_number = "ab-7"
    person.profile.save()
    other = make_person("Other").profile
    other.employee_number = "AB-7"

    assert refused(other)
    with pytest.raises(ValidationError, match="belongs to somebody else"):
        other.full_clean()


def test_a_number_is_trimmed_and_keeps_its_zeros(person: User) -> None:
    person.profile.employee_number = "  00412 "
    person.profile.save()

    assert Profile.objects.get(user=person).employee_number == "00412"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE profiles_profile SET employee_number = ' 7'")


def test_many_people_may_have_no_number() -> None:
    assert {make_person(name).profile.employee_number for name in ("One", "Two")} == {None}


@pytest.mark.parametrize("website", ["javascript:alert(1)", "ftp://example.org", "example.org"])
def test_a_website_is_http(person: User, website: str) -> None:
    person.profile.website = website

    assert refused(person.profile)
    with pytest.raises(ValidationError, match="Write the whole address"):
        person.profile.full_clean()


def test_nobody_is_born_in_the_future(person: User) -> None:
    person.profile.birth_date = timezone.localdate() + timedelta(days=2)

    assert refused(person.profile)
    with pytest.raises(ValidationError, match="lies in the future"):
        person.profile.full_clean()


def test_people_are_never_deleted(person: User) -> None:
    with pytest.raises(IntegrityError):
        person.delete()
