"""Long imports beside the request, by the same verbs; whoever is killed leaves all old or all new."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from profiles.exchange.batches import cancel, preview, receive
from profiles.exchange.errors import Cancelled, NotNow
from profiles.exchange.jobs import run, start_confirm, start_preview
from profiles.models import ImportBatch, Operation, Profile

from .files import csv_of, new_person, previewed

TOLD = {"circumstances": {"ip": "192.0.2.7", "route": "/import"}}


def test_a_short_import_is_done_at_once(hana: User) -> None:
    batch = receive(csv_of(new_person(1)), hana)
    assert start_preview(batch)
    assert start_confirm(batch, "Test")
    assert batch.state == "applied"


def test_a_job_previews_and_confirms_as_the_request_would(hana: User) -> None:
    batch = receive(csv_of(new_person(1)), hana)
    run(batch, {**TOLD, "act": "preview"})
    run(ImportBatch.objects.get(pk=batch.pk), {**TOLD, "act": "confirm", "reason": "Test", "leave_out_errors": False})
    batch.refresh_from_db()
    operation = Operation.objects.get(pk=batch.operation_id or 0)
    assert (batch.state, operation.ip, operation.actor_id) == ("applied", "192.0.2.7", hana.pk)


def test_a_job_that_is_refused_says_why_on_the_batch(hana: User) -> None:
    batch = receive(csv_of(new_person(1, is_staff="1")), hana)
    run(batch, {**TOLD, "act": "preview"})
    batch.refresh_from_db()
    assert batch.state == "uploaded" and "is_staff" in batch.message


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


def _manage(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/own.sqlite3",
        "MEDIA_ROOT": str(folder / "media"),
        "HR_NO_BOOTSTRAP": "1",
    }
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _written(folder: Path) -> int:
    """How far the writer has come: what SQLite holds beside the file until it is finished."""
    log = folder / "own.sqlite3-wal"
    return log.stat().st_size if log.exists() else 0


def test_a_killed_confirmation_leaves_all_old_and_can_be_repeated(tmp_path: Path) -> None:
    assert _manage(tmp_path, "migrate", "-v0").wait() == 0
    path = tmp_path / "people.csv"
    path.write_bytes(
        csv_of(*(new_person(number, job_title="Clerk", bio="x" * 900) for number in range(6000))).getvalue()
    )
    process = _manage(tmp_path, "import_people", str(path))
    until = time.monotonic() + 60
    # The upload and the preview are small beside what the confirmation writes.
    while _written(tmp_path) < 16_000_000 and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with sqlite3.connect(tmp_path / "own.sqlite3") as connection:
        people = connection.execute("SELECT count(*) FROM auth_user").fetchone()[0]
        history = connection.execute("SELECT count(*) FROM profiles_historicaluser").fetchone()[0]
    assert people == history and people in (0, 6000)
    again = _manage(tmp_path, "import_people", str(path), "--json")
    said = json.loads(again.communicate()[0])
    assert (said["outcome"], said["new"] + said["unchanged"]) == ("applied", 6000)
    assert _manage(tmp_path, "audit_verify").wait() == 0
