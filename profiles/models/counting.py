"""Counting inside a query."""

from __future__ import annotations

from django.db.models import IntegerField, Subquery


class RowCount(Subquery):
    """How many rows a query has, as a value of another one; both databases work it out once."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


class MarkCount(RowCount):
    """How many rows of a query have its column ``mark``."""

    template = "(SELECT COUNT(counted.mark) FROM (%(subquery)s) counted)"
