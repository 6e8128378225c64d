"""Inviting: one link, mailed once, by those who may; and nothing happens when no mail leaves."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from profiles.models import Event
from profiles.people.accounts import give_roles, invite
from profiles.tests.factories import make_person

pytestmark = pytest.mark.django_db
BASE = "https://hr.example"


def test_the_link_is_mailed_and_sign_in_is_allowed(hana: User) -> None:
    person = make_person("Nina Holm", email="nina@nordlys.example")

    invite(person, by=hana, link_base=BASE)

    assert mail.outbox[0].to == ["nina@nordlys.example"]
    assert f"{BASE}/invitation/" in mail.outbox[0].body
    assert User.objects.get(pk=person.pk).is_active
    assert Event.objects.filter(action=Event.Action.INVITE, subject_id=person.pk).count() == 1


@pytest.mark.parametrize("reason", ["no e-mail", "has a password", "not mine"])
def test_who_cannot_be_invited(hana: User, sven: User, emil: User, reason: str) -> None:
    person, by, expected = make_person("Nina Holm"), hana, ValidationError
    if reason == "no e-mail":
        person.email = ""
    elif reason == "has a password":
        person = emil
    else:
        by, expected = sven, PermissionDenied  # type: ignore[assignment]

    with pytest.raises(expected):
        invite(person, by=by, link_base=BASE)
    assert mail.outbox == []


def test_nobody_is_invited_when_no_mail_leaves(hana: User, settings: Any) -> None:
    person = make_person("Nina Holm")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1

    with pytest.raises(ValidationError, match="nobody was invited"):
        invite(person, by=hana, link_base=BASE)

    assert not User.objects.get(pk=person.pk).is_active


def test_hr_gives_no_role_that_was_not_configured(hana: User, emil: User) -> None:
    with pytest.raises(PermissionDenied):
        give_roles(emil, ["HR"], by=hana)
