"""Writes the plans of a file of employment history, contacts or departments, with every history row.

Two jobs of a person must not overlap and no tree may be a circle at any moment, also between two statements: what
changes is set loose first, then put where it belongs.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from profiles.history.bulk import FastRows, Rows, record
from profiles.history.commitments import columns_of
from profiles.models import CHANGED, CREATED, Department, EmergencyContact, EmploymentRecord

from .keys import chunks
from .people_rows import CHANGED as CHANGED_ROW
from .people_rows import NEW
from .planning import Tally
from .register_plans import RegisterPlan, RegisterPlanner

Model = type[models.Model]
Loose = Callable[[Mapping[str, Any]], dict[str, Any]]
Progress = Callable[[int, int], None]
MODELS: Mapping[str, Model] = {
    "employment": EmploymentRecord,
    "contacts": EmergencyContact,
    "departments": Department,
}


def loose_job(row: Mapping[str, Any]) -> dict[str, Any]:
    """A job that is in nobody's way: one day long and without a manager."""
    return {"effective_to": row["effective_from"] + timedelta(days=1), "manager_id": None}


def loose_department(_row: Mapping[str, Any]) -> dict[str, Any]:
    """A department that is in no other's way: at the top, under a name of its own."""
    return {"parent_id": None, "name": secrets.token_hex(16)}


LOOSE: Mapping[Model, Loose] = {EmploymentRecord: loose_job, Department: loose_department}


class RowChanges:
    """Changes of stored rows by key, written in two steps: ``loosen`` before others come in, then ``settle``."""

    def __init__(self, rows: Rows, model: Model, changes: Mapping[int, Mapping[str, Any]]) -> None:
        self._rows, self._model = rows, model
        self._stored: dict[int, dict[str, Any]] = {}
        for part in chunks(changes, 500):
            found = model._base_manager.filter(pk__in=part)
            self._stored |= {row["id"]: dict(row) for row in found.values(*columns_of(model))}
        loosen = LOOSE.get(model)
        loose = {pk: loosen(self._stored[pk]) for pk in changes} if loosen is not None else {}
        self._loose = {pk: values for pk, values in loose.items() if values.keys() & changes[pk].keys()}
        self._final = {
            pk: {**{name: self._stored[pk][name] for name in self._loose.get(pk, {})}, **values}
            for pk, values in changes.items()
        }

    def loosen(self) -> None:
        """Set what changes out of the way of everything else."""
        self._update(self._loose)

    def settle(self) -> None:
        """Write what the rows will hold."""
        self._update(self._final)

    def record(self, at: datetime) -> None:
        """Write the history of it."""
        names = {field.attname: field.name for field in self._model._meta.concrete_fields}
        after = [{**self._stored[pk], **values} for pk, values in self._final.items()]
        differing = [
            [names[column] for column, value in values.items() if value != self._stored[pk][column]]
            for pk, values in self._final.items()
        ]
        record(self._rows, self._model, CHANGED, after, differing, at)

    def _update(self, changes: Mapping[int, Mapping[str, Any]]) -> None:
        """Write without history; rows that change the same columns go together."""
        groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for pk, values in changes.items():
            groups.setdefault(tuple(values), []).append((*values.values(), pk))
        for columns, together in groups.items():
            self._rows.update(self._model, columns, together)


class RegisterApplier:
    """Applies the plans. ``skip`` holds the numbers of rows that are left out."""

    def __init__(self, planner: RegisterPlanner, skip: Iterable[int] = (), rows: Rows | None = None) -> None:
        self.planner, self.skip, self.rows = planner, frozenset(skip), rows or FastRows()
        self.at = timezone.now()
        self._model = MODELS[planner.table.code]

    def run(self, progress: Progress | None = None) -> Tally:
        """Write everything and give the tally of what was planned."""
        tally = Tally(self.planner.about)
        for plan in self.planner.plans:
            tally.add(plan)
        chosen = [plan for plan in self.planner.plans if plan.row not in self.skip]
        new = [plan for plan in chosen if plan.kind == NEW]
        keys = self.rows.reserve(self._model, len(new)) if new else []
        ids = {-plan.row: key for plan, key in zip(new, keys, strict=True)}
        changes = {plan.pk: plan.values for plan in chosen if plan.kind == CHANGED_ROW and plan.pk is not None}
        for plan in new:
            if plan.ends is not None:
                changes[plan.ends[0]] = {**changes.get(plan.ends[0], {}), "effective_to": plan.ends[1]}
        for values in (*changes.values(), *(plan.values for plan in new)):
            if (values.get("parent_id") or 0) < 0:
                values["parent_id"] = ids[values["parent_id"]]
        self._write(changes, new, keys)
        if progress is not None:
            progress(self.planner.total, self.planner.total)
        tally.held()
        return tally

    def _write(self, changes: Mapping[int, Mapping[str, Any]], new: list[RegisterPlan], keys: list[int]) -> None:
        columns = columns_of(self._model)
        made = []
        for key, plan in zip(keys, new, strict=True):
            row = {"id": key, **({"person_id": plan.person} if "person_id" in columns else {}), **plan.values}
            made.append({name: row[name] for name in columns})
        changed = RowChanges(self.rows, self._model, changes)
        changed.loosen()
        self.rows.insert(self._model, columns, [tuple(row.values()) for row in made])
        changed.settle()
        # The history names other rows as they are called now: it is written when all of them are there.
        record(self.rows, self._model, CREATED, made, [[]] * len(made), self.at)
        changed.record(self.at)
