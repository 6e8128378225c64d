"""A person's own documents, each with the words that say where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.models import Document, DocumentType, DocumentVersion
from profiles.people.filters import EXPIRES_SOON


@dataclass(frozen=True)
class DocumentLine:
    """A document as its owner sees it. ``kind`` is that of a pill: "bad", "warn", or "" for what is normal."""

    document: Document
    state: str
    kind: str
    reason: str
    added: str
    is_running_out: bool

    @property
    def needs_attention(self) -> bool:
        """Whether the owner has something to do."""
        return self.kind in ("bad", "warn")


def own_documents(person: User) -> list[DocumentLine]:
    """The person's documents that the person may see, what needs attention first; one query.

    Not ``visible_to``: that gives HR staff what they keep, and here everybody stands before their own record.
    """
    kept = Document.objects.filter(person=person, type__employee_sees=True).kept().with_version()
    rows = list(kept.order_by("type__position", "title", "pk"))
    lines = [line_of(document, person, rows) for document in rows]
    return sorted(lines, key=lambda line: ("bad", "warn", "").index(line.kind))


def with_versions(lines: list[DocumentLine]) -> list[DocumentLine]:
    """The same lines with the versions of each document loaded, the newest first; one query."""
    versions = DocumentVersion.objects.select_related("blob", "uploaded_by__profile").order_by("-number")
    prefetch_related_objects([line.document for line in lines], Prefetch("versions", queryset=versions))
    return lines


def addable_types() -> Iterable[DocumentType]:
    """The types of which people may add documents to their own record."""
    return DocumentType.objects.filter(is_active=True, employee_adds=True, employee_sees=True)


def line_of(document: Document, person: User, others: Iterable[Document] = ()) -> DocumentLine:
    """The document with its state in words; ``others`` may hold the one that took its place."""
    state, kind = _state(document, timezone.localdate())
    if document.expires_on is not None and any(_follows(other, document) for other in others):
        state, kind = _("A newer one took its place"), ""
    reason = document.rejected_reason if document.state == Document.State.REJECTED else ""
    running_out = bool(kind) and document.state != Document.State.REJECTED
    return DocumentLine(document, state, kind, reason, _added(document, person), running_out)


def _follows(new: Document, old: Document) -> bool:
    """Whether ``new`` is the same certificate or permit as ``old``, for longer; one without a name could be any."""
    if (
        old.title == old.type.name
        or new.type_id != old.type_id
        or new.title.casefold() != old.title.casefold()
        or new.expires_on is None
    ):
        return False
    return old.expires_on is not None and new.expires_on > old.expires_on and new.state != Document.State.REJECTED


def _state(document: Document, today: date) -> tuple[str, str]:
    last_day = document.expires_on
    if document.state == Document.State.REJECTED:
        return _("Not accepted"), "bad"
    if last_day is not None and last_day < today:
        return _("Ran out on %(day)s") % {"day": last_day}, "bad"
    if last_day is not None and last_day <= today + EXPIRES_SOON:
        return _("Runs out on %(day)s") % {"day": last_day}, "warn"
    if document.verified_by_id is not None:
        checked = _("Checked by HR")
    elif document.type.needs_verification:
        checked = _("HR has not checked it yet")
    else:
        checked = ""
    until = _("valid until %(day)s") % {"day": last_day} if last_day is not None else ""
    return ", ".join(filter(None, (checked, until))), ""


def _added(document: Document, person: User) -> str:
    version = document.current
    if version is None:
        return ""
    day = timezone.localtime(version.uploaded_at).date()
    if version.uploaded_by is None:
        return _("Added on %(day)s") % {"day": day}
    if version.uploaded_by == person:
        return _("Added by you on %(day)s") % {"day": day}
    return _("Added by %(name)s on %(day)s") % {"name": version.uploaded_by.profile.display_name, "day": day}
