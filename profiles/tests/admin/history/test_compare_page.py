"""Two days of one record beside each other."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.contrib.auth.models import User

from profiles.history.context import acting
from profiles.models import EmergencyContact, EmploymentRecord, Profile
from profiles.people.employment import change_job
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department, make_person

pytestmark = pytest.mark.django_db

BEGIN = datetime(2024, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def pia(hana: User) -> User:
    """Somebody who was added on 5 January and changed on 10 March by hana, who said why."""
    with time_machine.travel(BEGIN, tick=False):
        person = make_person("Pia Holm", department=make_department(), job_title="Clerk", starts_on=BEGIN.date())
        Profile.objects.filter(user=person).update(bio="Looks after the pressure bench.", mobile="+45 11")
        contact = EmergencyContact.objects.create(person=person, name="Nina Holm", phone="+45 22")
    with (
        time_machine.travel(datetime(2024, 3, 10, 9, tzinfo=UTC), tick=False),
        acting(kind="command", by=hana, reason="Agreed in the review"),
    ):
        Profile.objects.filter(user=person).update(bio="Looks after the length bench.", mobile="+45 33")
        contact.delete()
        change_job(person, from_day=date(2024, 4, 1), by=hana, job_title="Lead")
    return person


def page(client: object, person: User, start: str, end: str) -> str:
    answer = client.get(f"/admin/auth/user/{person.pk}/compare/?from={start}&to={end}")  # type: ignore[attr-defined]
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_it_tells_words_of_a_long_text_with_who_and_why(pia: User, hana: User, as_user: SignIn) -> None:
    html = page(as_user(hana), pia, "2024-02-01", "2024-03-31")

    assert "<del>pressure </del><ins>length </ins>" in html
    assert "by Hana Novotná, <a" in html and "Agreed in the review" in html
    assert f"/admin/auth/user/{pia.pk}/history/?since=2024-03-10&amp;until=2024-03-10" in html


def test_rows_that_came_and_went_are_told(pia: User, hana: User, as_user: SignIn) -> None:
    html = page(as_user(hana), pia, "2024-02-01", "2024-03-31")

    assert "Nina Holm" in html and "Removed" in html
    assert "Lead from 2024-04-01" in html and "Added" in html


def test_a_job_that_begins_between_the_days_is_told_though_nothing_was_written(
    pia: User, hana: User, as_user: SignIn
) -> None:
    html = page(as_user(hana), pia, "2024-03-20", "2024-04-02")

    assert "Job in force" in html
    assert '<del dir="auto">Clerk</del>' in html and '<ins dir="auto">Lead</ins>' in html


def test_an_auditor_learns_that_a_private_field_changed_and_not_what_it_says(
    pia: User, aya: User, as_user: SignIn
) -> None:
    html = page(as_user(aya), pia, "2024-02-01", "2024-03-31")

    assert "Mobile" in html and "changed, not shown to you" in html
    assert not [text for text in ("+45 11", "+45 33", "Nina", "+45 22") if text in html]


def test_days_in_the_wrong_order_are_put_right(pia: User, hana: User, as_user: SignIn) -> None:
    client = as_user(hana)

    assert "end of 2024-02-01 beside what was known at the end of 2024-03-31" in page(
        client, pia, "2024-03-31", "2024-02-01"
    )


def test_two_days_without_a_change_say_so(pia: User, aya: User, as_user: SignIn) -> None:
    assert "Nothing differs between these days." in page(as_user(aya), pia, "2024-02-01", "2024-02-02")


def test_before_the_record_there_is_nothing_to_compare(pia: User, aya: User, as_user: SignIn) -> None:
    client = as_user(aya)

    assert "There was no record on either day." in page(client, pia, "2023-02-01", "2023-02-02")
    assert "There was no record yet on 2023-02-01: everything is new." in page(client, pia, "2023-02-01", "2024-02-02")


@pytest.mark.parametrize("day", ["x", "9999-12-31", "0001-01-01", "2024-02-30"])
def test_an_odd_day_is_told_in_a_sentence(pia: User, aya: User, as_user: SignIn, day: str) -> None:
    client = as_user(aya)

    assert "errorlist" in page(client, pia, day, "2024-02-02")
    assert "errorlist" in page(client, pia, "2024-02-02", day)


def test_a_value_changed_there_and_back_does_not_differ(pia: User, hana: User, as_user: SignIn) -> None:
    for company in ("Elsewhere", ""):
        Profile.objects.filter(user=pia).update(company=company)
    EmploymentRecord.objects.filter(person=pia).update(cost_centre="")

    html = page(as_user(hana), pia, "2024-04-10", "2024-04-11")
    assert "Elsewhere" not in html and "Nothing differs" in html
