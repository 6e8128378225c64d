"""What is sealed: the commitment of a history row, of an operation, and the leaf of an event."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.db import models

from profiles.lib.canonical import canonical, commit, utc_text
from profiles.lib.merkle import leaf_hash
from profiles.models import Operation

#: The columns of an event in the order of its leaf, with the commitment of its operation at the end.
LEAF_COLUMNS = (
    "id",
    "at",
    "operation_id",
    "actor_id",
    "action",
    "kind",
    "object_id",
    "subject_id",
    "history_id",
    "changed",
    "outcome",
    "commitment",
    "operation__commitment",
)

#: What an operation's commitment covers; the rest of its columns is number, salt and the commitment itself.
OPERATION_COLUMNS = (
    "uuid",
    "started_at",
    "kind",
    "actor_id",
    "actor_name",
    "ip",
    "user_agent",
    "session_hash",
    "request_id",
    "route",
    "reason",
    "source_sha256",
    "is_attributed",
)


def history_model(model: type[models.Model]) -> Any:
    """The table of history rows of a tracked model."""
    return _history_model(model)


@cache
def _history_model(model: type[models.Model]) -> Any:
    # Kept, as the library builds a class of manager each time that it is asked.
    # The name that simple-history gives the manager when it prepares the model.
    manager: str = vars(model._meta)["simple_history_manager_attribute"]
    return getattr(model, manager).model


@cache
def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a tracked model that its history rows hold, in the order of the model."""
    return tuple(field.attname for field in history_model(model).tracked_fields)


@cache
def kept_columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of the history rows themselves: those of the model, those that it no longer has, and the salt.

    A column that leaves the model stays with its history, by a base class of the history that names it: what was
    committed to must be there to be checked.
    """
    return tuple(field.attname for field in history_model(model)._meta.concrete_fields)


def schema_code(label: str, columns: Sequence[str]) -> str:
    """The code of a ``RecordSchema``: 16 hex digits that follow from the model and its columns."""
    return hashlib.sha256(canonical([label, list(columns)])).hexdigest()[:16]


@cache
def schema_of(model: type[models.Model]) -> str:
    """The code of the model's columns as they are now."""
    return schema_code(model._meta.label, columns_of(model))


def history_content(
    *, schema: str, change: str, at: datetime, labels: Mapping[str, str] | None, values: Mapping[str, Any]
) -> dict[str, Any]:
    """What a history row is committed to: its values as stored, with the names and the time written beside them."""
    return {"schema": schema, "change": change, "at": at, "labels": labels or {}, "values": values}


def history_commitment(
    nonce: bytes,
    *,
    schema: str,
    change: str,
    at: datetime,
    labels: Mapping[str, str] | None,
    values: Mapping[str, Any],
) -> bytes:
    """The commitment of one history row, 32 bytes."""
    return commit(nonce, history_content(schema=schema, change=change, at=at, labels=labels, values=values))


def operation_values(operation: Operation) -> dict[str, Any]:
    """What an operation is committed to, by the names of ``OPERATION_COLUMNS``."""
    return {name: getattr(operation, name) for name in OPERATION_COLUMNS}


def operation_text(told: Mapping[str, Any]) -> str:
    """The canonical text of an operation: who, when, why and from where.

    ``told`` has the names of ``OPERATION_COLUMNS``; the time may be a datetime or the text that ``stored_time`` makes
    of one, the code a UUID or its hex digits. Equal to ``canonical`` of the values, which every line would wait for.
    """
    actor, kind = told["actor_id"], told["kind"]
    if not {type(actor), type(kind)} <= _PLAIN or not {type(told[name]) for name in _TEXTS} <= _TEXT:
        return canonical(told).decode()
    at, code = told["started_at"], told["uuid"]
    return (
        f'{{"actor_id":{_null(actor)},"actor_name":{_quoted(told["actor_name"])},'
        f'"ip":{"null" if told["ip"] is None else _quoted(told["ip"])},'
        f'"is_attributed":{"true" if told["is_attributed"] else "false"},"kind":{_null(kind)},'
        f'"reason":{_quoted(told["reason"])},"request_id":{_quoted(told["request_id"])},'
        f'"route":{_quoted(told["route"])},"session_hash":{_quoted(told["session_hash"])},'
        f'"source_sha256":{_quoted(told["source_sha256"])},'
        f'"started_at":["time",{_quoted(at if isinstance(at, str) else utc_text(at))}],'
        f'"user_agent":{_quoted(told["user_agent"])},'
        f'"uuid":["uuid",{_quoted(code if isinstance(code, str) else code.hex)}]}}'
    )


def operation_commitment(nonce: bytes, told: Mapping[str, Any]) -> bytes:
    """The commitment of one operation, 32 bytes; ``told`` as for ``operation_text``."""
    return hashlib.sha256(nonce + operation_text(told).encode()).digest()


def leaf_text(event: Mapping[str, Any]) -> str:
    """The canonical text of a line of the ledger; ``event`` has the columns of ``LEAF_COLUMNS``.

    The time may be a datetime or the text that ``stored_time`` makes of one, the fields a list or its JSON.
    """
    numbers = [event[name] for name in _NUMBERS]
    at, changed = event["at"], event["changed"]
    time = at if isinstance(at, str) else utc_text(at)
    fields = _fields(changed) if isinstance(changed, str) else canonical(changed).decode()
    last = f"{_bytes(event['commitment'])},{_bytes(event['operation__commitment'])}]"
    if not set(map(type, numbers)) <= _PLAIN:
        # Text where numbers belong, as only a hand in the database leaves it, must not read like a number.
        numbers = [canonical(number).decode() for number in numbers]
    number, *between, outcome = map(_null, numbers)
    return f'[{number},["time",{_quoted(time)}],{",".join(between)},{fields},{outcome},{last}'


def event_leaf(event: Mapping[str, Any]) -> bytes:
    """The leaf of one event, 32 bytes. Holds numbers, names of fields and commitments, never a value or a name.

    ``event`` has the columns of ``LEAF_COLUMNS``.
    """
    return leaf_hash(leaf_text(event).encode())


def stored_time(value: datetime | str) -> str:
    """The text of a time as the database gives it: SQLite as text in UTC, without the fraction where that is 0."""
    if isinstance(value, datetime):
        return utc_text(value)
    day, _blank, clock = value.partition(" ")
    return f"{day}T{clock}Z" if "." in clock else f"{day}T{clock}.000000Z"


_NUMBERS = (
    *("id", "operation_id", "actor_id", "action", "kind", "object_id", "subject_id", "history_id"),
    "outcome",
)
_TEXTS = ("actor_name", "reason", "request_id", "route", "session_hash", "source_sha256", "user_agent")
_PLAIN = frozenset({int, type(None)})
_TEXT = frozenset({str})
_quoted: Callable[[str], str] = json.encoder.encode_basestring


def _null(value: Any) -> str:
    return "null" if value is None else str(value)


def _bytes(value: Any) -> str:
    return f'["bytes","{value.hex()}"]' if isinstance(value, bytes | memoryview) else canonical(value).decode()


@lru_cache(maxsize=1000)
def _fields(stored: str) -> str:
    """Names of fields as they are told, from their JSON: few sets of fields change together."""
    try:
        return canonical(json.loads(stored)).decode()
    except ValueError:
        return canonical(stored).decode()
