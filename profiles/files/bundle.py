"""Several documents in one ZIP, each download recorded as if it had been taken alone."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Sequence
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from profiles.history.access import record_access
from profiles.lib.filenames import clean_name, extension_of
from profiles.lib.table_writers import csv_chunks
from profiles.models import Document, DocumentVersion, Event, RecordKind
from profiles.permissions import can_open, know_people

#: The most documents and bytes of one ZIP: it is put together on disk while the browser waits.
MOST, MOST_BYTES = 100, 500 * 1024 * 1024
#: How the list sends the ticked rows, and that all of them are meant.
CHOSEN, ALL = "_selected_action", "select_across"

_COLUMNS = ("file", "person", "employee_number", "type", "title", "version", "sha256", "bytes", "note")


@require_POST
def bundle(request: HttpRequest) -> HttpResponseBase:
    """The current versions of the ticked documents and ``manifest.csv``, which names what had to stay out too.

    Raises Http404 when none of them is one that the account may know of.
    """
    if not request.user.is_authenticated:
        raise Http404
    numbers = {
        int(each) for each in request.POST.getlist(CHOSEN) if each.isascii() and each.isdigit() and len(each) < 19
    }
    if request.POST.get(ALL) or len(numbers) > MOST:
        return _refused(request, _("A ZIP holds up to %(n)d documents. Tick those that you need."), n=MOST)
    documents = list(_known(request, numbers))
    if not documents:
        raise Http404
    know_people(request.user, (document.person_id for document in documents))
    versions = [version for document in documents if (version := _may_open(request, document))]
    if sum(version.blob.size_bytes for version in versions) > MOST_BYTES:
        return _refused(request, _("Together they are larger than %(n)d MB. Tick fewer."), n=MOST_BYTES >> 20)
    out = TemporaryFile()  # noqa: SIM115 - closed by the answer that sends it
    _pack(out, documents, versions)
    for version in versions:
        _record(version)
    out.seek(0)
    name = f"documents-{timezone.localtime():%Y-%m-%d-%H%M}.zip"
    response = FileResponse(out, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _known(request: HttpRequest, numbers: set[int]) -> Any:
    found = Document.objects.visible_to(request.user).filter(pk__in=numbers).with_version()
    return found.select_related("person__profile", "type").order_by("person__profile__full_name", "pk")


def _may_open(request: HttpRequest, document: Document) -> DocumentVersion | None:
    version: DocumentVersion | None = document.current
    if version is None:
        return None
    version.document = document
    return version if can_open(request.user, version) else None


def _pack(out: IO[bytes], documents: Sequence[Document], versions: Sequence[DocumentVersion]) -> None:
    """Write the files as they are and, last, what each of them is. Raises StorageAway."""
    by_document = {version.document_id: version for version in versions}
    lines = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for place, document in enumerate(documents, start=1):
            version = by_document.get(document.pk)
            name = _name(place, document, version) if version else ""
            note = _("Your role may not open it.") if version is None else _copied(archive, name, version)
            profile = document.person.profile
            about = [profile.display_name, profile.employee_number or "", str(document.type), document.title]
            told = [version.number, version.blob.sha256, version.blob.size_bytes] if version else ["", "", ""]
            lines.append(["" if note else name, *about, *told, note])
        archive.writestr("manifest.csv", b"".join(csv_chunks(_COLUMNS, lines)))


def _name(place: int, document: Document, version: DocumentVersion) -> str:
    extension = extension_of(version.display_name) or "bin"
    person = clean_name(document.person.profile.display_name, "x")[:-2]
    return f"{place:03d} {person} - {clean_name(document.title or version.display_name, extension)}"


def _copied(archive: zipfile.ZipFile, name: str, version: DocumentVersion) -> str:
    """Copy the bytes and compare them with what was stored; "" when they are the same."""
    try:
        file: File[Any] = default_storage.open(version.blob.storage_key)
    except FileNotFoundError:
        return _("The stored file is missing.")
    with file, archive.open(name, "w") as member:
        shutil.copyfileobj(file, member, 1024 * 1024)
        file.seek(0)
        is_same = hashlib.file_digest(file, "sha256").hexdigest() == version.blob.sha256
    return "" if is_same else _("The stored file is not what was stored.")


def _record(version: DocumentVersion) -> None:
    record_access(
        Event.Action.DOWNLOAD,
        subject=version.document.person,
        kind=RecordKind.VERSION,
        object_id=version.pk,
        details=["zip"],
    )


def _refused(request: HttpRequest, sentence: str, *, n: int) -> HttpResponse:
    page = render_to_string("profiles/files/bundle_refused.html", {"sentence": sentence % {"n": n}}, request)
    return HttpResponseBadRequest(page)
