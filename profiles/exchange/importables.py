"""Which planner and which writer belong to a table: the one place where the verbs of an import learn of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib.auth.models import User

from profiles.history.bulk import Rows

from .applying import Applier, Progress
from .contact_rows import ContactPlanner
from .department_rows import DepartmentPlanner
from .employment_rows import EmploymentPlanner
from .headers import Headings
from .people_rows import Options
from .planning import Planned, Planner, Tally
from .reading import Source
from .register_writing import RegisterApplier
from .tables import Table


class AnyPlanner(Protocol):
    """What reads a file into plans, window by window; nothing is written by it unless it was made with ``writes``."""

    @property
    def about(self) -> str:
        """How the file was understood, for the digest."""

    @property
    def total(self) -> int:
        """How many rows the file has."""

    @property
    def missing(self) -> Mapping[str, list[str]]:
        """Names of departments and locations that were or would be made."""

    def windows(self) -> Iterator[Sequence[Planned]]:
        """The plans in the order of the file."""


@dataclass(frozen=True)
class Importable:
    """The two classes behind a table."""

    planner: Any
    applier: Any

    def plan(
        self, source: Source, headings: Headings, by: User | None, options: Options, *, writes: bool = False
    ) -> AnyPlanner:
        """A planner over the file. Raises FileRefused for headings that stop it."""
        planner: AnyPlanner = self.planner(source, headings, by, options, writes=writes)
        return planner

    def apply(self, planner: AnyPlanner, skip: Iterable[int], rows: Rows | None, progress: Progress | None) -> Tally:
        """Write all plans but those of the skipped rows and those with errors."""
        tally: Tally = self.applier(planner, skip, rows).run(progress)
        return tally


IMPORTABLES: Mapping[str, Importable] = {
    "people": Importable(Planner, Applier),
    "employment": Importable(EmploymentPlanner, RegisterApplier),
    "contacts": Importable(ContactPlanner, RegisterApplier),
    "departments": Importable(DepartmentPlanner, RegisterApplier),
}


def importable_of(table: Table) -> Importable:
    """The planner and writer of a table."""
    return IMPORTABLES[table.code]
