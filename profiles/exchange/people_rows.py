"""What one row of a file means for one person: the values to write and, cell by cell, old and new."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.people.joining import split_name

from .cell_values import CellValues
from .cells import UNTOUCHED, Cells, Wrong
from .columns import CLEAR, COLUMNS, PERSON, Column
from .job_rows import FACTS, JobPlan, JobRow, base_of, plan_job, plan_new_job
from .keys import Keys
from .places import Places
from .values import BadValue, shown

NEW, CHANGED, UNCHANGED, WRONG = "new", "changed", "unchanged", "error"


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

    ``differing`` holds column, old text and new text of each cell of somebody who is there, ``errors`` column, text
    and sentence. A manager who is new in the same file is minus the number of their row, which ``waits_for`` repeats.
    """

    row: int
    kind: str = UNCHANGED
    cells: Sequence[str] = ()
    reader: RowReader | None = None
    name: str = ""
    note: str = ""
    known: Known | None = None
    differing: list[list[str]] = field(default_factory=list)
    errors: list[list[str]] = field(default_factory=list)
    user: dict[str, Any] = field(default_factory=dict)
    profile: dict[str, Any] = field(default_factory=dict)
    job: JobPlan | None = None
    waits_for: int | None = None

    @property
    def person(self) -> int | None:
        """The key of the person; None for somebody new."""
        return self.known.person if self.known is not None else None

    @property
    def key(self) -> str:
        """By what the row names its person."""
        return self.reader.key_of(self) if self.reader is not None else ""

    @property
    def changes(self) -> list[list[str]]:
        """Column, old text and new text of each cell that says something new."""
        return self.reader.changes_of(self) if self.kind == NEW and self.reader is not None else self.differing

    def told(self) -> bytes:
        """What the row would do, for the digest: of somebody new the cells say all of it."""
        if self.known is None:
            return "\x1f".join((str(self.row), *self.cells, "\n")).encode(errors="surrogatepass")
        return told_changes(self) if self.differing else b""

    def complain(self, column: str, text: str, sentence: str) -> None:
        """Add an error; one for each cell is enough."""
        if any(known == column for known, _text, _sentence in self.errors if column):
            return
        self.errors.append([column, text, sentence])


def told_changes(plan: Any) -> bytes:
    """Row, person, note and changes of a plan, for the digest."""
    return json.dumps([plan.row, plan.person or 0, plan.note, plan.changes]).encode()


class RowReader:
    """Reads rows against what is known of the people in them."""

    def __init__(self, index: dict[str, int], keys: Keys, places: Places, options: Options, scope: set[int] | None):
        self.options = options
        self.today = timezone.localdate()
        self._index, self._keys, self._places, self._scope = index, keys, places, scope
        values = CellValues(keys, places)
        read = [(at, COLUMNS[name], Cells(partial(values.value, COLUMNS[name]))) for name, at in index.items()]
        self.simple = [each for each in read if not each[1].is_job]
        self.jobs = [each for each in read if each[1].is_job]
        self._of_account = [(at, column, cells) for at, column, cells in self.simple if column.model == PERSON]
        self._of_profile = [(at, column, cells) for at, column, cells in self.simple if column.model != PERSON]

    def read(self, number: int, row: Sequence[str], known: Known | None, width: int) -> Plan:
        """The plan of one row; with errors nothing of it counts."""
        plan = Plan(number, known=known, reader=self)
        for column, sentence in self._keys.problems.get(number, ()):
            plan.complain(column, self._text_of(row, column), sentence)
        if len(row) < width:
            row = [*row, *[""] * (width - len(row))]
        elif len(row) > width and any(row[width:]):
            sentence = _("This row has more cells than there are headings. Put quotation marks around commas.")
            plan.complain("", row[width], sentence)
        plan.cells = row
        if known is None:
            self._read_new(plan, row)
        elif known.is_kept:
            self._read_known(plan, known, row)
        else:
            sentence = _("This person's record is kept by others. Remove the row.")
            plan.complain("employee_number", self._text_of(row, "employee_number"), sentence)
        self._settle(plan)
        return plan

    def _text_of(self, row: Sequence[str], name: str) -> str:
        at = self._index.get(name, len(row))
        return row[at].strip() if at < len(row) else ""

    def key_of(self, plan: Plan) -> str:
        """By what the row names its person."""
        return self._text_of(plan.cells, "employee_number") or self._text_of(plan.cells, "username")

    def changes_of(self, plan: Plan) -> list[list[str]]:
        """The cells of somebody new that say something."""
        row, found = plan.cells, []
        for at, column, cells in self.simple:
            value = cells[row[at]] if row[at] else None
            if _is_said(value):
                found.append([column.name, "", shown(value)])
        for name, (value, text) in self._facts(plan, row).items():
            if value not in (None, ""):
                found.append([name, "", self._new_fact(name, value, text)])
        return found

    def _settle(self, plan: Plan) -> None:
        if plan.errors:
            plan.kind = WRONG
        elif plan.known is None:
            plan.kind = NEW
        elif plan.differing:
            plan.kind = CHANGED

    def _read_known(self, plan: Plan, known: Known, row: Sequence[str]) -> None:
        plan.name = known.name
        clears = self.options.empty_clears
        for (at, column, cells), old in zip(self.simple, known.values, strict=False):
            text = row[at]
            if text == old or (not text and not clears):
                continue
            value = cells[text]
            if value != old:
                self._compare(plan, column, text, value, old)
        if self.jobs and not self._says_the_job(row, known):
            facts = self._facts(plan, row)
            if not plan.errors:
                self._plan_job(plan, known, facts)
        if plan.profile or plan.user:
            self._check_person(plan, known)

    def _compare(self, plan: Plan, column: Column, text: str, value: Any, old: Any) -> None:
        was = shown(old)
        # Browsers send line breaks as two signs, spreadsheets keep one: no difference that a person made.
        if text.replace("\r\n", "\n") == was.replace("\r\n", "\n"):
            return
        if type(value) is Wrong:
            plan.complain(column.name, text, value.sentence)
            return
        if value is UNTOUCHED or (value is None and not was):
            return
        if column.name in ("employee_number", "username") and was and value.lower() == was.lower():
            return  # the key itself, in other capitals
        plan.differing.append([column.name, was, shown(value)])
        (plan.user if column.model == PERSON else plan.profile)[column.attname] = value

    def _facts(self, plan: Plan, row: Sequence[str]) -> dict[str, tuple[Any, str]]:
        """The job cells that say something: value and text by the name of the column."""
        found: dict[str, tuple[Any, str]] = {}
        clears = self.options.empty_clears
        for at, column, cells in self.jobs:
            text = row[at]
            if not text and not clears:
                continue
            value = cells[text]
            if type(value) is Wrong:
                plan.complain(column.name, text, value.sentence)
            elif value is not UNTOUCHED:
                found[column.name] = (value, text)
        manager = found.get("manager", (None,))[0]
        # A manager who is new in this file.
        plan.waits_for = -manager if manager is not None and manager < 0 else None
        return found

    def _says_the_job(self, row: Sequence[str], known: Known) -> bool:
        """Whether the cells say what the job row says already that they would be compared with."""
        base, _day = base_of(known.jobs, self.options.effective_from or self.today, is_given=False)
        if base is None or self.options.empty_clears:
            return False
        for at, column, cells in self.jobs:
            text = row[at]
            if text and (column.name == "effective_from" or cells[text] != base.values[column.attname]):
                return False
        return True

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
                plan.differing.append([name, self._shown_fact(name, job.old(name)), self._new_fact(name, *facts[name])])
        self._check_scope(plan, "department" in job.changed, job.values.get("department_id"))

    def _shown_fact(self, name: str, value: Any) -> str:
        if name == "department":
            return self._places.department_text(value)
        if name == "location":
            return self._places.location_text(value)
        return shown(value)

    def _new_fact(self, name: str, value: Any, text: str) -> str:
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
        self._take(plan, row, self._of_account, plan.user)
        self._take(plan, row, self._of_profile, plan.profile)
        facts = self._facts(plan, row) if self.jobs else {}
        self._name(plan)
        hired = plan.profile.get("hire_date")
        _check_dates(plan, hired, plan.profile.get("leave_date"))
        plan.job = plan_new_job(facts, hired or self.today)
        if self._scope is not None:
            self._check_scope(plan, True, plan.job.values.get("department_id") if plan.job is not None else None)

    def _take(self, plan: Plan, row: Sequence[str], columns: Sequence[Any], into: dict[str, Any]) -> None:
        """Put what the cells of somebody new say into ``into``."""
        for at, column, cells in columns:
            text = row[at]
            if not text:
                continue
            value = cells[text]
            if type(value) is not Wrong:
                if _is_said(value):
                    into[column.attname] = value
            elif text.strip() != CLEAR:
                plan.complain(column.name, text, value.sentence)

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


def _is_said(value: Any) -> bool:
    """Whether the cell of somebody new holds anything."""
    return value is not None and value is not UNTOUCHED and value != "" and type(value) is not Wrong


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
