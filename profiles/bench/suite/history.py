"""What the history takes: a save, writers beside each other, its pages at any length, any day, sealing and proof.

``--events`` says how long the ledger is for its pages; the limits speak of a million.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from time import perf_counter, process_time
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.bench.events import add_changes, add_looks, refresh_statistics
from profiles.bench.fill import account_of, hr_account
from profiles.bench.measurement import Limit, Measurement, Samples, quotient
from profiles.bench.people import ordinary_number
from profiles.bench.registry import benchmark
from profiles.bench.scratch import Scratch
from profiles.bench.timing import QueryCount, ask
from profiles.bench.writer import HISTORY, PLAIN, ROWS, TRACKED
from profiles.bench.writers import prepare_plain, run_writers
from profiles.history.as_of import as_of
from profiles.history.days import today
from profiles.history.in_force import in_force
from profiles.history.seals import LedgerBusy, seal_events
from profiles.history.verification.verify import verify
from profiles.models import Event, Profile, Seal

WRITERS = 8
#: The work in a request beside the save, as the ledger's design assumed it.
WORK_MS = 20
SECONDS = 3.0
#: People in the database with the short ledger, about 1,000 events.
FEW_PEOPLE = 130
#: People whose profiles the writers save: each writer has its own.
WRITTEN_PEOPLE = WRITERS * ROWS + 10
LONG, SHORT = 10_000, 1_000
ANSWERS = 3
LISTED = 50
ANY_DAY = "as of a day"

PAGE_QUERIES, GROWTH = Limit(at_most=8), Limit(at_most=1.5)
SAVE, THROUGHPUT = Limit(at_most=2), Limit(at_least=0.8)
VERIFIED, DAY_QUERIES = Limit(at_least=20_000), Limit(at_most=10)


@benchmark("history", "saves, writers, pages, any day, sealing and proof of the history")
def measure_history(scratch: Scratch) -> Iterator[Measurement]:
    """One measurement for each limit."""
    with override_settings(AUDIT_KEY_FILE=str(scratch.folder / "key"), AUDIT_CHECKPOINTS=[]):
        yield from _pages(scratch)
        scratch.use(scratch.people)
        yield from _proof(scratch)
        scratch.use(WRITTEN_PEOPLE)
        prepare_plain()
        yield _one_save(scratch)
        for pause in (WORK_MS, 0):
            yield _writers(scratch, pause)
        yield _sealing(scratch)


def _one_save(scratch: Scratch) -> Measurement:
    samples = Samples()
    for _run in scratch.rounds(_("Saving")):
        for side in (PLAIN, HISTORY, TRACKED):
            written = run_writers(side, 1, seconds=SECONDS / 3)
            samples.add({f"{side}_ms": 1000 / written.per_second, f"{side}_cpu_ms": written.cpu_ms})
    figures = samples.medians()
    # Where the database is in the process, its processor time is all there is, and other work does not disturb it.
    kind = "cpu_ms" if connection.vendor == "sqlite" else "ms"
    ratios = {"tracked_over_plain": quotient(figures[f"{TRACKED}_{kind}"], figures[f"{PLAIN}_{kind}"])}
    return Measurement("one save", figures, ratios, {"tracked_over_plain": SAVE})


def _writers(scratch: Scratch, pause: float) -> Measurement:
    """Saves a second with the ledger and without it, in turn."""
    samples = Samples()
    for _run in scratch.rounds(_("Writing at the same time")):
        for side, name in ((HISTORY, "without_per_s"), (TRACKED, "with_per_s")):
            samples.add({name: run_writers(side, WRITERS, seconds=SECONDS, pause_ms=pause).per_second})
    figures = samples.medians()
    ratios = {"with_over_without": quotient(figures["with_per_s"], figures["without_per_s"])}
    what = f"{WRITERS} writers, {pause} ms of work each" if pause else f"{WRITERS} writers, nothing but saves"
    return Measurement(what, figures, ratios, {"with_over_without": THROUGHPUT} if pause else {})


def _sealing(scratch: Scratch) -> Measurement:
    """Writers alone, and beside a sealer that never rests."""
    samples = Samples()
    for _run in scratch.rounds(_("Sealing beside writers")):
        alone = run_writers(TRACKED, WRITERS, seconds=SECONDS, pause_ms=WORK_MS)
        sealed = run_writers(TRACKED, WRITERS, seconds=SECONDS, pause_ms=WORK_MS, meanwhile=_seal_on)
        samples.add({"with_per_s": sealed.per_second, "without_per_s": alone.per_second})
        samples.add({"slowest_ms": sealed.slowest_ms, "slowest_alone_ms": alone.slowest_ms})
    figures = {**samples.medians(), "seals": Seal.objects.count()}
    ratios = {"with_over_without": quotient(figures["with_per_s"], figures["without_per_s"])}
    return Measurement("sealing beside writers", figures, ratios, {"with_over_without": THROUGHPUT})


def _seal_on() -> bool:
    with suppress(LedgerBusy):  # as in life: the next try comes
        seal_events()
    return True


def _pages(scratch: Scratch) -> Iterator[Measurement]:
    """Pages of the long ledger beside the same pages of the short one."""
    samples: dict[str, tuple[Samples, Samples]] = {}
    addresses: list[tuple[int, Mapping[str, str], User]] = []
    for people, changes, events in ((FEW_PEOPLE, SHORT, 0), (scratch.people, LONG, scratch.events)):
        scratch.use(people)
        addresses.append((people, *_lengthen(scratch, changes, events)))
    for _run in scratch.rounds(_("Asking for pages of the history")):
        for number, (people, pages, reader) in enumerate(addresses):
            scratch.use(people)
            browser = scratch.client(reader)
            for what, path in pages.items():
                ask(browser, path)
                for _answer in range(ANSWERS):
                    samples.setdefault(what, (Samples(), Samples()))[number].add(ask(browser, path))
    for what, (short, long) in samples.items():
        figures, others = long.medians(), short.medians()
        cost = "cpu_ms" if connection.vendor == "sqlite" else "wall_ms"
        ratios = {"long_over_short": quotient(figures[cost], others[cost])}
        limits = {} if what == ANY_DAY else {"queries": PAGE_QUERIES, "long_over_short": GROWTH}
        yield Measurement(what, figures, ratios, limits)
    yield _any_day(scratch)
    yield _people_of_a_day(scratch)


def _lengthen(scratch: Scratch, changes: int, events: int) -> tuple[Mapping[str, str], User]:
    """Write the changes and the looks; the pages to ask for, and who asks for them."""
    reader, person = hr_account(), account_of(ordinary_number(scratch.size))
    told = _("Adding changes")
    add_changes(person, changes, reader, lambda done, total: scratch.progress.say(told, done, total))
    missing = events - Event.objects.count()
    subjects = list(User.objects.order_by("pk").values_list("pk", flat=True))
    actors = [account_of(number) for number in range(20)]
    told_looks = _("Adding looks")
    add_looks(subjects, actors, max(missing, 0), lambda done, total: scratch.progress.say(told_looks, done, total))
    refresh_statistics()
    log = reverse("admin:audit_log")
    timeline = reverse("admin:auth_user_history", args=[person.pk])
    pages = {
        "timeline": timeline,
        "audit log": log,
        "audit log of a person": f"{log}?subject={person.pk}",
        "audit log of an actor": f"{log}?by={reader.pk}",
        ANY_DAY: f"{reverse('admin:auth_user_as_of', args=[person.pk])}?day={today().isoformat()}",
    }
    return pages, reader


def _any_day(scratch: Scratch) -> Measurement:
    """The record of somebody with LONG changes as known half of them ago."""
    person, samples = account_of(ordinary_number(scratch.size)), Samples()
    half = Event.objects.filter(subject_id=person.pk).order_by("id")[LONG // 2].at
    day = timezone.localdate(half)
    for _run in scratch.rounds(_("Going back to a day")):
        count = QueryCount()
        with connection.execute_wrapper(count):
            wall = _milliseconds(lambda: in_force(person.pk, day, day))
        samples.add({"queries": count.queries, "wall_ms": wall})
    return Measurement("any day, record alone", samples.medians(), limits={"queries": DAY_QUERIES})


def _people_of_a_day(scratch: Scratch) -> Measurement:
    """Fifty people as they were an hour ago, by their keys as a page knows them, and by name out of everybody."""
    moment, samples = timezone.now() - timedelta(hours=1), Samples()
    keys = list(Profile.objects.order_by("pk").values_list("pk", flat=True)[:LISTED])
    for _run in scratch.rounds(_("Listing people of a day")):
        by_key = _milliseconds(lambda: list(as_of(Profile, moment, pks=keys)))
        by_name = _milliseconds(lambda: list(as_of(Profile, moment).order_by("full_name")[:LISTED]))
        samples.add({"by_key_ms": by_key, "by_name_ms": by_name})
    return Measurement("fifty people of a day", samples.medians())


def _proof(scratch: Scratch) -> Iterator[Measurement]:
    scratch.progress.say(_("Sealing"))
    events = Event.objects.count()
    yield Measurement("sealing", {"events": events, **_pace(seal_events, events)})
    scratch.progress.say(_("Verifying"))
    reports: list[Any] = []
    figures = {"events": events, **_pace(lambda: reports.append(verify()), events), "findings": 0}
    figures["findings"] = len(reports[0].alarms)
    yield Measurement("verification", figures, limits={"events_per_cpu_s": VERIFIED, "findings": Limit(at_most=0)})


def _pace(act: Callable[[], object], events: int) -> dict[str, float]:
    """Wall clock, and events in a second of it and in a second of this process's processor."""
    spent = process_time()
    wall = _milliseconds(act)
    cpu = process_time() - spent
    return {"wall_ms": wall, "events_per_s": events / wall * 1000, "events_per_cpu_s": events / cpu}


def _milliseconds(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return (perf_counter() - began) * 1000
