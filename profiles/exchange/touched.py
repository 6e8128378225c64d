"""What an operation wrote: which records, their history rows, and what was changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Max

from profiles.history.capture import KIND_AND_SUBJECT
from profiles.history.commitments import columns_of, history_model
from profiles.models import Event

from .keys import chunks


@dataclass
class Touched:
    """The history rows that an operation wrote of one model: first and last by key, and whose record it is."""

    first: dict[int, int] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)
    person: dict[int, int] = field(default_factory=dict)
    created: set[int] = field(default_factory=set)


def touched_by(operation: int, model: type[models.Model]) -> Touched:
    """The history rows that an operation wrote of the model."""
    kind, _subject = KIND_AND_SUBJECT[model]
    found = Touched()
    events = Event.objects.filter(operation_id=operation, kind=kind, history_id__isnull=False).order_by("id")
    rows: Any = events.values_list("object_id", "history_id", "subject_id", "action")
    for pk, history_id, person, action in rows.iterator(5000):
        found.first.setdefault(pk, history_id)
        found.last[pk], found.person[pk] = history_id, person
        if action == Event.Action.CREATE:
            found.created.add(pk)
    return found


def moved_since(model: type[models.Model], touched: Touched) -> list[int]:
    """Keys of records whose newest history row is not the operation's: somebody changed them since."""
    key, moved = model._meta.pk.attname, []
    for part in chunks(touched.last, 500):
        rows = history_model(model).objects.filter(**{f"{key}__in": part}).order_by()
        newest = rows.values(key).annotate(newest=Max("history_id"))
        moved += [row[key] for row in newest if row["newest"] != touched.last[row[key]]]
    return moved


def history_rows(model: type[models.Model], history_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The values of these history rows by the key of their record."""
    rows = history_model(model).objects.filter(history_id__in=list(history_ids)).values(*columns_of(model))
    return {row[model._meta.pk.attname]: row for row in rows}


def history_before(model: type[models.Model], first: Mapping[int, int]) -> dict[int, dict[str, Any]]:
    """The values of each record in the newest history row before the import's."""
    key, history = model._meta.pk.attname, history_model(model).objects
    older = history.filter(**{f"{key}__in": list(first)}, history_id__lt=max(first.values()))
    newest: dict[int, int] = {}
    for pk, history_id in older.values_list(key, "history_id"):
        if history_id < first[pk]:
            newest[pk] = max(newest.get(pk, 0), history_id)
    return history_rows(model, newest.values())
