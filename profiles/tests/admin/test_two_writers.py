"""Two people save one record: nobody's change is lost, nobody's input either, and nobody is asked in vain."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from profiles.models import EmploymentRecord, Event, Profile
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department
from profiles.tests.pages import form_of, problems_on

pytestmark = pytest.mark.django_db
REASON = {"_reason": "Test"}


@pytest.fixture
def address(emil: User) -> str:
    return f"/admin/auth/user/{emil.pk}/change/"


def by_somebody_else(emil: User, **values: Any) -> None:
    """Another change is saved meanwhile."""
    profile = Profile.objects.get(user=emil)
    for name, value in values.items():
        setattr(profile, name, value)
    profile.save()


def test_what_only_the_other_changed_stays(emil: User, hana: User, as_user: SignIn, address: str) -> None:
    client = as_user(hana)
    page = form_of(client, address)
    by_somebody_else(emil, city="Gdynia")
    answer = client.post(address, {**page, "profile-0-bio": "New words", **REASON})

    assert answer.status_code == 302
    profile = Profile.objects.get(user=emil)
    assert (profile.city, profile.bio) == ("Gdynia", "New words")


def test_what_both_changed_is_asked_about(emil: User, hana: User, as_user: SignIn, address: str) -> None:
    client = as_user(hana)
    page = form_of(client, address)
    by_somebody_else(emil, bio="Theirs")
    answer = client.post(address, {**page, "profile-0-bio": "Mine", **REASON})

    [problem] = problems_on(answer)
    assert "changed this to “Theirs”" in problem
    assert "Mine" in answer.content.decode()
    assert Profile.objects.get(user=emil).bio == "Theirs"


@pytest.mark.parametrize(("choice", "kept"), [({}, "Mine"), ({"profile-0-bio-theirs": "on"}, "Theirs")])
def test_the_choice_is_saved(
    emil: User, hana: User, as_user: SignIn, address: str, choice: dict[str, str], kept: str
) -> None:
    client = as_user(hana)
    page = {**form_of(client, address), "profile-0-bio": "Mine", **REASON}
    by_somebody_else(emil, bio="Theirs")
    version = client.post(address, page).context["version"]
    answer = client.post(address, {**page, "_version": version, **choice})

    assert answer.status_code == 302
    assert Profile.objects.get(user=emil).bio == kept


def test_the_same_value_from_both_is_no_conflict(emil: User, hana: User, as_user: SignIn, address: str) -> None:
    client = as_user(hana)
    page = form_of(client, address)
    by_somebody_else(emil, bio="Same")

    assert client.post(address, {**page, "profile-0-bio": "Same", **REASON}).status_code == 302


def test_a_job_ended_meanwhile_stays_ended(emil: User, hana: User, as_user: SignIn, address: str) -> None:
    client = as_user(hana)
    page = form_of(client, address)
    job = EmploymentRecord.objects.get(person=emil)
    job.effective_to, job.department = "2030-01-01", make_department("Elsewhere")
    job.save()
    client.post(address, {**page, "profile-0-bio": "New words", **REASON})

    job.refresh_from_db()
    assert (str(job.effective_to), job.department.name) == ("2030-01-01", "Elsewhere")
    assert Profile.objects.get(user=emil).bio == "New words"


def test_one_person_is_never_in_conflict_with_herself(emil: User, hana: User, as_user: SignIn, address: str) -> None:
    client = as_user(hana)
    page = form_of(client, address)
    refused = client.post(address, {**page, "email": "no address", "profile-0-bio": "One", **REASON})
    assert len(problems_on(refused)) == 1
    assert client.post(address, {**page, "profile-0-bio": "One", **REASON, "_continue": "1"}).status_code == 302
    again = form_of(client, address)

    assert client.post(address, {**again, "profile-0-bio": "Two", **REASON}).status_code == 302


def test_the_same_save_twice_applies_once(emil: User, hana: User, as_user: SignIn, address: str) -> None:
    client = as_user(hana)
    page = {**form_of(client, address), "profile-0-bio": "New words", **REASON}
    client.post(address, page)
    before = Event.objects.filter(action=Event.Action.UPDATE).count()

    assert client.post(address, page).status_code == 302
    assert Event.objects.filter(action=Event.Action.UPDATE).count() == before


@pytest.mark.parametrize("version", ["", "x", "999999999-1", "5"])
def test_a_page_without_its_version_is_refused(
    emil: User, hana: User, as_user: SignIn, address: str, version: str
) -> None:
    client = as_user(hana)
    page = {**form_of(client, address), "profile-0-bio": "New words", "_version": version, **REASON}

    assert "does not say which version" in client.post(address, page).content.decode()
    assert Profile.objects.get(user=emil).bio != "New words"


def test_a_department_is_guarded_too(hana: User, as_user: SignIn) -> None:
    department, client = make_department("Old name"), as_user(hana)
    address = f"/admin/profiles/department/{department.pk}/change/"
    page = form_of(client, address, "department_form")
    department.name = "Theirs"
    department.save()
    answer = client.post(address, {**page, "name": "Mine", **REASON})

    assert "changed this to “Theirs”" in answer.content.decode()
    department.refresh_from_db()
    assert department.name == "Theirs"
