"""The own page shows all that is held about a person, who sees it, and nothing that the policy keeps from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from profiles import policy
from profiles.documents.uploads import add_document
from profiles.history.context import acting
from profiles.models import DocumentType, EmergencyContact, Profile
from profiles.policy import Audience
from profiles.tests.factories import make_job, make_location, pdf_upload

SignIn = Callable[[User], Client]
URL = "/profile/"

#: A value for each kind of field, recognisable on the page.
VALUES: dict[str, Any] = {
    "country": "PL",
    "nationality": "SE",
    "website": "https://emil.example/site",
    "work_phone": "+45 11 11 11 11",
    "mobile": "+45 22 22 22 22",
    "personal_email": "emil@home.example",
    "birth_date": date(1990, 5, 17),
    "hire_date": date(2019, 3, 1),
    "leave_date": date(2031, 12, 24),
    "employee_number": "00412",
}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text_of(html: str) -> str:
    """The words of a page, in one line."""
    parser = _Text()
    parser.feed(html)
    return " ".join(" ".join(parser.parts).split())


def page(client: Client) -> str:
    """The words of the own page."""
    response = client.get(URL)
    assert response.status_code == 200
    return text_of(response.content.decode())


def fill_in(person: User) -> dict[str, str]:
    """A value in every field of the profile that the policy speaks of; the values as they should be shown."""
    shown = {}
    for field in Profile._meta.concrete_fields:
        if field.name in ("id", "user", "public_id", "version", "photo", "leave_reason"):
            continue
        value = VALUES.get(field.name, f"value of {field.name}")
        setattr(person.profile, field.name, value)
        shown[field.name] = str(value)
    person.profile.leave_reason = "redundancy"
    person.profile.save()
    return shown


def test_a_visitor_is_sent_to_sign_in(client: Client, db: None) -> None:
    response = client.get(URL)
    assert (response.status_code, response.headers["Location"]) == (302, "/sign-in/?next=/profile/")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_only_answers_reading(as_user: SignIn, emil: User, method: str) -> None:
    assert getattr(as_user(emil), method)(URL).status_code == 405


@pytest.mark.parametrize("who", ["emil", "hana", "sven", "aya", "sami"])
def test_everybody_has_one_whatever_their_role(request: pytest.FixtureRequest, as_user: SignIn, who: str) -> None:
    person = request.getfixturevalue(who)
    assert person.profile.full_name in page(as_user(person))


def test_it_shows_every_field_of_the_profile_that_the_person_may_see(as_user: SignIn, emil: User) -> None:
    shown = fill_in(emil)
    seen = policy.visible_fields("profiles.Profile", frozenset({Audience.SELF})) - {"photo"}
    words = page(as_user(emil))
    shown |= {"country": "Poland", "nationality": "Sweden"}
    assert [name for name in seen if shown[name] not in words] == []


def test_it_shows_nothing_that_the_policy_keeps_from_the_person(as_user: SignIn, emil: User) -> None:
    fill_in(emil)
    emil.employment.get()
    emil.employment.update(note="Keep an eye on him", cost_centre="CC-77")
    words = page(as_user(emil))
    assert "Redundancy" not in words
    assert "Keep an eye" not in words
    assert "CC-77" in words


def test_each_section_says_who_sees_it(as_user: SignIn, emil: User) -> None:
    words = page(as_user(emil))
    assert "About Edit About" in words
    assert "Seen by: Everybody in the company" in words
    assert "Seen by: You and HR" in words
    assert policy.SECTIONS["job"].seen_by in words


def test_who_sees_a_section_follows_the_policy(as_user: SignIn, emil: User, monkeypatch: pytest.MonkeyPatch) -> None:
    before = page(as_user(emil)).count("Seen by: You and HR")
    rules = policy.FIELDS["profiles.EmergencyContact"]
    opened = {name: replace(rule, sees=policy.RECORD) for name, rule in rules.items()}
    monkeypatch.setitem(policy.FIELDS, "profiles.EmergencyContact", opened)
    assert page(as_user(emil)).count("Seen by: You and HR") == before - 1


def test_it_shows_the_job_of_today_and_who_manages(as_user: SignIn, emil: User, hana: User) -> None:
    emil.employment.update(manager=hana, location=make_location("Gdańsk"))
    words = page(as_user(emil))
    assert "Emil Brandt Technician, Calibration Lab" in words
    assert "Manager Hana Novotná Location Gdańsk" in words
    assert "Since 2020-01-01" in words


def test_it_shows_a_change_to_come_and_earlier_jobs(as_user: SignIn, emil: User) -> None:
    row = emil.employment.get()
    start = timezone.localdate() + timedelta(days=30)
    row.effective_to = start
    row.save()
    make_job(emil, start, job_title="Head of metrology", department=row.department)
    make_job(emil, date(2018, 1, 1), date(2020, 1, 1), job_title="Trainee", department=row.department)
    words = page(as_user(emil))
    assert f"From {start} Head of metrology Future" in words
    assert "One earlier job 2018-01-01 – 2019-12-31 Trainee, Calibration Lab" in words


def test_somebody_without_a_job_is_told_so(as_user: SignIn, emil: User) -> None:
    emil.employment.get().delete()
    assert "No job is recorded for today" in page(as_user(emil))


def test_it_says_what_is_missing_with_a_way_to_add_it(as_user: SignIn, emil: User) -> None:
    html = as_user(emil).get(URL).content.decode()
    assert "Still missing:" in html
    for name in ("mobile", "address_line1", "city", "country", "cv"):
        assert f'href="/profile/edit/#id_{name}"' in html
    assert "Your record is not complete yet" in html


def test_a_complete_record_is_not_spoken_of(as_user: SignIn, emil: User) -> None:
    fill_in(emil)
    add_document(emil, pdf_upload(), type=DocumentType.objects.get(code="cv"), by=emil)
    words = page(as_user(emil))
    assert "complete" not in words
    assert "missing" not in words


def test_it_shows_my_contacts_and_nobody_elses(as_user: SignIn, emil: User, olga: User) -> None:
    EmergencyContact.objects.create(person=emil, name="Ida Brandt", relationship="sister", phone="+45 1")
    EmergencyContact.objects.create(person=olga, name="Karl Lind", phone="+45 2")
    words = page(as_user(emil))
    assert "Ida Brandt (sister), +45 1" in words
    assert "Karl Lind" not in words


def test_text_of_a_person_stays_text(as_user: SignIn, emil: User) -> None:
    emil.profile.bio = "<script>alert(1)</script>"
    emil.profile.preferred_name = "<b>Emil"
    emil.profile.save()
    html = as_user(emil).get(URL).content.decode()
    assert "<script>alert" not in html
    assert "&lt;b&gt;Emil" in html


def test_a_well_filled_page_takes_eight_queries_and_thirty_kilobytes(
    as_user: SignIn, emil: User, hana: User, own_media: Any
) -> None:
    fill_in(emil)
    kinds = list(DocumentType.objects.filter(employee_adds=True, expiry_required=False))
    for number in range(12):
        add_document(emil, pdf_upload(text=f"No {number}"), type=kinds[number % len(kinds)], by=emil)
    for number in range(4):
        with acting(kind="command", by=hana):
            EmergencyContact.objects.create(person=emil, name=f"Contact {number}", phone="1")
    client = as_user(emil)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(URL)
    assert len(queries) <= 8
    assert len(response.content) <= 30_000


def test_looking_at_the_own_page_writes_nothing(as_user: SignIn, emil: User) -> None:
    client = as_user(emil)
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []
