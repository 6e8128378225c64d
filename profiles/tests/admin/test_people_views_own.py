"""Views of the people list: which opens first for oneself, and which bring columns."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.models import Preferences, SavedView
from profiles.tests.conftest import SignIn

from .test_people_columns import KEEP, USUAL, headings, keep
from .test_people_views import PEOPLE, VIEWS, save

pytestmark = pytest.mark.django_db
FIRST = f"{VIEWS}first/"


@pytest.fixture
def hr(hana: User, as_user: SignIn) -> Client:
    return as_user(hana)


def opens(client: Client) -> str:
    """The query string to which the bare address leads; "" where it is the list itself."""
    answer = client.get(PEOPLE)
    return str(answer["Location"]) if answer.status_code == 302 else ""


def the_view() -> SavedView:
    return SavedView.objects.latest("pk")


def test_ones_own_choice_goes_before_the_roles_and_is_taken_back(hr: Client, sami: User, as_user: SignIn) -> None:
    save(hr, "For HR", "status=active", role="HR")
    save(hr, "Mine", "status=left", first="on")
    assert opens(hr) == "?status=left"

    hr.post(FIRST, {"first": ""})
    assert opens(hr) == "?status=active"
    assert opens(as_user(sami)) == ""


@pytest.mark.parametrize(("key", "query"), [("leaving", "?status=leaving"), ("everybody", "")])
def test_a_view_that_everybody_has_may_open_first(hr: Client, key: str, query: str) -> None:
    save(hr, "For HR", "status=active", role="HR")
    page = hr.post(FIRST, {"first": key, "query": "status=left"}, follow=True).content.decode()

    assert "opens first for you" in page and f'<option value="{key}" selected>' in page
    assert opens(hr) == query


def test_a_view_that_is_gone_opens_first_for_nobody(hr: Client, aya: User, as_user: SignIn) -> None:
    save(hr, "Shared", "status=active", shared="on")
    auditor = as_user(aya)
    auditor.post(FIRST, {"first": str(the_view().pk)})
    assert opens(auditor) == "?status=active"

    save(hr, "Shared", "status=active")
    assert opens(auditor) == ""


@pytest.mark.parametrize("key", ["nonsense", "999", "\0"])
def test_what_is_no_view_cannot_open_first(hr: Client, sami: User, as_user: SignIn, key: str) -> None:
    save(as_user(sami), "Of another", "status=left")

    for each in (key, str(the_view().pk)):
        assert hr.post(FIRST, {"first": each}).status_code == 404
    assert not Preferences.objects.exclude(first_people_view="").exists()


def test_the_choice_leaves_the_columns_alone(hana: User, hr: Client) -> None:
    keep(hr, "phone")
    hr.post(FIRST, {"first": "leaving"})
    keep(hr, "mail")
    kept = Preferences.objects.get(person=hana)

    assert (kept.first_people_view, kept.people_columns) == ("leaving", ["person", "mail"])


def test_a_view_brings_its_columns_and_leaves_ones_own(hr: Client, emil: User, sami: User, as_user: SignIn) -> None:
    keep(hr, "mail", "number", **{"place-mail": "1"})
    save(hr, "Mails", "q=emil", columns="on", shared="on")
    keep(hr, "", usual="")
    opened = f"?view={the_view().pk}&q=emil"

    for client in (hr, as_user(sami)):
        assert headings(client, opened) == ["Person", "Work e-mail", "Number"]
        assert headings(client, f"{opened}&o=1&status=active") == ["Person", "Work e-mail", "Number"]
        assert headings(client, "?q=emil") == USUAL
    page = hr.get(PEOPLE + opened).content.decode()
    assert f'<a href="{opened.replace("&", "&amp;")}" aria-current="page">Mails</a>' in page
    assert "Of the view “Mails”" in page


def test_a_view_may_be_nothing_but_columns(hr: Client, emil: User) -> None:
    keep(hr, "phone")
    page = save(hr, "Phones", "", columns="on", first="on")
    keep(hr, "", usual="")

    assert "The view “Phones” was saved." in page
    assert opens(hr) == f"?view={the_view().pk}"
    assert headings(hr, opens(hr)) == ["Person", "Work phone"]


def test_columns_that_the_reader_does_not_see_stay_out(hr: Client, emil: User, aya: User, as_user: SignIn) -> None:
    keep(hr, "complete", "number")
    save(hr, "Gaps", "", columns="on", shared="on")

    assert headings(as_user(aya), f"?view={the_view().pk}") == ["Person", "Number"]


def test_columns_saved_at_a_view_become_ones_own_and_are_seen(hr: Client, emil: User) -> None:
    keep(hr, "phone")
    save(hr, "Phones", "q=emil", columns="on")
    answer = keep(hr, "number", query=f"view={the_view().pk}&q=emil")

    assert answer["Location"] == f"{PEOPLE}?q=emil"
    assert headings(hr, "?q=emil") == ["Person", "Number"]
    assert the_view().columns == ["person", "phone"]


def test_a_view_named_by_its_columns_saves_them_again(hr: Client, emil: User) -> None:
    keep(hr, "phone")
    save(hr, "Phones", "", columns="on")
    hr.post(KEEP, {"usual": ""})
    save(hr, "Phones at work", f"view={the_view().pk}&status=active", columns="on")

    assert (the_view().columns, the_view().query) == (["person", "phone"], "status=active")


@pytest.mark.parametrize("named", ["999999", "x", "", "9" * 30])
def test_a_view_that_is_not_there_brings_no_columns(hr: Client, emil: User, named: str) -> None:
    assert headings(hr, f"?view={named}&q=emil") == USUAL


def test_somebody_elses_own_view_brings_no_columns(hr: Client, emil: User, sami: User, as_user: SignIn) -> None:
    keep(as_user(sami), "phone")
    save(as_user(sami), "Secret name", "", columns="on")
    page = hr.get(f"{PEOPLE}?view={the_view().pk}").content.decode()

    assert headings(hr, f"?view={the_view().pk}") == USUAL and "Secret name" not in page


def test_the_way_from_person_to_person_keeps_the_view(hr: Client, emil: User, olga: User) -> None:
    keep(hr, "phone")
    save(hr, "Phones", "status=active", columns="on")
    page = hr.get(f"{PEOPLE}?view={the_view().pk}&status=active").content.decode()
    asked = f"_changelist_filters=view%3D{the_view().pk}%26status%3Dactive&amp;at=0"

    assert asked in page
    assert hr.get(f"{PEOPLE}{emil.pk}/change/?{asked.replace('amp;', '')}").status_code == 200
