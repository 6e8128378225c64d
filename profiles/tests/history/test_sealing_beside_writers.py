"""Sealing while others write: no line is left out, none is sealed twice, nobody waits."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from profiles.history.context import acting
from profiles.history.seals import LedgerBusy, seal_events
from profiles.history.verification.verify import verify
from profiles.models import Event, Profile, Seal

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, SAVES = 16, 6
PATIENCE_SECONDS = 30


def closing(work: Callable[..., Any]) -> Callable[..., Any]:
    """Run in a thread with a connection of its own, closed at the end."""

    def run(*args: Any) -> Any:
        try:
            return work(*args)
        finally:
            connection.close()

    return run


@closing
def write(pk: int) -> None:
    for number in range(SAVES):
        with acting(kind="command", route="test"), transaction.atomic():
            profile = Profile.objects.get(user_id=pk)
            profile.bio = f"Text {number}"
            profile.save()


@closing
def seal_until(done: threading.Event) -> None:
    while not done.is_set():
        try:
            seal_events()
        except LedgerBusy:
            done.wait(0.005)


@pytest.mark.usefixtures("emil", "hana", "olga")
def test_each_line_gets_exactly_one_seal() -> None:
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    done = threading.Event()
    with ThreadPoolExecutor(WRITERS + 2) as pool:
        sealers = [pool.submit(seal_until, done) for _ in range(2)]
        for writer in [pool.submit(write, people[number % len(people)]) for number in range(WRITERS)]:
            writer.result(PATIENCE_SECONDS * 2)
        done.set()
        for sealer in sealers:
            sealer.result(PATIENCE_SECONDS)
    seal_events()

    assert sum(Seal.objects.values_list("count", flat=True)) == Event.objects.count()
    assert verify().alarms == []


def test_two_sealers_at_once_make_one_seal(emil: User) -> None:
    ready = threading.Barrier(2)

    @closing
    def seal() -> int:
        ready.wait(PATIENCE_SECONDS)
        try:
            return len(seal_events())
        except LedgerBusy:
            return 0

    with ThreadPoolExecutor(2) as pool:
        made = sum(one.result(PATIENCE_SECONDS) for one in [pool.submit(seal) for _ in range(2)])

    assert made == Seal.objects.count() <= 1
    seal_events()
    assert Seal.objects.count() == 1 and verify().alarms == []


def test_a_seal_whose_sealer_died_before_it_told_anybody_is_told_by_the_next(
    emil: User, settings: Any, tmp_path: Path
) -> None:
    settings.AUDIT_CHECKPOINTS = [f"file://{tmp_path / 'seals'}"]
    [seal] = seal_events()  # and no more: here the process ended

    call_command("audit_seal")
    call_command("audit_seal")

    [line] = (tmp_path / "seals").read_text().splitlines()
    assert json.loads(line)["hash"] == seal.hash


@contextmanager
def write_under_way(pk: int) -> Iterator[None]:
    """Somebody has written a line and has not committed yet."""
    written, go_on = threading.Event(), threading.Event()

    @closing
    def hold() -> None:
        with acting(kind="command", route="test"), transaction.atomic():
            profile = Profile.objects.get(user_id=pk)
            profile.bio = "Under way"
            profile.save()
            written.set()
            go_on.wait(PATIENCE_SECONDS)

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        assert written.wait(PATIENCE_SECONDS)
        try:
            yield
        finally:
            go_on.set()
            holding.result(PATIENCE_SECONDS)


def test_a_line_under_way_is_never_passed_over(emil: User, olga: User) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: a later line cannot overtake an earlier one")
    with write_under_way(emil.pk):
        olga.profile.bio = "Later in number, earlier in time"
        olga.profile.save()
        with pytest.raises(LedgerBusy):
            seal_events()
    seal_events()

    assert verify().unsealed == 0
    assert verify().alarms == []


def test_writers_do_not_wait_for_a_sealer_at_work(emil: User) -> None:
    seen: list[int] = []

    def write_meanwhile(*_: Any) -> None:
        with ThreadPoolExecutor(1) as pool:
            seen.append(pool.submit(write, emil.pk).result(PATIENCE_SECONDS) or 1)

    with connection.execute_wrapper(_after_reading_events(write_meanwhile)):
        try:
            seal_events()
        except OperationalError as error:  # pragma: no cover - told plainly when the design is broken
            pytest.fail(f"the sealer stood in the way: {error}")

    assert seen
    seal_events()
    assert verify().alarms == []


def _after_reading_events(act: Callable[[], None]) -> Callable[..., Any]:
    done: list[bool] = []

    def wrap(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if not done and "profiles_event" in sql and "LIMIT" in sql:
            done.append(True)
            act()
        return answer

    return wrap
