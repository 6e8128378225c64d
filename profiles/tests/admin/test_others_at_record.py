"""Who opens a record is told who else is at it and may change it; nothing is written for that."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from profiles import policy
from profiles.models import Event
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_account
from profiles.tests.pages import form_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def nora(db: None) -> User:
    """Another member of HR."""
    return make_account("Nora Berg", "nora.b", roles=(policy.HR,))


def page(person: User) -> str:
    return f"/admin/auth/user/{person.pk}/change/"


def told(client: Client, person: User, minutes: int = 0) -> list[str]:
    """What the page says of others some minutes from now."""
    with time_machine.travel(timezone.now() + minutes * MINUTE):
        answer = client.get(page(person))
    sentences: list[str] = answer.context["others"]
    assert all(sentence in answer.content.decode() for sentence in sentences)
    return sentences


@pytest.mark.parametrize(
    ("minutes", "when"), [(0, "just now"), (1, "1 minute ago"), (2, "2 minutes ago"), (9, "9 minutes ago")]
)
def test_somebody_who_opened_it_is_named(
    emil: User, hana: User, nora: User, as_user: SignIn, minutes: int, when: str
) -> None:
    as_user(hana).get(page(emil))

    assert told(as_user(nora), emil, minutes) == [f"Hana Novotná opened this record {when} and may be changing it."]


def test_after_ten_minutes_nobody_is_there(emil: User, hana: User, nora: User, as_user: SignIn) -> None:
    as_user(hana).get(page(emil))

    assert told(as_user(nora), emil, 11) == []


def test_oneself_is_not_named(emil: User, hana: User, as_user: SignIn) -> None:
    client = as_user(hana)
    client.get(page(emil))

    assert told(client, emil) == []


def test_another_record_does_not_count(emil: User, olga: User, hana: User, nora: User, as_user: SignIn) -> None:
    as_user(hana).get(page(olga))

    assert told(as_user(nora), emil) == []


def test_who_saved_and_stayed_is_named(emil: User, hana: User, nora: User, as_user: SignIn) -> None:
    client = as_user(hana)
    sent = {**form_of(client, page(emil)), "profile-0-bio": "New words", "_reason": "Test", "_continue": "1"}
    client.post(page(emil), sent)

    [sentence] = told(as_user(nora), emil, 3)
    assert sentence == "Hana Novotná changed this record 3 minutes ago and may be changing more."


def test_looks_of_auditors_are_not_told(emil: User, aya: User, hana: User, as_user: SignIn) -> None:
    assert as_user(aya).get(page(emil)).status_code == 200

    assert told(as_user(hana), emil) == []


def test_who_only_reads_is_told_nothing(emil: User, aya: User, hana: User, as_user: SignIn) -> None:
    as_user(hana).get(page(emil))

    assert told(as_user(aya), emil) == []


def test_hr_of_a_scope_names_and_is_named(olga: User, sven: User, hana: User, as_user: SignIn) -> None:
    scoped, hr = as_user(sven), as_user(hana)
    scoped.get(page(olga))

    assert told(hr, olga) == ["Sven Dahl opened this record just now and may be changing it."]
    assert told(scoped, olga) == ["Hana Novotná opened this record just now and may be changing it."]


def test_the_person_at_the_own_page_is_no_other(emil: User, hana: User, as_user: SignIn) -> None:
    own = as_user(emil)
    own.post("/profile/edit/", {**form_of(own, "/profile/edit/", "own_form"), "bio": "Mine"})

    assert told(as_user(hana), emil) == []


def test_an_account_that_may_not_sign_in_any_more_is_not_named(
    emil: User, hana: User, nora: User, as_user: SignIn
) -> None:
    as_user(hana).get(page(emil))
    hana.is_active = False
    hana.save()

    assert told(as_user(nora), emil) == []


def test_being_told_adds_no_line(emil: User, hana: User, nora: User, as_user: SignIn) -> None:
    as_user(hana).get(page(emil))
    client = as_user(nora)
    client.get(page(emil))
    before = Event.objects.count()

    assert len(told(client, emil)) == 1
    assert Event.objects.count() == before
