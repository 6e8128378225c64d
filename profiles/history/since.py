"""What was written to a record since somebody opened it: the ground on which two people's changes are brought together.

The ledger is the version: a page carries the number of the newest line about its record, and how many there were.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from profiles.models import Event

from .capture import ACTIONS, KIND_AND_SUBJECT
from .snapshots import steps_of

_TOKEN = re.compile(r"(\d{1,18})-(\d{1,18})")


class UnknownVersion(Exception):
    """The page does not say, or says wrongly, which version of the record it was made from."""


@dataclass(frozen=True)
class Touch:
    """A field written since: its value before, and who wrote it last, by the name at that time, and when (UTC)."""

    base: Any
    who: str
    at: datetime


Touches = Mapping[str, Touch]


def version_of(record: models.Model) -> str:
    """The version of the record as it is now, with all that belongs to it when it is a person."""
    facts = _lines_about(record).aggregate(newest=Max("id"), count=Count("id"))
    return f"{facts['newest'] or 0}-{facts['count']}"


def person_with_version(pk: int) -> tuple[User, str]:
    """The person with the profile, and the version of exactly what was read: one query sees one moment."""
    lines = _lines_of_actions().filter(subject_id=OuterRef("pk")).order_by().values("subject_id")
    person = (
        User.objects.select_related("profile")
        .annotate(
            newest_line=Subquery(lines.annotate(found=Max("id")).values("found")),
            count_of_lines=Subquery(lines.annotate(found=Count("id")).values("found")),
        )
        .get(pk=pk)
    )
    return person, f"{person.newest_line or 0}-{person.count_of_lines or 0}"


def touched_since(record: models.Model, version: str) -> Mapping[tuple[type[models.Model], Any], Touches]:
    """By model and key of each record the fields written since that version. Raises UnknownVersion.

    A record added since has no fields that a page could have shown: it is not among them.
    """
    events = lines_since(record, version)
    found: dict[tuple[type[models.Model], Any], dict[str, Touch]] = {}
    steps = steps_of(events)
    for event in events:
        step = steps.get(event.pk)
        if step is None or step.before is None:
            continue
        touches = found.setdefault((step.model, event.object_id), {})
        for name in event.changed:
            column = step.model._meta.get_field(name).attname  # type: ignore[union-attr]
            base = touches[name].base if name in touches else step.before.values.get(column)
            touches[name] = Touch(base, event.operation.actor_name, event.at)
    return found


def lines_since(record: models.Model, version: str) -> list[Event]:
    """The lines about the record since that version, the oldest first. Raises UnknownVersion.

    A line with a smaller number that was still under way when the page was made is counted as not known: then the
    version itself is unknown.
    """
    told = _TOKEN.fullmatch(version)
    if told is None:
        raise UnknownVersion
    newest, count = int(told[1]), int(told[2])
    lines = _lines_about(record)
    if lines.filter(id__lte=newest).count() != count:
        raise UnknownVersion
    return list(lines.filter(id__gt=newest).select_related("operation").order_by("id"))


def _lines_about(record: models.Model) -> QuerySet[Event]:
    lines = _lines_of_actions()
    if isinstance(record, User):
        return lines.filter(subject_id=record.pk)
    kind, _subject = KIND_AND_SUBJECT[type(record)]
    return lines.filter(kind=kind, object_id=record.pk)


def _lines_of_actions() -> QuerySet[Event]:
    return Event.objects.filter(action__in=[int(action) for action in ACTIONS.values()])
