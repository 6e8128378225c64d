"""Signing in and out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from profiles.tests.factories import PASSWORD

WRONG = "The username or the password is wrong."
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "/\t/evil.example",
    "https:///evil.example",
    "https://testserver@evil.example/",
]


@pytest.mark.parametrize("name", ["emil", "emil@nordlys.example", "Emil@Nordlys.Example"])
def test_one_signs_in_by_username_or_work_email(client: Client, emil: User, name: str) -> None:
    response = client.post("/sign-in/", {"username": name, "password": PASSWORD})
    assert response.status_code == 302
    assert client.get("/password/").status_code == 200


def test_the_page_says_that_it_is_the_way_in(client: Client, db: None) -> None:
    page = client.get("/sign-in/?next=/password/").text
    assert 'name="next" value="/password/"' in page
    assert 'autocomplete="current-password"' in page


@pytest.mark.parametrize("case", ["unknown name", "wrong password", "inactive", "no password yet", "left"])
def test_every_refusal_reads_the_same(client: Client, emil: User, case: str) -> None:
    name = "nobody" if case == "unknown name" else "emil"
    password = PASSWORD if case in ("inactive", "left") else "wrong"
    if case == "inactive":
        emil.is_active = False
    if case == "no password yet":
        emil.set_unusable_password()
    if case == "left":
        emil.profile.leave_date = timezone.localdate() - timedelta(days=1)
        emil.profile.save()
    emil.save()
    response = client.post("/sign-in/", {"username": name, "password": password})
    assert response.status_code == 200
    assert WRONG in response.text
    assert "session" not in client.cookies


def test_next_leads_on_inside_the_site(client: Client, emil: User) -> None:
    response = client.post("/sign-in/?next=/x/", {"username": "emil", "password": PASSWORD, "next": "/password/"})
    assert response.headers["Location"] == "/password/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_next_never_leads_elsewhere(client: Client, emil: User, target: str) -> None:
    assert "evil" not in client.get("/sign-in/", {"next": target}).text
    response = client.post("/sign-in/", {"username": "emil", "password": PASSWORD, "next": target})
    assert response.headers["Location"] == "/"


def test_the_session_is_a_new_one(client: Client, emil: User) -> None:
    client.session.save()
    client.cookies["session"] = planted = "plantedplantedplantedplantedplan"
    client.post("/sign-in/", {"username": "emil", "password": PASSWORD})
    assert client.cookies["session"].value != planted


def test_who_is_signed_in_is_not_asked_again(as_user: Callable[[User], Client], emil: User) -> None:
    response = as_user(emil).get("/sign-in/?next=/admin/")
    assert (response.status_code, response.headers["Location"]) == (302, "/")


def test_signing_out_ends_the_session(as_user: Callable[[User], Client], emil: User) -> None:
    client = as_user(emil)
    response = client.post("/sign-out/")
    assert (response.status_code, response.headers["Location"]) == (302, "/sign-in/")
    assert client.get("/password/").status_code == 302


def test_signing_out_needs_a_post(as_user: Callable[[User], Client], emil: User) -> None:
    client = as_user(emil)
    assert client.get("/sign-out/").status_code == 405
    assert client.get("/password/").status_code == 200


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_out_never_leads_elsewhere(as_user: Callable[[User], Client], emil: User, target: str) -> None:
    assert as_user(emil).post("/sign-out/", {"next": target}).headers["Location"] == "/sign-in/"


def test_signing_out_clears_what_the_browser_kept(as_user: Callable[[User], Client], emil: User) -> None:
    assert "Clear-Site-Data" not in as_user(emil).post("/sign-out/").headers
    headers = as_user(emil).post("/sign-out/", secure=True).headers
    assert headers["Clear-Site-Data"] == '"cache", "storage"'


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client, emil: User) -> None:
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": "emil", "password": PASSWORD})
    for name in ("session", "csrf"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


@pytest.mark.parametrize("target", ["", "/", "/profile/"])
def test_signing_in_leads_to_the_start(client: Client, emil: User, target: str) -> None:
    form = {"username": "emil", "password": PASSWORD, "next": target}
    assert client.post("/sign-in/", form).headers["Location"] == "/"


def test_an_account_switched_off_is_out_at_once(as_user: Callable[[User], Client], emil: User) -> None:
    client = as_user(emil)
    emil.is_active = False
    emil.save()
    assert client.get("/password/").status_code == 302
