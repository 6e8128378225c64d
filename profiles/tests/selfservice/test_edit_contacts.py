"""Emergency contacts on the edit page: up to four of one's own, added, changed and removed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.models import EmergencyContact, Event

SignIn = Callable[[User], Client]
URL = "/profile/edit/"


def rows(*contacts: dict[str, object], initial: int | None = None) -> dict[str, object]:
    """The part of the form that holds contacts; rows with an ``id`` are there already."""
    there = initial if initial is not None else sum(1 for contact in contacts if contact.get("id"))
    data: dict[str, object] = {"contacts-TOTAL_FORMS": len(contacts), "contacts-INITIAL_FORMS": there}
    for place, contact in enumerate(contacts):
        blank = {"id": "", "name": "", "relationship": "", "phone": "", "priority": min(place + 1, 4)}
        data |= {f"contacts-{place}-{name}": value for name, value in {**blank, **contact}.items()}
    return data


def contact_of(person: User, name: str = "Ida Brandt", phone: str = "+45 1") -> EmergencyContact:
    """A stored contact."""
    return EmergencyContact.objects.create(person=person, name=name, phone=phone)


def names(person: User) -> list[str]:
    """The names of the person's contacts, in order."""
    return [contact.name for contact in EmergencyContact.objects.filter(person=person)]


def test_contacts_are_added(as_user: SignIn, emil: User) -> None:
    response = as_user(emil).post(
        URL,
        rows({"name": "Ida", "phone": "+45 1", "relationship": "sister"}, {"name": "Ole", "phone": "2"}),
        follow=True,
    )
    assert "Your emergency contacts are saved." in response.content.decode()
    assert names(emil) == ["Ida", "Ole"]


def test_blank_rows_are_no_contacts(as_user: SignIn, emil: User) -> None:
    response = as_user(emil).post(URL, rows({}, {}, {}, {}), follow=True)
    assert "nothing was changed" in response.content.decode()
    assert names(emil) == []


def test_a_contact_is_changed(as_user: SignIn, emil: User) -> None:
    contact = contact_of(emil)
    as_user(emil).post(URL, rows({"id": contact.pk, "name": "Ida Holm", "phone": "+45 1", "priority": 1}))
    assert names(emil) == ["Ida Holm"]
    assert Event.objects.latest("pk").changed == ["name"]


def test_a_contact_is_removed(as_user: SignIn, emil: User) -> None:
    contact = contact_of(emil)
    as_user(emil).post(URL, rows({"id": contact.pk, "name": "Ida", "phone": "1", "DELETE": "on"}))
    assert names(emil) == []
    assert Event.objects.latest("pk").action == Event.Action.DELETE


def test_a_form_without_contacts_leaves_them(as_user: SignIn, emil: User) -> None:
    contact_of(emil)
    as_user(emil).post(URL, {"bio": "x"})
    assert names(emil) == ["Ida Brandt"]


@pytest.mark.parametrize("remove", [True, False])
def test_the_contact_of_somebody_else_cannot_be_touched(as_user: SignIn, emil: User, olga: User, remove: bool) -> None:
    theirs = contact_of(olga, "Karl Lind")
    row: dict[str, object] = {"id": theirs.pk, "name": "Mine now", "phone": "9"}
    as_user(emil).post(URL, rows(row | ({"DELETE": "on"} if remove else {}), initial=1))
    as_user(emil).post(URL, rows(row, initial=0))
    theirs.refresh_from_db()
    assert (theirs.name, theirs.person, names(olga)) == ("Karl Lind", olga, ["Karl Lind"])


def test_a_contact_cannot_be_given_to_somebody_else(as_user: SignIn, emil: User, olga: User) -> None:
    as_user(emil).post(URL, rows({"name": "Ida", "phone": "1", "person": olga.pk, "person_id": olga.pk}))
    assert (names(emil), names(olga)) == (["Ida"], [])


def test_there_are_at_most_four(as_user: SignIn, emil: User) -> None:
    five: list[dict[str, object]] = [{"name": f"Contact {number}", "phone": "1"} for number in range(5)]
    response = as_user(emil).post(URL, rows(*five))
    assert "At most 4 emergency contacts fit. Remove one of them." in response.content.decode()
    assert names(emil) == []


def test_a_contact_that_is_gone_is_said_in_words(as_user: SignIn, emil: User) -> None:
    contact = contact_of(emil)
    form = rows({"id": contact.pk, "name": "Ida Brandt", "phone": "+45 1", "priority": 1})
    contact.delete()
    html = as_user(emil).post(URL, form).content.decode()
    assert "An emergency contact was removed meanwhile. Load the page again." in html


def test_more_than_four_that_hr_added_stay_and_can_be_removed(as_user: SignIn, emil: User) -> None:
    there = [contact_of(emil, f"Contact {number}") for number in range(6)]
    client = as_user(emil)
    assert client.get(URL).content.decode().count("Remove Contact") == 6
    sent = [{"id": contact.pk, "name": contact.name, "phone": "+45 1", "priority": 1} for contact in there]
    client.post(URL, rows({**sent[0], "DELETE": "on"}, *sent[1:]))
    assert len(names(emil)) == 5


def test_the_same_form_sent_twice_adds_its_contact_once(as_user: SignIn, emil: User) -> None:
    client, form = as_user(emil), rows({"name": "Ida", "phone": "+45 1"})
    client.post(URL, form)
    client.post(URL, form)
    assert names(emil) == ["Ida"]


def test_half_a_contact_is_asked_for_and_nothing_is_stored(as_user: SignIn, emil: User) -> None:
    form = {**rows({"name": "Ida", "phone": ""}), "bio": "New"}
    html = as_user(emil).post(URL, form).content.decode()
    assert '<a href="#id_contacts-0-phone">Emergency contact 1: Phone: Write the number to call.' in html
    emil.profile.refresh_from_db()
    assert (names(emil), emil.profile.bio) == ([], "")


@pytest.mark.parametrize(
    "broken",
    [
        {"contacts-TOTAL_FORMS": "many"},
        {"contacts-TOTAL_FORMS": "-1"},
        {"contacts-TOTAL_FORMS": "999999999"},
        {"contacts-INITIAL_FORMS": "7"},
        {"contacts-0-id": "x"},
        {"contacts-0-id": "9" * 40},
        {"contacts-0-id": "\0"},
        {"contacts-0-priority": "99"},
    ],
)
def test_a_form_that_no_browser_sends_breaks_nothing(as_user: SignIn, emil: User, broken: dict[str, str]) -> None:
    contact = contact_of(emil)
    form = rows({"id": contact.pk, "name": "Ida Brandt", "phone": "+45 1", "priority": 1})
    assert as_user(emil).post(URL, form | broken).status_code in (200, 302, 400)
    assert names(emil) == ["Ida Brandt"]


def test_the_page_offers_room_for_four(as_user: SignIn, emil: User) -> None:
    contact_of(emil)
    html = as_user(emil).get(URL).content.decode()
    assert 'name="contacts-3-phone"' in html
    assert 'name="contacts-4-phone"' not in html
    assert "Remove Ida Brandt" in html
