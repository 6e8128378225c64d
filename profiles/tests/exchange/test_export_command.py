"""``manage.py export_people``: a whole file or none, and an exit status that says which."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError

from profiles.models import Event, Operation

pytestmark = pytest.mark.django_db


def export(place: Path, *options: str) -> Path:
    call_command("export_people", str(place), *options)
    return place


def refused(place: Path, *options: str) -> str:
    with pytest.raises(CommandError) as refusal:
        export(place, *options)
    assert refusal.value.returncode == 2
    assert not place.exists()
    return str(refusal.value)


def test_the_ending_of_the_name_chooses_the_format(emil: User, tmp_path: Path) -> None:
    as_csv = export(tmp_path / "p.csv").read_text(encoding="utf-8-sig")
    as_json = json.loads(export(tmp_path / "p.json").read_bytes())
    as_sheet: Any = openpyxl.load_workbook(export(tmp_path / "p.xlsx")).active

    assert next(csv.DictReader(as_csv.splitlines()))["employee_number"] == "00412"
    assert as_json[0]["employee_number"] == "00412"
    assert (as_sheet["A1"].value, as_sheet["A2"].value) == ("employee_number", "00412")


def test_filters_and_columns_are_met(emil: User, olga: User, tmp_path: Path) -> None:
    place = export(
        tmp_path / "p.json", "--filter", f"department={emil.employment.get().department_id}", "--columns", "full_name"
    )

    assert json.loads(place.read_bytes()) == [{"full_name": "Emil Brandt"}]


def test_in_the_name_of_somebody_only_what_they_may_take(sven: User, emil: User, tmp_path: Path) -> None:
    rows = json.loads(export(tmp_path / "p.json", "--by", "sven").read_bytes())

    assert [row["full_name"] for row in rows] == ["Sven Dahl"]
    assert Operation.objects.get(events__action=Event.Action.EXPORT).actor_id == sven.pk


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--by", "ghost"], "ghost"),
        (["--by", "aya"], "may not export"),
        (["--as-of", "yesterday"], "2026-05-17"),
        (["--filter", "shoe=42"], "status"),
        (["--filter", "status=odd"], "status"),
        (["--columns", "full_name,salary"], "salary"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(options: list[str], word: str, aya: User, tmp_path: Path) -> None:
    assert word in refused(tmp_path / "p.csv", *options)


def test_a_file_that_was_there_stays_when_the_export_is_refused(emil: User, tmp_path: Path) -> None:
    place = tmp_path / "p.csv"
    place.write_text("old")
    with pytest.raises(CommandError):
        export(place, "--columns", "salary")

    assert place.read_text() == "old"
    assert list(tmp_path.iterdir()) == [place]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "cannot be written" in refused(tmp_path / "away" / "p.csv")
