"""Asking for a page and seeing what it took, and running contestants in turn."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client


class PageRefused(RuntimeError):
    """A page did not answer 200, so its cost says nothing."""


class QueryCount:
    """Counts the statements sent while it wraps the connection."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        """Pass the statement on."""
        self.queries += 1
        return execute(*statement)


def ask(client: Client, path: str) -> dict[str, float]:
    """What one GET takes: ``queries``, ``cpu_ms`` (this process), ``wall_ms``, ``html_bytes``. Raises PageRefused."""
    count = QueryCount()
    with connection.execute_wrapper(count):
        cpu, wall = time.process_time(), time.perf_counter()
        answer = client.get(path)
        size = len(answer.content)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if answer.status_code != 200:
        raise PageRefused(f"{path} answered {answer.status_code} instead of 200.")
    return {"queries": count.queries, "cpu_ms": cpu * 1000, "wall_ms": wall * 1000, "html_bytes": size}
