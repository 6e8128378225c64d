"""Who wrote a field last: the newest event for each of some fields of a person's rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models

from profiles.models import Event, Operation

from .capture import KIND_AND_SUBJECT
from .days import day_of

#: A field of a row; an empty name stands for the row itself, added or removed.
Place = tuple[type[models.Model], int, str]

_AT_FIRST, _AT_MOST = 300, 20_000
_WHOLE = (Event.Action.CREATE, Event.Action.DELETE, Event.Action.BASELINE)


@dataclass(frozen=True)
class Write:
    """Who wrote it, when (UTC) and why; ``who`` is the name as it was then, empty for the system."""

    at: datetime
    who: str
    reason: str

    @property
    def day(self) -> date:
        """The day on which it was written."""
        return day_of(self.at)


def last_writes(person_id: int, places: Collection[Place], until: datetime | None = None) -> dict[Place, Write]:
    """The newest write of each place, up to ``until``; three queries at most.

    A row that was added or removed explains all of its fields. What lies further back than 20,000 events of the
    person is not found.
    """
    if not places:
        return {}
    kinds = {int(kind): model for model, (kind, _subject) in KIND_AND_SUBJECT.items()}
    wanted: dict[tuple[type[models.Model], int], set[str]] = {}
    for model, pk, name in places:
        wanted.setdefault((model, pk), set()).add(name)
    found: dict[Place, Mapping[str, Any]] = {}
    for start, stop in ((0, _AT_FIRST), (_AT_FIRST, _AT_MOST)):
        for event in _events(person_id, until)[start:stop]:
            key = (kinds.get(event["kind"], models.Model), event["object_id"])
            for name in _explained(event, wanted.get(key, ())):
                found.setdefault((*key, name), event)
        if len(found) == len(set(places)):
            break
    operations = Operation.objects.in_bulk({event["operation_id"] for event in found.values()})
    return {place: _write(event, operations.get(event["operation_id"])) for place, event in found.items()}


def _events(person_id: int, until: datetime | None) -> Any:
    rows = Event.objects.filter(subject_id=person_id, history_id__isnull=False)
    if until is not None:
        rows = rows.filter(at__lte=until)
    return rows.order_by("-id").values("at", "kind", "object_id", "action", "changed", "operation_id")


def _explained(event: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Those of the names that the event wrote."""
    whole = event["action"] in _WHOLE
    return [name for name in names if whole or name in event["changed"]]


def _write(event: Mapping[str, Any], operation: Operation | None) -> Write:
    return Write(
        at=event["at"],
        who=operation.actor_name if operation is not None else "",
        reason=operation.reason if operation is not None else "",
    )
