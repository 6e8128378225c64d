"""The days on which something changed for a person, and how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from profiles.models import Event

from .as_of import Record
from .days import day_of, today

#: Bars of the picture of all changes.
BARS = 92


@dataclass(frozen=True)
class ChangeDays:
    """Days with the number of events that wrote something on them; ``dated`` are days from which something holds."""

    recorded: Mapping[date, int]
    dated: frozenset[date] = frozenset()

    @property
    def first(self) -> date | None:
        """The day of the first entry."""
        return min(self.recorded, default=None)

    def before(self, day: date) -> date | None:
        """The last day before this one on which something changed."""
        return max((each for each in (*self.recorded, *self.dated) if each < day), default=None)

    def after(self, day: date) -> date | None:
        """The first day after this one, and not after today, on which something changed."""
        last = today()
        return min((each for each in (*self.recorded, *self.dated) if day < each <= last), default=None)

    def bars(self, start: date, end: date) -> list[float]:
        """The height of each of BARS spans of equal length from ``start`` to ``end``: 0 to 1, in steps as they grow."""
        span = max((end - start).days + 1, 1)
        counts: Counter[int] = Counter()
        for day, count in self.recorded.items():
            if start <= day <= end:
                counts[(day - start).days * BARS // span] += count
        most = max(counts.values(), default=1)
        # The root keeps single changes visible beside a day of hundreds.
        return [round((counts[number] / most) ** 0.5, 2) for number in range(BARS)]


def change_days(person_id: int, known: Record) -> ChangeDays:
    """All of them up to now; one query. The days on which a job begins or ends are those that were ``known``."""
    times = Event.objects.filter(subject_id=person_id, history_id__isnull=False).values_list("at", flat=True)
    return ChangeDays(Counter(day_of(at) for at in times), frozenset(_dated(known)))


def _dated(known: Record) -> Iterable[date]:
    for job in (row for row in known.jobs if not row.is_redacted):
        yield from filter(None, (job["effective_from"], job["effective_to"]))
    for document in known.documents:
        if document["expires_on"] is not None and document["expires_on"] < date.max:
            yield document["expires_on"] + timedelta(days=1)
