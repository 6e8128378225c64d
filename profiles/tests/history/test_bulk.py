"""Bulk writers commit to the same bytes as single saves, whatever the values are."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.db import models
from django.utils import timezone

from profiles.history.bulk import FastRows, record
from profiles.history.commitments import columns_of, history_commitment, history_model, schema_of
from profiles.history.context import acting
from profiles.models import CREATED, Event, Location, Profile

pytestmark = pytest.mark.django_db

_TEXTS = ['100 % "quoted" %s {}', "line\nbreak\ttab \\", "Łukasz 明美 🙂", "", "'"]


class Kept(FastRows):
    """Writes nothing and keeps what it is given."""

    def __init__(self) -> None:
        self.given: dict[Any, list[dict[str, Any]]] = {}

    def insert_columns(self, model: type[models.Model], columns: Mapping[str, Sequence[Any]]) -> None:
        """Keep the rows by table."""
        rows = zip(*columns.values(), strict=True)
        self.given[model] = [dict(zip(columns, row, strict=True)) for row in rows]

    def reserve(self, model: type[models.Model], count: int) -> list[int]:
        """Numbers from one."""
        return list(range(1, count + 1))


def _profiles(count: int) -> list[dict[str, Any]]:
    default = {field.attname: field.get_default() for field in Profile._meta.concrete_fields}
    days = [None, dt.date(1980, 2, 29), dt.date(1991, 1, 1)]
    return [
        {
            **default,
            "id": number,
            "user_id": number,
            "public_id": uuid.uuid4(),
            "full_name": _TEXTS[number % 5],
            "employee_number": None if number % 2 else f"E{number}",
            "birth_date": days[number % 3],
            "company": "50 % Müller",
        }
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize("count", [1, 2, 7])
def test_each_row_is_committed_to_as_by_a_single_save(count: int) -> None:
    rows, at, values = Kept(), timezone.now(), _profiles(count)
    with acting(kind="command", route="test", reason="test"):
        record(rows, Profile, CREATED, values, [[]] * count, at)
    history = rows.given[history_model(Profile)]
    for row, kept, event in zip(values, history, rows.given[Event], strict=True):
        stored = {name: row[name] for name in columns_of(Profile)}
        assert event["commitment"] == history_commitment(
            kept["nonce"], schema=schema_of(Profile), change=CREATED, at=at, labels=None, values=stored
        )


@pytest.mark.parametrize("count", [1, 39, 40, 41, 95])
def test_every_row_is_written_however_many_go_together(count: int) -> None:
    columns = ("id", "name", "city", "country", "time_zone")
    wanted = [(1000 + number, f"Place {number}", _TEXTS[number % 5], "DE", "") for number in range(count)]
    FastRows().insert(Location, columns, wanted)
    assert list(Location.objects.filter(pk__gte=1000).order_by("pk").values_list(*columns)) == wanted
