"""Changing a password and choosing a new one by mail."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from profiles.models import Event, Preferences
from profiles.selfservice.accounts import RESET_HOURS
from profiles.tests.factories import PASSWORD

NEW = "a new long phrase"
NEW_TWICE = {"new_password1": NEW, "new_password2": NEW}

MailedPath = Callable[[], str]


def can_sign_in(password: str, username: str = "emil") -> bool:
    return Client().post("/sign-in/", {"username": username, "password": password}).status_code == 302


def test_changing_keeps_this_session_and_ends_the_others(as_user: Callable[[User], Client], emil: User) -> None:
    here, elsewhere = as_user(emil), as_user(emil)
    response = here.post("/password/", {"old_password": PASSWORD, **NEW_TWICE}, follow=True)
    assert response.redirect_chain == [("/password/done/", 302)]
    assert here.get("/password/").status_code == 200
    assert elsewhere.get("/password/").status_code == 302
    assert can_sign_in(NEW)
    assert not can_sign_in(PASSWORD)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"old_password": "wrong", **NEW_TWICE}, "This is not your present password"),
        ({"old_password": PASSWORD, "new_password1": NEW, "new_password2": "other"}, "The two new passwords differ"),
        ({"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"}, "too short"),
        ({"old_password": PASSWORD, "new_password1": "x" * 129, "new_password2": "x" * 129}, "at most 128"),
        ({"old_password": PASSWORD, "new_password1": "password1234", "new_password2": "password1234"}, "too common"),
        ({}, "required"),
    ],
)
def test_what_is_wrong_is_said(as_user: Callable[[User], Client], emil: User, form: dict[str, str], says: str) -> None:
    response = as_user(emil).post("/password/", form)
    assert response.status_code == 200
    assert says in response.text
    assert can_sign_in(PASSWORD)


def test_a_visitor_is_sent_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/password/").headers["Location"] == "/sign-in/?next=/password/"


def test_a_change_is_recorded_but_not_the_password(as_user: Callable[[User], Client], emil: User) -> None:
    as_user(emil).post("/password/", {"old_password": PASSWORD, **NEW_TWICE})
    event = Event.objects.get(action=Event.Action.PASSWORD)
    assert (event.subject_id, event.actor_id, event.changed) == (emil.pk, emil.pk, [])


def test_a_forgotten_password_is_replaced_by_mail(client: Client, emil: User, mailed_path: MailedPath) -> None:
    assert client.post("/reset/", {"email": "Emil@nordlys.example"}).headers["Location"] == "/reset/sent/"
    form = client.get(mailed_path(), follow=True)
    response = client.post(form.redirect_chain[-1][0], NEW_TWICE, follow=True)
    assert response.redirect_chain[-1] == ("/reset/done/", 302)
    assert can_sign_in(NEW)
    event = Event.objects.get(action=Event.Action.PASSWORD)
    assert (event.subject_id, event.actor_id) == (emil.pk, emil.pk)


def test_the_link_shows_no_token_while_the_form_is_open(client: Client, emil: User, mailed_path: MailedPath) -> None:
    client.post("/reset/", {"email": emil.email})
    path = mailed_path()
    token = path.split("/")[-2]
    response = client.get(path, follow=True)
    assert token not in response.redirect_chain[-1][0]
    assert token not in response.text


def test_the_link_works_once(client: Client, emil: User, mailed_path: MailedPath) -> None:
    client.post("/reset/", {"email": emil.email})
    form = client.get(mailed_path(), follow=True)
    client.post(form.redirect_chain[-1][0], NEW_TWICE)
    assert "This link does not work any more" in Client().get(mailed_path(), follow=True).text
    assert "This link does not work any more" in client.post(form.redirect_chain[-1][0], NEW_TWICE).text


def test_the_link_dies_after_some_hours(client: Client, emil: User, mailed_path: MailedPath) -> None:
    client.post("/reset/", {"email": emil.email})
    with time_machine.travel(timezone.now() + timedelta(hours=RESET_HOURS, minutes=1)):
        assert "This link does not work any more" in client.get(mailed_path(), follow=True).text


def test_the_link_dies_with_the_account(client: Client, emil: User, mailed_path: MailedPath) -> None:
    client.post("/reset/", {"email": emil.email})
    emil.is_active = False
    emil.save()
    assert "This link does not work any more" in client.get(mailed_path(), follow=True).text


@pytest.mark.parametrize("case", ["unknown", "inactive", "invited but never signed in"])
def test_the_answer_is_the_same_for_those_who_get_no_mail(
    client: Client, emil: User, mailed_path: MailedPath, case: str
) -> None:
    if case == "inactive":
        emil.is_active = False
    if case == "invited but never signed in":
        emil.set_unusable_password()
    emil.save()
    response = client.post("/reset/", {"email": "nobody@nordlys.example" if case == "unknown" else emil.email})
    assert response.headers["Location"] == "/reset/sent/"
    assert mail.outbox == []


@pytest.mark.parametrize("uid", ["MQ", "!!!", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk", "AAAA", "w_8", "x" * 500])
@pytest.mark.parametrize("token", ["x", "x-y", "set-password", "zzzzzzzzzzzzzz-0", "%F0%9F%98%80", "1-" * 250])
@pytest.mark.parametrize("door", ["reset", "invitation"])
def test_odd_links_do_not_work(client: Client, emil: User, door: str, uid: str, token: str) -> None:
    response = client.get(f"/{door}/{uid}/{token}/")
    assert response.status_code == 200
    assert "This link does not work any more" in response.text


def test_other_sessions_end_with_a_reset(
    as_user: Callable[[User], Client], client: Client, emil: User, mailed_path: MailedPath
) -> None:
    elsewhere = as_user(emil)
    client.post("/reset/", {"email": emil.email})
    form = client.get(mailed_path(), follow=True)
    client.post(form.redirect_chain[-1][0], NEW_TWICE)
    assert elsewhere.get("/password/").status_code == 302


def test_the_mail_speaks_the_language_of_who_gets_it(client: Client, emil: User, mailed_path: MailedPath) -> None:
    Preferences.objects.create(person=emil, language="de")
    client.post("/reset/", {"email": emil.email})
    mailed_path()
    assert "Ihr Passwort bleibt, wie es ist" in mail.outbox[0].body
