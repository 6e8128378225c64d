"""Small files of people, as a test needs them."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib.auth.models import User

from profiles.exchange.batches import confirm, preview, receive
from profiles.exchange.people_rows import Options
from profiles.models import ImportBatch

Row = dict[str, Any]


def csv_of(*rows: Row) -> io.BytesIO:
    """The rows as CSV; the headings are those of all rows together."""
    headings = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, headings)
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(out.getvalue().encode())


def new_person(number: int, **more: Any) -> Row:
    """The row of somebody who is not there."""
    return {
        "employee_number": f"N{number:04}",
        "username": f"new.person.{number}",
        "full_name": f"New Person {number}",
        "email": f"new{number}@nordlys.example",
        "hire_date": "2024-03-01",
        **more,
    }


def previewed(by: User | None, *rows: Row, **options: Any) -> ImportBatch:
    """A batch with its preview."""
    return preview(receive(csv_of(*rows), by, "people.csv"), options=Options(**options))


def imported(by: User | None, *rows: Row, **options: Any) -> ImportBatch:
    """A batch that was applied."""
    return confirm(previewed(by, *rows, **options), "Yearly update")
