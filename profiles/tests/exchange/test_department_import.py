"""Departments come in by file: a path says which one, parents may stand further down, circles are refused."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from profiles.exchange.batches import page, undo
from profiles.models import Department
from profiles.tests.factories import make_department, make_job

from .tables import changes_as, errors_as, imported_as, previewed_as

CODE = "departments"


def paths() -> list[str]:
    return sorted(" / ".join(step.name for step in each.path()) for each in Department.objects.all())


def test_parents_may_stand_further_down(hana: User) -> None:
    rows = [{"path": "Operations / Service / North"}, {"path": "Operations / Service"}, {"path": "Operations"}]
    imported_as(CODE, hana, *rows)
    assert "Operations / Service / North" in paths()
    call_command("audit_verify")


def test_name_and_parent_do_without_a_path(hana: User) -> None:
    imported_as(CODE, hana, {"name": "Service", "parent": "Operations"}, {"name": "Operations", "parent": ""})
    assert "Operations / Service" in paths()


def test_a_department_is_renamed_and_moved(hana: User, lab: Department) -> None:
    make_department("North")
    row = {"path": "Calibration Lab", "name": "Metrology", "parent": "North"}
    (change,) = changes_as(CODE, hana, row)
    assert change["changes"] == [["name", "Calibration Lab", "Metrology"], ["parent", "", "North"]]
    imported_as(CODE, hana, row)
    assert paths() == ["North", "North / Metrology"]


def test_two_departments_may_change_names_and_places(hana: User) -> None:
    lower = make_department("B", make_department("A"))
    rows = [{"path": "A", "name": "B", "parent": "A / B"}, {"path": "A / B", "name": "A", "parent": "#CLEAR"}]
    imported_as(CODE, hana, *rows)
    lower.refresh_from_db()
    assert (lower.name, paths()[1:]) == ("A", ["A / B", hana.employment.get().department.name])  # type: ignore[union-attr]
    call_command("audit_verify")


def test_a_new_department_may_take_a_name_that_becomes_free(hana: User) -> None:
    make_department("North")
    imported_as(CODE, hana, {"path": "North", "name": "Old North"}, {"path": "New", "name": "New"})
    assert {"Old North", "New"} <= set(paths())


@pytest.mark.parametrize(
    ("rows", "column", "words"),
    [
        ([{"path": "Nowhere / Lab"}], "path", "no department “Nowhere”"),
        ([{"name": "Lab", "parent": "Calibration Lap"}], "parent", "Did you mean “Calibration Lab”?"),
        ([{"path": "Calibration Lab", "parent": "Calibration Lab"}], "parent", "below itself"),
        ([{"path": "X", "valid_from": "2024-01-01", "last_day": "2023-01-01"}], "last_day", "before the first"),
        ([{"path": "Calibration Lap", "name": "Lab"}], "path", "Did you mean “Calibration Lab”?"),
        ([{"path": "X"}, {"path": "x"}], "path", "row 2"),
        ([{"path": "Calibration Lab", "name": "x" * 101}], "name", "at most 100"),
        ([{"path": "", "valid_from": "2024-01-01"}], "path", "Write the name"),
    ],
)
def test_what_is_wrong_is_said_with_its_column(
    rows: list[dict[str, str]], column: str, words: str, hana: User, lab: Department
) -> None:
    assert words in errors_as(CODE, hana, *rows)[column]


def test_a_circle_over_file_and_database_is_refused(hana: User) -> None:
    make_department("C", make_department("B", make_department("A")))
    assert "below itself" in errors_as(CODE, hana, {"path": "A", "parent": "A / B / C"})["parent"]
    both = previewed_as(CODE, hana, {"name": "P", "parent": "Q"}, {"name": "Q", "parent": "P"})
    assert both.counts["errors"] + both.counts["held"] == 2


def test_two_of_a_name_side_by_side_are_refused(hana: User, lab: Department) -> None:
    make_department("North")
    assert "already there" in errors_as(CODE, hana, {"path": "North", "name": "calibration lab"})["name"]


def test_a_row_waits_for_a_parent_with_an_error(hana: User) -> None:
    rows = [{"path": "A", "valid_from": "soon"}, {"path": "A / B", "valid_from": ""}]
    batch = previewed_as(CODE, hana, *rows)
    assert (batch.counts["errors"], batch.counts["held"]) == (1, 1)


def test_departments_belong_to_no_scope(sven: User, aya: User, emil: User) -> None:
    for nobody in (sven, aya, emil):
        with pytest.raises(PermissionDenied):
            previewed_as(CODE, nobody, {"path": "X"})


def test_an_undo_restores_names_and_removes_what_is_empty(hana: User, lab: Department) -> None:
    before = paths()
    batch = imported_as(
        CODE, hana, {"path": "Calibration Lab", "name": "Lab"}, {"path": "New"}, {"path": "New / Below"}
    )
    undo(batch, hana, "Wrong file")
    assert (paths(), batch.state) == (before, "undone")
    call_command("audit_verify")


def test_an_undo_keeps_and_names_departments_that_are_used(hana: User, emil: User) -> None:
    batch = imported_as(CODE, hana, {"path": "New"}, {"path": "Calibration Lab", "name": "Lab"})
    emil.employment.update(effective_to="2021-01-01")
    make_job(emil, emil.employment.get().effective_to, department=Department.objects.get(name="New"))  # type: ignore[arg-type]
    Department.objects.filter(name="Lab").update(name="Laboratory")
    undo(batch, hana, "Wrong file")
    assert batch.state == "partly-undone"
    assert {entry["name"] for entry in page(batch, "kept", 1)} == {"New", "Laboratory"}


def test_a_head_is_named_by_number(hana: User, lab: Department, emil: User, olga: User) -> None:
    number = emil.profile.employee_number
    (change,) = changes_as(CODE, hana, {"path": lab.name, "manager": number})
    assert change["changes"] == [["manager", "", number]]
    imported_as(CODE, hana, {"path": lab.name, "head": number}, {"path": "New", "head": olga.username})
    assert {each.name: each.manager for each in Department.objects.filter(manager__isnull=False)} == {
        lab.name: emil,
        "New": olga,
    }
    call_command("audit_verify")


def test_a_head_is_taken_away_and_an_empty_cell_says_nothing(hana: User, lab: Department, emil: User) -> None:
    lab.manager = emil
    lab.save()
    assert changes_as(CODE, hana, {"path": lab.name, "manager": ""}) == []
    imported_as(CODE, hana, {"path": lab.name, "manager": "#CLEAR"})
    lab.refresh_from_db()
    assert lab.manager is None


def test_a_head_whom_nobody_knows_is_an_error(hana: User, lab: Department) -> None:
    errors = errors_as(CODE, hana, {"path": lab.name, "manager": "nobody-99"})
    assert "nobody with the employee number" in errors["manager"]


def test_an_undo_gives_the_head_back(hana: User, lab: Department, emil: User, olga: User) -> None:
    lab.manager = emil
    lab.save()
    batch = imported_as(CODE, hana, {"path": lab.name, "manager": olga.profile.employee_number or olga.username})
    undo(batch, hana, "wrong")
    lab.refresh_from_db()
    assert lab.manager == emil


def test_somebody_new_who_leads_by_now_stays_when_their_import_is_undone(hana: User, lab: Department) -> None:
    batch = imported_as("people", hana, {"employee_number": "77701", "full_name": "Nia New", "username": "nia"})
    lab.manager = User.objects.get(username="nia")
    lab.save()
    undo(batch, hana, "wrong")
    assert User.objects.filter(username="nia").exists()
