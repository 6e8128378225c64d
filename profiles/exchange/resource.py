"""People as a resource of django-import-export: fields, rows in, results out, over the engine of this package.

The library stays the frame: whoever knows its ``Resource`` and ``Result`` can bring people with them. Where the frame
is left, it is for a reason that was measured: its row loop builds an instance and a copy for each row and writes one
by one (the engine compares tuples and writes by COPY), its bulk mode leaves no history, its dry run writes and rolls
back (ours writes nothing), and its dataset holds the whole file (ours is read as it comes, by ``reading``).
"""

from __future__ import annotations

import io
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.resources import Resource
from import_export.results import Result, RowResult

from .batches import confirm, preview, receive
from .people_rows import CHANGED, NEW, Options
from .previews import CHANGES, ERRORS, entries
from .tables import PEOPLE

_TYPES = {NEW: RowResult.IMPORT_TYPE_NEW, CHANGED: RowResult.IMPORT_TYPE_UPDATE}


class PeopleResource(Resource):  # type: ignore[misc]
    """The person: account, profile and job in one row. ``user`` brings the rows; None is the system."""

    def __init__(self, user: User | None = None, options: Options | None = None, reason: str = "") -> None:
        super().__init__()
        self.user, self.options, self.reason = user, options or Options(), reason
        self.fields = {column.name: Field(column_name=column.name) for column in PEOPLE.importable(user)}

    def get_import_order(self) -> list[str]:
        """The columns that may be imported, in the order of an exported file."""
        return list(self.fields)

    def import_data(self, dataset: Any, dry_run: bool = False, raise_errors: bool = False, **_: Any) -> Result:
        """Import a tablib dataset, all of it or nothing; with errors nothing is written.

        Raises ``errors.ExchangeError`` for a dataset that cannot be read, PermissionDenied.
        """
        batch = preview(
            receive(io.BytesIO(dataset.export("csv").encode()), self.user, "dataset.csv"), options=self.options
        )
        result = Result()
        result.total_rows = batch.total
        for entry in entries(batch, CHANGES):
            row = RowResult()
            row.import_type, row.number, row.object_repr = _TYPES[entry["kind"]], entry["row"], entry["name"]
            row.object_id, row.diff = entry["person"], entry["changes"]
            result.append_row_result(row)
            result.increment_row_result_total(row)
        result.totals[RowResult.IMPORT_TYPE_SKIP] = batch.counts["unchanged"]
        for error in entries(batch, ERRORS):
            why = ValidationError({error["column"] or "__all__": error["message"]})
            result.append_invalid_row(error["row"], {}, why)
            result.totals[RowResult.IMPORT_TYPE_INVALID] += 1
        if not dry_run and not result.invalid_rows:
            confirm(batch, self.reason or str(batch))
        return result
