"""An import from the shell: a look that leaves nothing behind, or preview and confirmation in one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from profiles.history.sealer import seal_now
from profiles.models import ImportBatch

from .batches import cancel, confirm
from .errors import ExchangeError, FileRefused
from .headers import understand
from .importables import importable_of
from .memory import few_collections
from .people_rows import CHANGED, NEW, UNCHANGED, Options
from .planning import Tally, error_entries
from .previews import ERRORS, entries, preview
from .reading import opened
from .tables import PEOPLE, Table, may_import
from .uploads import receive

#: What is told of an error.
_SAID = ("row", "key", "column", "value", "message")
Progress = Callable[[int, int], None]


@dataclass
class Outcome:
    """How an import from the shell ended: ``preview``, ``applied``, ``row_errors`` or ``refused``."""

    outcome: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    message: str = ""
    batch: str | None = None

    def count(self, counts: dict[str, Any]) -> None:
        """Take over the numbers of a tally."""
        self.new, self.changed, self.unchanged = counts[NEW], counts[CHANGED], counts[UNCHANGED]


def look(file: IO[bytes], by: User | None, options: Options, progress: Progress, table: Table = PEOPLE) -> Outcome:
    """What the file would do. Writes nothing at all. Raises FileRefused, PermissionDenied."""
    if not may_import(by, table):
        raise PermissionDenied
    errors: list[dict[str, Any]] = []
    done = 0
    with opened(file, table) as source, few_collections():
        headings = understand(source.headings, table.importable(by), table=table)
        planner = importable_of(table).plan(source, headings, by, options)
        tally = Tally(planner.about)
        for plans in planner.windows():
            for plan in plans:
                tally.add(plan)
                if plan.errors:
                    errors += error_entries(plan)
            done += len(plans)
            progress(done, planner.total)
    outcome = Outcome("row_errors" if errors else "preview", errors=errors)
    outcome.count(tally.counts)
    outcome.message = _errors_found(tally.counts["errors"]) if errors else _("Nothing was written: this was a look.")
    return outcome


def bring(
    file: IO[bytes],
    by: User | None,
    options: Options,
    reason: str,
    progress: Progress,
    table: Table = PEOPLE,
) -> Outcome:
    """Import the file, all of it or nothing. Raises FileRefused, PermissionDenied, ExchangeError."""
    batch = receive(file, by, Path(getattr(file, "name", "file")).name, table)
    try:
        preview(batch, options=options)
        outcome = Outcome("row_errors", batch=None)
        outcome.count(batch.counts)
        found = entries(batch, ERRORS) if batch.counts["errors"] else ()
        outcome.errors = [{name: error[name] for name in _SAID} for error in found]
        if outcome.errors:
            outcome.message = _errors_found(batch.counts["errors"])
            cancel(batch)
            return outcome
        confirm(batch, reason or _("Import of %(file)s") % {"file": batch.file_name}, progress=progress)
    except (ExchangeError, PermissionDenied):
        if ImportBatch.objects.filter(pk=batch.pk, operation_id=None).exists():
            cancel(batch)
        raise
    seal_now()
    outcome.outcome, outcome.batch = "applied", str(batch.public_id)
    said = _("%(new)d people were added and %(changed)d changed.")
    if table is not PEOPLE:
        said = _("%(new)d rows were added and %(changed)d changed.")
    outcome.message = said % {
        "new": outcome.new,
        "changed": outcome.changed,
    }
    return outcome


def _errors_found(count: int) -> str:
    return _("%(n)d rows have errors; nothing was written. Correct them and import again.") % {"n": count}


def refused(error: ExchangeError) -> Outcome:
    """The outcome of a file that was refused as a whole."""
    return Outcome("refused", message=error.message if isinstance(error, FileRefused) else str(error))
