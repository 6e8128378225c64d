"""How values are written into an exported file, where they are not written as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils import timezone

from profiles.models import Department, Document, Location

Show = Callable[[Any], Any]

#: Between the names of a department's path, from the top down.
PATH_SIGN = " / "


def department_names() -> dict[int, str]:
    """What each department is called in a file: its name; its path where several have the same name."""
    rows = {pk: (name, parent) for pk, name, parent in Department.objects.values_list("pk", "name", "parent_id")}
    often = Counter(name.casefold() for name, _parent in rows.values())
    return {pk: name if often[name.casefold()] == 1 else _path(pk, rows) for pk, (name, _parent) in rows.items()}


def department_paths() -> dict[int, str]:
    """The path of each department from the top down."""
    rows = {pk: (name, parent) for pk, name, parent in Department.objects.values_list("pk", "name", "parent_id")}
    return {pk: _path(pk, rows) for pk in rows}


def _path(pk: int, rows: Mapping[int, tuple[str, int | None]]) -> str:
    steps: list[str] = []
    step: int | None = pk
    while step is not None:
        name, step = rows[step]
        steps.insert(0, name)
    return PATH_SIGN.join(steps)


def _from_table(find: Callable[[], Mapping[Any, str]]) -> Callable[[], Show]:
    def show() -> Show:
        return find().get

    return show


def _location_names() -> dict[int, str]:
    return dict(Location.objects.values_list("pk", "name"))


def _states() -> dict[str, str]:
    return {value: str(label) for value, label in Document.State.choices}


def _share() -> Show:
    @cache
    def show(value: Decimal | None) -> int | float | None:
        """1 and 0.8 instead of 1.000 and 0.800; as a number, so that it can be added up."""
        if value is None:
            return None
        return int(value) if value == value.to_integral_value() else float(value)

    return show


def _last_day() -> Show:
    @cache
    def show(value: date | None) -> date | None:
        """The last day of a period that is kept with its first day afterwards."""
        return value - timedelta(days=1) if value is not None else None

    return show


def _moment() -> Show:
    def show(value: datetime | None) -> str | None:
        """A time in the time zone of the installation, to the minute."""
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value is not None else None

    return show


#: Each makes the function for one export, and looks up what it needs once.
SHOWS: Mapping[str, Callable[[], Show]] = {
    "department": _from_table(department_names),
    "department path": _from_table(department_paths),
    "location": _from_table(_location_names),
    "state": _from_table(_states),
    "share": _share,
    "last day": _last_day,
    "moment": _moment,
}
