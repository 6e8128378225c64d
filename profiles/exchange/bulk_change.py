"""The same change of many people at once: a file with one row for each, read like any other import.

So it is previewed cell by cell, names who stays out and why, is one operation with a reason, runs as a job where it
is long, and is undone like an import.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from tempfile import TemporaryFile
from typing import IO

from django.contrib.auth.models import User
from django.db.models import QuerySet

from profiles.lib.formulas import bare
from profiles.lib.table_writers import csv_chunks
from profiles.models import Department, ImportBatch, Location, scope_department_ids
from profiles.permissions import keeps_scope_only

from .columns import CLEAR, COLUMNS, NEVER_EMPTY, Column
from .places import Places
from .tables import PEOPLE
from .uploads import content_of, receive, replace_file

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
_KEYS = ("employee_number", "username")
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
    keyed = people.order_by("pk").values_list("profile__employee_number", "username")
    with _file_of(((number or "", username) for number, username in keyed.iterator(_READ_AT_ONCE)), values) as file:
        batch = receive(file, by, name)
    batch.is_change = True
    batch.save(update_fields=["is_change"])
    return batch


def values_in(batch: ImportBatch) -> dict[str, str]:
    """What the change sets, as ``as_file`` was told. Raises NotNow when the batch is over."""
    with content_of(batch) as source:
        _number, cells = next(source.rows())
        found = dict(zip(source.headings, cells, strict=False))
    return {name: "" if found[name] == CLEAR else bare(found[name]) for name in found if name not in _KEYS}


def usernames_in(batch: ImportBatch, most: int) -> list[str]:
    """The first of the people whom the change is about, in the order of their accounts."""
    with content_of(batch) as source:
        return [bare(cells[1]) for _number, cells in islice(source.rows(), most)]


def change_otherwise(batch: ImportBatch, values: Mapping[str, str]) -> ImportBatch:
    """Let the batch change other fields of the same people; it waits for a new preview.

    Raises FileRefused, and NotNow when the batch is over.
    """
    with content_of(batch) as source:
        keys = ((bare(cells[0]), bare(cells[1])) for _number, cells in source.rows())
        with _file_of(keys, values) as file:
            return replace_file(batch, file)


@contextmanager
def _file_of(keys: Iterable[tuple[str, str]], values: Mapping[str, str]) -> Iterator[IO[bytes]]:
    cells = [value or CLEAR for value in values.values()]
    with TemporaryFile() as file:
        file.writelines(csv_chunks([*_KEYS, *values], ([*key, *cells] for key in keys)))
        yield file
