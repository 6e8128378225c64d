"""The pass over the keys of a whole file: whose row each is, who is named twice, who would stand above themselves.

import-export looks at one row at a time, so that a manager who stands further down is unknown and a key that comes
twice overwrites itself. Here every key is known before the first row is planned.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.lib.formulas import bare
from profiles.models import EmploymentRecord, Profile

from .columns import CLEAR
from .reading import Source

CHUNK = 2000
#: People to a row of the file up to which everybody is looked at instead of those who are named.
_OFTEN = 10

#: A person of the database by key, or of the file by minus the number of the row.
Node = int


def chunks(items: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """The items in lists of at most ``size``."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def cell(row: Sequence[str], index: int | None) -> str:
    """The text of a cell without the spaces around it and the apostrophe of an export; empty where there is none."""
    if index is None or index >= len(row):
        return ""
    return bare(row[index].strip()).strip()


def among(path: str, ids: set[int]) -> Q:
    """The condition that a key is one of these; close together they are a range, which may hold others too."""
    low, high = min(ids), max(ids)
    if high - low < 2 * len(ids):
        return Q((f"{path}__gte", low), (f"{path}__lte", high))
    return Q((f"{path}__in", ids))


class Keys:
    """Whose row each is. ``problems`` has for each row number the column and the sentence of what is wrong."""

    def __init__(self, source: Source, index: Mapping[str, int], *, empty_clears: bool = False) -> None:
        self.problems: dict[int, list[tuple[str, str]]] = defaultdict(list)
        self.total = 0
        self._index, self._empty_clears = index, empty_clears
        self._without_manager: set[int] = set()
        self._number_rows: dict[str, int] = {}
        self._name_rows: dict[str, int] = {}
        self._managers: dict[int, str] = {}
        #: The number of each row, and what it names its person by.
        self._rows, self._numbers, self._names = array("l"), list[str](), list[str]()
        self._collect(source)
        self._person_by_number: dict[str, int] = {}
        self._person_by_name: dict[str, int] = {}
        self._number_of: dict[int, str | None] = {}
        self._lookup()
        self._row_of_person: dict[int, int] = {}
        self._identify()
        self._find_cycles()
        # What only the checks needed is as large as the file.
        self._managers, self._number_of, self._row_of_person = {}, {}, {}

    def _collect(self, source: Source) -> None:
        number_at, name_at, manager_at = (self._index.get(n) for n in ("employee_number", "username", "manager"))
        managers: dict[str, str] = {}
        for row_number, row in source.rows():
            self.total += 1
            number, name = cell(row, number_at), cell(row, name_at)
            number, name = ("" if text == CLEAR else text.lower() for text in (number, name))
            self._once(self._number_rows, number, row_number, "employee_number")
            self._once(self._name_rows, name, row_number, "username")
            if not number and not name:
                column = "employee_number" if number_at is not None else "username"
                self.problems[row_number].append((column, _("Nobody is named in this row. Fill in this cell.")))
            self._rows.append(row_number)
            self._numbers.append(number)
            self._names.append(name)
            manager = cell(row, manager_at)
            if manager == CLEAR or (not manager and self._empty_clears and manager_at is not None):
                self._without_manager.add(row_number)
            elif manager:
                low = manager.lower()
                # Many rows name the same manager: one text for all of them.
                self._managers[row_number] = managers.setdefault(low, low)

    def _once(self, seen: dict[str, int], key: str, row_number: int, column: str) -> None:
        if not key:
            return
        first = seen.setdefault(key, row_number)
        if first != row_number:
            sentence = _("This stands in row %(row)d already. Keep one of the two rows.") % {"row": first}
            self.problems[row_number].append((column, sentence))

    def _lookup(self) -> None:
        """The people of the database whom the file names by number or username."""
        if self.total * _OFTEN > User.objects.count():
            self._lookup_all()
            return
        wanted = {*self._number_rows, *self._managers.values()}
        for chunk in chunks(wanted):
            found = Profile.objects.annotate(low=Lower("employee_number")).filter(low__in=chunk)
            for low, user_id, number in found.values_list("low", "user_id", "employee_number"):
                self._person_by_number[str(low)] = user_id
                self._number_of[user_id] = number
        names = {*self._name_rows, *(m for m in self._managers.values() if m not in self._person_by_number)}
        for chunk in chunks(names):
            accounts = User.objects.annotate(low=Lower("username")).filter(low__in=chunk)
            for low, pk, number in accounts.values_list("low", "pk", "profile__employee_number"):
                self._person_by_name[str(low)] = pk
                self._number_of.setdefault(pk, number)

    def _lookup_all(self) -> None:
        """The same by one look at everybody, where the file names a good part of them: names in a query are dear."""
        managers = set(self._managers.values())
        accounts = User.objects.order_by().values_list("pk", "username", "profile__employee_number")
        for pk, name, number in accounts.iterator(CHUNK):
            low, low_number = name.lower(), number.lower() if number else ""
            if low_number and (low_number in self._number_rows or low_number in managers):
                self._person_by_number[low_number] = pk
                self._number_of[pk] = number
            if low in self._name_rows or low in managers:
                self._person_by_name[low] = pk
                self._number_of[pk] = number

    def _identify(self) -> None:
        """Decide for each row whom it is about, and forget the texts."""
        self._person_of: dict[int, int] = {}
        for row_number, number, name in zip(self._rows, self._numbers, self._names, strict=True):
            person = self._person_by_number.get(number) if number else self._person_by_name.get(name)
            owner = self._person_by_name.get(name) if name else None
            if number and person is None and owner is not None:
                if self._number_of.get(owner):
                    self._complain_of_name(row_number)
                else:
                    person = owner  # an account without a number gets the one of the file
            elif owner is not None and person is not None and owner != person:
                self._complain_of_name(row_number)
            if person is not None:
                self._person_of[row_number] = person
                first = self._row_of_person.setdefault(person, row_number)
                if first != row_number and row_number not in self.problems:
                    sentence = _("This is the same person as in row %(row)d. Keep one of the two rows.")
                    self.problems[row_number].append(("employee_number", sentence % {"row": first}))
        self._complain_of_lost_zeros()
        self._numbers, self._names = [], []

    def _complain_of_name(self, row_number: int) -> None:
        self.problems[row_number].append(("username", _("This username belongs to somebody else. Write another one.")))

    def _complain_of_lost_zeros(self) -> None:
        """Spreadsheets drop leading zeros: 412 is hardly a new person where there is a 00412."""
        padded: dict[str, int] = {}
        for row_number, number in zip(self._rows, self._numbers, strict=True):
            if number.isdigit() and not number.startswith("0") and row_number not in self._person_of:
                padded |= {number.zfill(length): row_number for length in range(len(number) + 1, 11)}
        for chunk in chunks(padded):
            for known in Profile.objects.filter(employee_number__in=chunk).values_list("employee_number", flat=True):
                sentence = _("There is nobody with this number. Did you mean %(known)s? Leading zeros may be lost.")
                self.problems[padded[str(known)]].append(("employee_number", sentence % {"known": known}))

    def person(self, row_number: int) -> int | None:
        """The key of the person whom the row is about; None for somebody new."""
        return self._person_of.get(row_number)

    def new_rows(self) -> Sequence[int]:
        """Numbers of the rows about somebody who is not there yet, in the order of the file."""
        return array("l", (number for number in self._rows if number not in self._person_of))

    def manager(self, text: str) -> Node | None:
        """The person with this employee number, else with this username: of the database or of the file."""
        low = text.lower()
        known = self._person_by_number.get(low)
        if known is not None:
            return known
        row = self._number_rows.get(low) or self._name_rows.get(low)
        if row is not None:
            return self._node(row)
        return self._person_by_name.get(low)

    def has_username(self, name: str) -> bool:
        """Whether a row of the file gives this username, in small letters."""
        return name in self._name_rows

    def numbers(self) -> Iterable[str]:
        """Every employee number that the file names, for suggestions."""
        return [*self._number_rows, *self._person_by_number]

    def _node(self, row_number: int) -> Node:
        return self._person_of.get(row_number) or -row_number

    def _row_of(self, node: Node) -> int | None:
        """The row about this person; None for somebody of whom the file says nothing."""
        return -node if node < 0 else self._row_of_person.get(node)

    def _find_cycles(self) -> None:
        """Walk up from each row: whoever comes back to themselves is named with the row that leads there."""
        above: dict[Node, Node] = {}
        for row_number, text in self._managers.items():
            manager = self.manager(text)
            if manager is not None:
                above[self._node(row_number)] = manager
        self._learn_from_database(above)
        settled: set[Node] = set()
        for row_number in self._managers:
            path: dict[Node, int] = {}
            step: Node | None = self._node(row_number)
            while step is not None and step not in settled and step not in path:
                path[step] = len(path)
                step = above.get(step)
            if step is not None and step in path:
                self._complain_of_cycle([each for each in path if path[each] >= path[step]])
            settled.update(path)

    def _complain_of_cycle(self, circle: list[Node]) -> None:
        rows = sorted(row for row in map(self._row_of, circle) if row in self._managers)
        if len(circle) == 1:
            sentence = _("Nobody reports to themselves. Write another manager.")
        else:
            sentence = _("The managers of rows %(rows)s report to each other in a circle. Change one of them.")
            sentence %= {"rows": ", ".join(map(str, rows[:10]))}
        for row in rows:
            self.problems[row].append(("manager", sentence))

    def _names_manager(self, node: Node) -> bool:
        """Whether the file says who this person's manager is, or that there is none any more."""
        row = self._row_of(node)
        return row in self._managers or row in self._without_manager

    def _learn_from_database(self, above: dict[Node, Node]) -> None:
        """Add the managers of people whom the file refers to and says nothing of, level by level."""
        today = timezone.localdate()
        level = {node for node in above.values() if node > 0 and not self._names_manager(node)}
        asked: set[Node] = set()
        while level:
            asked |= level
            found: set[Node] = set()
            for chunk in chunks(level):
                rows = EmploymentRecord.objects.filter(person_id__in=chunk, manager__isnull=False)
                # Jobs to come count like the one in force: the file's rows have no end.
                rows = rows.overlapping(today, None).order_by("-effective_from")
                for person, manager in rows.values_list("person_id", "manager_id"):
                    above[person] = manager or 0
                    found.add(manager or 0)
            level = {node for node in found - asked if node > 0 and not self._names_manager(node)}
