"""History rows and operations against the lines of the ledger that stand for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import Exists, F, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from profiles.history.capture import ACTIONS, KIND_AND_SUBJECT
from profiles.history.commitments import (
    OPERATION_COLUMNS,
    history_commitment,
    history_model,
    kept_columns,
    operation_commitment,
    stored_time,
)
from profiles.history.schemas import columns_then
from profiles.models import Event, Operation, RecordKind, RecordSchema

from .report import Code, Finding

Line = Mapping[str, Any]

MODEL_OF_KIND: Mapping[int, type[models.Model]] = {int(kind): model for model, (kind, _s) in KIND_AND_SUBJECT.items()}


class RowChecker:
    """Compares batches of events with their history rows; counts what it saw by kind."""

    def __init__(self) -> None:
        self.redactions = _redactions(RecordKind.OPERATION, exclude=True, key="history_id")
        self.schemas = {schema.code: columns_then(schema) for schema in RecordSchema.objects.all()}
        self.seen: dict[int, int] = {}
        self.redacted = 0

    def check(self, lines: Sequence[Line]) -> Iterator[Finding]:
        """Findings about the history rows of these events."""
        by_kind: dict[int, list[Line]] = {}
        for line in lines:
            if line["history_id"] is not None and line["kind"] in MODEL_OF_KIND and line["action"] in _WRITES:
                by_kind.setdefault(line["kind"], []).append(line)
        for kind, group in by_kind.items():
            self.seen[kind] = self.seen.get(kind, 0) + len(group)
            yield from self._check_kind(MODEL_OF_KIND[kind], group)

    def _check_kind(self, model: type[models.Model], lines: list[Line]) -> Iterator[Finding]:
        names = kept_columns(model)
        found = history_model(model).objects.filter(history_id__in=[line["history_id"] for line in lines])
        rows = {row["history_id"]: row for row in found.order_by().values(*names)}
        for line in lines:
            row = rows.get(line["history_id"])
            code = Code.ROW_MISSING if row is None else self._wrong(model, row, line)
            if code:
                yield finding_of(code, line)

    def _wrong(self, model: type[models.Model], row: dict[str, Any], line: Line) -> Code | None:
        same = (
            row["operation_id"] == line["operation_id"]
            and row["history_user_id"] == line["actor_id"]
            and ACTIONS.get(row["history_type"]) == line["action"]
            and row[model._meta.pk.attname] == line["object_id"]
        )
        if not same:
            return Code.ROW_ALTERED
        if row["nonce"] is None:
            if (line["kind"], line["history_id"]) not in self.redactions:
                return Code.ROW_EMPTIED
            self.redacted += 1
            return None
        columns = self.schemas.get(row["schema"])
        if columns is None or not row.keys() >= set(columns.values()):
            return Code.SCHEMA_UNKNOWN
        made = history_commitment(
            bytes(row["nonce"]),
            schema=row["schema"],
            change=row["history_type"],
            at=row["history_date"],
            labels=row["labels"],
            values={then: row[now] for then, now in columns.items()},
        )
        return None if line["commitment"] is not None and made == bytes(line["commitment"]) else Code.ROW_ALTERED


_WRITES = frozenset(int(action) for action in ACTIONS.values())


def finding_of(code: Code, line: Line) -> Finding:
    """The finding about one event and what it stands for."""
    kind = kind_name(line["kind"])
    place = _("%(kind)s %(number)s, line %(line)s") % {"kind": kind, "number": line["object_id"], "line": line["id"]}
    return Finding(code, place, event_id=line["id"], subject_id=line["subject_id"])


@cache
def _kinds() -> dict[int, Any]:
    return dict(RecordKind.choices)


def kind_name(kind: int | None) -> str:
    """What records of the kind are called."""
    return str(_kinds().get(kind or 0, _("record")))


def check_stray(kind: int, seen: int) -> Iterator[Finding]:
    """History rows of the kind that no event stands for; asked one by one only when the numbers differ."""
    model = MODEL_OF_KIND[kind]
    rows = history_model(model).objects
    if rows.count() == seen:
        return
    events = Event.objects.filter(
        kind=kind, object_id=OuterRef(model._meta.pk.attname), history_id=OuterRef("history_id")
    )
    for history_id, pk in rows.filter(~Exists(events)).values_list("history_id", model._meta.pk.attname):
        place = _("%(kind)s %(number)s, history row %(row)s")
        yield Finding(Code.ROW_STRAY, place % {"kind": kind_name(kind), "number": pk, "row": history_id})


class OperationChecker:
    """Compares the circumstances of events with what was committed to, each operation once."""

    def __init__(self) -> None:
        self.redactions = _redactions(RecordKind.OPERATION, exclude=False, key="object_id")
        self.done: set[int] = set()
        self.read: dict[int, tuple[Any, ...]] = {}

    def commitments(self, numbers: set[int]) -> dict[int, Any]:
        """The commitments of these operations, by number; what else was read of them is kept for ``check``."""
        rows = Operation.objects.filter(pk__in=numbers).values_list("pk", "nonce", "commitment", *_told_columns())
        self.read = {row[0]: row[1:] for row in rows}
        return {number: row[1] for number, row in self.read.items()}

    def check(self, lines: Sequence[Line]) -> Iterator[Finding]:
        """Findings about the operations of these events, which ``commitments`` was asked for."""
        new = {line["operation_id"]: line for line in lines if line["operation_id"] not in self.done}
        self.done.update(new)
        for number, line in new.items():
            found = self.read.get(number)
            if found is None:
                yield finding_of(Code.OPERATION_MISSING, line)
                continue
            nonce, commitment, *values = found
            told = dict(zip(OPERATION_COLUMNS, values, strict=True))
            if not self._is_right(number, nonce, commitment, told):
                yield finding_of(Code.OPERATION_ALTERED, line)
            if not told["is_attributed"]:
                yield finding_of(Code.UNATTRIBUTED, line)

    def _is_right(self, number: int, nonce: Any, commitment: Any, told: dict[str, Any]) -> bool:
        if nonce is None:
            return (int(RecordKind.OPERATION), number) in self.redactions
        told["started_at"], told["uuid"] = stored_time(told["started_at"]), told["uuid"].replace("-", "")
        return commitment is not None and operation_commitment(bytes(nonce), told) == bytes(commitment)


def _told_columns() -> list[Any]:
    """The columns of ``OPERATION_COLUMNS``, as text where making objects of them would take most of the time."""
    as_text = {"uuid": Cast("uuid", TextField())}
    if connection.vendor == "sqlite":
        as_text["started_at"] = Cast("started_at", TextField())
    return [as_text.get(name, name) for name in OPERATION_COLUMNS]


def _redactions(kind: RecordKind, *, exclude: bool, key: str) -> set[tuple[int, int]]:
    events: QuerySet[Event] = Event.objects.filter(action=Event.Action.REDACT)
    events = events.exclude(kind=kind) if exclude else events.filter(kind=kind)
    return set(events.values_list("kind", F(key)))


def people_in(lines: Iterable[Line]) -> set[int]:
    """The people whom the lines concern."""
    return {line["subject_id"] for line in lines if line["subject_id"] is not None}
