"""The verbs of an import: ``receive``, ``preview``, ``confirm``, ``cancel``, ``undo`` and ``error_file``.

A batch is received (UPLOADED), previewed (PREVIEWED) and then confirmed (APPLIED) or cancelled; ``jobs`` runs the long
ones in the background. Every verb checks that the account may; what it refuses is an ``errors.ExchangeError`` with a
sentence to show, or PermissionDenied.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.history.access import record_access
from profiles.history.bulk import Rows
from profiles.history.context import current
from profiles.models import Event, ImportBatch, RecordKind

from .applying import Progress
from .as_import import as_import
from .errors import ExchangeError, NotNow
from .importables import importable_of
from .memory import few_collections
from .planning import Tally
from .previews import HELD, entries, error_file, options_of, page, preview, preview_again
from .tables import may_import
from .undoing import undo
from .uploads import content_of, forget, headings_of, receive, sweep, table_of

__all__ = [
    "Conflicts",
    "cancel",
    "confirm",
    "error_file",
    "page",
    "preview",
    "receive",
    "sweep",
    "undo",
]
_CONFIRMABLE = (ImportBatch.State.PREVIEWED, ImportBatch.State.APPLYING)
_DONE = (ImportBatch.State.APPLIED, ImportBatch.State.UNDONE, ImportBatch.State.PARTLY_UNDONE)


class Conflicts(ExchangeError):
    """Records changed since the preview: nothing was written, a new preview marks the rows."""


class _Moved(Exception):
    """What would be written is not what was previewed; ends the transaction."""


def confirm(
    batch: ImportBatch,
    reason: str,
    leave_out_errors: bool = False,
    *,
    rows: Rows | None = None,
    progress: Progress | None = None,
) -> ImportBatch:
    """Write what the preview showed, all of it or nothing, as one operation with the reason and the file's SHA-256.

    Applies once: for a batch that is applied already nothing happens. Raises NotNow without a reason, for rows with
    errors that are not left out, and for a batch that is not previewed; Conflicts when records changed in between.
    """
    if not may_import(batch.by, table_of(batch)):
        raise PermissionDenied
    if not reason.strip():
        raise NotNow(_("Write why these records change."))
    try:
        with transaction.atomic(), as_import(batch.by, reason.strip(), batch.sha256):
            stored = _locked(batch)
            if stored.state not in _DONE:
                _apply(stored, leave_out_errors, rows, progress)
    except (_Moved, IntegrityError) as error:
        found = preview_again(_back_to_preview(batch))
        batch.refresh_from_db()
        if isinstance(error, IntegrityError) and not found:
            raise NotNow(_("The records refuse a value of this file. Nothing was written.")) from error
        raise Conflicts(
            _("Some records changed since the preview. Nothing was written; look at the conflicts and confirm again.")
        ) from error
    except OperationalError as error:
        raise NotNow(_("Somebody is changing one of these records. Try again in a minute.")) from error
    batch.refresh_from_db()
    return batch


def _locked(batch: ImportBatch) -> ImportBatch:
    """The batch as stored, locked against a second confirmation until the transaction ends."""
    # SQLite has one writer: whoever comes second waits at the beginning of the transaction.
    try:
        stored = ImportBatch.objects.select_for_update(nowait=connection.vendor == "postgresql").get(pk=batch.pk)
    except OperationalError as error:
        raise NotNow(_("This import is being applied right now.")) from error
    if stored.state not in (*_CONFIRMABLE, *_DONE):
        raise NotNow(_("Look at the preview of this import before you confirm it."))
    return stored


def _apply(batch: ImportBatch, leave_out_errors: bool, rows: Rows | None, progress: Progress | None) -> None:
    if batch.counts.get("errors") and not leave_out_errors:
        raise NotNow(_("Some rows have errors. Correct them in the file, or choose to leave them out."))
    held = {entry["row"] for entry in entries(batch, HELD)}
    options = options_of(batch)
    with content_of(batch) as source, few_collections():
        importable = importable_of(table_of(batch))
        planner = importable.plan(source, headings_of(batch, batch.mapping), batch.by, options, writes=True)
        tally = importable.apply(planner, held, rows, progress)
    if tally.digest != batch.digest:
        raise _Moved
    record_access(Event.Action.IMPORT, kind=RecordKind.BATCH, object_id=batch.pk, details=_numbers(tally))
    batch.operation_id = current().operation().pk
    batch.reason, batch.state = current().reason, ImportBatch.State.APPLIED
    batch.counts = {**batch.counts, "conflicts": 0}
    batch.finished_at = timezone.now()
    batch.save()
    forget(batch)


def _numbers(tally: Tally) -> list[str]:
    return [f"{name} {number}" for name, number in tally.counts.items() if number]


def _back_to_preview(batch: ImportBatch) -> ImportBatch:
    stored = ImportBatch.objects.get(pk=batch.pk)
    stored.state = ImportBatch.State.PREVIEWED
    stored.save(update_fields=["state"])
    return stored


def cancel(batch: ImportBatch) -> ImportBatch:
    """End an import before it is applied: a job that reads stops at the next rows, the file is removed.

    Raises NotNow for one that is applied.
    """
    with transaction.atomic():
        stored = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if stored.state in _DONE:
            raise NotNow(_("This import was applied. Undo it instead."))
        stored.is_cancel_asked = True
        stored.state, stored.finished_at = ImportBatch.State.CANCELLED, timezone.now()
        stored.save(update_fields=["is_cancel_asked", "state", "finished_at"])
        forget(stored)
    batch.refresh_from_db()
    return batch
