"""Job rows of an import: what ends is ended first, so that no state in between holds an overlap or a circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from profiles.history.bulk import Rows, record, record_columns
from profiles.history.commitments import columns_of
from profiles.models import CHANGED, CREATED, EmploymentRecord

from .job_rows import ATTNAMES, JobPlan

_FIELD_OF = {attname: name for name, attname in ATTNAMES.items()} | {"effective_to": "effective_to"}


@dataclass
class JobWriter:
    """Writes job plans of many people. ``wait`` keeps those whose manager is not there yet or stands elsewhere."""

    rows: Rows
    at: datetime
    ids: Mapping[int, int]
    waiting: list[tuple[int, JobPlan]] = field(default_factory=list)

    def write(self, plans: Sequence[tuple[int, JobPlan]]) -> None:
        """Write these plans of people by key."""
        if not plans:
            return
        for _person, plan in plans:
            manager = plan.values.get("manager_id")
            if manager is not None and manager < 0:
                plan.values["manager_id"] = self.ids[-manager]
        self._release_managers([plan for _person, plan in plans if plan.is_correction])
        self._end([plan for _person, plan in plans if plan.ends_base])
        self._correct([plan for _person, plan in plans if plan.is_correction])
        self._insert([(person, plan) for person, plan in plans if not plan.is_correction])

    def finish(self) -> None:
        """Write what waited."""
        self.write(self.waiting)
        self.waiting = []

    def _release_managers(self, plans: Sequence[JobPlan]) -> None:
        # For a moment nobody is above them: two people may change places.
        pks = [(None, plan.base.pk) for plan in plans if plan.base is not None and "manager" in plan.changed]
        self.rows.update(EmploymentRecord, ["manager_id"], pks)

    def _end(self, plans: Sequence[JobPlan]) -> None:
        changes = {plan.base.pk: {"effective_to": plan.start} for plan in plans if plan.base is not None}
        self._update(changes)

    def _correct(self, plans: Sequence[JobPlan]) -> None:
        before = {
            plan.base.pk: dict(plan.base.values)
            for plan in plans
            if plan.base is not None and "manager" in plan.changed
        }
        changes = {plan.base.pk: plan.values for plan in plans if plan.base is not None}
        self._update(changes, before)

    def _update(
        self, changes: Mapping[int, Mapping[str, Any]], before: Mapping[int, Mapping[str, Any]] | None = None
    ) -> None:
        """Change stored rows and record them; groups those that change the same columns."""
        if not changes:
            return
        pks = list(changes)
        stored: dict[int, dict[str, Any]] = {}
        for start in range(0, len(pks), 500):
            found = EmploymentRecord.objects.filter(pk__in=pks[start : start + 500])
            stored |= {row["id"]: dict(row) for row in found.values(*columns_of(EmploymentRecord))}
        groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for pk, values in changes.items():
            groups.setdefault(tuple(values), []).append((*values.values(), pk))
        for columns, rows in groups.items():
            self.rows.update(EmploymentRecord, columns, rows)
        after = [{**stored[pk], **changes[pk]} for pk in pks]
        names = [[_FIELD_OF[column] for column in changes[pk]] for pk in pks]
        record(self.rows, EmploymentRecord, CHANGED, after, names, self.at)

    def _insert(self, plans: Sequence[tuple[int, JobPlan]]) -> None:
        if not plans:
            return
        columns: dict[str, Sequence[Any]] = {
            "id": self.rows.reserve(EmploymentRecord, len(plans)),
            "person_id": [person for person, _plan in plans],
            "effective_from": [plan.start for _person, plan in plans],
            "effective_to": [plan.end for _person, plan in plans],
            "note": [""] * len(plans),
        }
        columns |= {name: [plan.values[name] for _person, plan in plans] for name in ATTNAMES.values()}
        self.rows.insert_columns(EmploymentRecord, columns)
        record_columns(self.rows, EmploymentRecord, CREATED, columns, self.at)
