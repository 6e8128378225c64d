"""Starts writers in processes of their own on the database in use, all at once, and adds up what they did."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, cast

from django.conf import settings
from django.db import connection

from .children import environment
from .writer import PREPARE

_PROGRAM = "profiles.bench.writer"


class WriterFailed(RuntimeError):
    """A writer ended with an error; the text is the end of what it said."""


@dataclass(frozen=True)
class Written:
    """What all writers did together: saves in a second; processor time of one save and the slowest, in ms."""

    per_second: float
    cpu_ms: float
    slowest_ms: float


def prepare_plain() -> None:
    """Make the tables of the plain side in the database in use. Raises WriterFailed."""
    _output(_start(PREPARE))


def run_writers(
    side: str, writers: int, *, seconds: float, pause_ms: float = 0, meanwhile: Callable[[], bool] = lambda: False
) -> Written:
    """Let so many writers save at the same time. ``meanwhile`` is called again and again until it gives False.

    Raises WriterFailed.
    """
    connection.close()
    running = [_start(side, str(seconds), str(pause_ms), str(number)) for number in range(writers)]
    try:
        for each in running:
            cast(IO[str], each.stdout).readline()
        for each in running:
            cast(IO[str], each.stdin).write("go\n")
            cast(IO[str], each.stdin).flush()
        while any(each.poll() is None for each in running) and meanwhile():
            pass
        done = [json.loads(_output(each)) for each in running]
    finally:
        for each in running:
            each.kill()
    rate = sum(each["saves"] / each["seconds"] for each in done)
    cpu = sum(each["cpu_seconds"] for each in done) / sum(each["saves"] for each in done) * 1000
    return Written(rate, cpu, max(each["slowest_ms"] for each in done))


def _start(*words: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(  # noqa: S603 - our own words, no shell
        [sys.executable, "-m", _PROGRAM, *words],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment()},
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        text=True,
    )


def _output(process: subprocess.Popen[str]) -> str:
    said, complained = process.communicate()
    if process.returncode:
        raise WriterFailed("\n".join(complained.strip().splitlines()[-5:]))
    return said
