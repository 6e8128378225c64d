"""Who stands above whom on which days, for a whole organisation: circles are found before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from profiles.models import EmploymentRecord
from profiles.models.employment import MAX_MANAGER_DEPTH, OPEN

_Link = tuple[date, date, int]


class Circles:
    """The managers as stored, with ``rows`` (by database column) in the place of those that they change."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        changed = list(rows)
        replaced = {row["id"] for row in changed}
        self._above: dict[int, list[_Link]] = defaultdict(list)
        stored = EmploymentRecord.objects.filter(manager__isnull=False)
        names = ("id", "person_id", "effective_from", "effective_to", "manager_id")
        for pk, *link in stored.values_list(*names).iterator(5000):
            if pk not in replaced:
                self._add(*link)
        for row in changed:
            if row["manager_id"]:
                self._add(*(row[name] for name in names[1:]))

    def _add(self, person: int, since: date, until: date | None, manager: int) -> None:
        self._above[person].append((since, until or OPEN, manager))

    def has(self, row: Mapping[str, Any]) -> bool:
        """Whether the person of the job row stands above their own manager on some day of it."""
        level = {(row["manager_id"], row["effective_from"], row["effective_to"] or OPEN)}
        for _depth in range(MAX_MANAGER_DEPTH):
            if any(person == row["person_id"] for person, _since, _until in level):
                return True
            level = {
                (manager, max(low, since), min(high, until))
                for person, low, high in level
                for since, until, manager in self._above.get(person, ())
                if max(low, since) < min(high, until)
            }
        return False
