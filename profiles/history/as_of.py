"""What was known at a moment: the rows of a table, and the whole record of one person, from history alone.

Of each record the row written last counts among those whose time is not later than the moment: the order of
writing decides between equal times and after a clock was set back. Removed records are gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from profiles.models import (
    REMOVED,
    Department,
    Document,
    EmergencyContact,
    EmploymentRecord,
    Location,
    Profile,
)

from .commitments import columns_of, history_model

#: The tables that make up a person's record, each with the column that says whose row it is.
PARTS: Mapping[type[models.Model], str] = {
    User: "id",
    Profile: "user_id",
    EmploymentRecord: "person_id",
    EmergencyContact: "person_id",
    Document: "person_id",
}
#: What rows of the record point to, with the columns that do.
_POINTED_TO: Sequence[tuple[type[models.Model], type[models.Model], str]] = (
    (Department, EmploymentRecord, "department_id"),
    (Location, EmploymentRecord, "location_id"),
    (Profile, EmploymentRecord, "manager_id"),
    (Profile, Document, "verified_by_id"),
)
_NAMED_BY: Mapping[type[models.Model], tuple[str, str]] = {
    Department: ("id", "name"),
    Location: ("id", "name"),
    Profile: ("user_id", "full_name"),
}
_BESIDE = ("history_id", "history_date", "history_type", "operation_id", "labels", "nonce")

Moment = datetime | None


def as_of(model: type[models.Model], moment: datetime, pks: Collection[Any] | None = None) -> QuerySet[Any]:
    """History rows of the model, one for each record that was there at ``moment``; with ``pks`` only of these.

    Filter and order it like the model itself. A page is fastest by the keys it shows: ``pks``. The keys come from
    the live table and from the rows of removed records, never from all of history.
    """
    table, key = history_model(model).objects, model._meta.pk.attname
    newest = table.filter(**{key: OuterRef("record")}, history_date__lte=moment).order_by("-history_id")
    there = model._base_manager.annotate(record=F("pk"))
    gone = table.filter(history_type=REMOVED).annotate(record=F(key)).order_by()
    if pks is not None:
        there, gone = there.filter(pk__in=pks), gone.filter(**{f"{key}__in": pks})
    first, second = (rows.annotate(newest=Subquery(newest.values("history_id")[:1])) for rows in (there, gone))
    found = table.filter(Q(history_id__in=first.values("newest")) | Q(history_id__in=second.values("newest")))
    if pks is not None:
        found = found.filter(**{f"{key}__in": pks})
    kept: QuerySet[Any] = found.exclude(history_type=REMOVED)
    return kept


@dataclass(frozen=True)
class Row:
    """A row as history keeps it: ``values`` by column, ``labels`` the names it pointed to when it was written.

    ``recorded_at`` is in UTC.
    """

    model: type[models.Model]
    pk: int
    values: Mapping[str, Any]
    labels: Mapping[str, str]
    history_id: int
    recorded_at: datetime
    operation_id: int | None
    is_removal: bool
    is_redacted: bool

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


@dataclass(frozen=True)
class Record:
    """Everything known of one person at ``moment`` (UTC; None is now). ``account`` is None before and after."""

    person_id: int
    moment: Moment
    account: Row | None = None
    profile: Row | None = None
    jobs: Sequence[Row] = ()
    contacts: Sequence[Row] = ()
    documents: Sequence[Row] = ()
    was_removed: bool = False
    names: Mapping[tuple[type[models.Model], int], str] = field(default_factory=dict)

    def job_on(self, day: date) -> Row | None:
        """The job in force on a day as it was known: from inclusive, to exclusive; a redacted row has no days."""
        for row in self.jobs:
            if row.is_redacted:
                continue
            ends = row["effective_to"]
            if row["effective_from"] <= day and (ends is None or ends > day):
                return row
        return None

    def rows(self) -> Iterable[Row]:
        """All rows of the record."""
        return (*filter(None, (self.account, self.profile)), *self.jobs, *self.contacts, *self.documents)

    def name(self, row: Row, column: str) -> str:
        """What the row points to was called at the moment; "" where it points to nothing."""
        pk = row[column]
        if pk is None:
            return ""
        target = next((to for to, model, name in _POINTED_TO if (model, name) == (row.model, column)), None)
        known = self.names.get((target, pk)) if target is not None else None
        return known or row.labels.get(column, "")


def records_at(person_id: int, moments: Sequence[Moment]) -> list[Record]:
    """The record at each of the moments, in eight queries whatever the history."""
    found = {model: _versions(model, column, [person_id], moments) for model, column in PARTS.items()}
    names = _names(found, moments)
    return [
        _record(person_id, moment, {model: rows[number] for model, rows in found.items()}, names[number])
        for number, moment in enumerate(moments)
    ]


def _record(
    person_id: int,
    moment: Moment,
    found: Mapping[type[models.Model], Sequence[Row]],
    names: Mapping[tuple[type[models.Model], int], str],
) -> Record:
    kept = {model: [row for row in rows if not row.is_removal] for model, rows in found.items()}
    return Record(
        person_id,
        moment,
        account=next(iter(kept[User]), None),
        profile=max(kept[Profile], key=lambda row: row.history_id, default=None),
        jobs=sorted(kept[EmploymentRecord], key=lambda row: row["effective_from"], reverse=True),
        contacts=sorted(kept[EmergencyContact], key=lambda row: (row["priority"], row.pk)),
        documents=sorted(kept[Document], key=lambda row: (row["title"], row.pk)),
        was_removed=any(row.is_removal for row in found[User]),
        names=names,
    )


def _versions(
    model: type[models.Model], column: str, owners: Collection[int], moments: Sequence[Moment]
) -> list[list[Row]]:
    """For each moment the newest row of each record that belongs to ``owners`` then; one query."""
    if not owners:
        return [[] for _moment in moments]
    table, key = history_model(model).objects, model._meta.pk.attname
    own = Q(**{f"{column}__in": owners})
    # A record may have had another owner before: its newest row counts, wherever that puts it. Each key once, or
    # PostgreSQL compares every row of the table with every row of the owners.
    keys = table.filter(own).order_by().values(key).distinct()
    known = table.filter(own if column == key else Q(**{f"{key}__in": keys}))
    chosen = Q()
    for moment in set(moments):
        past = known if moment is None else known.filter(history_date__lte=moment)
        chosen |= Q(history_id__in=past.order_by().values(key).annotate(newest=Max("history_id")).values("newest"))
    # Bounded by the records too: PostgreSQL would read the whole table for alternatives alone.
    rows = known.filter(chosen).order_by("history_id").values(*columns_of(model), *_BESIDE)
    written = [_row(model, key, values) for values in rows]
    return [_newest(written, moment, column, owners) for moment in moments]


def _newest(written: Sequence[Row], moment: Moment, column: str, owners: Collection[int]) -> list[Row]:
    """Of rows in the order of writing the last of each record up to the moment, as far as it is the owners'."""
    last = {row.pk: row for row in written if moment is None or row.recorded_at <= moment}
    return [row for row in last.values() if row[column] in owners]


def _row(model: type[models.Model], key: str, values: dict[str, Any]) -> Row:
    history_id, at, change, operation_id, labels, nonce = (values.pop(name) for name in _BESIDE)
    return Row(
        model,
        values[key],
        values,
        labels or {},
        history_id,
        at,
        operation_id,
        is_removal=change == REMOVED,
        is_redacted=nonce is None,
    )


def _names(
    found: Mapping[type[models.Model], Sequence[Sequence[Row]]], moments: Sequence[Moment]
) -> list[dict[tuple[type[models.Model], int], str]]:
    """What everything that the rows point to was called at each moment; one query a table."""
    names: list[dict[tuple[type[models.Model], int], str]] = [{} for _moment in moments]
    for target, (column, text) in _NAMED_BY.items():
        pks = {
            row[name]
            for pointed, model, name in _POINTED_TO
            if pointed is target
            for rows in found[model]
            for row in rows
        } - {None}
        for known, rows in zip(names, _versions(target, column, pks, moments), strict=True):
            known.update({(target, row[column]): row[text] for row in rows if not row.is_removal})
    return names
