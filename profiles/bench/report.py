"""The measurements of a run for people (a table) and for programs (JSON)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from .machine import Machine
from .measurement import Measurement

#: Version of the JSON's form; goes up when a name in it changes its meaning.
FORM = 1
_HEADS = {"cpu_ms": "CPU ms", "wall_ms": "wall ms", "html_bytes": "HTML bytes"}


@dataclass(frozen=True)
class Result:
    """A benchmark with its measurements, in the order of their lines."""

    name: str
    summary: str
    measurements: Sequence[Measurement]


@dataclass(frozen=True)
class Run:
    """All that was measured in one run of the command; ``started_at`` is in UTC."""

    machine: Machine
    people: int
    runs: int
    compared_with: str
    started_at: datetime
    results: Sequence[Result]


def as_json(run: Run) -> dict[str, Any]:
    """The run as plain values: figures, ratios and limits by name, limits that do not hold under ``misses``."""
    return {
        "form": FORM,
        "started_at": run.started_at.isoformat(timespec="seconds"),
        "machine": asdict(run.machine),
        "people": run.people,
        "runs": run.runs,
        "compared_with": run.compared_with or None,
        "benchmarks": [
            {
                "name": result.name,
                "summary": result.summary,
                "measurements": [_plain(each) for each in result.measurements],
            }
            for result in run.results
        ],
    }


def _plain(measurement: Measurement) -> dict[str, Any]:
    return {
        "what": measurement.what,
        "figures": {name: round(value, 3) for name, value in measurement.figures.items()},
        "ratios": dict(measurement.ratios),
        "limits": {
            name: {key: bound for key, bound in asdict(limit).items() if bound is not None}
            for name, limit in measurement.limits.items()
        },
        "misses": [miss.name for miss in measurement.misses()],
    }


def as_text(run: Run) -> Iterable[str]:
    """The run as lines: the machine, a table for each benchmark, and what lies outside of its limit."""
    machine = run.machine
    yield _(
        "Python %(python)s, Django %(django)s, %(database)s, %(cores)s cores (%(processor)s), load %(load)s"
    ) % asdict(machine)
    yield _("%(people)s people, medians of %(runs)s runs") % {"people": f"{run.people:,}", "runs": run.runs}
    for result in run.results:
        yield ""
        yield f"{result.name}: {result.summary}"
        yield ""
        yield from table(result.measurements)
        misses = [miss for measurement in result.measurements for miss in measurement.misses()]
        if misses:
            yield ""
        for miss in misses:
            told = {"what": miss.what, "name": head_of(miss.name), "value": shown(miss.value), "limit": miss.limit}
            yield _("Outside of its limit: %(what)s, %(name)s %(value)s (%(limit)s)") % told


def table(measurements: Sequence[Measurement]) -> Iterable[str]:
    """Right-aligned columns, one for each name that a figure or a ratio has; what was not measured is a dash."""
    figures = _names(measurement.figures for measurement in measurements)
    ratios = _names(measurement.ratios for measurement in measurements)
    rows = [["", *(head_of(name) for name in (*figures, *ratios))]]
    for each in measurements:
        cells = [shown(each.figures[name]) if name in each.figures else "–" for name in figures]
        cells += [f"{each.ratios[name]:.2f} ×" if name in each.ratios else "–" for name in ratios]
        rows.append([each.what, *cells])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for first, *others in rows:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        yield "  ".join([first.ljust(widths[0]), *cells]).rstrip()


def _names(columns: Iterable[Mapping[str, float]]) -> list[str]:
    return list(dict.fromkeys(name for column in columns for name in column))


def head_of(name: str) -> str:
    """The name of a figure or a ratio as people read it: ``stock_over_ours_cpu`` is "stock ÷ ours CPU"."""
    words = f"_{name}".replace("_over_", " ÷ ").replace("_", " ").replace("cpu", "CPU").strip()
    return _HEADS.get(name, words)


def shown(value: float) -> str:
    """Whole numbers with separators, others with one place, small ones with two."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.2f}"
