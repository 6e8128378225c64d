"""Adding a person: a short form that makes account, profile and first job, and leads to the record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.models import Department, EmploymentRecord, Event, Profile
from profiles.tests.conftest import SignIn

pytestmark = pytest.mark.django_db

ADD = "/admin/auth/user/add/"


def facts(**changes: Any) -> dict[str, Any]:
    return {
        "full_name": "Łukasz Żółkiewski",
        "email": "lukasz@nordlys.example",
        "employee_number": "00152",
        "job_title": "Calibration technician",
        "department": "",
        "starts_on": "2026-12-01",
        **changes,
    }


@pytest.fixture
def hr(hana: User, as_user: SignIn) -> Client:
    return as_user(hana)


def test_three_rows_and_the_way_to_the_record(hr: Client, lab: Department) -> None:
    answer = hr.post(ADD, facts(department=lab.pk))

    person = User.objects.get(email="lukasz@nordlys.example")
    assert answer["Location"] == f"/admin/auth/user/{person.pk}/change/"
    assert (person.profile.full_name, person.profile.employee_number) == ("Łukasz Żółkiewski", "00152")
    job = EmploymentRecord.objects.get(person=person)
    assert (job.job_title, job.department, job.effective_from) == ("Calibration technician", lab, date(2026, 12, 1))


def test_nobody_can_sign_in_before_the_invitation(hr: Client) -> None:
    hr.post(ADD, facts())

    person = User.objects.get(email="lukasz@nordlys.example")
    assert not person.is_active
    assert not person.has_usable_password()
    assert not person.is_staff


def test_each_row_is_recorded_once(hr: Client) -> None:
    hr.post(ADD, facts(_reason="Signed on 20 November"))

    person = User.objects.get(email="lukasz@nordlys.example")
    events = Event.objects.filter(subject_id=person.pk)
    assert [event.get_kind_display() for event in events.order_by("id")] == ["person", "profile", "job"]
    assert {event.operation.reason for event in events} == {"Signed on 20 November"}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("full_name", "  ", "required"),
        ("email", "nobody", "valid email"),
        ("email", "EMIL@nordlys.example", "already has this e-mail"),
        ("employee_number", "00412", "belongs to somebody else"),
        ("employee_number", "0" * 21, "at most 20"),
        ("starts_on", "soon", "valid date"),
        ("department", "999", "Select a valid choice"),
        ("full_name", "a\0b", "Null characters"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_kept(
    hr: Client, emil: User, field: str, value: str, sentence: str
) -> None:
    before = User.objects.count()

    answer = hr.post(ADD, facts(**{field: value}))

    assert answer.status_code == 200
    assert any(sentence in text for text in answer.context["adminform"].form.errors[field])
    assert User.objects.count() == before


def test_names_in_any_script_are_kept_as_written(hr: Client) -> None:
    for number, name in enumerate(["李小雨", "يارا الحداد", "Ayşe Yıldırım", "👩‍🔬 O'Neil <b>"]):
        hr.post(ADD, facts(full_name=name, email=f"p{number}@nordlys.example", employee_number=f"9{number}"))
        assert Profile.objects.filter(full_name=name).exists()


def test_scoped_hr_adds_to_its_own_departments_only(
    sven: User, lab: Department, sales: Department, as_user: SignIn
) -> None:
    client = as_user(sven)

    refused = client.post(ADD, facts(department=lab.pk))
    client.post(ADD, facts(department=sales.pk))

    assert "department" in refused.context["adminform"].form.errors
    assert User.objects.get(email="lukasz@nordlys.example").employment.get().department == sales
