"""The people table as it leaves: the columns of an import, with the job in force today or on another day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.history.as_of import as_of as known_at
from profiles.history.days import end_of_day
from profiles.models import Profile, RecordKind, people

from .columns import COLUMNS, JOB, PERSON, PROFILE, Column
from .exports import ROWS_AT_ONCE, ExportColumn, Register, Rows, shown_rows

_PLACES = {PERSON: "", PROFILE: "profile__", JOB: "job_on_day__"}
_SHOWS = {"department": "department", "location": "location", "fte": "share"}


def _export_column(column: Column) -> ExportColumn:
    path = "manager_known_as" if column.name == "manager" else f"{_PLACES[column.model]}{column.attname}"
    return ExportColumn(column.name, column.label, column.model, column.field, path, show=_SHOWS.get(column.name, ""))


def with_job_on(rows: Rows, day: date) -> Rows:
    """The same people with the job in force on the day, where there is one, in the same query."""
    ends = Q(employment__effective_to=None) | Q(employment__effective_to__gt=day)
    found: Rows = rows.annotate(
        job_on_day=FilteredRelation("employment", condition=Q(employment__effective_from__lte=day) & ends),
        manager_known_as=Coalesce(
            F("job_on_day__manager__profile__employee_number"), F("job_on_day__manager__username")
        ),
    )
    return found


def at_work_on(rows: Rows, day: date) -> Rows:
    """Of these people those who have a job on the day."""
    return with_job_on(rows, day).filter(job_on_day__pk__isnull=False)


def read_people(rows: Rows, columns: Sequence[ExportColumn], day: date | None) -> Iterator[list[Any]]:
    """The values of the columns, one list a person, in the order in which they were added.

    For a day in the past account and profile are read as they were known at its end, from history.
    """
    today = timezone.localdate()
    if day is None:
        rows = with_job_on(rows, today)
    sources = [column.source for column in columns]
    found = rows.order_by("pk")
    if day is None or day >= today:
        return shown_rows(found.values_list(*sources).iterator(ROWS_AT_ONCE), columns)
    keyed = found.values_list("pk", "profile__pk", *sources).iterator(ROWS_AT_ONCE)
    return shown_rows(_as_known(keyed, columns, day), columns)


def _as_known(rows: Iterator[Sequence[Any]], columns: Sequence[ExportColumn], day: date) -> Iterator[list[Any]]:
    """The rows without their two keys, with what history knows of account and profile at the end of the day."""
    parts = [(User, PERSON, 0), (Profile, PROFILE, 1)]
    wanted = {
        label: [(number, c.path.rpartition("__")[2]) for number, c in enumerate(columns) if c.model == label]
        for _model, label, _key in parts
    }
    while chunk := [list(row) for row in islice(rows, ROWS_AT_ONCE)]:
        for model, label, key in parts:
            names = [name for _number, name in wanted[label]]
            past = _past(model, [row[key] for row in chunk], names, day) if names else {}
            for row in chunk:
                for (number, _name), value in zip(wanted[label], past.get(row[key], ()), strict=False):
                    row[number + 2] = value
        yield from (row[2:] for row in chunk)


def _past(model: type[models.Model], pks: Sequence[int], names: Sequence[str], day: date) -> dict[int, tuple[Any, ...]]:
    found = known_at(model, end_of_day(day), pks).values_list(model._meta.pk.name, *names)
    return {pk: values for pk, *values in found}


PEOPLE = Register(
    code="people",
    label=_("people"),
    kind=RecordKind.PERSON,
    permission="auth.view_user",
    columns=tuple(map(_export_column, COLUMNS.values())),
    rows=people,
    person_path="",
    on_day=at_work_on,
    read=read_people,
)
