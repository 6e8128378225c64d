"""The first sign-in, by invitation."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from profiles.models import Event
from profiles.people.accounts import invite
from profiles.people.invitations import invitation_token, invitation_uid, person_for_invitation
from profiles.selfservice.accounts import reset_tokens
from profiles.tests.factories import PASSWORD, make_person

NEW_TWICE = {"new_password1": PASSWORD, "new_password2": PASSWORD}
NO_MORE = "This link does not work any more"


@pytest.fixture
def nina(db: None) -> User:
    """Somebody who may sign in and has not chosen a password yet."""
    person = make_person("Nina Holm", email="nina@nordlys.example")
    person.is_active = True
    person.save()
    return person


def link_for(person: User) -> str:
    return f"/invitation/{invitation_uid(person)}/{invitation_token(person)}/"


def test_the_invited_choose_a_password_and_are_signed_in(client: Client, nina: User) -> None:
    page = client.get(link_for(nina), follow=True)
    response = client.post(page.redirect_chain[-1][0], NEW_TWICE)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.get("/password/").status_code == 200
    event = Event.objects.get(action=Event.Action.PASSWORD)
    assert (event.subject_id, event.actor_id) == (nina.pk, nina.pk)


def test_the_page_names_whom_it_is_for(client: Client, nina: User) -> None:
    assert "Nina Holm" in client.get(link_for(nina), follow=True).text


def test_an_invitation_works_once(client: Client, nina: User) -> None:
    link = link_for(nina)
    page = client.get(link, follow=True)
    client.post(page.redirect_chain[-1][0], NEW_TWICE)
    assert NO_MORE in Client().get(link, follow=True).text


def test_every_earlier_link_dies_with_the_first_one_used(client: Client, nina: User) -> None:
    earlier = link_for(nina)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        page = client.get(link_for(nina), follow=True)
        client.post(page.redirect_chain[-1][0], NEW_TWICE)
        assert NO_MORE in Client().get(earlier, follow=True).text


@pytest.mark.parametrize(("seconds_late", "works"), [(-60, True), (60, False)])
def test_an_invitation_expires(client: Client, nina: User, seconds_late: int, works: bool) -> None:
    link = link_for(nina)
    with time_machine.travel(timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + seconds_late)):
        assert (NO_MORE not in client.get(link, follow=True).text) == works


@pytest.mark.parametrize("change", ["switched off", "left", "other e-mail", "has a password"])
def test_an_invitation_dies_when_it_is_no_longer_meant(client: Client, nina: User, change: str) -> None:
    link = link_for(nina)
    if change == "switched off":
        nina.is_active = False
    if change == "left":
        nina.profile.leave_date = timezone.localdate() - timedelta(days=1)
        nina.profile.save()
    if change == "other e-mail":
        nina.email = "other@nordlys.example"
    if change == "has a password":
        nina.set_password(PASSWORD)
    nina.save()
    assert NO_MORE in client.get(link, follow=True).text


def test_an_open_form_dies_with_the_invitation(client: Client, nina: User) -> None:
    page = client.get(link_for(nina), follow=True)
    nina.is_active = False
    nina.save()
    assert NO_MORE in client.post(page.redirect_chain[-1][0], NEW_TWICE).text
    assert not User.objects.get(pk=nina.pk).has_usable_password()


def test_an_invitation_opens_nobody_elses_account(client: Client, nina: User, emil: User) -> None:
    link = f"/invitation/{invitation_uid(emil)}/{invitation_token(nina)}/"
    assert NO_MORE in client.get(link, follow=True).text


def test_reset_links_and_invitations_are_not_interchangeable(client: Client, nina: User) -> None:
    uid = invitation_uid(nina)
    assert NO_MORE in client.get(f"/invitation/{uid}/{reset_tokens.make_token(nina)}/", follow=True).text
    assert NO_MORE in client.get(f"/reset/{uid}/{invitation_token(nina)}/", follow=True).text


def test_a_weak_first_password_is_refused(client: Client, nina: User) -> None:
    page = client.get(link_for(nina), follow=True)
    response = client.post(page.redirect_chain[-1][0], {"new_password1": "nina", "new_password2": "nina"})
    assert "too short" in response.text
    assert not User.objects.get(pk=nina.pk).has_usable_password()


def test_the_invited_end_an_open_session_of_somebody_else(
    as_user: Callable[[User], Client], nina: User, hana: User
) -> None:
    client = as_user(hana)
    page = client.get(link_for(nina), follow=True)
    client.post(page.redirect_chain[-1][0], NEW_TWICE)
    assert client.session["_auth_user_id"] == str(nina.pk)


def test_an_invitation_is_read_by_both_of_its_parts(nina: User) -> None:
    assert person_for_invitation(invitation_uid(nina), invitation_token(nina)) == nina
    assert person_for_invitation(invitation_uid(nina), "x") is None
    assert person_for_invitation("x", invitation_token(nina)) is None


@pytest.mark.parametrize("organisation", ["", "Nordlys\nInstruments"])
def test_the_mail_of_an_invitation_leads_there(
    client: Client,
    nina: User,
    hana: User,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    organisation: str,
) -> None:
    settings.ORGANISATION = organisation
    with django_capture_on_commit_callbacks(execute=True):
        invite(nina, by=hana, link_base="https://hr.example")
    (message,) = mail.outbox
    (link,) = re.findall(r"https://hr\.example(/\S+)", str(message.body))
    assert "Nina Holm" in client.get(link, follow=True).text
    assert "Hello Nina Holm" in str(message.body)
    assert "72 hours" in str(message.body)
