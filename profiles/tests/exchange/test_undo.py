"""An import is taken back from history: what is still as it left it; the rest is kept and named."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from profiles.exchange.batches import undo
from profiles.exchange.errors import NotNow
from profiles.exchange.previews import page
from profiles.history.bulk import FastRows, OrmRows, Rows
from profiles.models import EmergencyContact, EmploymentRecord, Operation, Profile
from profiles.tests.factories import make_job

from .files import imported, new_person


def jobs_of(person: User) -> list[tuple[Any, ...]]:
    rows = EmploymentRecord.objects.filter(person=person).order_by("effective_from")
    return list(rows.values_list("effective_from", "effective_to", "job_title", "manager_id"))


@pytest.mark.parametrize("rows", [OrmRows(), FastRows()])
def test_changes_are_put_back_and_new_people_removed(hana: User, emil: User, rows: Rows) -> None:
    before = jobs_of(emil)
    batch = imported(
        hana,
        {"employee_number": "00412", "mobile": "+45 1", "job_title": "Lead", "manager": "N0001", "last_name": "B"},
        new_person(1, job_title="Boss"),
    )
    undo(batch, hana, "Wrong file", rows=rows)
    emil.refresh_from_db()
    assert (emil.profile.mobile, emil.last_name, jobs_of(emil)) == ("", "Brandt", before)
    assert not User.objects.filter(username="new.person.1").exists()
    assert (batch.state, batch.counts["undone"], batch.counts["kept"]) == ("undone", 2, 0)
    call_command("audit_verify")


def test_an_undo_is_one_operation_with_its_reason(hana: User, emil: User) -> None:
    batch = undo(imported(hana, {"employee_number": "00412", "mobile": "+45 1"}), hana, "Wrong file")
    operation = Operation.objects.get(pk=batch.undo_operation_id or 0)
    assert (operation.kind, operation.reason, operation.actor_id) == (Operation.Kind.IMPORT, "Wrong file", hana.pk)


def test_what_was_changed_since_is_kept_and_named(hana: User, emil: User, olga: User) -> None:
    rows = [{"username": "emil", "mobile": "+45 1"}, {"username": "olga", "mobile": "+45 2"}]
    batch = imported(hana, *rows)
    profile = Profile.objects.get(user=emil)
    profile.bio = "Changed since"
    profile.save()
    undo(batch, hana, "Wrong file")
    assert [Profile.objects.get(user=each).mobile for each in (emil, olga)] == ["+45 1", ""]
    assert batch.state == "partly-undone"
    assert [entry["name"] for entry in page(batch, "kept", 1)] == ["Emil Brandt"]


def test_new_people_to_whom_others_refer_are_kept(hana: User, emil: User) -> None:
    batch = imported(hana, new_person(1, manager="N0002", job_title="x"), new_person(2, job_title="y"), new_person(3))
    EmergencyContact.objects.create(person=User.objects.get(username="new.person.1"), name="Mum", phone="1", priority=1)
    undo(batch, hana, "Wrong file")
    left = User.objects.filter(username__startswith="new.person").order_by("pk").values_list("username", flat=True)
    assert list(left) == ["new.person.1", "new.person.2"]


def test_a_later_report_keeps_a_new_manager(hana: User, emil: User) -> None:
    batch = imported(hana, new_person(1, job_title="Boss"))
    row = EmploymentRecord.objects.get(person=emil)
    row.manager = User.objects.get(username="new.person.1")
    row.save()
    undo(batch, hana, "Wrong file")
    assert User.objects.filter(username="new.person.1").exists()
    assert "reports" in page(batch, "kept", 1)[0]["message"]


def test_a_later_job_is_kept(hana: User, emil: User) -> None:
    batch = imported(hana, new_person(1, job_title="Clerk", effective_from="2024-03-01"))
    person = User.objects.get(username="new.person.1")
    row = EmploymentRecord.objects.get(person=person)
    row.effective_to = row.effective_from.replace(year=2025)
    row.save()
    make_job(person, row.effective_to, job_title="Lead")
    undo(batch, hana, "Wrong file")
    assert EmploymentRecord.objects.filter(person=person).count() == 2


def test_an_import_is_undone_once_and_with_a_reason(hana: User, emil: User) -> None:
    batch = imported(hana, {"employee_number": "00412", "mobile": "+45 1"})
    with pytest.raises(NotNow, match="why"):
        undo(batch, hana, "")
    undo(batch, hana, "Wrong file")
    with pytest.raises(NotNow, match="once"):
        undo(batch, hana, "Again")


def test_an_import_of_others_is_undone_by_hr_alone(hana: User, sven: User, emil: User) -> None:
    batch = imported(hana, {"employee_number": "00412", "mobile": "+45 1"})
    with pytest.raises(PermissionDenied):
        undo(batch, sven, "Wrong file")
