"""Who looked at a person's record and documents: for each actor how often and when last, and every look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Max, Q, QuerySet

from profiles.models import Event, RecordKind, Viewer, people

from .ledger import reads_all_events
from .stories import Story, stories_of
from .versions import know_versions, with_versions

ON_ONE_PAGE = 60
_EXPORTS = 10
#: Of so many last acts of an account it is asked whom they were about.
_ACTS = 200

#: What counts as a look, in the order of the table's columns.
LOOKS = (Event.Action.VIEW, Event.Action.PREVIEW, Event.Action.DOWNLOAD, Event.Action.EXPORT)


@dataclass(frozen=True)
class Looker:
    """One account and how often it looked. ``actor`` is None when the account is not known; ``last`` is UTC."""

    actor: User | None
    name: str
    opened: int
    previewed: int
    downloaded: int
    exported: int
    refused: int
    last: datetime


def looks_at(person: User) -> QuerySet[Event]:
    """Every look at the person's record, documents and values."""
    return Event.objects.filter(subject_id=person.pk, action__in=LOOKS)


def lookers(person: User) -> list[Looker]:
    """Everybody who looked, the last one first; two queries."""
    done = Q(outcome=Event.Outcome.DONE)
    counts = {
        name: Count("pk", filter=done & Q(action=action))
        for name, action in zip(("opened", "previewed", "downloaded", "exported"), LOOKS, strict=True)
    }
    rows = list(
        looks_at(person)
        .order_by()
        .values("actor_id")
        .annotate(
            **counts,
            refused=Count("pk", filter=~done),
            last=Max("at"),
            name=Max("operation__actor_name"),
        )
        .order_by("-last")
    )
    asked = {row["actor_id"] for row in rows if row["actor_id"] is not None}
    accounts = {account.pk: account for account in people().filter(pk__in=asked)}
    return [_looker(dict(row), accounts) for row in rows]


def lately_opened(viewer: User, most: int = 6) -> list[int]:
    """Keys of the people whom the account's own last acts were about, the last one first; one query, few rows."""
    acts = Event.objects.filter(actor_id=viewer.pk).order_by("-pk").values_list("subject_id", "outcome")
    people_of = (subject for subject, outcome in acts[:_ACTS] if outcome == Event.Outcome.DONE)
    return list(dict.fromkeys(key for key in people_of if key not in (None, viewer.pk)))[:most]


def list_exports(viewer: Viewer) -> list[Event]:
    """The last exports of lists of people or their records, for those who may read them; one query.

    A list's line has columns, filters and the number of rows: the person may be among them. Like everything that
    is about nobody alone it is for administrators and auditors.
    """
    if not reads_all_events(viewer):
        return []
    kinds = (RecordKind.PERSON, RecordKind.PROFILE, RecordKind.EMPLOYMENT, RecordKind.CONTACT, RecordKind.DOCUMENT)
    events = Event.objects.filter(action=Event.Action.EXPORT, subject_id=None, kind__in=kinds)
    return list(events.select_related("operation").order_by("-pk")[:_EXPORTS])


def _looker(row: dict[str, Any], accounts: Mapping[int, User]) -> Looker:
    actor = accounts.get(row.pop("actor_id") or 0)
    then = row.pop("name") or ""
    return Looker(actor=actor, name=actor.profile.display_name if actor is not None else then, **row)


def looks(person: User, viewer: User, before: int | None = None) -> tuple[list[Story], int | None]:
    """The looks themselves, the newest first, each a story of its own; with where the next page begins."""
    events = looks_at(person)
    if before is not None:
        events = events.filter(pk__lt=before)
    read = list(with_versions(events).select_related("operation").order_by("-pk")[: ON_ONE_PAGE + 1])
    shown = read[:ON_ONE_PAGE]
    know_versions(shown, person)
    found = [story for event in shown for story in stories_of([event], viewer, person)]
    return found, shown[-1].pk if len(read) > ON_ONE_PAGE else None
