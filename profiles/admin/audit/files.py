"""The log as a file: what was asked for, how many rows, the last seal and digests go with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.history.access import record_access
from profiles.history.filters import EventFilter
from profiles.history.log import LogRow, all_rows, last_seal, newest_event
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
        str(event.get_outcome_display()),
        str(operation.uuid),
        operation.request_id,
    ]


def _old_to_new(change: Any) -> str:
    if change.instead:
        return f"{change.label}: {change.instead}"
    parts = [part for part in (change.old, change.new) if part is not None]
    return f"{change.label}: {' → '.join(parts)}"


def export(site: AdminSite, request: HttpRequest) -> HttpResponseBase:
    """The events of the filter as a file. Writes nothing but the event that says so.

    The file is put together on disk first, row by row, as its digest goes ahead of it in the head of the answer.
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
    out = TemporaryFile()  # noqa: SIM115 - closed by the answer that sends it
    write_table(out, kind, COLUMNS, rows, lambda: _about(request, chosen, rows, up_to))
    return send(out, kind, chosen, rows.count, name="audit-log")


def write_table(
    out: IO[bytes], kind: TableFormat, headers: Sequence[str], rows: Iterable[Sequence[Any]], about: Any
) -> None:
    """Write rows and then what ``about`` says of them, which is asked when all rows have passed."""
    if kind.code == "json":
        out.write(b'{"events": ')
        out.writelines(json_chunks(headers, rows))
        out.write(b', "export": ' + json.dumps(about(), ensure_ascii=False, default=str).encode() + b"}\n")
    elif kind.code == "xlsx":
        write_xlsx(out, headers, _with_end(rows, about), title=_("Audit log"))
    else:
        out.writelines(csv_chunks(headers, _with_end(rows, about)))


def _with_end(rows: Iterable[Sequence[Any]], about: Any) -> Iterator[Sequence[Any]]:
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
    """Answer with the file and its SHA-256, and record that it was taken.

    The event names filters, never what they were set to; only a filter by one person is told, as whom it was about.
    """
    out.seek(0)
    digest = hashlib.file_digest(out, "sha256").hexdigest()  # type: ignore[arg-type]
    out.seek(0)
    asked = chosen.chosen()
    about = User.objects.filter(pk=asked["subject"]).first() if "subject" in asked else None
    record_access(
        Event.Action.EXPORT,
        subject=about,
        kind=RecordKind.OPERATION,
        details=[name, kind.code, f"rows {count}", *(f"filter {each}" for each in asked), f"sha256 {digest}"],
    )
    stamp = timezone.localtime().strftime("%Y-%m-%d-%H%M")
    response = FileResponse(out, as_attachment=True, filename=f"{name}-{stamp}.{kind.code}")
    response["Content-Type"] = kind.media_type
    response["X-Content-SHA256"] = digest
    response["X-Row-Count"] = str(count)
    return response  # type: ignore[return-value]
