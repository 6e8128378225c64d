"""Values can be taken out of the history for cause; the proof stays, and says so."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from profiles.history.capture import KIND_AND_SUBJECT
from profiles.history.commitments import history_model
from profiles.history.context import acting
from profiles.history.redaction import RedactionRefused, redact_history
from profiles.history.seals import seal_events
from profiles.history.verification.verify import verify
from profiles.models import Document, EmergencyContact, EmploymentRecord, Event, Profile
from profiles.tests.full_record import make_full_record

pytestmark = pytest.mark.django_db
GROUND = "Erasure asked for under article 17"


@pytest.fixture
def past(emil: User) -> User:
    """Emil, whose mobile number changed; sealed."""
    for number in ("+45 20 30 40 50", "+45 60 70 80 90"):
        emil.profile.mobile = number
        emil.profile.save()
    seal_events()
    return emil


def redact(person: User, by: User, ground: str = GROUND) -> int:
    with acting(kind="command", by=by, route="test"):
        return redact_history(person, [Profile, EmploymentRecord, User], by=by, ground=ground)


def test_values_go_and_the_proof_stays(past: User, sami: User) -> None:
    assert redact(past, sami) > 0
    seal_events()

    assert not history_model(Profile).objects.filter(mobile="+45 20 30 40 50").exists()
    report = verify()
    assert report.alarms == []
    assert report.redacted == Event.objects.filter(action=Event.Action.REDACT).count()


def test_the_record_itself_and_its_newest_row_stay(past: User, sami: User) -> None:
    redact(past, sami)

    assert Profile.objects.get(user=past).mobile == "+45 60 70 80 90"
    assert history_model(Profile).objects.filter(mobile="+45 60 70 80 90").count() == 1


def test_the_ledger_says_who_why_and_which(past: User, sami: User) -> None:
    redact(past, sami)

    event = Event.objects.filter(action=Event.Action.REDACT).latest("id")
    assert (event.operation.reason, event.actor_id, event.subject_id) == (GROUND, sami.pk, past.pk)


def test_a_second_redaction_does_nothing(past: User, sami: User) -> None:
    redact(past, sami)

    assert redact(past, sami) == 0


def test_what_is_emptied_stays_empty(past: User, sami: User) -> None:
    redact(past, sami)

    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        history_model(Profile).objects.filter(nonce__isnull=True).update(bio="Put in later")


def test_it_takes_an_administrator_and_a_ground(past: User, hana: User, sami: User) -> None:
    with pytest.raises(PermissionDenied):
        redact(past, hana)
    with pytest.raises(RedactionRefused):
        redact(past, sami, ground=" ")


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (User, "first_name"),
        (Profile, "bio"),
        (EmploymentRecord, "note"),
        (EmergencyContact, "phone"),
        (Document, "title"),
    ],
)
def test_every_kind_of_record_can_be_emptied(emil: User, sami: User, model: Any, field: str) -> None:
    make_full_record(emil)
    row = model.objects.filter(**{KIND_AND_SUBJECT[model][1] or "pk": emil.pk}).first()
    setattr(row, field, "+45 11 22 33 44")
    row.save()
    with acting(kind="command", by=sami, route="test"):
        assert redact_history(emil, [model], by=sami, ground=GROUND) >= 1

    assert verify().alarms == []
