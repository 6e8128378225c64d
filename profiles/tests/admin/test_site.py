"""The admin site: who gets in, what the navigation offers, and that accounts have one door for everybody."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils.html import escape

from hrsite.admin import HRAdminSite, Place, Tile
from profiles.tests.conftest import SignIn


def entries(user: User, site: HRAdminSite | None = None) -> list[str]:
    """The navigation of this user as labels."""
    request = RequestFactory().get("/admin/")
    request.user = user
    current: Any = site or admin.site
    groups = current.get_navigation(request)
    return [str(entry.label) for group in groups for entry in group.entries]


def test_the_site_in_use_is_ours_and_holds_the_registrations() -> None:
    assert isinstance(admin.site._wrapped, HRAdminSite)  # type: ignore[attr-defined]
    assert admin.site.is_registered(User)


def test_a_stranger_is_sent_to_the_one_sign_in_page_and_back() -> None:
    response = Client().get("/admin/auth/user/", follow=True)

    assert response.redirect_chain[-1][0] == "/sign-in/?next=%2Fadmin%2Fauth%2Fuser%2F"


def test_an_employee_has_no_admin(emil: User, as_user: SignIn) -> None:
    assert as_user(emil).get("/admin/").status_code == 404
    assert as_user(emil).get("/admin/login/").status_code == 404


def test_who_is_signed_in_is_not_asked_again(hana: User, as_user: SignIn) -> None:
    assert as_user(hana).get("/admin/login/").headers["Location"] == "/admin/"


def test_passwords_and_signing_out_have_one_place(hana: User, as_user: SignIn) -> None:
    client = as_user(hana)

    assert client.get("/admin/password_change/").headers["Location"] == "/password/"
    assert client.get("/admin/logout/").status_code == 405
    client.post("/admin/logout/", follow=True)
    assert client.get("/admin/").status_code == 302


def test_navigation_goes_by_task_and_begins_at_home(hana: User) -> None:
    assert entries(hana)[:3] == ["Home", "People", "Documents"]


def test_navigation_offers_only_what_the_reader_may_open(hana: User, sami: User) -> None:
    assert set(entries(hana)) <= set(entries(sami))
    assert "Roles and access" not in entries(hana)


def test_a_kind_of_record_that_is_not_registered_does_not_appear(sami: User) -> None:
    site = HRAdminSite()
    site.navigation = (("Later", (Place("auth.permission", "Rights", "key", "right", "rights", "Add"),)),)

    assert entries(sami, site) == ["Home"]


def test_a_page_knows_where_in_the_navigation_it_is(hana: User, as_user: SignIn) -> None:
    page = as_user(hana).get("/admin/auth/user/").content.decode()

    assert '<a href="/admin/auth/user/" aria-current="page">' in page


def test_apps_are_not_shown_to_people(hana: User, as_user: SignIn) -> None:
    client = as_user(hana)

    assert client.get("/admin/auth/").headers["Location"] == "/admin/"
    assert "Authentication and Authorization" not in client.get("/admin/").content.decode()


@pytest.fixture
def only_tile() -> Iterator[Tile]:
    """A figure that is the only one of the home page while the test runs."""
    tile = Tile("Documents to <verify>", 14, "/admin/profiles/document/", "oldest waits 6 days")
    sources = cast(HRAdminSite, admin.site).tile_sources
    registered = list(sources)
    sources[:] = [lambda request: [tile]]
    yield tile
    sources[:] = registered


def test_home_greets_by_name_and_shows_the_registered_figures(hana: User, as_user: SignIn, only_tile: Tile) -> None:
    tile = only_tile

    page = as_user(hana).get("/admin/").content.decode()

    assert "Hello Hana Novotná" in page
    assert escape(tile.label) in page
