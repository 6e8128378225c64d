"""Two people end one employment: the second one reads who was faster before anything is written over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.models import EmploymentRecord, Event, Profile
from profiles.people.employment import change_job, end_employment
from profiles.tests.conftest import SignIn
from profiles.tests.pages import form_of

pytestmark = pytest.mark.django_db
MINE = {"last_day": "2030-06-30", "leave_reason": "other", "_reason": "Agreed"}


@pytest.fixture
def hr(hana: User, as_user: SignIn) -> Client:
    return as_user(hana)


def address(person: User) -> str:
    return f"/admin/auth/user/{person.pk}/end-employment/"


def sent(client: Client, person: User) -> dict[str, Any]:
    return {**form_of(client, address(person), "end_form"), **MINE}


def ends_on(person: User) -> date | None:
    return Profile.objects.get(user=person).leave_date


def test_the_end_that_another_set_is_not_written_over(emil: User, hr: Client) -> None:
    page = sent(hr, emil)
    end_employment(emil, last_day=date(2030, 3, 31), leave_reason="resignation", by=None)
    html = hr.post(address(emil), page).content.decode()

    assert "changed the job or its end on" in html
    assert "The employment now ends on 2030-03-31" in html
    assert 'value="2030-06-30"' in html
    assert ends_on(emil) == date(2030, 3, 31)


def test_sent_again_it_is_meant(emil: User, hr: Client) -> None:
    page = sent(hr, emil)
    end_employment(emil, last_day=date(2030, 3, 31), leave_reason="resignation", by=None)
    version = hr.post(address(emil), page).context["version"]

    assert hr.post(address(emil), {**page, "_version": version}).status_code == 302
    assert ends_on(emil) == date(2030, 6, 30)


def test_a_job_planned_meanwhile_is_not_taken_back_unread(emil: User, hr: Client) -> None:
    page = sent(hr, emil)
    change_job(emil, from_day=date(2030, 9, 1), by=None, job_title="Head of lab")
    html = hr.post(address(emil), page).content.decode()

    assert "What will happen is told anew below" in html
    assert "Head of lab" in html
    assert EmploymentRecord.objects.filter(person=emil, job_title="Head of lab").exists()


def test_other_changes_ask_nothing(emil: User, hr: Client) -> None:
    page = sent(hr, emil)
    emil.profile.bio = "Theirs"
    emil.profile.save()

    assert hr.post(address(emil), page).status_code == 302


def test_the_same_sent_twice_applies_once(emil: User, hr: Client) -> None:
    page = sent(hr, emil)
    hr.post(address(emil), page)
    before = Event.objects.exclude(action=Event.Action.VIEW).count()

    assert hr.post(address(emil), page).status_code == 302
    assert Event.objects.exclude(action=Event.Action.VIEW).count() == before


@pytest.mark.parametrize("version", ["", "x", "999999999-1"])
def test_a_page_without_its_version_is_refused(emil: User, hr: Client, version: str) -> None:
    html = hr.post(address(emil), {**sent(hr, emil), "_version": version}).content.decode()

    assert "does not say which version" in html
    assert ends_on(emil) is None


def test_an_error_and_sending_again_are_no_conflict(emil: User, hr: Client) -> None:
    page = sent(hr, emil)
    refused = hr.post(address(emil), {**page, "_reason": ""})
    again = {**page, "_version": refused.context["version"]}

    assert hr.post(address(emil), again).status_code == 302
    assert ends_on(emil) == date(2030, 6, 30)
