"""What the measurements of the history stand on: a made-up ledger that proves itself, and writers that really save."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.db import connection

from profiles.bench.events import add_changes, add_looks
from profiles.bench.writer import HISTORY, TRACKED
from profiles.bench.writers import prepare_plain, run_writers
from profiles.history.seals import seal_events
from profiles.history.verification.verify import verify
from profiles.models import Event, Operation, Profile


def quiet(done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def own_key(settings: object, tmp_path: object) -> None:
    settings.AUDIT_KEY_FILE = f"{tmp_path}/key"  # type: ignore[attr-defined]
    settings.AUDIT_CHECKPOINTS = []  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_changes_that_were_made_up_prove_themselves(emil: User, hana: User, own_key: None) -> None:
    add_changes(emil, 25, hana, quiet)
    add_looks([emil.pk, hana.pk], [hana, emil], 25, quiet)
    seal_events()

    report = verify()
    assert (report.alarms, report.unsealed) == ([], 0)
    assert Event.objects.filter(subject_id=emil.pk, changed=["bio"]).count() == 25


@pytest.fixture
def plain_tables(transactional_db: None) -> Iterator[None]:
    """The tables of the plain side, which a scratch database takes with it and this one does not."""
    prepare_plain()
    yield
    with connection.cursor() as cursor:
        for table in ("profiles_historicalplainprofile", "bench_plain"):
            cursor.execute(f"DROP TABLE {table}")


def test_writers_save_in_processes_of_their_own(plain_tables: None, emil: User) -> None:
    before = Operation.objects.count()

    assert run_writers(HISTORY, 1, seconds=0.5).per_second > 0
    assert Operation.objects.count() == before

    assert run_writers(TRACKED, 1, seconds=0.5).per_second > 0
    assert Operation.objects.count() > before
    assert Profile.objects.get(user=emil).bio.startswith("Looks after bench")
