"""The same change of many people: chosen, looked at, confirmed with a reason, undone like an import."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from profiles.models import Department, EmploymentRecord, Event, ImportBatch, Profile
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_location

pytestmark = pytest.mark.django_db

LIST = "/admin/auth/user/"


def sent(people: list[User], **data: Any) -> dict[str, Any]:
    return {"action": "change_selected", "_selected_action": [person.pk for person in people], **data}


def job_of(person: User) -> EmploymentRecord:
    return EmploymentRecord.objects.filter(person=person).latest("effective_from")


def change(client: Any, people: list[User], address: str = LIST, **fields: Any) -> ImportBatch:
    answer = client.post(address, sent(people, chosen="1", **fields))
    assert answer.status_code == 302, answer.content.decode()
    return ImportBatch.objects.latest("pk")


def test_the_page_names_whom_it_concerns_and_offers_what_they_share(
    emil: User, olga: User, hana: User, as_user: SignIn
) -> None:
    page = as_user(hana).post(LIST, sent([emil, olga])).content.decode()

    assert "Change 2 people" in page and "Emil Brandt, Olga Lind" in page
    assert 'name="department"' in page and 'name="empty-cost_centre"' in page
    assert 'name="birth_date"' not in page and 'name="empty-fte"' not in page
    assert not ImportBatch.objects.exists()


def test_it_is_previewed_then_one_act_with_a_reason_and_undone(
    emil: User, olga: User, hana: User, as_user: SignIn
) -> None:
    make_location("Aarhus")
    client = as_user(hana)
    batch = change(client, [emil, olga], location="Aarhus", effective_from="2030-01-01")
    address = f"/admin/imports/{batch.public_id}/"
    preview = client.get(address).content.decode()
    assert "Change of 2 people" in preview and preview.count("<ins>Aarhus</ins>") == 2
    assert job_of(emil).location is None

    client.post(f"{address}confirm/", {"reason": "New office", "digest": batch.digest})
    assert {str(job_of(person).location) for person in (emil, olga)} == {"Aarhus"}
    assert str(job_of(emil).effective_from) == "2030-01-01"
    batch.refresh_from_db()
    events = Event.objects.filter(operation_id=batch.operation_id or 0, kind=4)
    assert {event.operation.reason for event in events} == {"New office"}

    client.post(f"{address}undo/", {"reason": "Too early"})
    assert {job_of(person).location for person in (emil, olga)} == {None}


def test_a_field_is_set_empty(emil: User, hana: User, as_user: SignIn) -> None:
    Profile.objects.filter(user=emil).update(company="Nordlys ApS")
    client = as_user(hana)
    batch = change(client, [emil], **{"empty-company": "on"})
    client.post(f"/admin/imports/{batch.public_id}/confirm/", {"reason": "Merged", "digest": batch.digest})

    assert Profile.objects.get(user=emil).company == ""


def test_all_that_match_are_meant_where_all_is_ticked(
    emil: User, olga: User, lab: Department, hana: User, as_user: SignIn
) -> None:
    batch = change(as_user(hana), [olga], f"{LIST}?department={lab.pk}", cost_centre="4200", select_across="1")

    assert batch.total == User.objects.filter(employment__department=lab).distinct().count()


def test_whom_the_change_does_not_fit_stands_apart(emil: User, olga: User, hana: User, as_user: SignIn) -> None:
    Profile.objects.filter(user=olga).update(hire_date="2019-01-01", leave_date="2020-01-01", leave_reason="other")
    client = as_user(hana)
    batch = change(client, [emil, olga], hire_date="2024-01-01")
    page = client.get(f"/admin/imports/{batch.public_id}/").content.decode()

    assert (batch.counts["changed"], batch.counts["errors"]) == (1, 1)
    assert "It does not fit 1 person." in page and "Does not fit" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Say what is to change"),
        ({"fte": "7"}, "FTE"),
        ({"cost_centre": "1", "empty-cost_centre": "on"}, "not both"),
        ({"department": "Nowhere"}, "Select a valid choice"),
        ({"effective_from": "soon", "fte": "1"}, "valid date"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_kept(
    fields: dict[str, str], sentence: str, emil: User, hana: User, as_user: SignIn
) -> None:
    answer = as_user(hana).post(LIST, sent([emil], chosen="1", **fields))

    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_scoped_hr_changes_its_own_people_alone(emil: User, olga: User, sven: User, as_user: SignIn) -> None:
    batch = change(as_user(sven), [emil, olga], cost_centre="4200")

    assert batch.total == 1


def test_scoped_hr_is_offered_its_own_departments(olga: User, sven: User, sales: Department, as_user: SignIn) -> None:
    other = Department.objects.create(name="Secret works")
    page = as_user(sven).post(LIST, sent([olga])).content.decode()

    assert f'value="{sales.name}"' in page and other.name not in page


def test_an_auditor_is_refused(emil: User, aya: User, as_user: SignIn) -> None:
    assert as_user(aya).post(LIST, sent([emil])).status_code == 403
