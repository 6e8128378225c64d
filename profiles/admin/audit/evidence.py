"""Evidence packs: the events of a filter as a ZIP that proves itself wherever it is opened."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

import profiles.lib.evidence_check
from profiles.history.access import record_access
from profiles.history.evidence import MOST_LINES, Evidence, files_of
from profiles.history.filters import EventFilter
from profiles.history.log import LogRow, all_rows, newest_event
from profiles.lib.table_writers import csv_chunks
from profiles.models import Event, RecordKind

from .files import COLUMNS, cells_of, seal_words
from .views import reader_of, show_log

_FILES = ("Document", "Version", "File", "SHA-256", "Bytes")


def evidence(site: AdminSite, request: HttpRequest) -> HttpResponseBase:
    """The pack of the events of the filter. Writes nothing but the event that says so."""
    viewer = reader_of(request)
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    chosen = EventFilter(request.GET, viewer=viewer)
    problems = chosen.problems()
    rows = [] if problems else list(islice(all_rows(chosen, up_to=newest_event()), MOST_LINES + 1))
    if len(rows) > MOST_LINES:
        problems.append(
            _("An evidence pack holds up to %(n)s events. Choose a person or a shorter period.")
            % {"n": f"{MOST_LINES:,}"}
        )
    elif not rows and not problems:
        problems.append(_("No event fits these filters, so there is nothing to prove."))
    if problems:
        return show_log(site, request, chosen, problems, status=400)
    out = TemporaryFile()  # noqa: SIM115 - closed by the answer that sends it
    about = _about(request, chosen, len(rows))
    subject = chosen.chosen().get("subject")
    _pack(out, rows, viewer, about, int(subject) if subject else None)
    return _send(out, chosen, len(rows))


def _about(request: HttpRequest, chosen: EventFilter, count: int) -> dict[str, Any]:
    user = request.user
    return {
        "Filter": chosen.address() or "none: the whole log as far as the reader may see it",
        "Lines": count,
        **seal_words(),
        "Made by": str(user.profile.display_name) if isinstance(user, User) else "",
        "Made at (UTC)": timezone.now().isoformat(timespec="seconds"),
    }


def _pack(out: IO[bytes], rows: list[LogRow], viewer: User, about: dict[str, Any], person: int | None) -> None:
    """Write the files and, last, the manifest with their digests."""
    proof = Evidence([row.event.pk for row in rows], viewer)
    files = list(files_of(person, viewer)) if person else []
    parts: dict[str, Iterator[bytes]] = {
        "index.html": iter([_page(rows, about, files)]),
        "style.css": iter([_STYLE.encode()]),
        "lines.csv": iter(csv_chunks(COLUMNS, (cells_of(row) for row in rows))),
        "lines.jsonl": (f"{line}\n".encode() for line in proof.lines()),
        "seals.json": iter([proof.seal_lines().encode()]),
        "files.csv": iter(csv_chunks(_FILES, files)),
        "verify.py": iter([Path(profiles.lib.evidence_check.__file__).read_bytes()]),
    }
    digests = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in parts.items():
            digest = hashlib.sha256()
            with archive.open(f"evidence/{name}", "w") as file:
                for piece in content:
                    digest.update(piece)
                    file.write(piece)
            digests[name] = digest.hexdigest()
        manifest = json.dumps({"about": about, "files": digests}, ensure_ascii=False, indent=2, default=str)
        archive.writestr("evidence/manifest.json", manifest)


def _page(rows: list[LogRow], about: dict[str, Any], files: list[Any]) -> bytes:
    context = {"rows": rows, "about": about, "files": files}
    return render_to_string("admin/audit/evidence.html", context).encode()


def _send(out: IO[bytes], chosen: EventFilter, count: int) -> HttpResponse:
    """Answer with the pack, and record that it was taken: names of filters, never what they were set to."""
    out.seek(0)
    digest = hashlib.file_digest(out, "sha256").hexdigest()  # type: ignore[arg-type]
    out.seek(0)
    asked = chosen.chosen()
    record_access(
        Event.Action.EXPORT,
        subject=User.objects.filter(pk=asked["subject"]).first() if "subject" in asked else None,
        kind=RecordKind.OPERATION,
        details=["evidence", f"rows {count}", *(f"filter {each}" for each in asked), f"sha256 {digest}"],
    )
    name = f"evidence-{timezone.localtime():%Y-%m-%d-%H%M}.zip"
    response = FileResponse(out, as_attachment=True, filename=name, content_type="application/zip")
    response["X-Content-SHA256"] = digest
    return response  # type: ignore[return-value]


#: The page is read without this installation: its few rules go along.
_STYLE = """\
body { max-width: 75rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #1c1b19; }
table { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
th, td { padding: 0.4rem 0.6rem; border-bottom: 1px solid #d8d4cc; text-align: start; vertical-align: top; }
dt { color: #6b665d; } dd { margin: 0 0 0.4rem; overflow-wrap: anywhere; }
del { color: #8c2f24; } ins { color: #1f6b3a; text-decoration: none; }
code { overflow-wrap: anywhere; font-size: 0.85rem; }
"""
