"""What the imports of employment history, contacts and departments share: cells into values, rows into plans.

Unlike people, whose file is read window by window, these rows depend on each other (periods of one person, a tree):
a file of them is planned as a whole, and only rows that change keep more than their number.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from .columns import CLEAR, Column
from .errors import FileRefused
from .headers import Headings
from .keys import CHUNK, cell, chunks
from .people_rows import CHANGED, NEW, UNCHANGED, WRONG, Options, told_changes
from .reading import Source
from .tables import Table, shown_last_day
from .values import BadValue, shown

#: The cell says nothing, or nothing that can be used.
UNTOUCHED: Any = object()


@dataclass(slots=True)
class RegisterPlan:
    """What a row would do to the record ``pk`` (None: a new one). ``values`` holds what to write by database column.

    ``changes`` holds column, old text and new text of each cell; ``errors`` column, text and sentence. ``ends`` is
    another record that is closed by this one: its key and the first day after it. A parent that is new in the same
    file is minus the number of its row, which ``waits_for`` repeats.
    """

    row: int
    kind: str = UNCHANGED
    key: str = ""
    name: str = ""
    note: str = ""
    person: int | None = None
    pk: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[list[str]] = field(default_factory=list)
    errors: list[list[str]] = field(default_factory=list)
    ends: tuple[int, Any] | None = None
    waits_for: int | None = None

    def complain(self, column: str, text: str, sentence: str) -> None:
        """Add an error; one for each cell is enough. A row with an error does nothing."""
        self.kind = WRONG
        if not any(known == column for known, _text, _sentence in self.errors if column):
            self.errors.append([column, text, sentence])

    def told(self) -> bytes:
        """What the row would do, for the digest."""
        return told_changes(self) if self.changes else b""

    def settle(self) -> None:
        """Say what kind of row it has come to be."""
        if self.kind != WRONG:
            self.kind = NEW if self.pk is None else CHANGED if self.changes else UNCHANGED


class RegisterPlanner(ABC):
    """Reads a whole file of one table into plans; ``by`` is None for the system. Raises FileRefused.

    With ``writes`` what is read stays as it is until the caller's transaction ends, and places that are missing are
    made on the way.
    """

    #: Columns without which no record can be; clearing them is an error.
    never_empty: frozenset[str] = frozenset()
    #: Columns that are NULL when there is nothing in them; all others are empty texts.
    null_when_empty: frozenset[str] = frozenset()

    def __init__(
        self, table: Table, source: Source, headings: Headings, by: User | None, options: Options, *, writes: bool
    ) -> None:
        if headings.problems:
            raise FileRefused("columns", " ".join(headings.problems))
        self.table, self.source, self.by, self.options, self.writes = table, source, by, options, writes
        self.index: Mapping[str, int] = {
            headings.mapping[heading]: at for at, heading in enumerate(source.headings) if headings.mapping.get(heading)
        }
        #: How the file was understood: the same file understood otherwise means something else.
        self.about = repr((table.code, sorted(self.index.items()), options))
        self._width = len(source.headings)
        self.missing: dict[str, list[str]] = {"department": [], "location": []}
        self.plans = self.plan()
        self.total = len(self.plans)

    @abstractmethod
    def plan(self) -> list[RegisterPlan]:
        """The plans of all rows in the order of the file."""

    def windows(self) -> Iterator[list[RegisterPlan]]:
        """The plans, some at a time."""
        yield from chunks(self.plans, CHUNK)

    def text(self, row: Sequence[str], name: str) -> str:
        """The text of a cell; empty where there is none."""
        return cell(row, self.index.get(name))

    def begun(self, number: int, row: Sequence[str]) -> RegisterPlan:
        """A plan that knows its row only."""
        plan = RegisterPlan(number)
        if len(row) > self._width and any(row[self._width :]):
            sentence = _("This row has more cells than there are headings. Put quotation marks around commas.")
            plan.complain("", row[self._width], sentence)
        return plan

    def value(self, plan: RegisterPlan, row: Sequence[str], name: str) -> Any:
        """The value of a cell, or UNTOUCHED; what is wrong with it goes to the plan."""
        at, column = self.index.get(name), self.table.columns[name]
        if at is None or at >= len(row):
            return UNTOUCHED
        words = cell(row, at)
        if not words and not self.options.empty_clears:
            return UNTOUCHED
        if not words or words == CLEAR:
            if name not in self.never_empty:
                return None if name in self.null_when_empty else ""
            if words == CLEAR:
                plan.complain(name, words, _("This cannot be empty. Write a value."))
            return UNTOUCHED
        try:
            return self.referred(plan, column, words) if column.is_reference else column.parse(words)
        except BadValue as error:
            plan.complain(name, words, str(error))
            return UNTOUCHED

    def referred(self, plan: RegisterPlan, column: Column, words: str) -> Any:
        """The key of the record that a cell refers to. Raises BadValue."""
        raise NotImplementedError

    def shown(self, name: str, value: Any) -> str:
        """The text of a value, as an export writes it."""
        return shown_last_day(value) if name == "last_day" else shown(value)

    def compare(self, plan: RegisterPlan, name: str, value: Any, old: Any) -> None:
        """Note the change of a cell, when it is one."""
        if value is UNTOUCHED or value == old or (value in (None, "") and old in (None, "")):
            return
        if isinstance(value, str) and isinstance(old, str) and value == old.replace("\r\n", "\n").strip():
            return
        plan.values[self.table.columns[name].attname] = value
        plan.changes.append([name, "" if plan.pk is None else self.shown(name, old), self.shown(name, value)])
