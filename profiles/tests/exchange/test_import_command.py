"""``manage.py import_people``: exit status, one JSON object, nothing left behind by a look."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from profiles.models import Department, Event, ImportBatch, ImportUpload, Operation, Profile

from .files import Row, csv_of, new_person


def run(folder: Path, *rows: Row, **options: Any) -> tuple[int, dict[str, Any]]:
    """Exit status and the JSON object."""
    path = folder / "people.csv"
    path.write_bytes(csv_of(*rows).getvalue())
    return run_file(path, **options)


def run_file(path: Path, **options: Any) -> tuple[int, dict[str, Any]]:
    out, status = io.StringIO(), 0
    try:
        call_command("import_people", str(path), json=True, stdout=out, **options)
    except SystemExit as end:
        status = int(str(end.code))
    said: dict[str, Any] = json.loads(out.getvalue())
    return status, said


def test_a_dry_run_writes_nothing_at_all(db: None, tmp_path: Path) -> None:
    before = Event.objects.count(), Operation.objects.count()
    status, said = run(tmp_path, new_person(1), dry_run=True)
    assert (status, said["outcome"], said["new"], said["batch"]) == (0, "preview", 1, None)
    assert (Event.objects.count(), Operation.objects.count()) == before
    assert not ImportBatch.objects.exists()


def test_a_file_is_applied_with_reason_and_actor(hana: User, tmp_path: Path) -> None:
    status, said = run(tmp_path, new_person(1), by="hana", reason="Hired in March")
    batch = ImportBatch.objects.get(public_id=said["batch"])
    operation = Operation.objects.get(pk=batch.operation_id or 0)
    assert (status, said["outcome"], said["new"]) == (0, "applied", 1)
    assert (operation.reason, operation.actor_id, operation.route) == ("Hired in March", hana.pk, "import_people")


def test_rows_with_errors_end_with_one_and_write_nothing(db: None, tmp_path: Path) -> None:
    status, said = run(tmp_path, new_person(1), new_person(2, hire_date="2020-02-31"))
    assert (status, said["outcome"]) == (1, "row_errors")
    assert said["errors"][0] | {"message": ""} == {
        "row": 3,
        "key": "N0002",
        "column": "hire_date",
        "value": "2020-02-31",
        "message": "",
    }
    assert not Profile.objects.filter(employee_number="N0001").exists()
    assert not ImportUpload.objects.exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"username,is_superuser\nann,1\n", b"colour\nred\n"])
def test_a_refused_file_ends_with_two(db: None, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    status, said = run_file(path)
    assert (status, said["outcome"]) == (2, "refused")
    assert said["message"].endswith(".")


def test_a_file_that_is_not_there_is_refused(db: None, tmp_path: Path) -> None:
    assert run_file(tmp_path / "none.csv")[0] == 2


def test_an_account_that_may_not_import_is_refused(emil: User, tmp_path: Path) -> None:
    status, said = run(tmp_path, new_person(1), by="emil")
    assert (status, said["outcome"]) == (2, "refused")


def test_an_unknown_account_is_an_error(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        run(tmp_path, new_person(1), by="ghost")


def test_places_are_made_on_request(db: None, tmp_path: Path) -> None:
    row = new_person(1, department="Research", location="Oslo")
    assert run(tmp_path, row)[0] == 1
    assert run(tmp_path, row, create_missing=True)[0] == 0


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_imported_again_changes_nothing(hana: User, emil: User, tmp_path: Path, form: str) -> None:
    emil.profile.bio = "=SUM(1)\n'quoted', “more”; 👩‍🔬"
    emil.profile.mobile, emil.profile.preferred_name = "+45 12 34", "'=x"
    emil.profile.save()
    path = tmp_path / f"out.{form}"
    call_command("export_people", str(path), format=form, stdout=io.StringIO())
    status, said = run_file(path, dry_run=True)
    assert (status, said["new"], said["changed"], said["unchanged"]) == (0, 0, 0, User.objects.count())


def test_other_tables_are_imported_by_their_name(tmp_path: Path, lab: Department) -> None:
    file = tmp_path / "departments.csv"
    file.write_text("path\nCalibration Lab / Pressure\n")

    call_command("import_people", str(file), records="departments", reason="New team")

    assert Department.objects.get(name="Pressure").parent == lab
