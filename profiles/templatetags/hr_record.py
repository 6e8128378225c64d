"""What a record says of itself in pills and short words: the state of a job, of a document, of a person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.history.values import plain
from profiles.models import Document, EmploymentRecord, PersonStatus
from profiles.people.filters import EXPIRES_SOON

from .hr import DASH, pill

register = template.Library()

_STATE_KINDS = {
    Document.State.SUBMITTED: "info",
    Document.State.VERIFIED: "quiet ok",
    Document.State.REJECTED: "bad",
    Document.State.ARCHIVED: "quiet off",
}


@register.simple_tag
def job_state(row: EmploymentRecord) -> str:
    """``future``, ``current`` or ``past``, seen from today."""
    return row.state_on(timezone.localdate())


@register.simple_tag
def document_pill(document: Document) -> SafeString:
    """What asks for an act first: run out, running out, rejected, to verify; else that it is in order."""
    today = timezone.localdate()
    if document.state in (Document.State.REJECTED, Document.State.ARCHIVED):
        return state_pill(document)
    if document.expires_on is not None and document.expires_on < today:
        return pill(_("Ran out on %(day)s") % {"day": plain(document.expires_on)}, "bad")
    if document.state == Document.State.SUBMITTED:
        return state_pill(document)
    if document.expires_on is not None and document.expires_on <= today + EXPIRES_SOON:
        return pill(_("Expires in %(n)d days") % {"n": (document.expires_on - today).days}, "warn")
    return state_pill(document)


def state_pill(document: Document) -> SafeString:
    """How far HR has come with a document."""
    return pill(document.get_state_display(), _STATE_KINDS[Document.State(document.state)])


def expiry_text(document: Document) -> SafeString:
    """The last day of a document, in words when it asks for an act."""
    if document.expires_on is None:
        return format_html('<span class="quiet">{}</span>', DASH)
    today = timezone.localdate()
    day = plain(document.expires_on)
    if document.expires_on < today:
        return format_html('<span class="t-bad">{}</span>', _("Ran out on %(day)s") % {"day": day})
    if document.expires_on <= today + EXPIRES_SOON:
        days = (document.expires_on - today).days
        return format_html('<span class="t-warn">{}</span>', _("%(day)s, in %(n)d days") % {"day": day, "n": days})
    return format_html("{}", day)


@register.simple_tag
def days_left(day: date) -> SafeString:
    """How many days are left until a last day that lies ahead; what is near asks for an act."""
    days = (day - timezone.localdate()).days
    text = ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    return pill(text, "warn" if day <= timezone.localdate() + EXPIRES_SOON else "")


def status_pill(user: Any) -> SafeString:
    """The status of a person from ``people().with_current_job()``; normal is quiet, the rest says its day."""
    if user.status == PersonStatus.STARTING:
        return pill(_("Starts %(day)s") % {"day": plain(user.next_job_from)}, "info")
    if user.status == PersonStatus.LEAVING:
        return pill(_("Leaves %(day)s") % {"day": plain(user.profile.leave_date)}, "info")
    if user.status == PersonStatus.LEFT:
        return pill(_("Left %(day)s") % {"day": plain(user.profile.leave_date)}, "quiet off")
    if user.status == PersonStatus.NO_JOB:
        return pill(_("No job"), "warn")
    return pill(_("Active"), "quiet ok")


@register.filter
def file_kind(storage_key: str) -> str:
    """The kind of a stored file in capitals, as "PDF" or "DOCX"."""
    return storage_key.rpartition(".")[2].upper()[:4]
