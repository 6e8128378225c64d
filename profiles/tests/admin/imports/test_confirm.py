"""Confirm, cancel, undo: bound to what was seen, done once, said afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from profiles.models import EmploymentRecord, Event, ImportBatch, ImportUpload, Operation
from profiles.tests.admin.imports.conftest import Bring, the_batch
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_person

pytestmark = pytest.mark.django_db

State = ImportBatch.State
TODAY = timezone.localdate
CHANGE = {"employee_number": "00412", "job_title": "Lead technician", "effective_from": "2024-01-01"}
WRONG = {"employee_number": "00007", "job_title": "Tester", "effective_from": "no day"}


def confirm(client: Client, address: str, **data: Any) -> Any:
    """Confirm what the preview at the address shows."""
    sent = {"reason": "Autumn moves", "digest": the_batch().digest, **data}
    return client.post(f"{address}confirm/", sent, follow=True)


def title_of(person: User) -> str:
    return EmploymentRecord.objects.current().get(person=person).job_title


def test_what_was_seen_is_written_with_the_reason(bring: Bring, hr: Client, emil: User) -> None:
    page = confirm(hr, bring(CHANGE)).content.decode()

    assert title_of(emil) == "Lead technician"
    assert "1 person was imported" in page and "Autumn moves" in page and "Emil Brandt" in page
    operation = Operation.objects.get(pk=the_batch().operation_id or 0)
    assert (operation.kind, operation.reason) == (Operation.Kind.IMPORT, "Autumn moves")


def test_every_change_can_be_reached_in_the_log(bring: Bring, hr: Client, emil: User) -> None:
    page = confirm(hr, bring(CHANGE)).content.decode()
    uuid = Operation.objects.get(pk=the_batch().operation_id or 0).uuid

    assert f"/admin/audit/?operation={uuid}" in page
    assert "Lead technician" in hr.get(f"/admin/audit/?operation={uuid}").content.decode()


def test_the_file_is_gone_when_it_was_applied(bring: Bring, hr: Client, emil: User) -> None:
    confirm(hr, bring(CHANGE))

    assert not ImportUpload.objects.exists()


def test_without_a_reason_nothing_is_written(bring: Bring, hr: Client, emil: User) -> None:
    page = confirm(hr, bring(CHANGE), reason=" ").content.decode()

    assert "Say why these records change" in page and title_of(emil) == "Technician"


def test_a_second_confirmation_changes_nothing(bring: Bring, hr: Client, emil: User) -> None:
    address = bring(CHANGE)
    confirm(hr, address)
    events = Event.objects.count()

    page = confirm(hr, address).content.decode()

    assert "confirmed before" in page and Event.objects.count() == events


def test_an_old_page_does_not_confirm_a_new_preview(bring: Bring, hr: Client, emil: User) -> None:
    page = confirm(hr, bring(CHANGE), digest="0" * 64).content.decode()

    assert "another one since" in page and title_of(emil) == "Technician"


def test_what_changed_in_between_is_shown_and_not_overwritten(bring: Bring, hr: Client, emil: User) -> None:
    address = bring(CHANGE)
    emil.employment.update(job_title="Engineer")

    page = confirm(hr, address).content.decode()

    assert "Changed meanwhile" in page and "<del>Engineer</del>" in page and title_of(emil) == "Engineer"


def test_rows_with_errors_are_left_out_only_when_that_is_ticked(bring: Bring, hr: Client, emil: User) -> None:
    make_person("Bo Ek", employee_number="00007")
    address = bring(CHANGE, WRONG)

    assert "tick that they are left out" in confirm(hr, address).content.decode()
    assert title_of(emil) == "Technician"
    confirm(hr, address, leave_out="1")
    assert title_of(emil) == "Lead technician"


def test_a_cancelled_import_leaves_no_file(bring: Bring, hr: Client, emil: User) -> None:
    address = bring(CHANGE)
    page = hr.post(f"{address}cancel/", follow=True).content.decode()

    assert "was cancelled" in page and not ImportUpload.objects.exists()
    assert "over. Look" in confirm(hr, address).content.decode() and title_of(emil) == "Technician"


@pytest.mark.parametrize("act", ["confirm/", "cancel/"])
def test_nothing_is_done_by_opening_an_address(act: str, bring: Bring, hr: Client, emil: User) -> None:
    assert hr.get(bring(CHANGE) + act).status_code == 405
    assert the_batch().state == State.PREVIEWED


def test_an_undo_gives_the_old_values_back(bring: Bring, hr: Client, emil: User) -> None:
    address = bring(CHANGE)
    confirm(hr, address)
    assert "1 person gets the values" in hr.get(f"{address}undo/").content.decode()

    page = hr.post(f"{address}undo/", {"reason": "Wrong file"}, follow=True).content.decode()

    assert title_of(emil) == "Technician" and "was undone" in page
    assert Event.objects.filter(action=Event.Action.UNDO).exists()


def test_an_undo_keeps_and_names_what_somebody_changed_since(bring: Bring, hr: Client, emil: User) -> None:
    address = bring({"employee_number": "00412", "bio": "Imported"})
    confirm(hr, address)
    emil.profile.refresh_from_db()
    emil.profile.bio = "By hand"
    emil.profile.save()

    page = hr.post(f"{address}undo/", {"reason": "Wrong file"}, follow=True).content.decode()

    emil.profile.refresh_from_db()
    assert emil.profile.bio == "By hand"
    assert "What was kept" in page and "Emil Brandt" in page


def test_an_undo_asks_why(bring: Bring, hr: Client, emil: User) -> None:
    address = bring(CHANGE)
    confirm(hr, address)

    assert "Say why it is undone" in hr.post(f"{address}undo/", {}).content.decode()
    assert title_of(emil) == "Lead technician"


def test_another_hr_sees_the_result(bring: Bring, hr: Client, emil: User, sami: User, as_user: SignIn) -> None:
    address = bring(CHANGE)
    confirm(hr, address)

    assert "Emil Brandt" in as_user(sami).get(address).content.decode()


@pytest.mark.parametrize("state", [State.READING, State.APPLYING])
def test_a_job_under_way_says_how_far_it_is(state: str, bring: Bring, hr: Client, emil: User) -> None:
    address = bring(CHANGE)
    ImportBatch.objects.update(state=state, done=30, total=120)

    page = hr.get(address).content.decode()

    assert "30 of 120 rows" in page and 'http-equiv="refresh"' in page and 'width="25%"' in page
    assert hr.get(f"{address}progress/").json() == {"busy": True, "done": 30, "total": 120}


def test_the_home_page_shows_the_last_import(bring: Bring, hr: Client, emil: User) -> None:
    assert "Last import" not in hr.get("/admin/").content.decode()
    address = bring(CHANGE)

    page = hr.get("/admin/").content.decode()
    assert "Last import" in page and address in page


def test_the_list_has_every_import(bring: Bring, hr: Client, emil: User) -> None:
    assert "Nothing was imported yet" in hr.get("/admin/imports/").content.decode()
    confirm(hr, bring(CHANGE))

    page = hr.get("/admin/imports/").content.decode()
    assert "people.csv" in page and "1 changed" in page and "Applied" in page
