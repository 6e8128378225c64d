"""Looks, sign-ins and refusals: events that change no record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from profiles.models import Event, RecordKind

from .context import current

#: Opening the same person's record again within this time adds no further line.
VIEW_ONCE_IN = timedelta(minutes=10)


def record_access(
    action: Event.Action,
    *,
    subject: User | None = None,
    kind: RecordKind | None = None,
    object_id: int | None = None,
    outcome: Event.Outcome = Event.Outcome.DONE,
    details: Sequence[str] = (),
) -> Event:
    """Add one event about a look, a download, a sign-in or a refusal. ``details`` holds names, never values."""
    circumstances = current()
    # The line and the circumstances it points to are kept together, also where no transaction is open yet.
    with transaction.atomic():
        return Event.objects.create(
            operation=circumstances.operation(),
            actor_id=circumstances.actor_id,
            action=action,
            kind=kind,
            object_id=object_id,
            subject_id=subject.pk if subject is not None else None,
            outcome=outcome,
            changed=list(details),
        )


def record_refusal(*, subject_id: int | None = None, is_writing: bool = False) -> None:
    """Record that a page answered "you may not": to a look or, with ``is_writing``, to a change."""
    action = Event.Action.UPDATE if is_writing else Event.Action.VIEW
    subject = User.objects.filter(pk=subject_id).first() if subject_id is not None else None
    record_access(
        action,
        subject=subject,
        kind=RecordKind.PERSON if subject is not None else None,
        object_id=subject_id if subject is not None else None,
        outcome=Event.Outcome.REFUSED,
    )


def record_view(subject: User) -> None:
    """Record that the actor opened the person's record, once in ten minutes; one's own record is no news."""
    circumstances = current()
    if circumstances.actor_id is None or circumstances.actor_id == subject.pk:
        return
    recent = Event.objects.filter(
        subject_id=subject.pk,
        actor_id=circumstances.actor_id,
        action=Event.Action.VIEW,
        outcome=Event.Outcome.DONE,
        at__gte=timezone.now() - VIEW_ONCE_IN,
    )
    if not recent.exists():
        record_access(Event.Action.VIEW, subject=subject, kind=RecordKind.PERSON, object_id=subject.pk)
