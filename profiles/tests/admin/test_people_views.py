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
