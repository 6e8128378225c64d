"""Comings and goings, passwords, refusals and looks: one event each, and never a secret in any of them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from profiles.history.commitments import history_model
from profiles.history.since import version_of
from profiles.models import Event, Operation, RecordKind, tracked_models
from profiles.tests.conftest import SignIn
from profiles.tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db
_Action = Event.Action
NEW_PASSWORD = "quiet river under seven bridges"


def told(action: Event.Action) -> list[Event]:
    """Events of the action, oldest first."""
    return list(Event.objects.filter(action=action).select_related("operation").order_by("id"))


def refused() -> list[Event]:
    return list(Event.objects.filter(outcome=Event.Outcome.REFUSED).select_related("operation").order_by("id"))


def sign_in(client: Client, name: str, password: str = PASSWORD) -> None:
    client.post("/sign-in/", {"username": name, "password": password})


def history_rows() -> int:
    return sum(history_model(model).objects.count() for model in tracked_models())


# Coming and going.
def test_a_sign_in_is_an_event_and_no_change(client: Client, emil: User) -> None:
    before = history_rows()

    sign_in(client, "emil")

    [event] = told(_Action.LOGIN)
    assert (event.actor_id, event.subject_id, event.operation.route) == (emil.pk, emil.pk, "/sign-in/")
    assert event.operation.actor_name == "Emil Brandt"
    assert history_rows() == before


def test_what_follows_belongs_to_the_session_of_the_sign_in(client: Client, emil: User) -> None:
    sign_in(client, "emil")
    client.post("/profile/edit/", {"bio": "Signed in", "_version": version_of(emil)})

    [event] = told(_Action.LOGIN)
    later = Event.objects.latest("id")
    assert later.kind == RecordKind.PROFILE
    assert event.operation.session_hash == later.operation.session_hash != ""


@pytest.mark.parametrize("name", ["emil", "emil@nordlys.example"])
def test_a_failed_sign_in_names_the_account_that_was_meant(client: Client, emil: User, name: str) -> None:
    sign_in(client, name, "wrong guess of a password")

    [event] = told(_Action.LOGIN_FAILED)
    assert (event.subject_id, event.actor_id, event.outcome) == (emil.pk, None, Event.Outcome.REFUSED)


def test_a_failed_sign_in_of_nobody_keeps_nothing_of_what_was_typed(client: Client, emil: User) -> None:
    sign_in(client, PASSWORD, "emil")  # the fields mixed up

    [event] = told(_Action.LOGIN_FAILED)
    assert (event.subject_id, event.object_id, event.changed) == (None, None, [])
    assert PASSWORD not in everything()


def test_a_sign_out_is_an_event(emil: User, as_user: SignIn) -> None:
    client = as_user(emil)
    client.post("/sign-out/")
    client.post("/sign-out/")

    assert [event.subject_id for event in told(_Action.LOGOUT)] == [emil.pk]


def test_saving_an_account_as_it_is_leaves_nothing(emil: User) -> None:
    before = history_rows(), Event.objects.count()

    emil.save()
    emil.profile.save()
    emil.last_login = timezone.now()
    emil.save(update_fields=["last_login"])

    assert (history_rows(), Event.objects.count()) == before


# Passwords and links.
def test_a_password_changed_is_an_event_of_the_person(emil: User, as_user: SignIn) -> None:
    as_user(emil).post(
        "/password/", {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    )

    [event] = told(_Action.PASSWORD)
    assert (event.actor_id, event.subject_id, event.operation.route) == (emil.pk, emil.pk, "/password/")


def invited_link(hana: User, as_user: SignIn) -> tuple[User, str]:
    """Somebody new whom HR has invited, and the link of the mail."""
    nina = make_person("Nina Holm")
    as_user(hana).post(f"/admin/auth/user/{nina.pk}/invite/", {"_reason": "Starts on Monday"})
    link = re.search(r"https?://[^/]+(/invitation/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    return nina, link.group(1)


def choose_password(client: Client, link: str) -> str:
    """Follow the link and choose; where the form was sent to."""
    page = client.get(link, follow=True)
    address: str = page.request["PATH_INFO"]
    client.post(address, {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD})
    return address


def test_an_invitation_and_its_use_are_events(client: Client, hana: User, as_user: SignIn) -> None:
    nina, link = invited_link(hana, as_user)
    choose_password(client, link)

    [invited], [chosen] = told(_Action.INVITE), told(_Action.PASSWORD)
    assert (invited.actor_id, invited.subject_id, invited.operation.reason) == (hana.pk, nina.pk, "Starts on Monday")
    assert (chosen.actor_id, chosen.subject_id) == (nina.pk, nina.pk)


def everything() -> str:
    """Each value of history, events and operations as text, with what the database holds as bytes."""
    tables = [history_model(model)._meta.db_table for model in tracked_models()]
    tables += [Event._meta.db_table, Operation._meta.db_table]
    found: list[str] = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - names of our own tables
            found += [
                bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                for row in cursor.fetchall()
                for value in row
            ]
    return "\n".join(found)


def test_no_secret_is_in_any_row(client: Client, hana: User, emil: User, as_user: SignIn) -> None:
    sign_in(client, "emil")
    sign_in(Client(), "emil", "a guess that is wrong")
    keys = [client.session.session_key]
    client.post("/password/", {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD})
    keys.append(client.session.session_key)
    nina, link = invited_link(hana, as_user)
    newcomer = Client()
    choose_password(newcomer, link)
    keys.append(newcomer.session.session_key)

    _empty, _invitation, uid, token, *_rest = link.split("/")
    hashes = User.objects.filter(pk__in=[emil.pk, hana.pk, nina.pk]).values_list("password", flat=True)
    ledger = everything()
    assert "Nina Holm" in ledger
    for secret in (PASSWORD, NEW_PASSWORD, "a guess that is wrong", *keys, token, f"/{uid}/", *hashes, "argon2"):
        assert secret
        assert str(secret) not in ledger


def test_a_link_sent_with_a_forged_form_leaves_no_token(hana: User, emil: User, as_user: SignIn) -> None:
    _nina, link = invited_link(hana, as_user)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(emil)

    assert strict.post(link, {}).status_code == 403

    assert refused()[-1].operation.route == "/invitation/…/…/"
    assert link.split("/")[3] not in everything()


# Refusals.
def test_what_somebody_may_not_do_is_an_event(aya: User, emil: User, as_user: SignIn) -> None:
    page = f"/admin/auth/user/{emil.pk}/change/"
    assert as_user(aya).post(page, {"first_name": "X"}).status_code == 403

    [event] = refused()
    assert (event.actor_id, event.subject_id, event.operation.route) == (aya.pk, emil.pk, page)
    assert (event.action, event.history_id, event.operation.ip) == (_Action.UPDATE, None, "127.0.0.1")


def test_a_page_that_is_refused_is_a_look_that_is_refused(aya: User, as_user: SignIn) -> None:
    assert as_user(aya).get("/admin/auth/user/add/").status_code == 403

    assert [(event.action, event.operation.route) for event in refused()] == [(_Action.VIEW, "/admin/auth/user/add/")]


def test_what_nobody_may_know_of_is_no_event(emil: User, olga: User, as_user: SignIn, client: Client) -> None:
    assert as_user(emil).get(f"/admin/auth/user/{olga.pk}/change/").status_code == 404
    assert as_user(emil).get("/nothing-here/").status_code == 404
    assert client.get("/admin/auth/user/add/").status_code == 302

    assert refused() == []


def test_a_refusal_does_not_count_as_having_looked(aya: User, emil: User, as_user: SignIn) -> None:
    client, page = as_user(aya), f"/admin/auth/user/{emil.pk}/change/"
    client.post(page, {})
    client.get(page)

    assert [event.outcome for event in told(_Action.VIEW) if event.subject_id == emil.pk] == [Event.Outcome.DONE]


# Looks.
def test_looking_again_within_ten_minutes_is_no_news(hana: User, sami: User, emil: User, as_user: SignIn) -> None:
    page = f"/admin/auth/user/{emil.pk}/change/"
    with time_machine.travel("2026-11-21 09:00Z", tick=False) as clock:
        hr, administrator = as_user(hana), as_user(sami)
        for client in (hr, hr, administrator):
            client.get(page)
        clock.shift(timedelta(minutes=11))
        hr.get(page)

    looks = [event.actor_id for event in told(_Action.VIEW) if event.subject_id == emil.pk]
    assert looks == [hana.pk, sami.pk, hana.pk]


def test_one_s_own_record_is_no_news(hana: User, as_user: SignIn) -> None:
    as_user(hana).get(f"/admin/auth/user/{hana.pk}/change/")

    assert told(_Action.VIEW) == []
