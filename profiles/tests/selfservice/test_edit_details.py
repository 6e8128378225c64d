"""Editing one's own details: the fields that the policy lets, filled in, and a page that keeps what was written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from profiles import policy
from profiles.models import Event, Operation, Profile
from profiles.policy import Audience

SignIn = Callable[[User], Client]
URL = "/profile/edit/"
SELF = frozenset({Audience.SELF})


def own(person: User) -> Profile:
    """The profile as stored now."""
    return Profile.objects.get(user=person)


def test_a_visitor_is_sent_to_sign_in_and_changes_nothing(client: Client, emil: User) -> None:
    for response in (client.get(URL), client.post(URL, {"bio": "x"})):
        assert (response.status_code, response.headers["Location"]) == (302, "/sign-in/?next=/profile/edit/")
    assert own(emil).bio == ""


@pytest.mark.parametrize("who", ["emil", "hana", "sven", "aya", "sami"])
def test_everybody_edits_their_own_page_whatever_their_role(
    request: pytest.FixtureRequest, as_user: SignIn, who: str
) -> None:
    person = request.getfixturevalue(who)
    client = as_user(person)
    assert client.get(URL).status_code == 200
    response = client.post(URL, {"bio": f"I am {who}"})
    assert (response.status_code, response.headers["Location"]) == (302, URL)
    assert own(person).bio == f"I am {who}"


def test_its_fields_are_exactly_those_that_the_policy_lets(as_user: SignIn, emil: User) -> None:
    form = as_user(emil).get(URL).context["page"].details
    assert set(form.fields) == policy.editable_fields("profiles.Profile", SELF) - {"photo"}


def test_the_full_name_is_there_only_when_the_policy_lets(
    as_user: SignIn, emil: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_user(emil)
    client.post(URL, {"full_name": "Emil the Great"})
    assert own(emil).full_name == "Emil Brandt"
    rules = policy.FIELDS["profiles.Profile"]
    opened = {**rules, "full_name": replace(rules["full_name"], edits=policy.SELF_EDITS)}
    monkeypatch.setitem(policy.FIELDS, "profiles.Profile", opened)
    client.post(URL, {"full_name": "Emil  the Great"})
    assert own(emil).full_name == "Emil the Great"


def test_the_form_is_filled_in(as_user: SignIn, emil: User) -> None:
    emil.profile.preferred_name, emil.profile.bio = 'Em "the" <i>', "Two\nlines"
    emil.profile.save()
    html = as_user(emil).get(URL).content.decode()
    assert 'value="Em &quot;the&quot; &lt;i&gt;"' in html
    assert "\nTwo\nlines</textarea>" in html


def test_saving_stays_on_the_page_with_a_message(as_user: SignIn, emil: User) -> None:
    response = as_user(emil).post(URL, {"mobile": "+45 12 34 56 78", "website": "https://emil.example"}, follow=True)
    assert response.redirect_chain == [(URL, 302)]
    assert "Your details are saved." in response.content.decode()
    assert (own(emil).mobile, own(emil).website) == ("+45 12 34 56 78", "https://emil.example")


def test_every_field_of_the_form_can_be_saved(as_user: SignIn, emil: User) -> None:
    special = {"website": "https://x.example", "personal_email": "e@x.example", "country": "PL"}
    numbers = {"work_phone": "1", "mobile": "2"}
    names = policy.editable_fields("profiles.Profile", SELF) - {"photo"}
    sent = {name: special.get(name) or numbers.get(name) or f"my {name}"[:20] for name in names}
    as_user(emil).post(URL, sent)
    assert {name: getattr(own(emil), name) for name in names} == {**sent, "country": "PL"}


def test_what_is_not_sent_stays_as_it_is(as_user: SignIn, emil: User) -> None:
    emil.profile.bio, emil.profile.mobile = "Stays", "+45 1"
    emil.profile.save()
    as_user(emil).post(URL, {"mobile": ""})
    assert (own(emil).bio, own(emil).mobile) == ("Stays", "")


def test_saving_without_a_change_leaves_no_trace(as_user: SignIn, emil: User) -> None:
    emil.profile.bio = "Two\nlines"
    emil.profile.save()
    client, before = as_user(emil), (Event.objects.count(), own(emil).version)
    response = client.post(URL, {"bio": "Two\r\nlines", "city": ""}, follow=True)
    assert "nothing was changed" in response.content.decode()
    assert (Event.objects.count(), own(emil).version) == before


def test_the_change_is_recorded_as_the_persons_own(as_user: SignIn, emil: User) -> None:
    as_user(emil).post(URL, {"bio": "Hello"})
    event = Event.objects.latest("pk")
    assert (event.actor_id, event.subject_id, event.changed) == (emil.pk, emil.pk, ["bio"])
    assert (event.operation.route, event.operation.kind) == (URL, Operation.Kind.WEB)


def test_an_error_stores_nothing_and_keeps_what_was_written(as_user: SignIn, emil: User) -> None:
    response = as_user(emil).post(URL, {"bio": "New", "website": "metrologia", "city": "Gdynia"})
    html = response.content.decode()
    assert response.status_code == 200
    assert (own(emil).bio, own(emil).city) == ("", "")
    assert 'value="metrologia"' in html
    assert 'value="Gdynia"' in html


def test_an_error_is_said_above_and_beside_its_field(as_user: SignIn, emil: User) -> None:
    html = as_user(emil).post(URL, {"website": "metrologia"}).content.decode()
    field = re.search(r'<input[^>]*name="website"[^>]*>', html)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="id_website_error"' in field[0]
    assert 'id="id_website_error"' in html
    assert '<a href="#id_website">Website: Write the whole address' in html
    assert "<title>Needs attention:" in html


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("website", "javascript:alert(1)", "Write the whole address"),
        ("mobile", "call me", "Write the number with digits"),
        ("postal_code", "8" * 21, "This is too long: 21 characters where at most 20 fit"),
        ("country", "Denmark", "This is not a country of the list"),
        ("personal_email", "me at home", "Write the whole address, for example name@example.org"),
        ("bio", "x" * 5001, "This is too long: 5001 characters where at most 5000 fit"),
        ("city", "Gda\0nsk", "This contains a character that cannot be stored"),
    ],
)
def test_each_mistake_has_its_sentence(as_user: SignIn, emil: User, name: str, value: str, words: str) -> None:
    html = as_user(emil).post(URL, {name: value}).content.decode()
    assert words in html
    assert getattr(own(emil), name) == ""


def test_optional_and_missing_fields_are_told_apart(as_user: SignIn, emil: User) -> None:
    html = as_user(emil).get(URL).content.decode()
    assert re.search(r'for="id_pronouns">Pronouns <span class="opt">optional', html)
    assert re.search(r'for="id_mobile">Mobile <span class="opt t-warn">still missing', html)
    emil.profile.mobile = "1"
    emil.profile.save()
    assert re.search(r'for="id_mobile">Mobile</label>', as_user(emil).get(URL).content.decode())


def test_what_is_missing_is_listed_and_can_be_left(as_user: SignIn, emil: User) -> None:
    html = as_user(emil).get(URL).content.decode()
    assert 'Still missing in your record: <a href="#id_mobile">' in html
    assert '<a href="/profile/">Leave it for now</a>' in html


def test_what_hr_got_wrong_does_not_stop_the_person(as_user: SignIn, emil: User) -> None:
    Profile.objects.filter(user=emil).update(nationality="1x")
    as_user(emil).post(URL, {"bio": "Still works"})
    assert (own(emil).bio, own(emil).nationality) == ("Still works", "1x")


def test_a_change_that_hr_made_meanwhile_is_kept(as_user: SignIn, emil: User) -> None:
    client = as_user(emil)
    client.get(URL)
    Profile.objects.filter(user=emil).update(employee_number="777", company="Nordlys")
    client.post(URL, {"bio": "Mine"})
    assert (own(emil).employee_number, own(emil).company, own(emil).bio) == ("777", "Nordlys", "Mine")


def test_the_page_takes_few_queries(as_user: SignIn, emil: User) -> None:
    client = as_user(emil)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(URL)
    assert len(queries) <= 9, "one of them reads the record again together with its version: as of one moment"
    assert len(response.content) <= 30_000


def test_start_leads_to_what_is_missing_once_a_session(as_user: SignIn, emil: User) -> None:
    client = as_user(emil)
    assert [client.get("/").headers["Location"] for _ in range(2)] == ["/profile/edit/", "/profile/"]
    assert as_user(emil).get("/").headers["Location"] == "/profile/edit/"


def test_start_leads_to_the_own_page_when_nothing_is_missing(as_user: SignIn, emil: User) -> None:
    for name in policy.required_fields("profiles.Profile"):
        setattr(emil.profile, name, getattr(emil.profile, name) or "DK")
    emil.profile.save()
    assert as_user(emil).get("/").headers["Location"] == "/profile/"


def test_what_only_hr_can_fill_in_sends_nobody_to_the_form(as_user: SignIn, emil: User) -> None:
    test_start_leads_to_the_own_page_when_nothing_is_missing(as_user, emil)
    User.objects.filter(pk=emil.pk).update(email="")
    assert as_user(emil).get("/").headers["Location"] == "/profile/"


@pytest.mark.parametrize("who", ["hana", "sven", "aya", "sami"])
def test_start_leads_staff_to_the_admin(request: pytest.FixtureRequest, as_user: SignIn, who: str) -> None:
    assert as_user(request.getfixturevalue(who)).get("/").headers["Location"] == "/admin/"


def test_a_visitor_starts_with_signing_in(client: Client, db: Any) -> None:
    assert client.get("/").headers["Location"] == "/sign-in/"
