"""What an import would do, computed and kept page by page; no record is written and no lock is held."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.history.bulk import FastRows
from profiles.lib.formulas import bare, inert
from profiles.models import ImportBatch, ImportPart

from .errors import Cancelled, ExchangeError, FileRefused, NotNow
from .importables import AnyPlanner, importable_of
from .memory import few_collections
from .people_rows import CHANGED, NEW, WRONG, Options
from .planning import Planned, Tally, entry, error_entries
from .tables import may_import
from .uploads import OPEN, content_of, forget, headings_of, table_of

#: Entries on one page of a preview.
PAGE = 50
#: Kinds of pages.
CHANGES, ERRORS, HELD, CONFLICTS = "change", "error", "held", "conflict"
_PAGES_AT_ONCE = 40
_WRITTEN = ("options", "mapping", "state", "message", "started_at", "finished_at", "done", "total", "counts", "digest")


def options_of(batch: ImportBatch) -> Options:
    """The options that the batch was previewed with."""
    known = dict(batch.options)
    day = known.get("effective_from")
    return Options(**{**known, "effective_from": date.fromisoformat(day) if day else None})


def keep_options(batch: ImportBatch, options: Options) -> None:
    """Keep the options with the batch. Raises PermissionDenied for what the account may not do."""
    if options.create_missing and batch.by is not None and not batch.by.has_perm("profiles.import_missing"):
        raise PermissionDenied
    day = options.effective_from
    batch.options = {**asdict(options), "effective_from": day.isoformat() if day is not None else None}


def preview(
    batch: ImportBatch,
    mapping: Mapping[str, str] | None = None,
    options: Options | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> ImportBatch:
    """Compute what the file would change and keep it in pages; counts and digest are those of the batch.

    ``mapping`` leads from headings to names of columns, "" leaves a heading out; without it the batch's own counts.
    Raises FileRefused (also for headings that stop the file), NotNow for a batch that is past its preview, Cancelled
    when somebody asked to stop, PermissionDenied.
    """
    if not may_import(batch.by, table_of(batch)):
        raise PermissionDenied
    if batch.state not in OPEN | {ImportBatch.State.READING}:
        raise NotNow(_("This import is over. Upload the file again."))
    keep_options(batch, options or options_of(batch))
    headings = headings_of(batch, {**batch.mapping, **(mapping or {})})
    batch.mapping = headings.mapping
    batch.state, batch.message, batch.started_at = ImportBatch.State.READING, "", timezone.now()
    batch.done = 0
    _save(batch)
    try:
        with content_of(batch) as source, few_collections():
            planner = importable_of(table_of(batch)).plan(source, headings, batch.by, options_of(batch))
            _store(batch, planner, progress)
    except Cancelled:
        forget(batch)
        batch.state, batch.finished_at = ImportBatch.State.CANCELLED, timezone.now()
        _save(batch)
        raise
    except ExchangeError as error:
        batch.state = ImportBatch.State.UPLOADED
        batch.message = error.message if isinstance(error, FileRefused) else str(error)
        _save(batch)
        raise
    return batch


def _store(batch: ImportBatch, planner: AnyPlanner, progress: Callable[[int, int], None] | None) -> None:
    old = ImportPart.objects.filter(batch=batch).exclude(kind=CONFLICTS)
    old._raw_delete(old.db)
    pages, tally = Pages(batch), Tally(planner.about)
    batch.total = planner.total
    for plans in planner.windows():
        for plan in plans:
            tally.add(plan)
            _keep(pages, plan)
        pages.flush(all_of_it=False)
        tell_progress(batch, plans)
        if progress is not None:
            progress(batch.done, batch.total)
    for row in sorted(tally.held()):
        pages.add(HELD, {"row": row, "message": _("The row that it depends on has an error.")})
    pages.flush(all_of_it=True)
    batch.counts = {**tally.counts, "missing": planner.missing}
    batch.digest, batch.state = tally.digest, ImportBatch.State.PREVIEWED
    batch.finished_at = timezone.now()
    _stop_when_asked(batch)
    _save(batch)


def _save(batch: ImportBatch) -> None:
    # Not whether somebody asked to stop: that is written by others meanwhile.
    batch.save(update_fields=_WRITTEN)


def tell_progress(batch: ImportBatch, plans: Sequence[Planned]) -> None:
    """Say how many rows are done. Raises Cancelled when somebody asked to stop."""
    batch.done += len(plans)
    ImportBatch.objects.filter(pk=batch.pk).update(done=batch.done, total=batch.total)
    _stop_when_asked(batch)


def _stop_when_asked(batch: ImportBatch) -> None:
    if ImportBatch.objects.filter(pk=batch.pk, is_cancel_asked=True).exists():
        raise Cancelled


def _keep(pages: Pages, plan: Planned) -> None:
    if plan.kind == WRONG:
        for error in error_entries(plan):
            pages.add(ERRORS, {**error, "name": plan.name, "person": plan.person if plan.name else None})
    elif plan.kind in (NEW, CHANGED):
        pages.add(CHANGES, entry(plan))


class Pages:
    """Collects entries and stores them page by page, so that few are in memory at any time."""

    def __init__(self, batch: ImportBatch) -> None:
        self._batch = batch
        self._open: dict[str, list[dict[str, Any]]] = {}
        self._count: dict[str, int] = {}
        self._full: list[tuple[str, int, list[dict[str, Any]]]] = []

    def add(self, kind: str, row: dict[str, Any]) -> None:
        """Add an entry to the last page of its kind."""
        rows = self._open.setdefault(kind, [])
        rows.append(row)
        if len(rows) == PAGE:
            self._close(kind)

    def _close(self, kind: str) -> None:
        rows = self._open.pop(kind)
        number = self._count[kind] = self._count.get(kind, 0) + 1
        self._full.append((kind, number, rows))

    def flush(self, *, all_of_it: bool) -> None:
        """Store the full pages, at the end also those that are not."""
        if all_of_it:
            for kind in list(self._open):
                self._close(kind)
        if not self._full:
            return
        kinds, numbers, rows = zip(*self._full, strict=True)
        # Not by ``bulk_create``: on PostgreSQL each quotation mark in so much text is escaped by itself.
        columns = {"batch_id": [self._batch.pk] * len(rows), "kind": kinds, "number": numbers, "rows": rows}
        with transaction.atomic():
            FastRows().insert_columns(ImportPart, columns)
        self._full = []


def page(batch: ImportBatch, kind: str, number: int) -> list[dict[str, Any]]:
    """The entries of one page of a preview, counted from 1; none beyond the last."""
    part = ImportPart.objects.filter(batch=batch, kind=kind, number=number).first()
    return part.rows if part is not None else []


def entries(batch: ImportBatch, kind: str) -> Iterator[dict[str, Any]]:
    """Every entry of a kind, in the order of the file."""
    for part in ImportPart.objects.filter(batch=batch, kind=kind).order_by("number").iterator(_PAGES_AT_ONCE):
        yield from part.rows


def fingerprints(batch: ImportBatch) -> dict[int, bytes]:
    """For each row that changes something a digest of what the preview said of it."""
    return {row["row"]: _fingerprint(row) for row in entries(batch, CHANGES)}


def _fingerprint(row: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(json.dumps([row["person"], row["note"], row["changes"]]).encode()).digest()[:12]


def preview_again(batch: ImportBatch) -> int:
    """Compute the preview anew and mark the rows that differ from the one before; how many there are."""
    before = fingerprints(batch)
    batch.done = 0
    preview(batch)
    ImportPart.objects.filter(batch=batch, kind=CONFLICTS).delete()
    pages, seen, found = Pages(batch), set[int](), 0
    for row in entries(batch, CHANGES):
        seen.add(row["row"])
        if before.get(row["row"]) != _fingerprint(row):
            pages.add(CONFLICTS, row)
            found += 1
    for number in sorted(before.keys() - seen):
        pages.add(CONFLICTS, {"row": number, "changes": [], "key": "", "name": "", "note": _("nothing left to change")})
        found += 1
    pages.flush(all_of_it=True)
    batch.counts = {**batch.counts, "conflicts": found}
    batch.save(update_fields=["counts"])
    return found


def error_file(batch: ImportBatch) -> Iterator[str]:
    """The faulty rows as CSV in pieces: the same columns in the same order, with an ``error`` column at the end.

    Raises NotNow when the file is gone.
    """
    wrong: dict[int, list[str]] = {}
    for error in entries(batch, ERRORS):
        column = f"{error['column']}: " if error["column"] else ""
        wrong.setdefault(error["row"], []).append(f"{column}{error['message']}")
    for held in entries(batch, HELD):
        wrong.setdefault(held["row"], []).append(held["message"])
    with content_of(batch) as source:
        yield "\ufeff" + _line([*source.headings, "error"])
        for number, row in source.rows():
            if number in wrong:
                width = len(source.headings)
                cells = [*row[:width], *[""] * (width - len(row))]
                yield _line([*(inert(bare(cell)) for cell in cells), " ".join(wrong[number])])


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
