"""Fills the ledger of a scratch database: changes of one person and looks of many, with all that the proof needs."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from profiles.history.commitments import (
    columns_of,
    history_commitment,
    history_model,
    operation_commitment,
    operation_values,
    schema_of,
)
from profiles.lib.canonical import NONCE_BYTES
from profiles.models import Event, Operation, Profile, RecordKind

_CHUNK = 2000
#: One look in so many is a change of the record.
_CHANGE_EVERY = 10
_MINUTE = timedelta(minutes=1)

Tell = Callable[[int, int], None]


def add_changes(person: User, count: int, by: User, tell: Tell) -> None:
    """Changes of the person's profile, each an act of its own, one a minute up to now."""
    for done, acts in _in_chunks(count, by):
        with transaction.atomic():
            rows = _history(person, acts)
            Event.objects.bulk_create(
                _event(act, person.pk, Event.Action.UPDATE, row) for act, row in zip(acts, rows, strict=True)
            )
        tell(done, count)


def add_looks(subjects: list[int], actors: list[User], count: int, tell: Tell) -> None:
    """Events over many people by several accounts; most are looks, some name changed fields without a row."""
    for number, (done, acts) in enumerate(_in_chunks(count, *actors)):
        with transaction.atomic():
            Event.objects.bulk_create(
                Event(
                    at=act.started_at,
                    operation=act,
                    actor_id=act.actor_id,
                    action=Event.Action.DOWNLOAD if place % _CHANGE_EVERY == 0 else Event.Action.VIEW,
                    kind=RecordKind.PERSON,
                    object_id=subjects[(number * _CHUNK + place) % len(subjects)],
                    subject_id=subjects[(number * _CHUNK + place) % len(subjects)],
                )
                for place, act in enumerate(acts)
            )
        tell(done, count)


def refresh_statistics() -> None:
    """Tell the database how large its tables have become."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _in_chunks(count: int, *actors: User) -> Iterator[tuple[int, list[Operation]]]:
    """Stored operations in chunks, one a minute up to now, with how many there are by then."""
    begin = timezone.now() - count * _MINUTE
    for start in range(0, count, _CHUNK):
        numbers = range(start, min(start + _CHUNK, count))
        acts = [_operation(begin + number * _MINUTE, actors[number % len(actors)]) for number in numbers]
        yield start + len(acts), Operation.objects.bulk_create(acts)


def _operation(at: datetime, by: User) -> Operation:
    act = Operation(
        started_at=at,
        kind=Operation.Kind.WEB,
        actor_id=by.pk,
        actor_name=by.profile.display_name,
        ip="192.0.2.17",
        user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        route="/admin/auth/user/",
        reason="To measure",
    )
    act.nonce = secrets.token_bytes(NONCE_BYTES)
    act.commitment = operation_commitment(act.nonce, operation_values(act))
    return act


def _history(person: User, acts: list[Operation]) -> list[Any]:
    """A history row of the profile for each act; the last one equals the profile as it is stored."""
    table, schema = history_model(Profile), schema_of(Profile)
    stored = Profile.objects.filter(user=person).values(*columns_of(Profile)).get()
    rows = []
    for act in acts:
        values = {**stored, "bio": f"Looks after bench {act.pk}.", "version": stored["version"]}
        if act is acts[-1]:
            values = stored
        nonce, at = secrets.token_bytes(NONCE_BYTES), act.started_at
        row = table(**values, history_date=at, history_type="~", schema=schema, labels=None, nonce=nonce)
        row.operation_id, row.history_user_id = act.pk, act.actor_id
        row.commitment = history_commitment(nonce, schema=schema, change="~", at=at, labels=None, values=values)
        rows.append(row)
    kept: list[Any] = table.objects.bulk_create(rows)
    return kept


def _event(act: Operation, subject_id: int, action: Event.Action, row: Any) -> Event:
    return Event(
        at=act.started_at,
        operation=act,
        actor_id=act.actor_id,
        action=action,
        kind=RecordKind.PROFILE,
        object_id=row.id,
        subject_id=subject_id,
        history_id=row.history_id,
        changed=["bio"],
        commitment=row.commitment,
    )
