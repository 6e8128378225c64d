"""What is sealed: the commitment of a history row, of an operation, and the leaf of an event."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import models

from profiles.lib.canonical import canonical, commit
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


def operation_content(operation: Operation) -> dict[str, Any]:
    """What an operation is committed to: who, when, why and from where."""
    return {name: getattr(operation, name) for name in OPERATION_COLUMNS}


def operation_commitment(nonce: bytes, operation: Operation) -> bytes:
    """The commitment of one operation, 32 bytes."""
    return commit(nonce, operation_content(operation))


def leaf_content(event: Mapping[str, Any]) -> list[Any]:
    """What the leaf of an event is made of, in order; ``event`` has the columns of ``LEAF_COLUMNS``."""
    return [event[name] for name in LEAF_COLUMNS]


def event_leaf(event: Mapping[str, Any]) -> bytes:
    """The leaf of one event, 32 bytes. Holds numbers, names of fields and commitments, never a value or a name.

    ``event`` has the columns of ``LEAF_COLUMNS``.
    """
    return leaf_hash(canonical(leaf_content(event)))
