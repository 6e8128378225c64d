"""An import is applied once, whole or not at all, and every change of it stands in history."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from profiles.exchange.batches import Conflicts, cancel, confirm, page, preview, receive, sweep
from profiles.exchange.errors import NotNow
from profiles.history.bulk import FastRows, OrmRows, Rows
from profiles.models import (
    EmploymentRecord,
    Event,
    ImportBatch,
    ImportPart,
    ImportUpload,
    Operation,
    Profile,
    RecordKind,
)
from profiles.tests.factories import make_location

from .files import csv_of, imported, new_person, previewed


def history(model: type) -> int:
    return int(model.history.count())  # type: ignore[attr-defined]


def test_new_people_are_there_with_account_profile_and_job(hana: User) -> None:
    imported(hana, new_person(1, job_title="Clerk", department="Calibration Lab", manager="N0002"), new_person(2))
    first = Profile.objects.get(employee_number="N0001")
    job = first.current_employment()
    assert job is not None and job.manager is not None
    assert (job.job_title, job.manager.username, job.effective_from) == ("Clerk", "new.person.2", date(2024, 3, 1))
    assert not first.user.is_active and not first.user.has_usable_password()


def test_one_operation_holds_reason_file_and_every_line(hana: User) -> None:
    batch = imported(hana, new_person(1, job_title="Clerk"), new_person(2))
    operation = Operation.objects.get(pk=batch.operation_id or 0)
    assert (operation.kind, operation.reason, operation.source_sha256) == (
        Operation.Kind.IMPORT,
        "Yearly update",
        batch.sha256,
    )
    assert operation.actor_id == hana.pk
    assert operation.events.filter(action=Event.Action.CREATE).count() == 5
    assert operation.events.filter(action=Event.Action.IMPORT, object_id=batch.pk).count() == 1


def test_history_rows_are_exactly_the_changed_records(hana: User, emil: User) -> None:
    imported(hana, *(new_person(number, job_title="Clerk") for number in range(5)))
    before = [history(model) for model in (User, Profile, EmploymentRecord)]
    imported(hana, *(new_person(number, job_title="Clerk", mobile="+1" if number == 3 else "") for number in range(5)))
    assert [history(model) for model in (User, Profile, EmploymentRecord)] == [before[0], before[1] + 1, before[2]]


@pytest.mark.parametrize("rows", [OrmRows(), FastRows()])
def test_both_ways_of_writing_leave_what_the_ledger_expects(hana: User, emil: User, rows: Rows) -> None:
    make_location("Gdańsk")
    batch = previewed(
        hana,
        new_person(1, job_title="Clerk", fte="0,8", bio="Line\nTwo “3”", location="Gdańsk", birth_date="1990-01-02"),
        {"employee_number": "00412", "job_title": "Lead", "mobile": "+45 1", "first_name": "Em"},
    )
    confirm(batch, "Test", rows=rows)
    call_command("audit_verify")
    record = Profile.objects.get(employee_number="N0001")
    assert (record.bio, str(record.birth_date)) == ("Line\nTwo “3”", "1990-01-02")
    line = Event.objects.get(operation_id=batch.operation_id or 0, kind=RecordKind.PROFILE, subject_id=emil.pk)
    assert line.changed == ["mobile"]


def test_a_job_change_ends_the_row_before(hana: User, emil: User) -> None:
    imported(hana, {"employee_number": "00412", "job_title": "Lead"})
    new, old = EmploymentRecord.objects.filter(person=emil).order_by("-effective_from")
    today = timezone.localdate()
    assert (new.job_title, new.effective_from, new.effective_to) == ("Lead", today, None)
    assert (old.job_title, old.effective_to, new.department) == ("Technician", today, old.department)


def test_a_correction_adds_no_row(hana: User, emil: User) -> None:
    imported(hana, {"employee_number": "00412", "job_title": "Lead"}, correct_jobs=True)
    assert [row.job_title for row in EmploymentRecord.objects.filter(person=emil)] == ["Lead"]


def test_two_people_may_change_places(hana: User, emil: User) -> None:
    imported(hana, new_person(1, job_title="A"), new_person(2, job_title="B", manager="N0001"))
    imported(
        hana,
        {"employee_number": "N0001", "manager": "N0002"},
        {"employee_number": "N0002", "manager": "#CLEAR"},
        correct_jobs=True,
    )
    first = EmploymentRecord.objects.get(person__username="new.person.1")
    assert first.manager is not None and first.manager.username == "new.person.2"


def test_the_same_file_again_changes_nothing(hana: User) -> None:
    rows = [new_person(number, job_title="Clerk", manager="N0000" if number else "") for number in range(3)]
    imported(hana, *rows)
    assert previewed(hana, *rows).counts["unchanged"] == 3


def test_a_second_confirmation_changes_nothing(hana: User) -> None:
    batch = imported(hana, new_person(1))
    lines = Event.objects.count()
    confirm(batch, "Again")
    assert Event.objects.count() == lines


def test_a_reason_is_asked(hana: User) -> None:
    with pytest.raises(NotNow, match="why"):
        confirm(previewed(hana, new_person(1)), "  ")


def test_rows_with_errors_are_left_out_only_by_choice(hana: User) -> None:
    batch = previewed(hana, new_person(1, hire_date="soon"), new_person(2, manager="N0001"), new_person(3))
    with pytest.raises(NotNow, match="leave them out"):
        confirm(batch, "Test")
    confirm(batch, "Test", leave_out_errors=True)
    assert list(Profile.objects.filter(employee_number__startswith="N").values_list("employee_number")) == [("N0003",)]


def test_what_changed_since_the_preview_is_a_conflict_and_not_overwritten(hana: User, emil: User) -> None:
    batch = previewed(hana, {"employee_number": "00412", "mobile": "+45 1"}, new_person(1))
    emil.profile.mobile = "+45 9"
    emil.profile.save()
    with pytest.raises(Conflicts):
        confirm(batch, "Test")
    emil.profile.refresh_from_db()
    batch.refresh_from_db()
    assert emil.profile.mobile == "+45 9"
    assert not Profile.objects.filter(employee_number="N0001").exists()
    assert (batch.state, batch.counts["conflicts"]) == ("previewed", 1)
    assert page(batch, "conflict", 1)[0]["changes"] == [["mobile", "+45 9", "+45 1"]]


def test_a_number_taken_since_the_preview_is_a_conflict(hana: User, emil: User) -> None:
    batch = previewed(hana, new_person(1))
    emil.profile.employee_number = "N0001"
    emil.profile.save()
    with pytest.raises(Conflicts):
        confirm(batch, "Test")


def test_missing_places_are_made_with_history(hana: User) -> None:
    batch = imported(hana, new_person(1, department="New / Deep", location="Oslo"), create_missing=True)
    lines = Event.objects.filter(operation_id=batch.operation_id or 0, action=Event.Action.CREATE)
    assert lines.count() == 3 + 3


def test_people_without_a_username_get_one(hana: User) -> None:
    rows = [{"employee_number": f"Q{n}", "full_name": "Ann Lee"} for n in range(3)]
    imported(hana, *rows)
    names = User.objects.filter(profile__full_name="Ann Lee").order_by("pk").values_list("username", flat=True)
    assert list(names) == ["ann.lee", "ann.lee2", "ann.lee3"]


def test_the_file_goes_when_it_is_used_or_cancelled(hana: User) -> None:
    imported(hana, new_person(1))
    cancelled = cancel(previewed(hana, new_person(2)))
    assert cancelled.state == "cancelled"
    assert not ImportUpload.objects.exists() and not ImportPart.objects.exists()


def test_a_file_is_removed_after_a_day(hana: User) -> None:
    batch = previewed(hana, new_person(1))
    ImportBatch.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert sweep() == 1
    batch.refresh_from_db()
    assert batch.state == "cancelled" and not ImportUpload.objects.exists()
    with pytest.raises(NotNow):
        confirm(batch, "Late")


def test_the_mapping_of_an_applied_import_is_remembered(hana: User) -> None:
    batch = receive(csv_of(new_person(1, Calls="Ann")), hana)
    confirm(preview(batch, {"Calls": "preferred_name"}), "Test")
    assert receive(csv_of(new_person(2, Calls="Bea")), hana).mapping["Calls"] == "preferred_name"
