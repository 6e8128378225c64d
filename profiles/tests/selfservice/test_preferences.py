"""Language and time zone: chosen once, the same after each sign-in, in pages and in mails."""

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from profiles.models import Event, Preferences
from profiles.people.accounts import invite
from profiles.tests.conftest import SignIn
from profiles.tests.factories import PASSWORD

PAGE = "/profile/preferences/"


def choose(client: Client, language: str = "", time_zone: str = "") -> str:
    response = client.post(PAGE, {"language": language, "time_zone": time_zone}, follow=True)
    assert response.status_code == 200
    return response.text


def test_the_chosen_language_is_shown_at_once_and_after_the_next_sign_in(as_user: SignIn, emil: User) -> None:
    assert '<html lang="de"' in choose(as_user(emil), "de")
    later = Client()
    later.post("/sign-in/", {"username": "emil", "password": PASSWORD})
    assert '<html lang="de"' in later.get("/profile/").text


def test_the_choice_of_one_is_nobody_elses(as_user: SignIn, emil: User, olga: User) -> None:
    choose(as_user(emil), "fr", "Asia/Tokyo")
    assert '<html lang="en"' in as_user(olga).get("/profile/").text
    assert timezone.get_current_timezone_name() == "UTC"


def test_no_choice_leaves_it_to_the_browser(as_user: SignIn, emil: User) -> None:
    client = as_user(emil)
    choose(client, "de")
    choose(client, "")
    assert '<html lang="fr"' in client.get("/profile/", headers={"accept-language": "fr-CH, en;q=0.5"}).text


def test_arabic_runs_from_the_right(as_user: SignIn, emil: User) -> None:
    client = as_user(emil)
    choose(client, "ar")
    assert 'lang="ar" dir="rtl"' in client.get("/profile/").text


def test_days_begin_where_the_reader_is(as_user: SignIn, hana: User) -> None:
    client = as_user(hana)
    assert "Times are Tokyo time" not in client.get("/admin/").text
    choose(client, "", "Asia/Tokyo")
    assert "Times are Tokyo time" in client.get("/admin/").text


@pytest.mark.parametrize("odd", ["Nowhere", "Europe", "../etc/passwd", "a" * 65, "<b>"])
def test_an_unknown_place_is_refused_in_words(as_user: SignIn, emil: User, odd: str) -> None:
    response = as_user(emil).post(PAGE, {"language": "", "time_zone": odd})
    assert response.status_code == 200 and "errorlist" in response.text
    assert not Preferences.objects.exists()


def test_an_unknown_language_is_refused(as_user: SignIn, emil: User) -> None:
    assert "errorlist" in as_user(emil).post(PAGE, {"language": "xx", "time_zone": ""}).text
    assert not Preferences.objects.exists()


def test_a_choice_changes_no_record(as_user: SignIn, emil: User) -> None:
    client = as_user(emil)
    before = Event.objects.count()
    choose(client, "de", "Europe/Berlin")
    assert Event.objects.count() == before


def test_an_invitation_is_written_in_the_language_of_who_gets_it(hana: User, emil: User) -> None:
    Preferences.objects.create(person=emil, language="de")
    emil.set_unusable_password()
    emil.save()
    invite(User.objects.get(pk=emil.pk), by=hana, link_base="https://hr.example.org")
    assert "Passwort" in mail.outbox[0].body
