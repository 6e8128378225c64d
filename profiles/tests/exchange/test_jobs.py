"""Long imports beside the request, by the same verbs; whoever is killed leaves all old or all new."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from profiles.exchange import jobs
from profiles.exchange.batches import cancel, confirm, preview, receive
from profiles.exchange.errors import Cancelled, NotNow
from profiles.exchange.jobs import run, start_again, start_confirm, start_preview, start_undo, stop
from profiles.exchange.progress import LOST_AFTER, Teller, ask_to_stop, sign_of
from profiles.models import Event, ImportBatch, ImportJob, ImportUpload, Operation, Profile, Seal

from .files import csv_of, imported, new_person, previewed


def job(batch: ImportBatch, act: str, **told: Any) -> ImportJob:
    """What a request writes down for the process, which is not started here."""
    told |= {"by": batch.by_id, "circumstances": {"ip": "192.0.2.7", "route": "/import"}}
    new = {"act": act, "told": told, "beat_at": timezone.now()}
    return ImportJob.objects.update_or_create(batch=batch, defaults=new)[0]


def worked(batch: ImportBatch, act: str, **told: Any) -> ImportBatch:
    """The batch after a job did its work."""
    job(batch, act, **told)
    run(ImportBatch.objects.get(pk=batch.pk))
    batch.refresh_from_db()
    return batch


def lost(batch: ImportBatch, state: str, act: str, **told: Any) -> ImportBatch:
    """The batch of a job that nothing is heard of any more."""
    job(batch, act, **told)
    ImportJob.objects.update(beat_at=timezone.now() - LOST_AFTER * 2)
    ImportBatch.objects.filter(pk=batch.pk).update(state=state)
    batch.refresh_from_db()
    return batch


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[ImportBatch]:
    """The batches for which a process would have been started; the tests are in a transaction that none would see."""
    batches: list[ImportBatch] = []
    monkeypatch.setattr(jobs, "_spawn", batches.append)
    return batches


def test_a_short_import_is_done_at_once(hana: User) -> None:
    batch = receive(csv_of(new_person(1)), hana)
    assert start_preview(batch)
    assert start_confirm(batch, "Test")
    assert batch.state == "applied"
    assert start_undo(batch, hana, "Mistake")
    assert batch.state == "undone"


def test_a_long_import_is_written_down_and_left_to_a_process(hana: User, started: list[ImportBatch]) -> None:
    batch = previewed(hana, new_person(1))
    ImportBatch.objects.update(total=2001)
    batch.refresh_from_db()
    assert not start_confirm(batch, "Test")
    start_confirm(batch, "Once more")
    assert (batch.state, len(started), batch.job.told["reason"]) == ("applying", 1, "Test")
    run(batch)
    batch.refresh_from_db()
    assert (batch.state, batch.reason) == ("applied", "Test")
    assert not start_undo(batch, hana, "Mistake")
    assert (batch.state, len(started)) == ("undoing", 2)
    run(batch)
    batch.refresh_from_db()
    assert batch.state == "undone" and not ImportJob.objects.exists()


def test_a_job_previews_and_confirms_as_the_request_would(hana: User) -> None:
    batch = worked(receive(csv_of(new_person(1)), hana), "preview")
    worked(batch, "confirm", reason="Test", leave_out_errors=False)
    operation = Operation.objects.get(pk=batch.operation_id or 0)
    assert (batch.state, operation.ip, operation.actor_id) == ("applied", "192.0.2.7", hana.pk)


def test_a_job_that_is_refused_says_why_on_the_batch(hana: User) -> None:
    batch = worked(receive(csv_of(new_person(1, is_staff="1")), hana), "preview")
    assert batch.state == "uploaded" and "is_staff" in batch.message


def test_an_import_seals_by_itself_at_its_end(hana: User) -> None:
    start_confirm(previewed(hana, new_person(1)), "Test")
    newest = Event.objects.filter(action=Event.Action.IMPORT).latest("pk")
    assert Seal.objects.filter(last_event__gte=newest.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_job_that_writes_stops_when_it_is_asked_to_and_leaves_nothing(hana: User) -> None:
    batch = previewed(hana, new_person(1))
    job(batch, "confirm")
    with pytest.raises(Cancelled), Teller(batch) as teller:
        ask_to_stop(batch)
        confirm(batch, "Test", progress=lambda done, total: _until_heard(teller, done, total))
    assert not Profile.objects.filter(employee_number="N0001").exists()


def _until_heard(teller: Teller, done: int, total: int) -> None:
    """Tell again and again what is told once a window in a long file."""
    for _try in range(100):
        teller.tell(done, total)
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_how_far_a_job_is_can_be_seen_beside_its_transaction(hana: User) -> None:
    batch = previewed(hana, new_person(1))
    job(batch, "confirm")
    with Teller(batch) as teller:
        teller.tell(1, 7)
        seen = (0, 0)
        for _try in range(100):
            sign = sign_of(batch)
            seen = (sign.done, sign.total) if sign is not None else seen
            if seen == (1, 7):
                break
            time.sleep(0.05)
    assert seen == (1, 7)


def test_a_lost_job_is_started_again_once_as_it_was_asked_for(hana: User, started: list[ImportBatch]) -> None:
    batch = lost(previewed(hana, new_person(1)), "applying", "confirm", reason="Test", leave_out_errors=False)
    sign = sign_of(batch)
    assert sign is not None and sign.is_lost
    start_again(batch)
    with pytest.raises(NotNow):
        start_again(batch)
    run(*started)
    batch.refresh_from_db()
    assert (batch.state, batch.reason) == ("applied", "Test")


@pytest.mark.parametrize(("state", "act"), [("reading", "preview"), ("applying", "confirm")])
def test_a_lost_job_is_dropped_with_its_file(hana: User, state: str, act: str) -> None:
    batch = lost(previewed(hana, new_person(1)), state, act)
    stop(batch)
    batch.refresh_from_db()
    assert batch.state == "cancelled" and not ImportUpload.objects.exists() and not ImportJob.objects.exists()


def test_an_undo_that_was_lost_may_be_left(hana: User) -> None:
    batch = lost(imported(hana, new_person(1)), "undoing", "undo", reason="Mistake")
    stop(batch)
    batch.refresh_from_db()
    assert batch.state == "applied" and Profile.objects.filter(employee_number="N0001").exists()


def test_a_job_stops_when_it_is_asked_to(hana: User) -> None:
    batch = receive(csv_of(new_person(1)), hana)
    ImportBatch.objects.update(is_cancel_asked=True)
    with pytest.raises(Cancelled):
        preview(batch)
    batch.refresh_from_db()
    assert batch.state == "cancelled"
    with pytest.raises(NotNow):
        preview(batch)


def test_a_cancelled_import_is_not_applied(hana: User) -> None:
    batch = cancel(previewed(hana, new_person(1)))
    with pytest.raises(NotNow):
        start_confirm(batch, "Test")
    assert not Profile.objects.filter(employee_number="N0001").exists()
