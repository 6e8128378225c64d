"""Files of employment history, contacts and departments, as a test needs them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from profiles.exchange.batches import confirm, page, preview, receive
from profiles.exchange.people_rows import Options
from profiles.exchange.tables import TABLES
from profiles.models import ImportBatch

from .files import Row, csv_of


def previewed_as(code: str, by: User | None, *rows: Row, **options: Any) -> ImportBatch:
    """A batch of this table with its preview."""
    return preview(receive(csv_of(*rows), by, f"{code}.csv", TABLES[code]), options=Options(**options))


def imported_as(code: str, by: User | None, *rows: Row, **options: Any) -> ImportBatch:
    """A batch of this table that was applied."""
    return confirm(previewed_as(code, by, *rows, **options), "Yearly update")


def errors_as(code: str, by: User | None, *rows: Row, **options: Any) -> dict[str, str]:
    """Column → sentence of the errors of a preview."""
    return {error["column"]: error["message"] for error in page(previewed_as(code, by, *rows, **options), "error", 1)}


def changes_as(code: str, by: User | None, *rows: Row, **options: Any) -> list[dict[str, Any]]:
    """The rows of a preview that change something."""
    return page(previewed_as(code, by, *rows, **options), "change", 1)
