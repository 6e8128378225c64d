"""What the preview of a document shows: its pages or its text, the facts beside them, the documents around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db.models import F
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles import permissions
from profiles.documents.openings import openings
from profiles.documents.preview_words import what_is_left_out, why_not_shown
from profiles.documents.previews import Sheet, TextPreview, pages_shown, prepare, table_preview, text_preview
from profiles.lib.filetypes import by_media_type
from profiles.models import Blob, Document, DocumentVersion, PreviewPage, Rendering
from profiles.policy import Audience
from profiles.templatetags.hr import filesize_short

#: So many images load with the page, the others as the reader comes near them.
_AT_ONCE = 2
#: The shape of a page that nobody has looked at yet: A4, in pixels; the image itself corrects it.
_LIKELY_SIZE = (707, 1000)
_OPENINGS_SHOWN = 5
_KEEPERS = frozenset({Audience.ADMINISTRATOR, Audience.HR, Audience.AUDITOR})


@dataclass(frozen=True)
class PageLine:
    """One page to look at: its image with its size in pixels, or the sentence why there is none."""

    number: int
    url: str
    width: int
    height: int
    is_lazy: bool
    why_not: str


@dataclass(frozen=True)
class Shown:
    """What can be seen of a version, in one of the forms; ``why_not`` when there is nothing to see."""

    pages: Sequence[PageLine] = ()
    text: TextPreview | None = None
    sheets: Sequence[Sheet] = field(default_factory=list)
    why_not: str = ""
    left_out: str = ""


@dataclass(frozen=True)
class Around:
    """The documents of the same person that the reader may open, in the order of the record."""

    previous: Document | None
    following: Document | None
    place: int
    total: int


def preview_context(reader: User, version: DocumentVersion) -> dict[str, Any]:
    """Everything that the page and the dialog show of one version. Raises StorageAway."""
    document, rendering = version.document, prepare(version.blob)
    is_own = document.person_id == reader.pk
    keeps = permissions.can_change(reader, document.person) and (not is_own or reader.is_superuser)
    return {
        "document": document,
        "version": version,
        "person": document.person,
        "shown": shown_of(version, rendering),
        "file_line": _file_line(version.blob, rendering),
        "around": around(reader, document, version),
        "versions": document.versions.select_related("uploaded_by__profile"),
        "is_current": document.current_id == version.pk,
        "is_own": is_own,
        "may_decide": keeps,
        "may_know_hash": bool(permissions.audiences(reader, document.person) & _KEEPERS),
        "may_replace": permissions.can_add_document(reader, document.person, document.type),
        **_openings(reader, document),
        "address": reverse("profiles:preview", args=[document.public_id]),
    }


def shown_of(version: DocumentVersion, rendering: Rendering) -> Shown:
    """The pages, the tables or the text of a version, or why there is nothing to see. Raises StorageAway."""
    if rendering.form == Rendering.Form.PAGES:
        return Shown(pages=_pages(version, rendering), left_out=what_is_left_out(rendering))
    if rendering.form == Rendering.Form.TABLE:
        return Shown(sheets=table_preview(version.blob))
    if rendering.form == Rendering.Form.TEXT:
        text = text_preview(version.blob)
        return Shown(text=text, why_not="" if text else _("There is no text in this file that could be shown."))
    return Shown(why_not=why_not_shown(rendering))


def around(reader: User, document: Document, version: DocumentVersion) -> Around:
    """The neighbours of a document; archived ones are passed over. One query."""
    current = (
        DocumentVersion.objects.filter(document__person_id=document.person_id, document__current=F("pk"))
        .select_related("document__type")
        .order_by("document__type__position", "document__title", "document__pk")
    )
    found = []
    for other in current:
        other.document.person = document.person
        is_kept = other.document.state != Document.State.ARCHIVED
        if other.document_id == document.pk or (is_kept and permissions.can_open(reader, other)):
            found.append(other.document)
    place = [row.pk for row in found].index(document.pk)
    return Around(
        previous=found[place - 1] if place else None,
        following=found[place + 1] if place + 1 < len(found) else None,
        place=place + 1,
        total=len(found),
    )


def _pages(version: DocumentVersion, rendering: Rendering) -> list[PageLine]:
    """A line for each page; of pages that were not looked at yet the size is that of the first."""
    rows = PreviewPage.objects.filter(blob=version.blob, size=PreviewPage.Size.FULL)
    known = {row.number: row for row in rows}
    first = known.get(1)
    likely = (first.width, first.height) if first is not None and first.storage_key else _LIKELY_SIZE
    lines = []
    for number in range(1, pages_shown(rendering) + 1):
        row = known.get(number)
        width, height = (row.width, row.height) if row is not None and row.storage_key else likely
        lines.append(
            PageLine(
                number=number,
                url=reverse("profiles:preview-page", args=[version.document.public_id, version.number, number]),
                width=width,
                height=height,
                is_lazy=number > _AT_ONCE,
                why_not=why_not_shown(row) if row is not None else "",
            )
        )
    return lines


def _file_line(blob: Blob, rendering: Rendering) -> str:
    """Kind, pages and size, as "PDF, 2 pages, 148 kB"."""
    kind = by_media_type(blob.media_type)
    count = rendering.page_count or 0
    pages = ngettext("%(n)d page", "%(n)d pages", count) % {"n": count} if count else ""
    return ", ".join(filter(None, (_(kind.label) if kind else "", pages, filesize_short(blob.size_bytes))))


def _openings(reader: User, document: Document) -> dict[str, Any]:
    """The latest looks at the document with the way to all of them, for those who keep or audit the record."""
    url = _openings_url(reader, document)
    return {"openings_url": url, "openings": openings(document, count=_OPENINGS_SHOWN) if url else []}


def _openings_url(reader: User, document: Document) -> str:
    """Where those who keep or audit the record read who opened the document; "" for others."""
    if not permissions.can_view(reader, document.person):
        return ""
    try:
        return reverse("admin:profiles_document_openings", args=[document.pk])
    except NoReverseMatch:
        return ""
