"""The one function that turns written rows into history rows and events, for ``save()`` and bulk writes alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import models
from django.db.models import Max
from django.utils import timezone

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

from .context import current

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
_ACTIONS = {CREATED: Event.Action.CREATE, "~": Event.Action.UPDATE, REMOVED: Event.Action.DELETE}
_CHUNK = 400  # below SQLite's limit of bound values in one statement, with room for the longest model

#: Columns that move with every save and say nothing by themselves.
_SILENT = frozenset({"version"})


def capture(model: type[models.Model], pks: Sequence[Any], change: str, removed: Sequence[models.Model] = ()) -> None:
    """Write one history row and one event for each of the rows that really changed.

    Values are read back from the database, so that what is recorded is what is stored; a row equal to its newest
    history row leaves nothing. Runs inside the transaction of the write.
    """
    if change == REMOVED:
        names = _attnames(model)
        _write(model, change, [({name: getattr(row, name) for name in names}, []) for row in removed])
        return
    for start in range(0, len(pks), _CHUNK):
        chunk = list(pks[start : start + _CHUNK])
        _write(model, change, list(_changes(model, chunk, change)))


def _attnames(model: type[models.Model]) -> list[str]:
    return [field.attname for field in _history_model(model).tracked_fields]


def _history_model(model: type[models.Model]) -> Any:
    # The name that simple-history gives the manager when it prepares the model.
    manager: str = vars(model._meta)["simple_history_manager_attribute"]
    return getattr(model, manager).model


def _changes(model: type[models.Model], pks: list[Any], change: str) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Each row's stored values with the names of the fields that differ from its newest history row."""
    names = _attnames(model)
    before = {} if change == CREATED else _newest(model, pks, names)
    field_names = {field.attname: field.name for field in model._meta.concrete_fields}
    for row in model._base_manager.filter(pk__in=pks).order_by("pk").values(*names):
        known = before.get(row[_pk_attname(model)])
        if known is None:
            yield row, []
            continue
        differing = [field_names[name] for name in names if row[name] != known[name]]
        if set(differing) - _SILENT:
            yield row, [name for name in differing if name not in _SILENT]


def _pk_attname(model: type[models.Model]) -> str:
    return model._meta.pk.attname


def _newest(model: type[models.Model], pks: list[Any], names: list[str]) -> dict[Any, dict[str, Any]]:
    """The newest history row of each record, by the order of writing, never by the clock."""
    key = _pk_attname(model)
    rows = _history_model(model).objects
    newest = rows.filter(**{f"{key}__in": pks}).order_by().values(key).annotate(newest=Max("history_id"))
    found = rows.filter(history_id__in=newest.values("newest"))
    return {row[key]: row for row in found.values(*names)}


def _write(model: type[models.Model], change: str, rows: list[tuple[dict[str, Any], list[str]]]) -> None:
    if not rows:
        return
    circumstances = current()
    operation = circumstances.operation()
    history_model = _history_model(model)
    now = timezone.now()
    snapshots = history_model.objects.bulk_create(
        [
            history_model(
                **values,
                history_date=now,
                history_type=change,
                history_user_id=circumstances.actor_id,
                operation_id=operation.pk,
            )
            for values, _names in rows
        ]
    )
    kind, subject = KIND_AND_SUBJECT[model]
    key = _pk_attname(model)
    Event.objects.bulk_create(
        Event(
            operation=operation,
            actor_id=circumstances.actor_id,
            action=_ACTIONS[change],
            kind=kind,
            object_id=values[key],
            subject_id=values[subject] if subject else None,
            history_id=snapshot.history_id,
            changed=names,
        )
        for (values, names), snapshot in zip(rows, snapshots, strict=True)
    )
