"""Head and side panel of the person's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.documents.checks import preview_limits_text
from profiles.history.present import Other, others_at
from profiles.models import Document, EmploymentRecord, Event, Operation, RecordKind, people
from profiles.people.completeness import Completeness, completeness, label_of
from profiles.people.filters import EXPIRES_SOON
from profiles.permissions import can_manage_account, can_open, visible_fields
from profiles.policy import SECTIONS
from profiles.templatetags.hr_record import expiry_text, status_pill

from .base import account_of

if TYPE_CHECKING:
    from .people import PersonAdmin

#: Events read for the side panel; those of one act make one line.
_READ, _LINES, _NAMED = 40, 4, 3
_WRITES = (Event.Action.CREATE, Event.Action.UPDATE, Event.Action.DELETE)
_MODELS = {
    RecordKind.PERSON: "auth.User",
    RecordKind.PROFILE: "profiles.Profile",
    RecordKind.EMPLOYMENT: "profiles.EmploymentRecord",
    RecordKind.CONTACT: "profiles.EmergencyContact",
    RecordKind.DOCUMENT: "profiles.Document",
}


@dataclass(frozen=True)
class ChangeLine:
    """One act on the record: what was changed, by whom, when (UTC)."""

    what: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Gap:
    """Something that the record lacks, and the place on the page where it is filled in, as ``#…``."""

    title: str
    place: str


def page_context(page: PersonAdmin, request: HttpRequest, person: Any) -> dict[str, Any]:
    """What the page shows beside the forms; seven queries whatever the person."""
    today = timezone.localdate()
    may_change = page.has_change_permission(request, person)
    reports = people().visible_to(request.user).with_current_job().reporting_to(person)
    found = list(reports[:9])
    kept = Document.objects.visible_to(request.user).kept().filter(person=person).with_version()
    documents = list(kept.order_by("expires_on"))
    may_manage = can_manage_account(request.user, person)
    expiring = _expiring(request, person, documents)
    complete = completeness(person)
    return {
        "title": person.profile.display_name,
        "person": person,
        "profile": person.profile,
        "status": status_pill(person),
        "manager_link": _manager_link(request, person),
        "tabs": _tabs(request, person, len(documents)),
        "next_job": EmploymentRecord.objects.filter(person=person, effective_from__gt=today)
        .order_by("effective_from")
        .first(),
        "expiring": expiring,
        "next_expiry": expiry_text(expiring[0]) if expiring else "",
        "changes": latest_changes(request, person),
        "complete": complete,
        "may_ask": may_change and any(item.is_document and item.by_self for item in complete.missing),
        "gaps": _gaps(request, person, complete, may_change),
        "reports": found[:8],
        "reports_count": len(found) if len(found) < 9 else reports.count(),
        "may_change": may_change,
        "others": [also_here(other) for other in others_at(person, account_of(request))] if may_change else [],
        "may_invite": may_manage and not person.has_usable_password() and not person.profile.has_left,
        "seen_by": seen_by(),
        "upload_help": upload_help(),
    }


def also_here(other: Other) -> str:
    """That somebody else is at the record, in a sentence."""
    told = {"name": other.name, "n": other.minutes}
    if other.has_changed:
        if not other.minutes:
            return _("%(name)s changed this record just now and may be changing more.") % told
        changed = ngettext(
            "%(name)s changed this record %(n)d minute ago and may be changing more.",
            "%(name)s changed this record %(n)d minutes ago and may be changing more.",
            other.minutes,
        )
        return changed % told
    if not other.minutes:
        return _("%(name)s opened this record just now and may be changing it.") % told
    opened = ngettext(
        "%(name)s opened this record %(n)d minute ago and may be changing it.",
        "%(name)s opened this record %(n)d minutes ago and may be changing it.",
        other.minutes,
    )
    return opened % told


def _expiring(request: HttpRequest, person: User, documents: list[Any]) -> list[Any]:
    """The first few documents that have run out or soon will, each with whether the account may look at it."""
    soon = timezone.localdate() + EXPIRES_SOON
    found = [row for row in documents if row.expires_on and row.expires_on <= soon][:3]
    for row in found:
        row.may_open = False
        if row.current is not None:
            # What was loaded in one query stays together: the rule asks the version for its document and person.
            row.person, row.current.document = person, row
            row.may_open = can_open(request.user, row.current)
    return found


def _gaps(request: HttpRequest, person: User, complete: Completeness, may_change: bool) -> list[Gap]:
    """What is missing, as far as the reader sees such things; who changes nothing is led to the part of the page."""
    found = []
    for item in complete.missing:
        if item.is_document:
            found.append(Gap(item.title, "#documents-part"))
            continue
        model_label = "auth.User" if item.name == "email" else "profiles.Profile"
        if item.name not in visible_fields(request.user, model_label, person):
            continue
        field = "#id_email" if item.name == "email" else f"#id_profile-0-{item.name}"
        found.append(Gap(item.title, field if may_change else "#profile-part"))
    return found


def _manager_link(request: HttpRequest, person: Any) -> str:
    """The manager's record, for those who may open it."""
    if not person.manager_id or not people().visible_to(request.user).filter(pk=person.manager_id).exists():
        return ""
    return reverse("admin:auth_user_change", args=[person.manager_id])


def _tabs(request: HttpRequest, person: User, documents: int) -> list[dict[str, Any]]:
    tabs: list[dict[str, Any]] = [
        {"anchor": "profile-part", "label": _("Profile"), "count": None},
        {"anchor": "employment-part", "label": _("Job"), "count": None},
        {"anchor": "emergency_contacts-part", "label": _("Contacts"), "count": None},
        {"anchor": "documents-part", "label": _("Documents"), "count": documents},
        {"anchor": "account", "label": _("Account"), "count": None},
    ]
    if not request.user.has_perm("profiles.view_emergencycontact"):
        tabs = [tab for tab in tabs if tab["anchor"] != "emergency_contacts-part"]
    return tabs


def seen_by() -> dict[str, str]:
    """Who sees each part, in the policy's words, by the heading or the prefix of the part."""
    words = {_(section.label): _(section.seen_by) for section in SECTIONS.values()}
    return {
        **words,
        "emergency_contacts": _(SECTIONS["contacts"].seen_by),
        "documents": _(SECTIONS["documents"].seen_by),
    }


def upload_help() -> str:
    """What may be uploaded, and how much of it is shown."""
    accepted = _(
        "PDF, pictures, Word, Excel, OpenDocument or text, up to %(n)d MB. Each file is checked before it is stored."
    ) % {"n": settings.UPLOAD_MAX_BYTES // (1024 * 1024)}
    return f"{accepted} {preview_limits_text()}"


def latest_changes(request: HttpRequest, person: User) -> list[ChangeLine]:
    """The last acts that changed the record, by the names of the fields that the reader sees."""
    events = (
        Event.objects.filter(subject_id=person.pk, action__in=_WRITES, outcome=Event.Outcome.DONE)
        .select_related("operation")
        .order_by("-id")[:_READ]
    )
    lines: list[ChangeLine] = []
    for _key, group in groupby(events, key=lambda event: event.operation_id):
        rows = list(group)
        what = what_changed(request, person, rows)
        if what and len(lines) < _LINES:
            lines.append(ChangeLine(what, _who(rows[0].operation), rows[0].at))
    return lines


def what_changed(request: HttpRequest, person: User, events: list[Event]) -> str:
    """What these events of one act changed in the person's record, by the names of fields that the reader sees."""
    if any(event.kind == RecordKind.PERSON and event.action == Event.Action.CREATE for event in events):
        return _("Record added")
    words: dict[str, None] = {}
    for event in reversed(events):
        words.update(dict.fromkeys(_words(request, person, event)))
    named = list(words)[:_NAMED]
    more = len(words) - len(named)
    if more > 0:
        named.append(ngettext("%(n)d more", "%(n)d more", more) % {"n": more})
    return capfirst(get_text_list(named, _("and")))


def _words(request: HttpRequest, person: User, event: Event) -> list[str]:
    kind = RecordKind(event.kind) if event.kind else None
    label = _MODELS.get(kind) if kind else None
    if label is None or kind is None:
        return []
    if kind in (RecordKind.PERSON, RecordKind.PROFILE):
        seen = visible_fields(request.user, label, person)
        return [label_of(label, name) for name in event.changed if name in seen]
    return [f"{kind.label} {event.get_action_display()}"]


def _who(operation: Operation) -> str:
    return operation.actor_name or _("the system")
