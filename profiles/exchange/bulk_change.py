"""The same change of many people at once: a file with one row for each, read like any other import.

So it is previewed cell by cell, names who stays out and why, is one operation with a reason, runs as a job where it
is long, and is undone like an import.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from tempfile import TemporaryFile

from django.contrib.auth.models import User
from django.db.models import QuerySet

from profiles.lib.table_writers import csv_chunks
from profiles.models import ImportBatch

from .batches import receive
from .columns import CLEAR, COLUMNS, NEVER_EMPTY, Column
from .tables import PEOPLE

#: What many people have in common; names, numbers and addresses are one person's own.
SHARED = (
    "job_title",
    "department",
    "manager",
    "location",
    "employment_type",
    "fte",
    "cost_centre",
    "company",
    "website",
    "nationality",
    "hire_date",
)
_READ_AT_ONCE = 2000


def changeable(user: User) -> list[Column]:
    """The columns that the account may change of many people at once, in the order of a file."""
    may = {column.name for column in PEOPLE.importable(user)}
    return [column for name, column in COLUMNS.items() if name in SHARED and name in may]


def may_be_empty(column: Column) -> bool:
    """Whether the value can be taken away."""
    return column.name not in NEVER_EMPTY


def as_file(people: QuerySet[User], values: Mapping[str, str], by: User, name: str) -> ImportBatch:
    """The change as a batch that waits for its preview; an empty value takes what is recorded away.

    Raises FileRefused for more people than a file may have, PermissionDenied for an account that may not import.
    """
    cells = [value or CLEAR for value in values.values()]
    keyed = people.order_by("pk").values_list("profile__employee_number", "username")

    def rows() -> Iterator[list[str]]:
        for number, username in keyed.iterator(_READ_AT_ONCE):
            yield [number or "", username, *cells]

    with TemporaryFile() as file:
        file.writelines(csv_chunks(["employee_number", "username", *values], rows()))
        return receive(file, by, name)
