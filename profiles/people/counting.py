"""How many rows a list holds, without counting a large one anew for each page of it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db.models import Count, Q, QuerySet

#: Fewer rows are counted each time: nobody sees a change of theirs late.
LARGE = 10_000
KEPT_FOR = timedelta(minutes=1)


def how_many(rows: QuerySet[Any, Any]) -> int:
    """The number of rows; of LARGE or more as it was at most KEPT_FOR ago.

    The same statement with the same values is counted once: whoever may see other rows asks by another one.
    """
    known = _known(rows)
    return _keep(rows, rows.count()) if known is None else known


def how_many_among(rows: QuerySet[Any, Any], everybody: QuerySet[Any, Any]) -> tuple[int, int]:
    """The numbers of ``rows`` and of ``everybody``, of whom they are a part, in one statement if neither is known."""
    if _known(rows) is not None or _known(everybody) is not None:
        return how_many(rows), how_many(everybody)
    part = Count("pk", filter=Q(pk__in=rows.order_by().values("pk")))
    counted = everybody.order_by().aggregate(part=part, whole=Count("pk"))
    return _keep(rows, counted["part"]), _keep(everybody, counted["whole"])


def _known(rows: QuerySet[Any, Any]) -> int | None:
    key = _key(rows)
    known: int | None = cache.get(key) if key else 0
    return known


def _keep(rows: QuerySet[Any, Any], count: int) -> int:
    if count >= LARGE:
        cache.set(_key(rows), count, KEPT_FOR.total_seconds())
    return count


def _key(rows: QuerySet[Any, Any]) -> str:
    """The place in the cache; empty for rows that cannot be."""
    try:
        statement = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return ""
    return f"rows-{hashlib.sha256(repr(statement).encode()).hexdigest()}"
