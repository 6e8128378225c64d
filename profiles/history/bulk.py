"""Many rows at once with their history: the same history rows, events and commitments as ``capture`` writes.

Whoever writes rows by ``row_writers`` tells ``record`` what they hold afterwards, in the same transaction. Commitments
are told column by column, so that what all rows share is told once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from json.encoder import encode_basestring
from typing import Any

from django.db import connection

from profiles.lib.canonical import NONCE_BYTES, canonical
from profiles.models import Event

from .capture import ACTIONS, KIND_AND_SUBJECT
from .commitments import columns_of, history_content, history_model, schema_of
from .context import current
from .labels import labelled_columns, labels_of
from .row_writers import FastRows, Model, OrmRows, Rows, Values

__all__ = ["FastRows", "OrmRows", "Rows", "hold_all_jobs", "record", "record_columns"]

#: The lock on PostgreSQL that writers of single jobs share and a bulk writer has alone.
JOBS_LOCK = 71_004


def hold_all_jobs() -> None:
    """Let this transaction alone write job rows, until it ends.

    The guard of the table takes a lock for each person; for every person of a large file there is no room on the
    server. Whoever holds the one lock over all of them is spared the many.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [JOBS_LOCK])
            cursor.execute("SELECT set_config('hr.holds_all_jobs', 'on', true)")
            # The guards look up each row by index also while the server still takes the table for a small one.
            cursor.execute("DISCARD PLANS")
            cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")


@cache
def _reason_column(model: Model) -> tuple[str, ...]:
    known = {field.attname for field in history_model(model)._meta.concrete_fields}
    return tuple({"history_change_reason"} & known)


def record(
    rows: Rows,
    model: Model,
    change: str,
    values: Sequence[Mapping[str, Any]],
    changed: Sequence[Sequence[str]],
    at: datetime,
) -> None:
    """Write one history row and one event for each row of the model, as ``capture`` would after reading it back.

    ``values`` holds what is stored now by database column (for a removal: what was), ``changed`` the names of the
    fields that differ from before.
    """
    if values:
        columns = {name: [row[name] for row in values] for name in columns_of(model)}
        record_columns(rows, model, change, columns, at, [list(names) for names in changed])


def record_columns(
    rows: Rows,
    model: Model,
    change: str,
    columns: Mapping[str, Values],
    at: datetime,
    changed: Sequence[list[str]] | None = None,
) -> None:
    """The same as ``record`` for rows that are told column by column; at least one row."""
    circumstances, history = current(), history_model(model)
    operation, schema, actor = circumstances.operation().pk, schema_of(model), circumstances.actor_id
    stored = {name: columns[name] for name in columns_of(model)}
    count = len(columns[columns_of(model)[0]])

    def same(value: Any) -> list[Any]:
        return [value] * count

    ids, salt = rows.reserve(history, count), secrets.token_bytes(NONCE_BYTES * count)
    nonces = [salt[start : start + NONCE_BYTES] for start in range(0, len(salt), NONCE_BYTES)]
    labels = _labels(model, stored)
    proofs = _proofs(nonces, schema, change, at, stored, labels)
    marks = {"history_id": ids, "history_date": same(at), "history_type": same(change), "history_user_id": same(actor)}
    marks |= {name: same(None) for name in _reason_column(model)}
    marks |= {"operation_id": same(operation), "schema": same(schema), "labels": labels, "nonce": nonces}
    rows.insert_columns(history, {**stored, **marks})
    kind, subject = KIND_AND_SUBJECT[model]
    events = {
        "at": same(at),
        "operation_id": same(operation),
        "actor_id": same(actor),
        "action": same(ACTIONS[change].value),
        "kind": same(kind.value),
        "object_id": stored[model._meta.pk.attname],
        "subject_id": stored[subject] if subject else same(None),
        "history_id": ids,
        "changed": same([]) if changed is None else changed,
        "outcome": same(Event.Outcome.DONE.value),
        "commitment": proofs,
    }
    rows.insert_columns(Event, events)


def _proofs(
    nonces: Sequence[bytes],
    schema: str,
    change: str,
    at: datetime,
    stored: Mapping[str, Values],
    labels: Sequence[Mapping[str, str] | None],
) -> list[bytes]:
    """The commitment of each row."""
    form = canonical(history_content(schema=schema, change=change, at=at, labels=None, values={})).decode()
    texts = _contents(form, stored, labels)
    return [hashlib.sha256(nonce + text.encode()).digest() for nonce, text in zip(nonces, texts, strict=True)]


def _labels(model: Model, stored: Mapping[str, Values]) -> list[dict[str, str] | None]:
    """What the rows that each row points to are called now."""
    named = labelled_columns(model)
    if not named:
        return [None] * len(next(iter(stored.values())))
    parts = zip(*(stored[name] for name in named), strict=True)
    return labels_of(model, [dict(zip(named, part, strict=True)) for part in parts])


def _contents(form: str, stored: Mapping[str, Values], labels: Sequence[Mapping[str, str] | None]) -> Iterator[str]:
    """The canonical text that each row is committed to, column by column: what all rows share is told once.

    ``form`` is that text of a row without labels and values.
    """
    head, middle, tail = form.replace("%", "%%").split("{}")
    varying, cells = [], []
    for name in sorted(stored):
        texts = _texts(stored[name])
        cells.append(f'"{name}":' + (texts[0].replace("%", "%%") if len(texts) == 1 else "%s"))
        if len(texts) > 1:
            varying.append(texts)
    template = f"{head}%s{middle}{{{','.join(cells)}}}{tail}"
    return map(template.__mod__, zip(map(_label_text, labels), *varying, strict=True))


def _label_text(labels: Mapping[str, str] | None) -> str:
    if not labels:
        return "{}"
    return "{" + ",".join([f'"{name}":{encode_basestring(labels[name])}' for name in sorted(labels)]) + "}"


def _texts(column: Values) -> list[str]:
    """The canonical text of each value of a column; a single one where all are the same."""
    types = set(map(type, column))
    if len(types) == 1 and column.count(column[0]) == len(column):
        return [canonical(column[0]).decode()]
    told = types - {type(None)}
    tell = _TELL.get(told.pop(), _any_text) if len(told) == 1 else _any_text
    if type(None) in types:
        return ["null" if value is None else tell(value) for value in column]
    return list(map(tell, column))


def _any_text(value: Any) -> str:
    return canonical(value).decode()


@lru_cache(maxsize=20_000, typed=True)
def _shared_text(value: Any) -> str:
    """The text of a value that comes often and is dear to tell."""
    return canonical(value).decode()


def _uuid_text(value: uuid.UUID) -> str:
    return f'["uuid","{value.hex}"]'


#: What tells the values of a column of one type, as ``canonical`` does but without what surrounds it there.
_TELL: Mapping[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: str,
    uuid.UUID: _uuid_text,
    bool: _shared_text,
    dt.date: _shared_text,
    dt.datetime: _shared_text,
    Decimal: _shared_text,
}
