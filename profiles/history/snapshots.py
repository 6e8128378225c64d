"""History rows as they were written, each with the row before it of the same record: one query for any kinds."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from profiles.models import Event, RecordKind

from .capture import KIND_AND_SUBJECT
from .commitments import columns_of, history_model

#: The model behind each kind of record that keeps history.
MODEL_OF: Mapping[RecordKind, type[models.Model]] = {kind: model for model, (kind, _s) in KIND_AND_SUBJECT.items()}

_LABELS, _REDACTED = "labels of then", "is redacted"
_CHUNK = 400


@dataclass(frozen=True)
class Snapshot:
    """A record as one history row has it: values by column, and what the rows it pointed to were called then.

    The values of a redacted row are gone.
    """

    values: Mapping[str, Any]
    labels: Mapping[str, str]
    is_redacted: bool


@dataclass(frozen=True)
class Step:
    """What one event wrote (``after``) and the row of the same record written before it, if there is one."""

    model: type[models.Model]
    after: Snapshot
    before: Snapshot | None


def steps_of(events: Iterable[Event]) -> dict[int, Step]:
    """By event id the history row of each event and the one before it; nothing for events without a row.

    The row before is the newest one of the same record with a smaller number, never by date. One query for
    every 400 events, whatever their kinds.
    """
    wanted = [event for event in events if event.history_id is not None and event.kind in MODEL_OF]
    found: dict[int, Step] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        rows = _rows(chunk)
        for event in chunk:
            step = rows.get((event.kind, event.history_id))
            if step is not None:
                found[event.pk] = step
    return found


def _rows(events: Sequence[Event]) -> dict[tuple[Any, Any], Step]:
    numbers: dict[RecordKind, set[int]] = defaultdict(set)
    for event in events:
        numbers[RecordKind(event.kind or 0)].add(event.history_id or 0)
    parts = [_query(kind, ids) for kind, ids in sorted(numbers.items())]
    if not parts:
        return {}
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return {
        (kind, number): Step(
            MODEL_OF[RecordKind(kind)],
            _snapshot(MODEL_OF[RecordKind(kind)], after),
            _snapshot(MODEL_OF[RecordKind(kind)], before) if before is not None else None,
        )
        for kind, number, after, before in rows
    }


def _query(kind: RecordKind, numbers: set[int]) -> QuerySet[Any, Any]:
    """Kind, number, the row and the one before it as JSON: columns that tables of any shape have in common."""
    model = MODEL_OF[kind]
    rows: QuerySet[Any, Any] = history_model(model).objects.order_by()
    key = model._meta.pk.attname
    same = rows.filter(**{key: OuterRef(key), "history_id__lt": OuterRef("history_id")})
    before = same.order_by("-history_id").annotate(_row=_as_json(model)).values("_row")[:1]
    wanted = rows.filter(history_id__in=numbers)
    told = wanted.annotate(_kind=Value(int(kind)), _after=_as_json(model), _before=Subquery(before))
    found: QuerySet[Any, Any] = told.values_list("_kind", "history_id", "_after", "_before")
    return found


def _as_json(model: type[models.Model]) -> JSONObject:
    redacted = Case(When(nonce__isnull=True, then=Value(1)), default=Value(0))
    columns = {name: F(name) for name in columns_of(model)}
    return JSONObject(**columns, **{_LABELS: F("labels"), _REDACTED: redacted})


def _snapshot(model: type[models.Model], row: dict[str, Any]) -> Snapshot:
    fields = _fields(model)
    values = {name: _python(fields[name], row[name]) for name in columns_of(model)}
    return Snapshot(values, _parsed(row[_LABELS]) or {}, bool(row[_REDACTED]))


@cache
def _fields(model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    return {field.attname: field for field in model._meta.concrete_fields}


def _parsed(value: Any) -> Any:
    """SQLite keeps JSON as text, so that JSON within JSON comes back as text."""
    return json.loads(value) if isinstance(value, str) else value


def _python(field: models.Field[Any, Any], value: Any) -> Any:
    """The value as the model has it, from what JSON can say."""
    if value is None:
        return None
    if isinstance(field, models.JSONField):
        return _parsed(value)
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(value)
        return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
    if isinstance(field, models.DecimalField):
        return Decimal(str(value)).quantize(Decimal(1).scaleb(-field.decimal_places))
    return field.to_python(value)
