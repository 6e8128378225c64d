"""Views of the people list: kept under a name, one's own or everybody's, and removed by their owner alone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.models import SavedView
from profiles.tests.conftest import SignIn

pytestmark = pytest.mark.django_db

PEOPLE, VIEWS = "/admin/auth/user/", "/admin/auth/user/views/"


@pytest.fixture
def hr(hana: User, as_user: SignIn) -> Client:
    return as_user(hana)


def save(client: Client, name: str, query: str, **more: str) -> str:
    return client.post(VIEWS, {"name": name, "query": query, **more}, follow=True).content.decode()


def test_a_view_leads_back_to_the_same_list(hr: Client, emil: User) -> None:
    page = save(hr, "  Lab, at work ", "status=active&q=brandt&p=3&nonsense=1&o=2")

    assert "The view “Lab, at work” was saved." in page
    assert '<a href="?o=2&amp;q=brandt&amp;status=active" aria-current="page">Lab, at work</a>' in page
    assert SavedView.objects.get().query == "o=2&q=brandt&status=active"


def test_the_same_name_replaces_what_it_stood_for(hr: Client) -> None:
    save(hr, "Mine", "status=active")
    save(hr, "Mine", "status=left")

    assert [view.query for view in SavedView.objects.all()] == ["status=left"]


def test_others_see_shared_views_alone_and_remove_none(hr: Client, sven: User, as_user: SignIn) -> None:
    save(hr, "For all", "status=active", shared="on")
    save(hr, "For me", "status=left")
    other = as_user(sven)
    page = other.get(PEOPLE).content.decode()

    assert ("For all" in page, "For me" in page, "Remove the view" in page) == (True, False, False)
    for view in SavedView.objects.all():
        assert other.post(f"{VIEWS}{view.pk}/remove/").status_code == 404
    assert SavedView.objects.count() == 2


def test_the_owner_removes_a_view(hr: Client) -> None:
    save(hr, "Mine", "status=active")
    hr.post(f"{VIEWS}{SavedView.objects.get().pk}/remove/")

    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("name", "query"), [("", "status=active"), ("x" * 101, ""), ("Long", "q=" + "a" * 3000), ("\0", "q=\0")]
)
def test_what_cannot_be_kept_is_said(hr: Client, name: str, query: str) -> None:
    page = save(hr, name, query)

    assert "Give the view a name" in page or "too many choices" in page
    assert not SavedView.objects.exists()


def test_a_view_opens_first_for_its_role_and_for_no_other(hr: Client, aya: User, as_user: SignIn) -> None:
    save(hr, "To read", "status=active", role="Auditor")
    auditor = as_user(aya)
    answer = auditor.get(PEOPLE)
    page = auditor.get(PEOPLE + answer["Location"]).content.decode()

    assert (answer.status_code, answer["Location"]) == (302, "?status=active")
    assert '<a href="?status=active" aria-current="page">To read</a>' in page
    assert hr.get(PEOPLE).status_code == 200


def test_everybody_stays_in_reach_where_a_view_opens_first(hr: Client, emil: User) -> None:
    save(hr, "At work", "status=leaving", role="HR")
    page = hr.get(f"{PEOPLE}?status=leaving").content.decode()
    whole = hr.get(f"{PEOPLE}?q=")

    assert '<a href="?q=">Everybody</a>' in page
    assert page.count('href="?q="') == 4  # the tab, the chip, "Clear all" above the list and in its empty place
    assert "Emil Brandt" in whole.content.decode()
    assert '<a href="?q=" aria-current="page">Everybody</a>' in whole.content.decode()


def test_a_role_has_one_view_that_opens_first_and_it_is_shared(hr: Client, sami: User, as_user: SignIn) -> None:
    save(hr, "Old", "status=left", role="HR")
    save(as_user(sami), "New", "status=active", role="HR")
    kept = {view.name: (view.default_for_role, view.is_shared) for view in SavedView.objects.all()}

    assert kept == {"Old": ("", True), "New": ("HR", True)}
    assert hr.get(PEOPLE)["Location"] == "?status=active"


@pytest.mark.parametrize("name", ["sven", "aya"])
def test_others_set_no_view_first(request: pytest.FixtureRequest, as_user: SignIn, name: str) -> None:
    client = as_user(request.getfixturevalue(name))
    page = save(client, "Mine", "status=left", role="HR", shared="on")

    assert (SavedView.objects.get().default_for_role, "Opens first for<" in page) == ("", False)


def test_a_view_that_is_no_longer_shared_opens_first_for_nobody(hr: Client) -> None:
    save(hr, "Mine", "status=active", role="HR")
    save(hr, "Mine", "status=active", role="nonsense")

    assert hr.get(PEOPLE).status_code == 200
