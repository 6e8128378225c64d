"""The whole verification: seals, lines, history rows, operations, live records and checkpoints, in this order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from profiles.history.checkpoints import kept_lines
from profiles.history.commitments import event_leaf
from profiles.history.seals import PIECE, leaf_rows
from profiles.lib.merkle import root_of
from profiles.models import Event, Seal

from .chain import check_chain, check_checkpoints
from .drift import check_drift, count_records
from .report import Code, Finding, Report
from .rows import MODEL_OF_KIND, OperationChecker, RowChecker, check_stray, finding_of

Progress = Callable[[str, int, int], None]
#: A clock that goes back by less than this is ordinary correction.
_CLOCK_SLACK = timedelta(seconds=2)


def verify(
    *,
    since: int = 1,
    person: User | None = None,
    checkpoints: Iterable[tuple[str, dict[str, Any]]] = (),
    progress: Progress = lambda _stage, _done, _total: None,
) -> Report:
    """Check everything, or what lies under the seals from number ``since`` on, or what concerns one person.

    ``checkpoints`` are further lines as (place, line); those that the settings name are always read. Changes nothing.
    """
    seals = list(Seal.objects.order_by("number"))
    report = Report(seals=len(seals), last_seal=seals[-1].number if seals else None)
    report.add(check_chain(seals))
    lines = [*kept_lines(), *checkpoints]
    report.checkpoints = len(lines)
    report.add(check_checkpoints(seals, lines))
    _Walk(report, [seal for seal in seals if seal.number >= since], since, person, progress).run()
    total, done = count_records(person), 0
    for compared, findings in check_drift(person):
        done += compared
        report.add(findings)
        progress(_("Records"), done, total)
    report.records = done
    return report


class _Walk:
    """One pass over the events: leaves to roots, rows and operations to commitments."""

    def __init__(self, report: Report, seals: list[Seal], since: int, person: User | None, progress: Progress) -> None:
        self.report, self.seals, self.person, self.progress = report, seals, person, progress
        self.first = seals[0].first_event if seals and since > 1 else 1
        self.rows, self.operations = RowChecker(), OperationChecker()
        self.latest = ""

    def run(self) -> None:
        """Walk once; findings go to the report."""
        self.total = self._events(self.first, None).count()
        for seal in self.seals:
            if self.person is None:
                self._check_sealed(seal)
            elif self._events(seal.first_event, seal.last_event).exists():
                self._check_root(seal)
        if self.person is not None:
            self._consume(self._events(self.first, None))
        else:
            last = self.seals[-1].last_event if self.seals else 0
            before = self.report.events
            self._consume(self._events(max(last + 1, self.first), None))
            self.report.unsealed = self.report.events - before
        self.report.redacted = self.rows.redacted
        self.report.rows = sum(self.rows.seen.values())
        if self.person is None and self.first == 1:
            for kind in MODEL_OF_KIND:
                self.report.add(check_stray(kind, self.rows.seen.get(kind, 0)))

    def _events(self, first: int, last: int | None) -> QuerySet[Event]:
        events = Event.objects.filter(id__gte=first).order_by("id")
        if last is not None:
            events = events.filter(id__lte=last)
        return events.filter(subject_id=self.person.pk) if self.person is not None else events

    def _check_sealed(self, seal: Seal) -> None:
        self._compare(seal, self._consume(self._events(seal.first_event, seal.last_event)))

    def _check_root(self, seal: Seal) -> None:
        """The root over everybody's lines, also where only one person's rows are looked at."""
        events = Event.objects.filter(id__gte=seal.first_event, id__lte=seal.last_event).order_by("id")
        self._compare(seal, [event_leaf(line) for line in leaf_rows(events)])

    def _compare(self, seal: Seal, leaves: list[bytes]) -> None:
        place = _("lines %(first)s to %(last)s, seal %(number)s")
        place %= {"first": seal.first_event, "last": seal.last_event, "number": seal.number}
        if len(leaves) != seal.count:
            self.report.add([Finding(Code.EVENT_COUNT, place)])
        elif root_of(leaves).hex() != seal.root:
            self.report.add([Finding(Code.EVENTS_ALTERED, place)])

    def _consume(self, events: QuerySet[Event]) -> list[bytes]:
        leaves: list[bytes] = []
        lines = leaf_rows(events, self.operations.commitments)
        while batch := list(islice(lines, PIECE)):
            leaves += map(event_leaf, batch)
            self._check_batch(batch)
        return leaves

    def _check_batch(self, batch: list[dict[str, Any]]) -> None:
        self.report.events += len(batch)
        self.report.add(self._clock(batch))
        self.report.add(self.rows.check(batch))
        self.report.add(self.operations.check(batch))
        self.progress(_("Lines"), self.report.events, self.total)

    def _clock(self, batch: list[dict[str, Any]]) -> Iterator[Finding]:
        for line in batch:
            # Texts of this form sort as the times do.
            if line["at"] < self.latest and _went_back(self.latest, line["at"]):
                yield finding_of(Code.CLOCK_BACK, line)
            self.latest = line["at"]


def _went_back(before: str, now: str) -> bool:
    try:
        return datetime.fromisoformat(now) < datetime.fromisoformat(before) - _CLOCK_SLACK
    except ValueError:
        return True
