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
from profiles.models import Department, ImportBatch, Location, scope_department_ids
from profiles.permissions import keeps_scope_only

from .batches import receive
from .columns import CLEAR, COLUMNS, NEVER_EMPTY, Column
from .places import Places
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


def places_of(user: User) -> dict[str, list[str]]:
    """By column, the departments and locations that the account may choose, as a file names them."""
    places = Places()
    departments = Department.objects.all()
    if keeps_scope_only(user):
        departments = departments.filter(pk__in=scope_department_ids(user))
    keys = departments.values_list("pk", flat=True)
    locations = Location.objects.values_list("name", flat=True)
    return {"department": sorted(places.department_text(pk) for pk in keys), "location": sorted(locations)}


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
