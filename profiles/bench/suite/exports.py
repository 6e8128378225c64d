"""What an export takes at the door: fifteen columns of everybody as CSV, XLSX and JSON, in turn with the stock.

Each side has its own invented people, as many and of the same kind. Memory is what Python takes at most, seen in a
pass of its own: a table that were held in memory would grow with the people.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from time import perf_counter, process_time
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _

from profiles.bench.baseline import Baseline
from profiles.bench.fill import hr_account
from profiles.bench.measurement import Limit, Measurement, Samples, quotient
from profiles.bench.registry import benchmark
from profiles.bench.scratch import Scratch
from profiles.bench.timing import PageRefused

COLUMNS = [
    *("employee_number", "username", "first_name", "last_name", "email", "full_name", "job_title", "department"),
    *("manager", "location", "phone", "employment_type", "hire_date", "birth_date", "bio"),
]
_MEGABYTE = 1024 * 1024
#: How many times faster than the stock project each format has to be.
FASTER = {"csv": 8, "xlsx": 3, "json": 8}
PEAK_MB = 30


@benchmark("exports", "people as CSV, XLSX and JSON: time and memory")
def measure_exports(scratch: Scratch) -> Iterator[Measurement]:
    """One measurement for each format."""
    stock = scratch.stock()
    scratch.use(scratch.people)
    client = scratch.client(hr_account())
    samples = {code: Samples() for code in FASTER}
    for code in FASTER:
        _taken(client, code)
    for _run in scratch.rounds(_("Exporting")):
        for code in FASTER:
            samples[code].add(_timed(client, code))
            if stock is not None:
                samples[code].add(_theirs(stock, code))
    for code, faster in FASTER.items():
        figures = {**samples[code].medians(), "peak_mb": _peak(client, code)}
        ratios = {}
        if "stock_cpu_s" in figures:
            ratios = {
                f"stock_over_ours_{k}": quotient(figures[f"stock_{k}_s"], figures[f"{k}_s"]) for k in ("cpu", "wall")
            }
        limits = {"stock_over_ours_cpu": Limit(at_least=faster), "peak_mb": Limit(at_most=PEAK_MB)}
        yield Measurement(f"export {code}", figures, ratios, limits)


def _taken(client: Client, code: str) -> int:
    """Take everybody out by the page's form; the size of the file in bytes. Raises PageRefused."""
    path = reverse("admin:export", args=["people"])
    answer: Any = client.post(path, {"format": code, "columns": COLUMNS})
    if not answer.streaming:
        raise PageRefused(f"{path} gave no file for {code}.")
    return sum(len(chunk) for chunk in answer.streaming_content)


def _timed(client: Client, code: str) -> dict[str, float]:
    cpu, wall = process_time(), perf_counter()
    size = _taken(client, code)
    return {"cpu_s": process_time() - cpu, "wall_s": perf_counter() - wall, "file_bytes": size}


def _theirs(stock: Baseline, code: str) -> dict[str, float]:
    (took,) = [step for step in stock.measure("export", code) if "cpu" in step]
    return {"stock_cpu_s": took["cpu"], "stock_wall_s": took["seconds"], "stock_peak_mb": took["peak_mb"]}


def _peak(client: Client, code: str) -> float:
    tracemalloc.start()
    try:
        _taken(client, code)
        return tracemalloc.get_traced_memory()[1] / _MEGABYTE
    finally:
        tracemalloc.stop()
