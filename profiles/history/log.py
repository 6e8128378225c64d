"""The audit log over everybody: rows in words, cut into pages by event number, samples that can be drawn again."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.models import Group, User
from django.db.models import Case, CharField, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from profiles.models import (
    Department,
    Document,
    DocumentType,
    DocumentVersion,
    Event,
    Location,
    Operation,
    RecordKind,
    Review,
    Seal,
    Viewer,
    people,
)
from profiles.models.counting import MarkCount, RowCount
from profiles.permissions import know_people

from .changes import Change, changes_of
from .days import day_of
from .filters import OWN_PAGE, EventFilter
from .values import word

#: Rows of one page; rows read at once for a file.
ON_ONE_PAGE, _CHUNK = 50, 400
#: From here on a count is no longer exact: counting a million rows takes longer than showing fifty.
COUNTED = 10_000
_TITLES: Sequence[tuple[RecordKind, QuerySet[Any, Any], str]] = (
    (RecordKind.DOCUMENT, Document.objects.all(), "title"),
    (RecordKind.VERSION, DocumentVersion.objects.all(), "document__title"),
    (RecordKind.DOCUMENT_TYPE, DocumentType.objects.all(), "name"),
    (RecordKind.DEPARTMENT, Department.objects.all(), "name"),
    (RecordKind.LOCATION, Location.objects.all(), "name"),
    (RecordKind.ROLE, Group.objects.all(), "name"),
)


@dataclass(frozen=True)
class LogRow:
    """One event in words; ``changes`` show no value that the reader may not see."""

    event: Event
    changes: Sequence[Change]
    person: User | None
    actor: User | None

    @property
    def operation(self) -> Operation:
        """Who, when, why and from where."""
        return self.event.operation

    @property
    def who(self) -> str:
        """The name of the actor at that time."""
        if self.operation.actor_name:
            return self.operation.actor_name
        return _("Nobody signed in") if self.event.action == Event.Action.LOGIN_FAILED else self._no_name()

    def _no_name(self) -> str:
        return _("The system") if self.operation.is_attributed else _("Author not known")

    @property
    def did(self) -> str:
        """What was done, in one or a few words."""
        return word(Event.Action, self.event.action)

    @property
    def was_refused(self) -> bool:
        """Whether it was tried and refused."""
        return self.event.outcome == Event.Outcome.REFUSED

    @property
    def is_own(self) -> bool:
        """Whether somebody changed their own record by a way that is not the own page."""
        event = self.event
        is_write = event.action in (Event.Action.CREATE, Event.Action.UPDATE, Event.Action.DELETE)
        is_own = event.actor_id is not None and event.actor_id == event.subject_id
        return is_own and (is_write or event.action == Event.Action.PERMISSION) and self._is_elsewhere()

    def _is_elsewhere(self) -> bool:
        return not self.operation.route.startswith(OWN_PAGE)

    @property
    def person_name(self) -> str:
        """The person concerned by the name of today; the account's number when it is gone."""
        if self.person is not None:
            return str(self.person.profile.display_name)
        return _("Account %(n)s") % {"n": self.event.subject_id} if self.event.subject_id else ""

    @property
    def record(self) -> str:
        """What kind of record it was, with its title where it has one."""
        if not self.event.kind:
            return ""
        kind = word(RecordKind, self.event.kind)
        title = getattr(self.event, "title", None)
        return f"{kind} “{title}”" if title else kind

    @property
    def details(self) -> str:
        """What else the event names, where it changed no field."""
        if self.changes or self.event.history_id is not None:
            return ""
        return ", ".join(str(name) for name in self.event.changed)

    @property
    def route(self) -> str:
        """The way by which the act came in."""
        return word(Operation.Kind, self.operation.kind)

    @property
    def day(self) -> str:
        """The day of the event in the time zone of the installation, as addresses have it."""
        return day_of(self.event.at).isoformat()


@dataclass(frozen=True)
class State:
    """How far the ledger is sealed and reviewed, as one looks at it; all None when there is neither."""

    seal: Mapping[str, Any] | None = None
    review: Mapping[str, Any] | None = None

    @property
    def sealed_at(self) -> datetime | None:
        """When the last seal was made (UTC)."""
        return _moment(self.seal["sealed_at"]) if self.seal else None

    @property
    def reviewed_at(self) -> datetime | None:
        """When the last review was made (UTC)."""
        return _moment(self.review["reviewed_at"]) if self.review else None

    @property
    def reviewed_up_to(self) -> int:
        """The number of the last event that was reviewed, 0 for none."""
        return int(self.review["up_to_event"]) if self.review else 0


@dataclass(frozen=True)
class Page:
    """One page of the log. ``older_than`` is the number to ask for the next one with; 0 on the last page.

    ``count`` and ``new`` (since the last review) are exact up to COUNTED.
    """

    rows: Sequence[LogRow] = ()
    older_than: int = 0
    count: int = 0
    new: int = 0
    state: State = field(default_factory=State)

    @cached_property
    def newest(self) -> int:
        """The number of the first event of the page, 0 when it is empty."""
        return self.rows[0].event.pk if self.rows else 0

    @cached_property
    def review_line(self) -> int:
        """The number of the first event of the page that was reviewed, where newer ones stand above; else 0."""
        reviewed = [row.event.pk for row in self.rows if row.event.pk <= self.state.reviewed_up_to]
        return reviewed[0] if reviewed else 0


def _moment(text: str) -> datetime | None:
    """A time as the databases write it in JSON; SQLite leaves out that it is UTC."""
    found = parse_datetime(text)
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found


def read_page(chosen: EventFilter, *, before: int = 0) -> Page:
    """A page of the events that fit, newest first; with ``before`` those older than that event.

    Takes three queries whatever the number of events: the rows with their number and the state of the ledger, the
    people, and the changes.
    """
    events = chosen.qs
    newest = _rows_of(_older(events, before, chosen), events, chosen)
    if not newest:
        return Page(count=_counted(events, chosen).count() if before else 0, state=_state_of(chosen))
    first, shown = newest[0], newest[:ON_ONE_PAGE]
    rows = list(in_words(shown, chosen.viewer, first=_field_asked(chosen)))
    older_than = shown[-1].pk if len(newest) > ON_ONE_PAGE else 0
    return Page(rows, older_than, first.count, first.new, State(first.seal, first.review))


def _newest_first(events: QuerySet[Event], chosen: EventFilter) -> QuerySet[Event]:
    """In the order of the ledger; a period alone goes by time, as there is an index for that."""
    if _by_time(chosen):
        return events.order_by("-at", "-pk")
    return events.order_by("-pk")


def _by_time(chosen: EventFilter) -> bool:
    asked = chosen.chosen()
    return bool({"since", "until"} & asked.keys()) and not {"person", "subject", "actor", "by"} & asked.keys()


def _older(events: QuerySet[Event], before: int, chosen: EventFilter) -> QuerySet[Event]:
    found = _newest_first(events, chosen)
    if not before:
        return found
    if not _by_time(chosen):
        return found.filter(pk__lt=before)
    at = Event.objects.filter(pk=before).values_list("at", flat=True).first()
    # Not "earlier, or as early with a smaller number": that would not go by the index.
    return found.filter(at__lte=at).exclude(at=at, pk__gte=before) if at is not None else found.none()


def _counted(events: QuerySet[Event], chosen: EventFilter) -> QuerySet[Any, Any]:
    """The events to count: no more than tell that there are many."""
    return _newest_first(events, chosen).values("pk")[: COUNTED + 1]


def _rows_of(page: QuerySet[Event], events: QuerySet[Event], chosen: EventFilter) -> list[Any]:
    """The first rows of ``page`` and one more, which tells whether there is another page.

    Each row also has ``count`` and ``new`` of all ``events``, and the last ``seal`` and ``review``.
    """
    numbers = page.values("pk")[: ON_ONE_PAGE + 1]
    rows: QuerySet[Any] = _told(Event.objects.filter(pk__in=numbers))
    reviewed = Coalesce(Subquery(_reviews(chosen).values("up_to_event")[:1]), 0)
    rows = rows.annotate(
        seal=Subquery(_seal()),
        review=Subquery(_review(chosen)),
        count=RowCount(_counted(events, chosen)),
        new=_new(events, reviewed, chosen),
    )
    return list(_newest_first(rows, chosen))


def _new(events: QuerySet[Event], reviewed: Any, chosen: EventFilter) -> RowCount:
    """How many are newer than what was reviewed. In the order of the ledger those come first, in that of time not."""
    if _by_time(chosen):
        return RowCount(_counted(events.filter(pk__gt=reviewed), chosen))
    # Marked, not filtered: PostgreSQL would sort all that it finds to stop after so many.
    mark = Case(When(pk__gt=reviewed, then=1), output_field=IntegerField())
    return MarkCount(_newest_first(events, chosen).annotate(mark=mark).values("mark")[: COUNTED + 1])


def _told(events: QuerySet[Event]) -> QuerySet[Event]:
    """With the circumstances, and the title of what the event is about."""
    titles = [
        When(kind=kind, then=Subquery(rows.filter(pk=OuterRef("object_id")).values(title)[:1]))
        for kind, rows, title in _TITLES
    ]
    return events.select_related("operation").annotate(title=Case(*titles, output_field=CharField()))


def _seal() -> QuerySet[Any, Any]:
    columns = {name: name for name in ("number", "hash", "last_event", "sealed_at")}
    return Seal.objects.order_by("-number").annotate(_seal=JSONObject(**columns)).values("_seal")[:1]


def _review(chosen: EventFilter) -> QuerySet[Any, Any]:
    columns = {name: name for name in ("up_to_event", "note", "reviewed_at", "actor_name")}
    return _reviews(chosen).annotate(_review=JSONObject(**columns)).values("_review")[:1]


def _reviews(chosen: EventFilter) -> QuerySet[Review]:
    """The reviews of the whole log or of exactly these filters, the one that reaches furthest first."""
    return Review.objects.filter(query__in={"", chosen.address()}).order_by("-up_to_event", "-pk")


def _state_of(chosen: EventFilter) -> State:
    seal, review = _seal().first(), _review(chosen).first()
    return State(seal["_seal"] if seal else None, review["_review"] if review else None)


def last_seal() -> Mapping[str, Any] | None:
    """Number, hash, last event and time of the newest seal; None before the first."""
    found = _seal().first()
    return found["_seal"] if found else None


def _field_asked(chosen: EventFilter) -> str:
    return str(chosen.chosen().get("field", "")).partition(".")[2]


def in_words(events: Sequence[Event], viewer: Viewer, *, first: str = "") -> Iterator[LogRow]:
    """Each event with its changes and people; two queries for all of them.

    Of the changes the one of the field ``first`` leads: where a whole record came there may be many.
    """
    subjects = {event.subject_id for event in events if event.subject_id is not None}
    actors = {event.actor_id for event in events if event.actor_id is not None}
    known = {person.pk: person for person in people().filter(pk__in=subjects | actors)} if subjects | actors else {}
    know_people(viewer, subjects)
    changes = changes_of(events, viewer, {pk: person for pk, person in known.items() if pk in subjects})
    for event in events:
        told = sorted(changes[event.pk], key=lambda change: change.name != first)
        yield LogRow(event, told, known.get(event.subject_id or 0), known.get(event.actor_id or 0))


def all_rows(chosen: EventFilter, *, up_to: int) -> Iterator[LogRow]:
    """Every event that fits and is not newer than ``up_to``, newest first, in constant memory."""
    found, before = chosen.qs.filter(pk__lte=up_to), 0
    # Piece by piece rather than with a cursor of the server, which would stay open when the reader goes away.
    while chunk := list(_older(found, before, chosen).values_list("pk", flat=True)[:_CHUNK]):
        yield from _in_order(chunk, chosen.viewer)
        before = chunk[-1]


def _in_order(numbers: Sequence[int], viewer: Viewer) -> Iterator[LogRow]:
    rows = _told(Event.objects.filter(pk__in=numbers)).in_bulk()
    return in_words([rows[number] for number in numbers], viewer)


def newest_event() -> int:
    """The number of the newest event of the ledger, 0 when there is none."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def sample(chosen: EventFilter, *, size: int, seed: str, up_to: int) -> list[LogRow]:
    """``size`` events of the filter drawn by chance, the newest first; the same every time for the same seed.

    Each event not newer than ``up_to`` is given the SHA-256 of "seed:number", and those with the smallest are
    taken: anybody can check the draw, and its order does not depend on the database.
    """
    numbers = chosen.qs.filter(pk__lte=up_to).order_by("pk").values_list("pk", flat=True)
    drawn = heapq.nsmallest(size, numbers.iterator(chunk_size=5000), key=lambda number: _lot(seed, number))
    return list(_in_order(sorted(drawn, reverse=True), chosen.viewer))


def _lot(seed: str, number: int) -> bytes:
    return hashlib.sha256(f"{seed}:{number}".encode()).digest()
