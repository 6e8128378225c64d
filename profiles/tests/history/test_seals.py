"""Sealing: every event under exactly one seal, chained, signed, told outside, and never in a writer's way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command

from profiles.history.checkpoints import send_checkpoints
from profiles.history.keys import KeyUnusable, is_signed, signing_key
from profiles.history.seals import seal_events
from profiles.models import Checkpoint, Event, Seal

pytestmark = pytest.mark.django_db


def test_a_seal_covers_all_that_was_written(emil: User) -> None:
    [seal] = seal_events()

    assert (seal.number, seal.first_event, seal.previous) == (1, 1, "")
    assert (seal.count, seal.last_event) == (Event.objects.count(), Event.objects.latest("id").pk)
    assert is_signed(bytes.fromhex(seal.hash), seal.signature, seal.public_key)


def test_the_next_seal_begins_where_the_last_ended(emil: User) -> None:
    [first] = seal_events()
    emil.profile.bio = "New"
    emil.profile.save()
    [second] = seal_events()

    assert (second.number, second.first_event, second.previous) == (2, first.last_event + 1, first.hash)


def test_without_news_there_is_no_seal(emil: User) -> None:
    seal_events()

    assert seal_events() == []


def test_large_ledgers_get_several_seals(emil: User, olga: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("profiles.history.seals.BATCH", 3)
    seals = seal_events()

    assert len(seals) > 1
    assert sum(seal.count for seal in seals) == Event.objects.count()


def test_the_key_is_made_once_for_its_owner_alone(settings: Any, tmp_path: Path) -> None:
    settings.AUDIT_KEY_FILE = str(tmp_path / "key")
    first = signing_key().private_bytes_raw()

    assert signing_key().private_bytes_raw() == first
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_an_unusable_key_is_said(settings: Any, tmp_path: Path, emil: User) -> None:
    settings.AUDIT_KEY_FILE = str(tmp_path / "key")
    (tmp_path / "key").write_text("no key")

    with pytest.raises(KeyUnusable, match="cannot be used"):
        seal_events()
    with pytest.raises(CommandError, match="cannot be used"):
        call_command("audit_seal")


def test_each_place_is_told_once(settings: Any, tmp_path: Path, emil: User) -> None:
    log = tmp_path / "seals.log"
    settings.AUDIT_CHECKPOINTS = [f"file://{log}", "mailto:aya@example.org", "store:checkpoints"]
    [seal] = seal_events()
    points = send_checkpoints(seal)

    assert [point.is_sent for point in points] == [True] * 3
    assert json.loads(log.read_text())["hash"] == seal.hash
    assert seal.hash in mail.outbox[0].body
    assert send_checkpoints(seal) == []


def test_a_place_that_fails_is_shown_and_tried_again(settings: Any, tmp_path: Path, emil: User) -> None:
    settings.AUDIT_CHECKPOINTS = [f"file://{tmp_path}/away/seals.log"]
    with pytest.raises(CommandError, match="not every place"):
        call_command("audit_seal")
    (tmp_path / "away").mkdir()
    call_command("audit_seal")

    assert list(Checkpoint.objects.order_by("pk").values_list("is_sent", flat=True)) == [False, True]
    assert Seal.objects.count() == 1
