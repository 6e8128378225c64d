"""The circumstances of a run: figures mean something only beside the machine they come from."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

import django


@dataclass(frozen=True)
class Machine:
    """Where it was measured; ``load`` is the system's one-minute average at the start."""

    python: str
    django: str
    database: str
    processor: str
    cores: int
    load: float


def look(database: str) -> Machine:
    """This machine and this Python, beside the ``database`` that was used."""
    return Machine(
        python=platform.python_version(),
        django=django.get_version(),
        database=database,
        processor=_processor(),
        cores=_cores(),
        load=round(os.getloadavg()[0], 2),
    )


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
