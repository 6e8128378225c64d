"""One of several processes that save at the same time: ``python -m profiles.bench.writer SIDE SECONDS PAUSE SHARE``.

SIDE is ``tracked`` (as the product saves), ``history`` (the same without the ledger) or ``plain`` (the same columns
under simple-history as its manual shows it, in tables that the side ``prepare`` makes). PAUSE is the work in
milliseconds that each transaction does beside the save, SHARE the number of the writer. Says that it is ready,
saves for SECONDS from the line it is then given, and prints what it did as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from itertools import cycle
from time import perf_counter, process_time, sleep
from typing import Any

import django
from django.conf import settings

if __name__ == "__main__":
    # As a program it is alone: what it imports below needs the models.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrsite.settings")
    django.setup()

from django.contrib.auth.models import User
from django.db import connection, models, transaction
from simple_history.models import HistoricalRecords

from profiles.history.context import Circumstances, acting
from profiles.models import Blob, Event, Operation, Profile

#: Rows that one writer writes to, each in its turn.
ROWS = 20
PREPARE, TRACKED, HISTORY, PLAIN = "prepare", "tracked", "history", "plain"


def plain_model() -> Any:
    """A model with the columns of a profile and plain history. Only the process that makes it knows of it."""
    columns: dict[str, Any] = {
        field.name: field.clone()
        for field in Profile._meta.concrete_fields
        if not field.is_relation and not field.primary_key
    }
    for name, target in (("user", User), ("photo", Blob)):
        columns[name] = models.ForeignKey(target, models.PROTECT, null=True, related_name="+")
    meta = type("Meta", (), {"app_label": "profiles", "db_table": "bench_plain"})
    rest = {"__module__": "profiles.models", "Meta": meta, "history": HistoricalRecords()}
    return type("PlainProfile", (models.Model,), {**columns, **rest})


def prepare() -> None:
    """Make the plain tables and fill them with the profiles there are."""
    model = plain_model()
    with connection.schema_editor() as editor:
        editor.create_model(model)
        editor.create_model(model.history.model)
    names = [field.attname for field in model._meta.concrete_fields]
    model.objects.bulk_create([model(**values) for values in Profile.objects.values(*names)], batch_size=500)


def leave_out_the_ledger() -> None:
    """Let this process write history rows and neither operations nor events, and take no lock."""
    unwritten = Operation(pk=0)
    setattr(Circumstances, "operation", lambda _self: unwritten)  # noqa: B010 - a method is not to be assigned to
    setattr(Event.objects, "bulk_create", lambda *_rows, **_options: [])  # noqa: B010


def save_tracked(row: Any) -> None:
    """One act of one save, as a command does it."""
    with acting(kind="command", route="bench", reason="To measure"):
        row.save()


def save_plain(row: Any) -> None:
    """The save and its history, together or not at all."""
    row.save()


def write(side: str, seconds: float, pause: float, share: int) -> dict[str, float]:
    """Save for so long; how often it did and how long all and the slowest one took."""
    model: Any = plain_model() if side == PLAIN else Profile
    save: Callable[[Any], None] = save_plain if side == PLAIN else save_tracked
    if side == HISTORY:
        leave_out_the_ledger()
    rows = list(model.objects.order_by("pk")[share * ROWS : (share + 1) * ROWS])
    print("ready", flush=True)  # noqa: T201 - what the parent waits for
    sys.stdin.readline()
    began, spent, slowest, count = perf_counter(), process_time(), 0.0, 0
    for row in cycle(rows):
        start = perf_counter()
        if start - began > seconds:
            break
        count += 1
        row.bio = f"Looks after bench {count} of share {share}."
        with transaction.atomic():
            sleep(pause / 1000)
            save(row)
        slowest = max(slowest, perf_counter() - start)
    cpu = process_time() - spent
    return {"saves": count, "seconds": perf_counter() - began, "cpu_seconds": cpu, "slowest_ms": slowest * 1000}


def main(side: str, *numbers: str) -> None:
    """What the command line asks for."""
    settings.DEBUG = False  # a list of all statements would grow with each
    if side == PREPARE:
        prepare()
        return
    seconds, pause, share = numbers
    print(json.dumps(write(side, float(seconds), float(pause), int(share))))  # noqa: T201 - what the parent reads


if __name__ == "__main__":
    main(*sys.argv[1:])
