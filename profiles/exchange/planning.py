"""From a file to plans, row by row: people are loaded 2,000 rows ahead, and nothing is written or locked.

import-export's ``import_data`` builds an instance, a copy of it and an HTML diff for each row; here rows are compared
as tuples and only those that change become more than that. Its ``Result`` is made of the plans in ``resource``.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from django.contrib.auth.models import User
from django.db.models import Q

from profiles import policy
from profiles.models import EmploymentRecord, Profile, people, roles_of, scope_department_ids
from profiles.permissions import as_keeper, keeps_scope_only

from .columns import PERSON
from .errors import FileRefused
from .headers import Headings
from .job_rows import ATTNAMES, JobRow
from .keys import CHUNK, Keys, among, chunks
from .people_rows import CHANGED, NEW, WRONG, Known, Options, Plan, RowReader, check_emails
from .places import Places
from .reading import Source

_JOB_COLUMNS = tuple(ATTNAMES.values())


class Planner:
    """Reads a whole file into plans. ``by`` is None for the system, which may write everything.

    With ``writes`` departments and locations that are missing are made on the way, in the caller's transaction.
    """

    def __init__(
        self,
        source: Source,
        headings: Headings,
        by: User | None,
        options: Options,
        *,
        writes: bool = False,
    ) -> None:
        if headings.problems:
            raise FileRefused("columns", " ".join(headings.problems))
        index = {
            headings.mapping[heading]: at for at, heading in enumerate(source.headings) if headings.mapping.get(heading)
        }
        self.source, self.by, self.options = source, by, options
        self.keys = Keys(source, index, empty_clears=options.empty_clears)
        self.places = Places(("now" if writes else "later") if options.create_missing else "")
        scope = scope_department_ids(by) if by is not None and keeps_scope_only(by) else None
        #: How the file was understood: the same file understood otherwise means something else.
        self.about = repr((sorted(index.items()), options))
        self._reader = RowReader(index, self.keys, self.places, options, scope)
        self._width = len(source.headings)
        self._emails: dict[str, int] = {}
        self._paths = [
            f"profile__{column.attname}" if column.model != PERSON else column.attname
            for _at, column, _cells in self._reader.simple
        ]
        self._touches_account = bool({"username", "email"} & index.keys())
        self._has_jobs = bool(self._reader.jobs)
        self._has_manager = "manager" in index

    @property
    def total(self) -> int:
        """How many rows the file has."""
        return self.keys.total

    @property
    def missing(self) -> Mapping[str, list[str]]:
        """Names of departments and locations that were or would be made."""
        return self.places.missing

    def windows(self) -> Iterator[list[Plan]]:
        """The plans of the file in its order, a window of rows at a time. Raises FileRefused."""
        for rows in chunks(self.source.rows(), CHUNK):
            yield self.plan(rows)

    def plan(self, rows: Sequence[tuple[int, list[str]]]) -> list[Plan]:
        """The plans of these rows against what is stored now."""
        persons = {number: self.keys.person(number) for number, _row in rows}
        known = self.load({pk for pk in persons.values() if pk is not None})
        read, width = self._reader.read, self._width
        plans = [read(number, row, known.get(persons[number] or 0), width) for number, row in rows]
        check_emails([plan for plan in plans if "email" in plan.user], self._emails)
        if self._has_manager:
            self._name_old_managers(plans)
        return plans

    def load(self, ids: set[int]) -> dict[int, Known]:
        """The people of a window by key, with the values of the file's columns and their job rows."""
        if not ids:
            return {}
        jobs = self._jobs(ids) if self._has_jobs else {}
        kept, accounts = kept_by(self.by, ids), self._accounts_of_others(ids)
        head = ("pk", "profile__pk", "profile__full_name", "profile__hire_date", "profile__leave_date", "username")
        rows = User.objects.filter(among("pk", ids)).values_list(*head, *self._paths)
        return {
            row[0]: Known(
                person=row[0],
                profile=row[1],
                name=row[2] or row[5],
                values=row[6:],
                hire_date=row[3],
                leave_date=row[4],
                jobs=jobs.get(row[0], []),
                is_kept=row[0] in kept,
                is_account_kept=row[0] not in accounts,
            )
            for row in rows
            if row[0] in ids
        }

    def _jobs(self, ids: set[int]) -> Mapping[int, list[JobRow]]:
        found: dict[int, list[JobRow]] = defaultdict(list)
        rows = EmploymentRecord.objects.filter(among("person_id", ids)).order_by("effective_from")
        for row in rows.values_list("person_id", "pk", "effective_from", "effective_to", *_JOB_COLUMNS):
            found[row[0]].append(JobRow(row[1], row[2], row[3], dict(zip(_JOB_COLUMNS, row[4:], strict=True))))
        return found

    def _accounts_of_others(self, ids: set[int]) -> set[int]:
        """Those whose sign-in is for administrators alone, because they hold a role."""
        if self.by is None or self.by.is_superuser or not self._touches_account:
            return set()
        held = Q(is_staff=True) | Q(is_superuser=True) | Q(groups__name__in=policy.ROLES)
        return set(User.objects.filter(held, pk__in=ids).values_list("pk", flat=True))

    def _name_old_managers(self, plans: Sequence[Plan]) -> None:
        """Say old managers by employee number instead of key."""
        changed = [
            (plan, change) for plan in plans for change in plan.differing if change[0] == "manager" and change[1]
        ]
        if not changed:
            return
        numbers = numbers_of({int(change[1]) for _plan, change in changed})
        for _plan, change in changed:
            change[1] = numbers[int(change[1])]


def kept_by(user: User | None, ids: set[int]) -> set[int]:
    """Those of the people whose record the account keeps: all for the system and for administrators."""
    if user is None or user.is_superuser:
        return ids
    visible = people().visible_to(as_keeper(user)).filter(pk__in=ids, is_superuser=False)
    return set(visible.values_list("pk", flat=True)) if roles_of(user) & {policy.HR, policy.HR_SCOPED} else set()


def numbers_of(ids: set[int]) -> dict[int, str]:
    """How people are named in a file: by employee number, or username where they have none."""
    rows = Profile.objects.filter(user_id__in=ids).values_list("user_id", "employee_number", "user__username")
    return {pk: number or username for pk, number, username in rows}


class Planned(Protocol):
    """What preview and tally know of a plan, whatever its row is about; ``person`` is whose record it touches."""

    row: int
    kind: str
    name: str
    note: str
    errors: list[list[str]]
    waits_for: int | None

    @property
    def key(self) -> str:
        """By what the row names its record."""

    @property
    def changes(self) -> list[list[str]]:
        """Column, old text and new text of each cell that says something new."""

    def told(self) -> bytes:
        """What the row would do, for the digest; the same only when it would do the same."""

    @property
    def person(self) -> int | None:
        """The key of the person; None for somebody new, and for rows that are nobody's."""


def entry(plan: Planned) -> dict[str, Any]:
    """A plan as the preview keeps it."""
    return {
        "row": plan.row,
        "key": plan.key,
        "person": plan.person,
        "name": plan.name,
        "kind": plan.kind,
        "note": plan.note,
        "changes": plan.changes,
    }


def error_entries(plan: Planned) -> list[dict[str, Any]]:
    """The errors of a plan as the preview keeps them."""
    return [
        {"row": plan.row, "key": plan.key, "column": column, "value": text[:200], "message": sentence}
        for column, text, sentence in plan.errors
    ]


class Tally:
    """The numbers of a whole file, and the digest over every old and new value in it.

    ``about`` says how the file was understood.
    """

    def __init__(self, about: str) -> None:
        self.counts = {NEW: 0, CHANGED: 0, "unchanged": 0, "errors": 0, "held": 0, "conflicts": 0}
        self._hash = hashlib.sha256(about.encode())
        self._wrong_rows: set[int] = set()
        self._waiting: list[tuple[int, int]] = []

    def add(self, plan: Planned) -> None:
        """Count a plan."""
        if plan.kind == WRONG:
            self.counts["errors"] += 1
            self._wrong_rows.add(plan.row)
            self._hash.update(b"error %d\n" % plan.row)
            return
        self.counts[plan.kind] += 1
        if plan.waits_for is not None:
            self._waiting.append((plan.row, plan.waits_for))
        self._hash.update(plan.told())

    def held(self) -> set[int]:
        """Rows without an error that must wait, because their manager stands in a row with one."""
        out, found = set(self._wrong_rows), set[int]()
        while more := {row for row, manager in self._waiting if manager in out and row not in out}:
            out |= more
            found |= more
        self.counts["held"] = len(found)
        return found

    @property
    def digest(self) -> str:
        """SHA-256 in hex over what would change."""
        return self._hash.hexdigest()
