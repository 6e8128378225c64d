"""What one row of a file means for one person: the values to write and, cell by cell, old and new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.lib.formulas import bare
from profiles.people.joining import split_name

from .columns import CLEAR, COLUMNS, NEVER_EMPTY, NULL_WHEN_EMPTY, PERSON, Column
from .headers import nearest
from .job_rows import FACTS, JobPlan, JobRow, plan_job, plan_new_job
from .keys import Keys
from .places import Places
from .values import BadValue, shown

NEW, CHANGED, UNCHANGED, WRONG = "new", "changed", "unchanged", "error"
#: No value is to be written.
UNTOUCHED: Any = object()


@dataclass(frozen=True)
class Options:
    """What the person who imports decided: whether empty cells clear, whether jobs are corrected, what is made."""

    empty_clears: bool = False
    correct_jobs: bool = False
    create_missing: bool = False
    effective_from: date | None = None


@dataclass(slots=True)
class Known:
    """A person as stored: ``values`` in the order of the file's columns, and the job rows in the order of time."""

    person: int
    profile: int | None
    name: str
    values: Sequence[Any]
    hire_date: date | None
    leave_date: date | None
    jobs: list[JobRow]
    is_kept: bool = True
    is_account_kept: bool = True


@dataclass(slots=True)
class Plan:
    """What a row would do. ``user`` and ``profile`` hold the values to write by database column.

    ``changes`` holds column, old text and new text of each cell; ``errors`` column, text and sentence. A manager who
    is new in the same file is minus the number of their row, which ``waits_for`` repeats.
    """

    row: int
    kind: str = UNCHANGED
    key: str = ""
    name: str = ""
    note: str = ""
    known: Known | None = None
    changes: list[list[str]] = field(default_factory=list)
    errors: list[list[str]] = field(default_factory=list)
    user: dict[str, Any] = field(default_factory=dict)
    profile: dict[str, Any] = field(default_factory=dict)
    job: JobPlan | None = None
    waits_for: int | None = None

    @property
    def person(self) -> int | None:
        """The key of the person; None for somebody new."""
        return self.known.person if self.known is not None else None

    def complain(self, column: str, text: str, sentence: str) -> None:
        """Add an error; one for each cell is enough."""
        if any(known == column for known, _text, _sentence in self.errors if column):
            return
        self.errors.append([column, text, sentence])


class RowReader:
    """Reads rows against what is known of the people in them."""

    def __init__(self, index: dict[str, int], keys: Keys, places: Places, options: Options, scope: set[int] | None):
        self.simple = [(at, COLUMNS[name]) for name, at in index.items() if not COLUMNS[name].is_job]
        self.jobs = [(at, COLUMNS[name]) for name, at in index.items() if COLUMNS[name].is_job]
        self.options = options
        self.today = timezone.localdate()
        self._keys, self._places, self._scope = keys, places, scope

    def read(self, number: int, row: Sequence[str], known: Known | None, width: int) -> Plan:
        """The plan of one row; with errors nothing of it counts."""
        plan = Plan(number, known=known)
        for column, sentence in self._keys.problems.get(number, ()):
            plan.complain(column, self._text_of(row, column), sentence)
        if len(row) > width and any(row[width:]):
            sentence = _("This row has more cells than there are headings. Put quotation marks around commas.")
            plan.complain("", row[width], sentence)
        if known is None:
            self._read_new(plan, row)
        elif known.is_kept:
            self._read_known(plan, known, row)
        else:
            sentence = _("This person's record is kept by others. Remove the row.")
            plan.complain("employee_number", self._text_of(row, "employee_number"), sentence)
        plan.key = self._text_of(row, "employee_number") or self._text_of(row, "username")
        self._settle(plan)
        return plan

    def _text_of(self, row: Sequence[str], name: str) -> str:
        for at, column in self.simple:
            if column.name == name:
                return row[at].strip() if at < len(row) else ""
        return next((row[at].strip() for at, column in self.jobs if column.name == name and at < len(row)), "")

    def _settle(self, plan: Plan) -> None:
        if plan.errors:
            plan.kind = WRONG
        elif plan.known is None:
            plan.kind = NEW
        elif plan.changes:
            plan.kind = CHANGED

    def _read_known(self, plan: Plan, known: Known, row: Sequence[str]) -> None:
        plan.name = known.name
        length, clears = len(row), self.options.empty_clears
        for (at, column), old in zip(self.simple, known.values, strict=False):
            text = row[at] if at < length else ""
            if text == old or (not text and not clears) or at >= length:
                continue
            self._compare(plan, column, text, old)
        if self.jobs:
            facts = self._facts(plan, row)
            if not plan.errors:
                self._plan_job(plan, known, facts)
        self._check_person(plan, known)

    def _compare(self, plan: Plan, column: Column, text: str, old: Any) -> None:
        was = shown(old)
        # Browsers send line breaks as two signs, spreadsheets keep one: no difference that a person made.
        if text.replace("\r\n", "\n") == was.replace("\r\n", "\n"):
            return
        value = self._value(plan, column, text)
        if value is UNTOUCHED or value == old or (value is None and not was):
            return
        if column.name in ("employee_number", "username") and was and value.lower() == was.lower():
            return  # the key itself, in other capitals
        plan.changes.append([column.name, was, shown(value)])
        (plan.user if column.model == PERSON else plan.profile)[column.attname] = value

    def _value(self, plan: Plan, column: Column, text: str) -> Any:
        """The value of a cell, or UNTOUCHED; what is wrong with it goes to the plan."""
        words = text.strip()
        if words[:1] == "'":
            words = bare(words).strip()
        if not words or words == CLEAR:
            if column.name in NEVER_EMPTY or column.name == "employee_number":
                if words == CLEAR:
                    plan.complain(column.name, text, _("This cannot be empty. Write a value."))
                return UNTOUCHED
            return None if column.name in NULL_WHEN_EMPTY else ""
        try:
            return self._referred(plan, column, words) if column.is_reference else column.parse(words)
        except BadValue as error:
            plan.complain(column.name, text, str(error))
            return UNTOUCHED

    def _referred(self, plan: Plan, column: Column, words: str) -> int:
        if column.name == "department":
            return self._places.department(words)
        if column.name == "location":
            return self._places.location(words)
        node = self._keys.manager(words)
        if node is None:
            near = nearest(words, self._keys.numbers())
            sentence = _("There is nobody with the employee number “%(number)s”.") % {"number": words}
            offer = "" if near is None else " " + _("Did you mean “%(name)s”?") % {"name": near}
            raise BadValue(sentence + offer)
        plan.waits_for = -node if node < 0 else None
        return node

    def _facts(self, plan: Plan, row: Sequence[str]) -> dict[str, tuple[Any, str]]:
        """The job cells that say something: value and text by the name of the column."""
        found: dict[str, tuple[Any, str]] = {}
        length, clears = len(row), self.options.empty_clears
        for at, column in self.jobs:
            text = row[at] if at < length else ""
            if at >= length or (not text and not clears):
                continue
            value = self._value(plan, column, text)
            if value is not UNTOUCHED:
                found[column.name] = (value, text)
        return found

    def _plan_job(self, plan: Plan, known: Known, facts: dict[str, tuple[Any, str]]) -> None:
        try:
            job = plan_job(known.jobs, facts, self.options, self.today, left=known.leave_date)
        except BadValue as error:
            plan.complain("effective_from", "", str(error))
            return
        if job is None:
            return
        plan.job, plan.note = job, job.note
        for name in FACTS:
            if name in job.changed:
                plan.changes.append([name, self._shown_fact(name, job.old(name)), self._new_fact(name, facts)])
        self._check_scope(plan, "department" in job.changed, job.values.get("department_id"))

    def _shown_fact(self, name: str, value: Any) -> str:
        if name == "department":
            return self._places.department_text(value)
        if name == "location":
            return self._places.location_text(value)
        return shown(value)

    def _new_fact(self, name: str, facts: dict[str, tuple[Any, str]]) -> str:
        value, text = facts[name]
        return text.strip() if name == "manager" and value is not None else self._shown_fact(name, value)

    def _check_scope(self, plan: Plan, moves: bool, department: int | None) -> None:
        if self._scope is not None and moves and department not in self._scope:
            sentence = _("This department is not one of yours. Leave the person where they are, or ask HR.")
            plan.complain("department", "", sentence)

    def _check_person(self, plan: Plan, known: Known) -> None:
        hired = plan.profile.get("hire_date", known.hire_date)
        left = plan.profile.get("leave_date", known.leave_date)
        if (hired, left) != (known.hire_date, known.leave_date):
            _check_dates(plan, hired, left)
        if not known.is_account_kept:
            for name in ("username", "email"):
                if name in plan.user:
                    sentence = _("This account holds a role: only an administrator changes how it signs in.")
                    plan.complain(name, plan.user[name], sentence)

    def _read_new(self, plan: Plan, row: Sequence[str]) -> None:
        for at, column in self.simple:
            text = row[at].strip() if at < len(row) else ""
            if not text or text == CLEAR:
                continue
            value = self._value(plan, column, text)
            if value is not UNTOUCHED:
                (plan.user if column.model == PERSON else plan.profile)[column.attname] = value
                plan.changes.append([column.name, "", shown(value)])
        facts = self._facts(plan, row)
        self._name(plan)
        _check_dates(plan, plan.profile.get("hire_date"), plan.profile.get("leave_date"))
        plan.job = plan_new_job(facts, plan.profile.get("hire_date") or self.today)
        for name, (value, _text) in facts.items():
            if value not in (None, ""):
                plan.changes.append([name, "", self._new_fact(name, facts)])
        department = plan.job.values.get("department_id") if plan.job is not None else None
        self._check_scope(plan, True, department)

    def _name(self, plan: Plan) -> None:
        """Fill in what follows from the other names; somebody without any name is an error."""
        user, profile = plan.user, plan.profile
        given = " ".join(filter(None, (user.get("first_name"), user.get("last_name"))))
        if not profile.get("full_name"):
            profile["full_name"] = given[:200]
        if not given:
            user["first_name"], user["last_name"] = split_name(profile["full_name"])
        plan.name = profile["full_name"]
        if not plan.name and not plan.errors:
            plan.complain("full_name", "", _("Write the name of the person."))


def _check_dates(plan: Plan, hired: date | None, left: date | None) -> None:
    if hired is not None and left is not None and hired > left:
        sentence = _("The last day lies before the hire date. Correct one of them.")
        plan.complain("leave_date", left.isoformat(), sentence)


def check_emails(plans: Sequence[Plan], seen: dict[str, int]) -> None:
    """Complain of work e-mails that belong to somebody else, in the file or in the database."""
    wanted: dict[str, Plan] = {}
    for plan in plans:
        email = str(plan.user.get("email", "")).lower()
        if not email:
            continue
        first = seen.setdefault(email, plan.row)
        if first != plan.row:
            _refuse_email(plan, _("This e-mail stands in row %(row)d already. Write another one.") % {"row": first})
        else:
            wanted[email] = plan
    known = User.objects.exclude(email="").annotate(low=Lower("email")).filter(low__in=list(wanted))
    for low, owner in known.values_list("low", "pk") if wanted else ():
        plan = wanted[str(low)]
        if plan.known is None or plan.known.person != owner:
            _refuse_email(plan, _("This e-mail belongs to somebody else. Write another one."))


def _refuse_email(plan: Plan, sentence: str) -> None:
    plan.complain("email", plan.user["email"], sentence)
    plan.kind = WRONG
