"""Rows of employment history: the person and the first day say which job it is; periods never overlap.

A row with a new first day is a new job. It ends the one before, as a change from a day on does everywhere else, as
long as the file itself does not say otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from profiles.history.bulk import hold_all_jobs
from profiles.models import EmploymentRecord, scope_department_ids
from profiles.permissions import keeps_scope_only

from .circles import Circles
from .columns import JOB_FACTS, Column
from .headers import Headings
from .keys import chunks
from .people_rows import WRONG, Options
from .persons import Persons
from .places import Places
from .reading import Source
from .register_plans import UNTOUCHED, RegisterPlan, RegisterPlanner
from .tables import EMPLOYMENT, shown_last_day
from .values import BadValue

_FACTS = ("last_day", *JOB_FACTS, "note")
_COLUMNS = tuple(EMPLOYMENT.columns[name].attname for name in _FACTS)
_DEFAULTS: Mapping[str, Any] = {
    "effective_to": None,
    "job_title": "",
    "department_id": None,
    "manager_id": None,
    "location_id": None,
    "employment_type": EmploymentRecord.EmploymentType.PERMANENT.value,
    "fte": Decimal(1),
    "cost_centre": "",
    "note": "",
}


@dataclass(slots=True)
class Period:
    """A job as it will be: ``until`` is the first day after it, None is open. ``is_said``: the file gives that day."""

    since: date
    until: date | None
    pk: int | None = None
    plan: RegisterPlan | None = None
    is_said: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.since <= day and (self.until is None or self.until > day)


class EmploymentPlanner(RegisterPlanner):
    """Plans a file of job rows."""

    never_empty = frozenset({"effective_from", "employment_type", "fte"})
    null_when_empty = frozenset({"last_day", "department", "manager", "location"})

    def __init__(
        self, source: Source, headings: Headings, by: User | None, options: Options, *, writes: bool = False
    ) -> None:
        if writes:
            hold_all_jobs()
        self._places = Places(("now" if writes else "later") if options.create_missing else "")
        self._scope = scope_department_ids(by) if by is not None and keeps_scope_only(by) else None
        self._stored: dict[int, dict[date, dict[str, Any]]] = defaultdict(dict)
        self._by_pk: dict[int, dict[str, Any]] = {}
        self._rows_of: dict[tuple[int, date], int] = {}
        super().__init__(EMPLOYMENT, source, headings, by, options, writes=writes)

    def plan(self) -> list[RegisterPlan]:
        """The plans of all rows."""
        named = ("employee_number", "username", "manager")
        texts = {self.text(row, name) for _number, row in self.source.rows() for name in named}
        self._persons = Persons(texts, self.by)
        self._load()
        plans = [self._read(number, row) for number, row in self.source.rows()]
        of_person: dict[int, list[RegisterPlan]] = defaultdict(list)
        for plan in plans:
            if plan.person is not None and plan.kind != WRONG:
                of_person[plan.person].append(plan)
        for person, own in of_person.items():
            if any(plan.pk is None or "effective_to" in plan.values for plan in own):
                self._fit(person, own)
        self._refuse_circles(plans)
        for plan in plans:
            plan.settle()
        self.missing = self._places.missing
        return plans

    def _load(self) -> None:
        """The job rows of everybody in the file, by person and first day."""
        managers: set[int] = set()
        for chunk in chunks(self._persons.names):
            rows = EmploymentRecord.objects.filter(person_id__in=chunk)
            for row in rows.values("id", "person_id", "effective_from", *_COLUMNS):
                self._stored[row["person_id"]][row["effective_from"]] = self._by_pk[row["id"]] = row
                managers.add(row["manager_id"])
        self._persons.know(managers - {None})

    def _read(self, number: int, row: Sequence[str]) -> RegisterPlan:
        plan = self.begun(number, row)
        text, username = self.text(row, "employee_number"), self.text(row, "username")
        plan.key = text or username
        try:
            plan.person = self._persons.owner(text, username)
        except BadValue as error:
            plan.complain("employee_number" if text or not username else "username", plan.key, str(error))
            return plan
        plan.name = self._persons.names[plan.person]
        since = self.value(plan, row, "effective_from")
        if since is UNTOUCHED or since is None:
            plan.complain("effective_from", "", _("Write from which day the job holds."))
            return plan
        first = self._rows_of.setdefault((plan.person, since), number)
        if first != number:
            sentence = _("This job stands in row %(row)d already. Keep one of the two rows.") % {"row": first}
            plan.complain("effective_from", since.isoformat(), sentence)
            return plan
        self._compare_all(plan, row, since)
        return plan

    def _compare_all(self, plan: RegisterPlan, row: Sequence[str], since: date) -> None:
        old = self._stored[plan.person or 0].get(since)
        if old is None:
            plan.values, plan.note = {**_DEFAULTS, "effective_from": since}, _("new job from %(day)s")
            plan.changes.append(["effective_from", "", since.isoformat()])
        else:
            plan.pk, plan.note = old["id"], _("job from %(day)s")
        plan.note %= {"day": since.isoformat()}
        was = _DEFAULTS if old is None else old
        for name in _FACTS:
            self.compare(plan, name, self.value(plan, row, name), was[self.table.columns[name].attname])
        moves = "department_id" in plan.values and (old is None or "department" in {c[0] for c in plan.changes})
        if self._scope is not None and moves and plan.values["department_id"] not in self._scope:
            sentence = _("This department is not one of yours. Leave the person where they are, or ask HR.")
            plan.complain("department", self.text(row, "department"), sentence)
        if plan.values.get("manager_id") == plan.person:
            plan.complain(
                "manager", self.text(row, "manager"), _("Nobody reports to themselves. Write another manager.")
            )
        until = plan.values.get("effective_to")
        if until is not None and until <= since:
            sentence = _("The last day lies before the first. Correct one of the dates.")
            plan.complain("last_day", self.text(row, "last_day"), sentence)

    def referred(self, plan: RegisterPlan, column: Column, words: str) -> int:
        """The key of a department, a location or a manager. Raises BadValue."""
        if column.name == "department":
            return self._places.department(words)
        if column.name == "location":
            return self._places.location(words)
        return self._persons.find(words)

    def shown(self, name: str, value: Any) -> str:
        """The text of a value: places by name, managers by number."""
        if name == "department":
            return self._places.department_text(value)
        if name == "location":
            return self._places.location_text(value)
        if name == "manager":
            return "" if value is None else self._persons.numbers[value]
        return super().shown(name, value)

    def _fit(self, person: int, plans: Sequence[RegisterPlan]) -> None:
        """Let the new jobs end those before them; complain of periods that overlap all the same."""
        periods = {since: Period(since, row["effective_to"], row["id"]) for since, row in self._stored[person].items()}
        for plan in plans:
            if plan.pk is None:
                since = plan.values["effective_from"]
                until = plan.values["effective_to"]
                periods[since] = Period(since, until, None, plan, is_said=until is not None)
        by_pk = {period.pk: period for period in periods.values() if period.pk is not None}
        for plan in plans:
            if plan.pk is not None:
                period = by_pk[plan.pk]
                period.plan, period.is_said = plan, "effective_to" in plan.values
                period.until = plan.values.get("effective_to", period.until)
        ordered = sorted(periods.values(), key=lambda period: period.since)
        for number, period in enumerate(ordered):
            before = ordered[number - 1] if number else None
            after = ordered[number + 1] if number + 1 < len(ordered) else None
            self._fit_one(period, before, after)

    def _fit_one(self, period: Period, before: Period | None, after: Period | None) -> None:
        covering = before is not None and before.holds_on(period.since)
        if period.pk is None and not period.is_said:
            self._close_new(period, after)
        if before is None or not covering:
            return
        if period.pk is None and not before.is_said and period.plan is not None:
            self._end(before, period.plan, period.since)
            return
        wrong, other = (period, before) if before.plan is None else (before, period)
        sentence = _("This job overlaps with the one from %(day)s. Correct the dates of one of them.")
        if wrong.plan is not None:
            wrong.plan.complain("last_day", shown_last_day(wrong.until), sentence % {"day": other.since.isoformat()})

    def _close_new(self, period: Period, after: Period | None) -> None:
        """A new job without a last day holds as long as the one that it takes over from, and until the next."""
        stored = self._stored[period.plan.person or 0].values() if period.plan is not None else ()
        ends = (row["effective_to"] for row in stored if row["effective_from"] <= period.since)
        until = next((end for end in ends if end is not None and end > period.since), None)
        if after is not None and (until is None or until > after.since):
            until = after.since
        period.until = until
        if until is not None and period.plan is not None:
            period.plan.values["effective_to"] = until
            period.plan.changes.append(["last_day", "", shown_last_day(until)])

    def _end(self, before: Period, plan: RegisterPlan, day: date) -> None:
        """End the job before on the day that the new one begins."""
        if before.pk is not None and before.plan is None:
            plan.ends = before.pk, day
            plan.note += " · " + _("ends the job from %(day)s") % {"day": before.since.isoformat()}
        elif before.plan is not None:
            own = [change for change in before.plan.changes if change[0] != "last_day"]
            own.append(["last_day", shown_last_day(before.until) if before.pk else "", shown_last_day(day)])
            before.plan.values["effective_to"], before.plan.changes = day, own
        before.until = day

    def _refuse_circles(self, plans: Sequence[RegisterPlan]) -> None:
        """Complain of managers who would report to each other on some day."""
        live = [plan for plan in plans if plan.kind != WRONG and plan.person is not None]
        touched = [plan for plan in live if {"manager_id", "effective_to"} & plan.values.keys()]
        if not any(self._final(plan)["manager_id"] for plan in touched):
            return
        circles = Circles(self._final(plan) for plan in live if plan.pk is None or plan.values)
        for plan in touched:
            final = self._final(plan)
            if final["manager_id"] and circles.has(final):
                sentence = _("This manager reports to this person, directly or through others. Write another manager.")
                plan.complain("manager", self.shown("manager", final["manager_id"]), sentence)

    def _final(self, plan: RegisterPlan) -> dict[str, Any]:
        """The row as it will be."""
        if plan.pk is None:
            return {"id": None, "person_id": plan.person, **plan.values}
        return {**self._by_pk[plan.pk], **plan.values}
