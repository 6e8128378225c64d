"""What files of people take: a look, an import with all its history, the same file again, and the same by the stock.

Each run gives both sides a database of their own without people. Quotients with the stock project compare processor
time of the Python process and wall clock; those with Django's ``bulk_create`` write the same rows into the same tables.
"""

from __future__ import annotations

import csv
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from profiles.bench.baseline import Baseline
from profiles.bench.children import peak_mb
from profiles.bench.measurement import Limit, Measurement, Samples, quotient
from profiles.bench.people import bench_person
from profiles.bench.registry import benchmark
from profiles.bench.scratch import Scratch
from profiles.bench.timing import ask
from profiles.exchange.batches import confirm, preview, receive
from profiles.exchange.from_shell import look
from profiles.exchange.people_rows import Options
from profiles.history.commitments import history_model
from profiles.history.context import acting
from profiles.models import EmploymentRecord, Event, Profile

#: So many times the people of the other measurements.
LARGE = 10
_OPTIONS = Options(create_missing=True)
_PAGE, _ABOVE_IDLE = Limit(at_most=300_000), Limit(at_most=150)
_TABLES: tuple[type[models.Model], ...] = (User, Profile, EmploymentRecord)
_LIMITS: Mapping[str, Mapping[str, Limit]] = {
    "dry run": {"stock_over_ours_cpu": Limit(at_least=60)},
    "confirm": {"stock_over_ours_cpu": Limit(at_least=25), "over_bulk_create_cpu": Limit(at_most=1)},
    "again, 1 % changed": {"stock_over_ours_cpu": Limit(at_least=60), "history_over_changed": Limit(at_most=1)},
}


@benchmark("exchange", "importing people: a look, the import, the same file again")
def measure_exchange(scratch: Scratch) -> Iterator[Measurement]:
    """One measurement for each act."""
    samples = {what: Samples() for what in _LIMITS}
    new, changed = _files(scratch, scratch.people)
    for run in scratch.rounds(_("Importing")):
        scratch.use_empty(f"exchange_{run}")
        with acting(kind="command", route="bench", reason="bench"):
            _ours(samples, new, changed)
        stock = scratch.empty_stock(f"stock_exchange_{run}")
        if stock is not None:
            _theirs(samples, stock, new, changed)
    for what, limits in _LIMITS.items():
        yield _compared(what, samples[what].medians(), limits)
    yield _preview_page(scratch, new)
    yield _memory(scratch)


def _preview_page(scratch: Scratch, new: Path) -> Measurement:
    """The first page of the preview, as whoever brought the file sees it."""
    scratch.use_empty("exchange_page")
    with acting(kind="command", route="bench", reason="bench"):
        by = User.objects.create_superuser("bench")
    with new.open("rb") as file:
        batch = preview(receive(file, by, new.name), options=_OPTIONS)
    took = ask(scratch.client(by), reverse("admin:import", args=[batch.public_id]))
    return Measurement("page of the preview", took, limits={"html_bytes": _PAGE})


def _memory(scratch: Scratch) -> Measurement:
    """What the command takes for a file of LARGE times as many people, above what it takes for a single one."""
    one, _changed = _files(scratch, 1)
    large, _changed = _files(scratch, scratch.people * LARGE)
    scratch.progress.say(_("Importing a large file"))
    peaks = []
    for name, path in (("one", one), ("large", large)):
        scratch.use_empty(f"exchange_{name}")
        peaks.append(peak_mb("import_people", str(path), "--create-missing", "--reason", "bench"))
    figures = {"people": scratch.people * LARGE, "peak_mb": peaks[1], "above_idle_mb": peaks[1] - peaks[0]}
    return Measurement("import of a large file", figures, limits={"above_idle_mb": _ABOVE_IDLE})


def _compared(what: str, figures: Mapping[str, float], limits: Mapping[str, Limit]) -> Measurement:
    ratios = {}
    for kind in ("cpu", "wall"):
        if f"stock_{kind}_s" in figures:
            ratios[f"stock_over_ours_{kind}"] = quotient(figures[f"stock_{kind}_s"], figures[f"{kind}_s"])
        if f"bulk_create_{kind}_s" in figures:
            ratios[f"over_bulk_create_{kind}"] = quotient(figures[f"{kind}_s"], figures[f"bulk_create_{kind}_s"])
    if "history_rows" in figures:
        ratios["history_over_changed"] = quotient(figures["history_rows"], figures["expected_rows"])
    return Measurement(what, figures, ratios, limits)


def _timed(act: Callable[[], Any], prefix: str = "") -> dict[str, float]:
    cpu, wall = process_time(), perf_counter()
    act()
    return {f"{prefix}cpu_s": process_time() - cpu, f"{prefix}wall_s": perf_counter() - wall}


def _ours(samples: Mapping[str, Samples], new: Path, changed: Path) -> None:
    samples["dry run"].add(_timed(lambda: _look(new)))
    batch = _previewed(new)
    samples["confirm"].add(_timed(lambda: confirm(batch, "bench")))
    samples["confirm"].add(_bare())
    rows = _history_rows()
    took = _timed(lambda: _look(changed))
    batch = _previewed(changed)
    more = _timed(lambda: confirm(batch, "bench"))
    # A changed job is a row that ends and a row that begins.
    expected = 2 * batch.counts["changed"]
    samples["again, 1 % changed"].add({name: took[name] + more[name] for name in took})
    samples["again, 1 % changed"].add({"history_rows": _history_rows() - rows, "expected_rows": expected})


def _look(path: Path) -> None:
    with path.open("rb") as file:
        look(file, None, _OPTIONS, lambda _done, _total: None)


def _previewed(path: Path) -> Any:
    with path.open("rb") as file:
        return preview(receive(file, None, path.name), options=_OPTIONS)


def _history_rows() -> int:
    return sum(history_model(model).objects.count() for model in _TABLES)


def _bare() -> dict[str, float]:
    """Django's ``bulk_create`` of copies of the rows that the confirmation wrote, into the same tables."""
    took: dict[str, float] = {}
    beyond = (User.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    tables = [*_TABLES, *(history_model(model) for model in _TABLES), Event]
    with transaction.atomic():
        for model in tables:
            made = [_copy(row, beyond) for row in model._base_manager.order_by("pk")]
            spent = _timed(lambda model=model, made=made: models.QuerySet(model).bulk_create(made))  # type: ignore[misc]
            took = {name: took.get(name, 0) + value for name, value in spent.items()}
        transaction.set_rollback(True)
    return {f"bulk_create_{name}": value for name, value in took.items()}


def _copy(row: Any, beyond: int) -> Any:
    """The row as that of somebody else, so that nothing about it comes twice."""
    if isinstance(row, User):
        row.pk, row.username = row.pk + beyond, f"copy-{row.username}"
        return row
    row.pk = None
    if isinstance(row, Profile):
        row.user_id, row.employee_number = row.user_id + beyond, f"C-{row.employee_number}"
        row.public_id = uuid.uuid4()
    elif isinstance(row, EmploymentRecord):
        row.person_id += beyond
        row.manager_id = row.manager_id + beyond if row.manager_id else None
    return row


def _files(scratch: Scratch, count: int) -> tuple[Path, Path]:
    """New people, and the same with every hundredth changed: the stock project's own files where there is one."""
    stock = scratch.empty_stock(f"stock_exchange_files_{count}")
    paths = scratch.folder / f"people-{count}.csv", scratch.folder / f"people-{count}-changed.csv"
    if stock is not None:
        stock.files(scratch.folder, count)
        return paths
    people = [_row(number) for number in range(count)]
    for path, rows in zip(paths, (people, map(_changed, people)), strict=True):
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(people[0]))
            writer.writeheader()
            writer.writerows(rows)
    return paths


def _row(number: int) -> dict[str, str]:
    person = bench_person(number)
    return {
        "employee_number": f"E{number:07}",
        "username": person.username,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": f"{person.username}@example.org",
        "job_title": person.job_title,
        "manager": f"E{(number - 1) // 8:07}" if number else "",
        "hire_date": "2020-01-01",
    }


def _changed(row: dict[str, str]) -> dict[str, str]:
    if int(row["employee_number"][1:]) % 100 != 50:
        return row
    return {**row, "job_title": f"Reorganised {row['job_title']}"}


def _theirs(samples: Mapping[str, Samples], stock: Baseline, new: Path, changed: Path) -> None:
    took = {step["what"]: step for step in stock.measure("import", str(new)) if "cpu" in step}
    for what, step in (("dry run", "import dry run"), ("confirm", "import confirm")):
        if step in took:
            samples[what].add({"stock_cpu_s": took[step]["cpu"], "stock_wall_s": took[step]["seconds"]})
    again = [step for step in stock.measure("import", str(changed)) if "cpu" in step]
    samples["again, 1 % changed"].add(
        {
            "stock_cpu_s": sum(step["cpu"] for step in again),
            "stock_wall_s": sum(step["seconds"] for step in again),
        }
    )
