"""Writes the plans of a file: all people of it or none, with every history row, in the caller's transaction.

import-export saves row by row, or in bulk without history; here people get their keys first, so that each row of
each table is written once, managers who stand further down included.
"""

from __future__ import annotations

import secrets
import uuid
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import User
from django.db import connection, models
from django.utils import timezone

from profiles.history.bulk import FastRows, Rows, hold_all_jobs, record, record_columns
from profiles.history.commitments import columns_of
from profiles.models import CHANGED, CREATED, Profile

from .job_rows import JobPlan
from .job_writing import JobWriter
from .keys import CHUNK, chunks
from .people_rows import CHANGED as CHANGED_PERSON
from .people_rows import NEW, Plan
from .planning import Planner, Tally
from .usernames import free_usernames, stem_of

Values = Sequence[Any]
Progress = Callable[[int, int], None]


class NewPeople(Mapping[int, int]):
    """The keys that people of the file get, by the number of their row; as small as two numbers for each."""

    def __init__(self, rows: Sequence[int], keys: Iterable[int]) -> None:
        self._rows, self._keys = rows, array("l", keys)

    def __getitem__(self, row: int) -> int:
        at = bisect_left(self._rows, row)
        if at == len(self._rows) or self._rows[at] != row:
            raise KeyError(row)
        return self._keys[at]

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class Applier:
    """Applies a file window by window. ``skip`` holds the numbers of rows that are left out."""

    def __init__(self, planner: Planner, skip: Iterable[int] = (), rows: Rows | None = None) -> None:
        self.planner, self.skip, self.rows = planner, frozenset(skip), rows or FastRows()
        self.tally = Tally(planner.about)
        self.at = timezone.now()
        hold_all_jobs()
        new = planner.keys.new_rows()
        self.ids = NewPeople(new, self.rows.reserve(User, len(new)) if new else ())
        self.jobs = JobWriter(self.rows, self.at, self.ids)
        #: The last row whose person is there.
        self._up_to = 0

    def run(self, progress: Progress | None = None) -> Tally:
        """Write everything and give the tally of what was planned. The caller takes it back when it is not right."""
        done = 0
        for rows in chunks(self.planner.source.rows(), CHUNK):
            plans = self._settled(rows)
            for plan in plans:
                self.tally.add(plan)
            chosen = [plan for plan in plans if plan.row not in self.skip]
            self._add([plan for plan in chosen if plan.kind == NEW])
            self._change([plan for plan in chosen if plan.kind == CHANGED_PERSON])
            self._write_jobs(chosen)
            done += len(rows)
            if progress is not None:
                progress(done, self.planner.keys.total)
        self.jobs.finish()
        self.tally.held()
        return self.tally

    def _settled(self, rows: Sequence[tuple[int, list[str]]]) -> list[Plan]:
        """The plans against what nobody else can change any more."""
        plans = self.planner.plan(rows)
        persons = {plan.known.person for plan in plans if plan.kind == CHANGED_PERSON and plan.known is not None}
        if not persons or connection.vendor == "sqlite":
            return plans
        # Not waiting: whoever holds one of these rows may be waiting for our lock over the jobs.
        accounts = User.objects.select_for_update(nowait=True, no_key=True)
        list(accounts.filter(pk__in=persons).order_by("pk").values_list("pk"))
        profiles = Profile.objects.select_for_update(nowait=True, no_key=True)
        list(profiles.filter(user_id__in=persons).order_by("pk").values_list("pk"))
        changed = {plan.row for plan in plans if plan.kind == CHANGED_PERSON}
        again = {plan.row: plan for plan in self.planner.plan([row for row in rows if row[0] in changed])}
        return [again.get(plan.row, plan) for plan in plans]

    def _add(self, plans: Sequence[Plan]) -> None:
        if not plans:
            return
        self._name(plans)
        count, persons = len(plans), [self.ids[plan.row] for plan in plans]
        account: dict[str, Values] = {
            "id": persons,
            "password": [f"{UNUSABLE_PASSWORD_PREFIX}{secrets.token_hex(20)}" for _plan in plans],
            "date_joined": [self.at] * count,
            "is_active": [False] * count,
        }
        card: dict[str, Values] = {
            "id": self.rows.reserve(Profile, count),
            "user_id": persons,
            "public_id": [uuid.uuid4() for _plan in plans],
        }
        self._insert(User, account, [plan.user for plan in plans])
        self._insert(Profile, card, [plan.profile for plan in plans])
        self._up_to = plans[-1].row

    def _name(self, plans: Sequence[Plan]) -> None:
        nameless = [plan for plan in plans if not plan.user.get("username")]
        if not nameless:
            return
        stems = [stem_of(plan.name, plan.user.get("email", "")) for plan in nameless]
        for plan, name in zip(nameless, free_usernames(stems, self.planner.keys.has_username), strict=True):
            plan.user["username"] = name

    def _insert(self, model: type[models.Model], known: Mapping[str, Values], told: Sequence[dict[str, Any]]) -> None:
        """Insert new rows and record them: what is known of each, what the file says, and else the defaults."""
        said = frozenset[str]().union(*told)
        columns: dict[str, Values] = {}
        for field in model._meta.concrete_fields:
            name = field.attname
            if name in known:
                columns[name] = known[name]
                continue
            default = field.get_default()
            columns[name] = [row.get(name, default) for row in told] if name in said else [default] * len(told)
        self.rows.insert_columns(model, columns)
        record_columns(self.rows, model, CREATED, columns, self.at)

    def _change(self, plans: Sequence[Plan]) -> None:
        users = {plan.known.person: plan.user for plan in plans if plan.user and plan.known is not None}
        self._update(User, users)
        profiles = {}
        for plan in plans:
            if plan.profile and plan.known is not None:
                key = plan.known.profile or Profile.objects.ensure(User.objects.get(pk=plan.known.person)).pk
                profiles[key] = plan.profile
        self._update(Profile, profiles)

    def _update(self, model: type[models.Model], changes: dict[int, dict[str, Any]]) -> None:
        """Change stored rows by key and record them; rows that change the same columns go together."""
        if not changes:
            return
        names = {field.attname: field.name for field in model._meta.concrete_fields}
        stored: dict[int, dict[str, Any]] = {}
        for part in chunks(changes, 500):
            found = model._base_manager.filter(pk__in=part)
            stored |= {row["id"]: dict(row) for row in found.values(*columns_of(model))}
        changed = [[names[column] for column in changes[pk]] for pk in changes]
        if model is Profile:
            changes = {pk: {**values, "version": stored[pk]["version"] + 1} for pk, values in changes.items()}
        groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for pk, values in changes.items():
            groups.setdefault(tuple(values), []).append((*values.values(), pk))
        for columns, rows in groups.items():
            self.rows.update(model, columns, rows)
        record(self.rows, model, CHANGED, [{**stored[pk], **changes[pk]} for pk in changes], changed, self.at)

    def _write_jobs(self, plans: Sequence[Plan]) -> None:
        """Write job rows at once, but keep those that must not stand before others are written."""
        now: list[tuple[int, JobPlan]] = []
        for plan in plans:
            job = plan.job
            if job is None or plan.kind not in (NEW, CHANGED_PERSON):
                continue
            person = plan.known.person if plan.known is not None else self.ids[plan.row]
            manager = job.values.get("manager_id")
            is_later = manager is not None and -manager > self._up_to
            moves = plan.known is not None and "manager" in job.changed
            (self.jobs.waiting if is_later or moves else now).append((person, job))
        self.jobs.write(now)
