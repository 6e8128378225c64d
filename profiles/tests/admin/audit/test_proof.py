"""The page of the proof: how far the ledger is sealed, who was told, and a verification at hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from profiles.models import Event
from profiles.tests.conftest import SignIn
from profiles.tests.history.test_verification import tamper

pytestmark = pytest.mark.django_db
PAGE = "/admin/audit/proof/"


def shown(client: Any, query: str = "") -> str:
    return str(client.get(PAGE + query).content.decode())


def test_before_the_first_seal_it_says_what_to_do(aya: User, as_user: SignIn) -> None:
    assert "manage.py audit_seal --every 60" in shown(as_user(aya))


def test_it_shows_the_seal_and_who_was_told(aya: User, as_user: SignIn, settings: Any, tmp_path: Any) -> None:
    settings.AUDIT_CHECKPOINTS = [f"file://{tmp_path}/seals.log"]
    call_command("audit_seal")
    page = shown(as_user(aya))

    assert "Seal 1 on" in page
    assert "seals.log" in page


def test_it_tells_when_the_sealer_stands_still(aya: User, as_user: SignIn) -> None:
    call_command("audit_seal")
    client = as_user(aya)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert "seems to stand still" in shown(client)


def test_a_verification_at_hand_finds_tampering_and_is_told(aya: User, emil: User, as_user: SignIn) -> None:
    call_command("audit_seal")
    client = as_user(aya)
    assert "Nothing was altered" in shown(client, "?verify=1")
    tamper("UPDATE profiles_profile SET mobile = '+45 1' WHERE user_id = %s", emil.pk)

    assert "it was changed past the application" in shown(client, "?verify=1")
    told = Event.objects.filter(action=Event.Action.VERIFY).order_by("id").values_list("changed", flat=True)
    assert [details[0] for details in told] == ["intact", "altered"]


def test_an_unusable_key_is_said(aya: User, as_user: SignIn, settings: Any, tmp_path: Any) -> None:
    call_command("audit_seal")
    settings.AUDIT_KEY_FILE = str(tmp_path)

    assert "cannot be used" in shown(as_user(aya), "?verify=1")


def test_it_is_for_those_who_read_everything(hana: User, sven: User, as_user: SignIn) -> None:
    assert {as_user(who).get(PAGE).status_code for who in (hana, sven)} == {403}
