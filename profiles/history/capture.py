"""The one function that turns written rows into history rows and events, for ``save()`` and bulk writes alike."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import models
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from profiles import policy
from profiles.lib.canonical import NONCE_BYTES
from profiles.models import (
    CREATED,
    REMOVED,
    AccessScope,
    Department,
    Document,
    DocumentType,
    EmergencyContact,
    EmploymentRecord,
    Event,
    Location,
    Profile,
    RecordKind,
)

from .commitments import columns_of, history_commitment, history_model, schema_of
from .context import current, require_reason
from .labels import labels_of
from .prepared import ANY_KEY, insert_one, read_one

#: What each tracked model is called in events, and the attribute that names the person concerned.
KIND_AND_SUBJECT: dict[type[models.Model], tuple[RecordKind, str | None]] = {
    User: (RecordKind.PERSON, "id"),
    Group: (RecordKind.ROLE, None),
    Profile: (RecordKind.PROFILE, "user_id"),
    EmploymentRecord: (RecordKind.EMPLOYMENT, "person_id"),
    EmergencyContact: (RecordKind.CONTACT, "person_id"),
    Document: (RecordKind.DOCUMENT, "person_id"),
    DocumentType: (RecordKind.DOCUMENT_TYPE, None),
    Department: (RecordKind.DEPARTMENT, None),
    Location: (RecordKind.LOCATION, None),
    AccessScope: (RecordKind.SCOPE, "user_id"),
}
#: The type of a history row that shows what was found, not what was done.
BASELINE = "="

ACTIONS = {
    BASELINE: Event.Action.BASELINE,
    CREATED: Event.Action.CREATE,
    "~": Event.Action.UPDATE,
    REMOVED: Event.Action.DELETE,
}
_CHUNK = 400  # below SQLite's limit of bound values in one statement, with room for the longest model

#: Columns that move with every save and say nothing by themselves.
_SILENT = frozenset({"version"})


def capture(model: type[models.Model], pks: Sequence[Any], change: str, removed: Sequence[models.Model] = ()) -> None:
    """Write one history row and one event for each of the rows that really changed.

    Values are read back from the database, so that what is recorded is what is stored; a row equal to its newest
    history row leaves nothing. Runs inside the transaction of the write.
    """
    if change == REMOVED:
        if removed and model._meta.label in policy.REMOVED_WITH_REASON:
            require_reason([str(model._meta.verbose_name)])
        _write(model, change, [(_as_removed(model, row), []) for row in removed])
        return
    for start in range(0, len(pks), _CHUNK):
        chunk = list(pks[start : start + _CHUNK])
        _write(model, change, list(_changes(model, chunk, change)))


def _as_removed(model: type[models.Model], row: models.Model) -> dict[str, Any]:
    """The values that were stored when the row was removed; those in memory where nothing was."""
    stored: dict[str, Any] | None = vars(row).get("_removed_values")
    return stored or {name: getattr(row, name) for name in columns_of(model)}


def _changes(model: type[models.Model], pks: list[Any], change: str) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Each row's stored values with the names of the fields that differ from its newest history row."""
    names = columns_of(model)
    before = {} if change == CREATED else _newest(model, pks, names)
    field_names = {field.attname: field.name for field in model._meta.concrete_fields}
    for row in _stored(model, pks, names):
        known = before.get(row[_pk_attname(model)])
        if known is None:
            yield row, []
            continue
        differing = [field_names[name] for name in names if row[name] != known[name]]
        if set(differing) - _SILENT:
            _ask_why(model, known, differing)
            yield row, [name for name in differing if name not in _SILENT]


def _ask_why(model: type[models.Model], known: dict[str, Any], differing: Sequence[str]) -> None:
    """Raises ReasonNeeded for a change that the policy marks."""
    marked = [
        str(field.verbose_name)
        for field in model._meta.concrete_fields
        if field.name in differing
        and policy.asks_reason(model._meta.label, field.name, was_empty=known[field.attname] in (None, ""))
    ]
    require_reason(marked)


def capture_baseline(model: type[models.Model]) -> int:
    """Record rows of the model that have no history yet as they stand, so that their first change tells old and new.

    Returns how many there were. Safe to run again.
    """
    key = _pk_attname(model)
    known = history_model(model).objects.filter(**{key: OuterRef("pk")})
    unknown = model._base_manager.filter(~Exists(known)).order_by("pk")
    pks = list(unknown.values_list("pk", flat=True))
    for start in range(0, len(pks), _CHUNK):
        chunk = model._base_manager.filter(pk__in=pks[start : start + _CHUNK]).order_by("pk")
        _write(model, BASELINE, [(row, []) for row in chunk.values(*columns_of(model))])
    return len(pks)


def _pk_attname(model: type[models.Model]) -> str:
    return model._meta.pk.attname


def _stored(model: type[models.Model], pks: list[Any], names: Sequence[str]) -> Iterable[dict[str, Any]]:
    """The values as the database holds them now, by column."""
    if len(pks) > 1:
        return model._base_manager.filter(pk__in=pks).order_by("pk").values(*names)
    row = read_one((model, "stored"), lambda: model._base_manager.filter(pk=ANY_KEY).values_list(*names), pks[0])
    return [dict(zip(names, row, strict=True))] if row is not None else []


def _newest(model: type[models.Model], pks: list[Any], names: Sequence[str]) -> dict[Any, dict[str, Any]]:
    """The newest history row of each record, by the order of writing, never by the clock."""
    key = _pk_attname(model)
    rows = history_model(model).objects
    if len(pks) == 1:
        # The newest of one record stands first in its index, however long its history.
        first = rows.filter(**{key: ANY_KEY}).order_by("-history_id")
        row = read_one((model, "newest"), lambda: first.values_list(*names)[:1], pks[0])
        return {pks[0]: dict(zip(names, row, strict=True))} if row is not None else {}
    newest = rows.filter(**{f"{key}__in": pks}).order_by().values(key).annotate(newest=Max("history_id"))
    found = rows.filter(history_id__in=newest.values("newest"))
    return {row[key]: row for row in found.values(*names)}


def _write(model: type[models.Model], change: str, rows: list[tuple[dict[str, Any], list[str]]]) -> None:
    if not rows:
        return
    circumstances = current()
    operation = circumstances.operation()
    at = timezone.now()
    snapshots, commitments = _snapshots(model, change, [values for values, _names in rows], at)
    for snapshot in snapshots:
        snapshot.update(history_user_id=circumstances.actor_id, operation_id=operation.pk)
    numbers = _insert(history_model(model), snapshots)
    kind, subject = KIND_AND_SUBJECT[model]
    key = _pk_attname(model)
    events = [
        {
            "at": at,
            "operation_id": operation.pk,
            "actor_id": circumstances.actor_id,
            "action": int(ACTIONS[change]),
            "kind": int(kind),
            "object_id": values[key],
            "subject_id": values[subject] if subject else None,
            "history_id": number,
            "changed": names,
            "outcome": int(Event.Outcome.DONE),
            "commitment": commitment,
        }
        for (values, names), number, commitment in zip(rows, numbers, commitments, strict=True)
    ]
    _insert(Event, events)


def _insert(table: Any, rows: list[dict[str, Any]]) -> list[int]:
    """Insert rows of the same columns; their keys."""
    if len(rows) == 1:
        return [insert_one(table, tuple(rows[0]), tuple(rows[0].values()))]
    return [row.pk for row in table.objects.bulk_create([table(**row) for row in rows])]


def _snapshots(
    model: type[models.Model], change: str, rows: list[dict[str, Any]], at: datetime
) -> tuple[list[dict[str, Any]], list[bytes]]:
    """The columns of history rows, each with its salt, and what the event of each will keep."""
    salts = secrets.token_bytes(NONCE_BYTES * len(rows))
    schema = schema_of(model)
    made, commitments = [], []
    for number, (values, labels) in enumerate(zip(rows, labels_of(model, rows), strict=True)):
        nonce = salts[NONCE_BYTES * number : NONCE_BYTES * (number + 1)]
        beside = {"history_date": at, "history_type": change, "schema": schema, "labels": labels, "nonce": nonce}
        made.append({**values, **beside})
        commitments.append(history_commitment(nonce, schema=schema, change=change, at=at, labels=labels, values=values))
    return made, commitments
