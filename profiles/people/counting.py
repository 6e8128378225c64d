"""How many rows a list holds, without counting a large one anew for each page of it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

#: Fewer rows are counted each time: nobody sees a change of theirs late.
LARGE = 10_000
KEPT_FOR = timedelta(minutes=1)


def how_many(rows: QuerySet[Any, Any]) -> int:
    """The number of rows; of LARGE or more as it was at most KEPT_FOR ago.

    The same statement with the same values is counted once: whoever may see other rows asks by another one.
    """
    try:
        statement = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    key = f"rows-{hashlib.sha256(repr(statement).encode()).hexdigest()}"
    known: int | None = cache.get(key)
    if known is None:
        known = rows.count()
        if known >= LARGE:
            cache.set(key, known, KEPT_FOR.total_seconds())
    return known
