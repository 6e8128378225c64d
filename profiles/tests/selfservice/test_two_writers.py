"""A person and HR save one record: nobody's change is lost, nobody's input either, and nobody is asked in vain."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.models import EmergencyContact, Event, Profile
from profiles.tests.conftest import SignIn
from profiles.tests.pages import form_of

pytestmark = pytest.mark.django_db
URL = "/profile/edit/"
ASKED = "changed this to “Theirs”"


@pytest.fixture
def client(emil: User, as_user: SignIn) -> Client:
    """emil's browser."""
    return as_user(emil)


@pytest.fixture
def contact(emil: User) -> EmergencyContact:
    """emil's emergency contact."""
    return EmergencyContact.objects.create(person=emil, name="Ida", phone="112")


def loaded(client: Client) -> dict[str, Any]:
    """What the page would send now."""
    return form_of(client, URL, "own_form")


def by_somebody_else(emil: User, **values: Any) -> None:
    """Another change is saved meanwhile."""
    profile = Profile.objects.get(user=emil)
    for name, value in values.items():
        setattr(profile, name, value)
    profile.save()


def stored(emil: User) -> Profile:
    """The profile as it is now."""
    return Profile.objects.get(user=emil)


def test_what_only_the_other_changed_stays(emil: User, client: Client) -> None:
    page = loaded(client)
    by_somebody_else(emil, city="Gdynia")

    assert client.post(URL, {**page, "bio": "New words"}).status_code == 302
    assert (stored(emil).city, stored(emil).bio) == ("Gdynia", "New words")


def test_what_hr_alone_may_change_asks_nothing(emil: User, client: Client) -> None:
    page = loaded(client)
    by_somebody_else(emil, employee_number="00999")

    assert client.post(URL, {**page, "bio": "New words"}).status_code == 302
    assert (stored(emil).employee_number, stored(emil).bio) == ("00999", "New words")


def test_what_both_changed_is_asked_about(emil: User, client: Client) -> None:
    page = loaded(client)
    by_somebody_else(emil, bio="Theirs")
    html = client.post(URL, {**page, "bio": "Mine", "pronouns": "they"}).content.decode()

    assert html.count(ASKED) == 2, "above the form and beside the input"
    assert html.count('name="bio-theirs"') == 1
    assert "Mine" in html
    assert 'value="they"' in html
    assert (stored(emil).bio, stored(emil).pronouns) == ("Theirs", "")


@pytest.mark.parametrize(("choice", "kept"), [({}, "Mine"), ({"bio-theirs": "on"}, "Theirs")])
def test_the_choice_is_saved(emil: User, client: Client, choice: dict[str, str], kept: str) -> None:
    page = {**loaded(client), "bio": "Mine", "pronouns": "they"}
    by_somebody_else(emil, bio="Theirs")
    version = client.post(URL, page).context["page"].version

    assert client.post(URL, {**page, "_version": version, **choice}).status_code == 302
    assert (stored(emil).bio, stored(emil).pronouns) == (kept, "they")


def test_the_same_value_from_both_is_no_conflict(emil: User, client: Client) -> None:
    page = loaded(client)
    by_somebody_else(emil, bio="Same")

    assert client.post(URL, {**page, "bio": "Same"}).status_code == 302


def test_an_error_and_saving_again_are_no_conflict(emil: User, client: Client) -> None:
    page = {**loaded(client), "bio": "One", "website": "no address"}
    refused = client.post(URL, page)
    assert "bio-theirs" not in refused.content.decode()
    again = {**page, "website": "", "_version": refused.context["page"].version}

    assert client.post(URL, again).status_code == 302
    assert stored(emil).bio == "One"
    assert client.post(URL, {**loaded(client), "bio": "Two"}).status_code == 302


def test_a_wrong_input_is_asked_about_too(emil: User, client: Client) -> None:
    page = {**loaded(client), "website": "no address"}
    by_somebody_else(emil, website="https://theirs.example")
    html = client.post(URL, page).content.decode()

    assert 'name="website-theirs"' in html
    assert client.post(URL, {**page, "website-theirs": "on"}).status_code == 302
    assert stored(emil).website == "https://theirs.example"


def test_text_that_the_page_sends_back_otherwise_is_no_conflict(emil: User, client: Client) -> None:
    by_somebody_else(emil, bio=" One\r\nTwo ")
    page = loaded(client)
    by_somebody_else(emil, bio="Theirs")

    assert client.post(URL, page).status_code == 302
    assert stored(emil).bio == "Theirs"


def test_two_tabs_are_brought_together(emil: User, client: Client, contact: EmergencyContact) -> None:
    one, other = loaded(client), loaded(client)

    assert client.post(URL, {**one, "contacts-0-phone": "113"}).status_code == 302
    assert client.post(URL, {**other, "bio": "New words"}).status_code == 302
    contact.refresh_from_db()
    assert (contact.phone, stored(emil).bio) == ("113", "New words")


def test_a_contact_that_both_changed_is_asked_about(client: Client, contact: EmergencyContact) -> None:
    page = loaded(client)
    contact.name = "Theirs"
    contact.save()
    html = client.post(URL, {**page, "contacts-0-name": "Mine"}).content.decode()

    assert ASKED in html
    assert 'name="contacts-0-name-theirs"' in html
    contact.refresh_from_db()
    assert contact.name == "Theirs"


def test_a_contact_added_meanwhile_stays(emil: User, client: Client, contact: EmergencyContact) -> None:
    page = loaded(client)
    EmergencyContact.objects.create(person=emil, name="Ole", phone="113")

    assert client.post(URL, {**page, "bio": "New words"}).status_code == 302
    assert EmergencyContact.objects.filter(person=emil).count() == 2


def test_the_same_save_twice_applies_once(emil: User, client: Client, contact: EmergencyContact) -> None:
    added = {"contacts-1-name": "Ole", "contacts-1-phone": "113"}
    page = {**loaded(client), "bio": "New words", "contacts-0-phone": "1", **added}
    client.post(URL, page)
    before = Event.objects.count()

    assert client.post(URL, page).status_code == 302
    assert Event.objects.count() == before
    assert EmergencyContact.objects.filter(person=emil).count() == 2


@pytest.mark.parametrize("version", ["", "x", "999999999-1", "5", None])
def test_a_page_without_its_version_is_refused(emil: User, version: str | None) -> None:
    client = Client()
    client.force_login(emil)
    page = {**loaded(client), "bio": "New words"}
    page = {**page, "_version": version} if version is not None else {"bio": "New words"}
    html = client.post(URL, page).content.decode()

    assert "does not say which version" in html
    assert "New words" in html
    assert stored(emil).bio == ""
