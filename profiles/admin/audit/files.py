"""The log as a file: what was asked for, how many rows, the last seal and digests go with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Any

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from profiles.history.access import record_access
from profiles.history.context import current, under
from profiles.history.filters import EventFilter
from profiles.history.log import LogRow, all_rows, last_seal, newest_event
from profiles.history.values import word
from profiles.lib.table_writers import FORMATS, TableFormat, csv_chunks, json_chunks, write_xlsx
from profiles.models import Event, RecordKind

from .views import reader_of, show_log

#: A sheet of a workbook holds no more rows than 1,048,576; some are for the head and the lines at the end.
MOST_ROWS_OF_A_SHEET = 1_048_000

COLUMNS = (
    "Event", "Time (UTC)", "Who", "Account", "Person", "Account of the person", "Action", "Record",
    "Number of the record", "Fields", "Old and new", "Details", "Route", "Page or command", "Reason", "Address",
    "Outcome", "Operation", "Request",
)  # fmt: skip

About = Callable[[], Mapping[str, Any]]


class Digest:
    """Rows on their way into a file: how many there were, and the SHA-256 over them.

    The digest is taken over each row as a JSON list on a line of its own, so that the same rows have the same
    digest in every format.
    """

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._rows = rows
        self._sum = hashlib.sha256()
        self._dump = json.JSONEncoder(ensure_ascii=False, default=str, separators=(",", ":")).encode
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self._rows:
            self.count += 1
            self._sum.update(f"{self._dump(list(row))}\n".encode())
            yield row

    def hexdigest(self) -> str:
        """The SHA-256 over the rows that have passed, 64 hex digits."""
        return self._sum.hexdigest()


def cells_of(row: LogRow) -> list[Any]:
    """One event as cells in the order of COLUMNS; values that the reader may not see are not in it."""
    event, operation = row.event, row.operation
    return [
        event.pk,
        event.at.isoformat(timespec="microseconds"),
        row.who,
        event.actor_id,
        row.person_name,
        event.subject_id,
        row.did,
        row.record,
        event.object_id,
        ", ".join(change.label for change in row.changes),
        "; ".join(_old_to_new(change) for change in row.changes),
        row.details,
        row.route,
        operation.route,
        operation.reason,
        operation.ip or "",
        word(Event.Outcome, event.outcome),
        str(operation.uuid),
        operation.request_id,
    ]


def _old_to_new(change: Any) -> str:
    if change.instead:
        return f"{change.label}: {change.instead}"
    parts = [part for part in (change.old, change.new) if part is not None]
    return f"{change.label}: {' → '.join(parts)}"


def export(site: AdminSite, request: HttpRequest) -> HttpResponseBase:
    """The events of the filter as a file. Writes nothing but the events that say so.

    CSV and JSON leave row by row as they are read, so that a log of any length begins at once. A workbook is put
    together on disk first, and its digest goes ahead of it in the head of the answer.
    """
    viewer = reader_of(request)
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    kind = FORMATS.get(request.GET.get("format", ""))
    chosen = EventFilter(request.GET, viewer=viewer)
    problems = chosen.problems()
    if kind is None:
        problems.append(_("The log can be exported as CSV, XLSX or JSON. Choose one of them."))
    if problems or kind is None:
        return show_log(site, request, chosen, problems, status=400)
    up_to = newest_event()
    if kind.code == "xlsx" and chosen.qs[: MOST_ROWS_OF_A_SHEET + 1].count() > MOST_ROWS_OF_A_SHEET:
        problems = [_("A workbook holds about a million rows. Choose CSV or JSON, or a shorter period.")]
        return show_log(site, request, chosen, problems, status=400)
    rows = Digest(cells_of(row) for row in all_rows(chosen, up_to=up_to))
    about = partial(_about, request, chosen, rows, up_to)
    if kind.code != "xlsx":
        return _streamed(kind, chosen, rows, about)
    out = TemporaryFile()  # noqa: SIM115 - closed by the answer that sends it
    write_xlsx(out, COLUMNS, _with_end(rows, about), title=_("Audit log"))
    return send(out, kind, chosen, rows.count, name="audit-log")


def _streamed(kind: TableFormat, chosen: EventFilter, rows: Digest, about: About) -> HttpResponseBase:
    """The file while it is read. That it begins is recorded before a byte leaves, how it ended after the last one."""
    _record(kind, chosen, ["begun"], name="audit-log")
    circumstances = current()

    def tell(end: str) -> None:
        with under(circumstances):
            _record(kind, chosen, [f"rows {rows.count}", end], name="audit-log")

    bytes_of = _ToldAtTheEnd(chunks_of(kind, COLUMNS, rows, about), tell)
    response = StreamingHttpResponse(bytes_of, content_type=kind.media_type)
    response["Content-Disposition"] = content_disposition_header(True, _file_name("audit-log", kind))
    response["Cache-Control"] = "private, no-store"
    return response


class _ToldAtTheEnd:
    """The bytes of a file, which is told of when the answer is closed: whole, or stopped before the last of them.

    Not a generator: one that nobody closes ends whenever memory is swept, also in the middle of another statement.
    """

    def __init__(self, chunks: Iterator[bytes], tell: Callable[[str], None]) -> None:
        self._chunks, self._tell = chunks, tell
        self._digest, self._end = hashlib.sha256(), "stopped before the end"
        self._is_told = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            chunk = next(self._chunks)
        except StopIteration:
            self._end = f"sha256 {self._digest.hexdigest()}"
            self.close()
            raise
        self._digest.update(chunk)
        return chunk

    def close(self) -> None:
        """Tell how it ended, once."""
        if not self._is_told:
            self._is_told = True
            self._tell(self._end)


def chunks_of(
    kind: TableFormat, headers: Sequence[str], rows: Iterable[Sequence[Any]], about: About
) -> Iterator[bytes]:
    """Rows as CSV or JSON and then what ``about`` says of them, which is asked when all rows have passed."""
    if kind.code == "json":
        yield b'{"events": '
        yield from json_chunks(headers, rows)
        yield b', "export": ' + json.dumps(about(), ensure_ascii=False, default=str).encode() + b"}\n"
    else:
        yield from csv_chunks(headers, _with_end(rows, about))


def _with_end(rows: Iterable[Sequence[Any]], about: About) -> Iterator[Sequence[Any]]:
    yield from rows
    yield []
    for name, value in about().items():
        yield [name, value]


def _about(request: HttpRequest, chosen: EventFilter, rows: Digest, up_to: int) -> Mapping[str, Any]:
    """What goes with the rows; the filter as the address says it, so that it can be set again."""
    return {
        "Filter": chosen.address() or "none: the whole log as far as the reader may see it",
        "Rows": rows.count,
        "Up to event": up_to,
        **seal_words(),
        "SHA-256 of the rows, each as a JSON list on a line": rows.hexdigest(),
        "Exported by": _name_of(request),
        "Exported at (UTC)": timezone.now().isoformat(timespec="seconds"),
    }


def seal_words() -> dict[str, Any]:
    """The newest seal as lines of a file."""
    seal = last_seal()
    if seal is None:
        return {"Last seal": "none yet"}
    return {
        "Last seal": seal["number"],
        "Last seal, hash": seal["hash"],
        "Last seal, up to event": seal["last_event"],
        "Last seal, made at (UTC)": seal["sealed_at"],
    }


def _name_of(request: HttpRequest) -> str:
    user = request.user
    return str(user.profile.display_name) if isinstance(user, User) else ""


def send(out: IO[bytes], kind: TableFormat, chosen: EventFilter, count: int, *, name: str) -> HttpResponse:
    """Answer with the file and its SHA-256, and record that it was taken."""
    out.seek(0)
    digest = hashlib.file_digest(out, "sha256").hexdigest()  # type: ignore[arg-type]
    out.seek(0)
    _record(kind, chosen, [f"rows {count}", f"sha256 {digest}"], name=name)
    response = FileResponse(out, as_attachment=True, filename=_file_name(name, kind))
    response["Content-Type"] = kind.media_type
    response["X-Content-SHA256"] = digest
    response["X-Row-Count"] = str(count)
    return response  # type: ignore[return-value]


def _record(kind: TableFormat, chosen: EventFilter, what: Sequence[str], *, name: str) -> None:
    """Record that the log leaves as a file.

    The event names filters, never what they were set to; only a filter by one person is told, as whom it was about.
    """
    asked = chosen.chosen()
    about = User.objects.filter(pk=asked["subject"]).first() if "subject" in asked else None
    record_access(
        Event.Action.EXPORT,
        subject=about,
        kind=RecordKind.OPERATION,
        details=[name, kind.code, *(f"filter {each}" for each in asked), *what],
    )


def _file_name(name: str, kind: TableFormat) -> str:
    return f"{name}-{timezone.localtime().strftime('%Y-%m-%d-%H%M')}.{kind.code}"
