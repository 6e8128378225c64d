"""From one person of a list to the next: in its order, with its filters, and back to it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_person
from profiles.tests.pages import form_of

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/auth/user/"


def link(page: str, rel: str) -> str:
    found = re.search(rf'href="([^"]+)" rel="{rel}"', page)
    return unescape(found.group(1)).replace("../../", PEOPLE) if found else ""


def opened(client: Client, listed: str, person: User) -> str:
    page = client.get(f"{PEOPLE}{listed}").content.decode()
    found = re.search(rf'href="({PEOPLE}{person.pk}/change/[^"]*)"', page)
    assert found
    return unescape(found.group(1))


def test_previous_and_next_follow_the_filtered_list(hana: User, as_user: SignIn) -> None:
    first, middle, last = (make_person(f"Quill {name}") for name in ("Ada", "Bea", "Cal"))
    client = as_user(hana)
    page = client.get(opened(client, "?q=quill", middle)).content.decode()

    before, after = link(page, "prev"), link(page, "next")
    end = client.get(after).content.decode()

    assert before.startswith(f"{PEOPLE}{first.pk}/change/")
    assert after.startswith(f"{PEOPLE}{last.pk}/change/")
    assert link(end, "prev").startswith(f"{PEOPLE}{middle.pk}/change/")
    assert not link(end, "next")


def test_the_order_of_the_list_is_kept(hana: User, as_user: SignIn) -> None:
    first, last = make_person("Quill Ada"), make_person("Quill Bea")
    client = as_user(hana)

    page = client.get(opened(client, "?q=quill&o=-1", last)).content.decode()

    assert link(page, "next").startswith(f"{PEOPLE}{first.pk}/change/")


def test_saving_leads_back_to_the_filtered_list(hana: User, as_user: SignIn) -> None:
    person = make_person("Quill Ada")
    client = as_user(hana)
    address = opened(client, "?q=quill", person)

    assert client.post(address, form_of(client, address)).headers["location"] == f"{PEOPLE}?q=quill"
    assert client.post(address, {**form_of(client, address), "_continue": "1"}).headers["location"] == address


@pytest.mark.parametrize(
    "asked",
    ["at=99999999999", "at=-1", "at=x", "at=5000", "at=%C2%B2", "at=0&_changelist_filters=nonsense%3D1",
     "at=0&_changelist_filters=q%3D%2500", "at=0&_changelist_filters=profile__birth_date__gte%3D2000-01-01",
     "at=0&_changelist_filters=p%3Dx%26o%3D99", "_changelist_filters=%26%26"],
)  # fmt: skip
def test_an_address_of_no_list_shows_the_person_alone(asked: str, hana: User, emil: User, as_user: SignIn) -> None:
    response = as_user(hana).get(f"{PEOPLE}{emil.pk}/change/?{asked}")

    assert response.status_code == 200
