"""Restoring earlier values: what is now, what was then, a tick for each field, a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from profiles.admin.base import account_of
from profiles.history.changes import model_label_of
from profiles.history.phrases import who
from profiles.history.stories import Record
from profiles.history.values import label_of_field
from profiles.models import Event
from profiles.people.restoring import NOT_HERE, Offer, offers, restorable_fields, restore
from profiles.permissions import can_change

from .frame import frame

if TYPE_CHECKING:
    from profiles.admin.people import PersonAdmin

#: A reason longer than this is a document.
MOST_LETTERS = 2000


def may_restore(request: HttpRequest, person: User, record: Record) -> bool:
    """Whether to offer the account to set back one of the fields that were changed; asks no question."""
    if record.event.action != Event.Action.UPDATE:
        return False
    viewer = account_of(request)
    # Who works in the administration holds a role; the page itself asks exactly.
    manages = viewer.is_superuser or not person.is_staff
    names = restorable_fields(viewer, person, record.event.kind, manages=manages)
    return any(change.name in names and not change.instead for change in record.changes)


def restore_page(page: PersonAdmin, request: HttpRequest, object_id: str, event_id: int) -> HttpResponse:
    """Show what would be restored; on POST restore what is ticked.

    Raises Http404 outside the scope and for entries from which nothing is restored, PermissionDenied for those
    who only read.
    """
    person = page.visible_object(request, object_id)
    if not page.has_change_permission(request, person) or not can_change(request.user, person):
        raise PermissionDenied
    event = Event.objects.select_related("operation").filter(pk=event_id, subject_id=person.pk).first()
    if event is None or event.history_id is None or event.kind not in NOT_HERE:
        raise Http404(_("There is no such entry."))
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    before = _before(request, event)
    problems: list[str] = []
    if request.method == "POST":
        problems, done = _restore(request, person, event, before=before)
        if done:
            words = ", ".join(offer.label for offer in done)
            messages.success(request, _("Restored: %(fields)s.") % {"fields": words})
            return HttpResponseRedirect(reverse("admin:auth_user_history", args=[person.pk]))
    context = {
        **frame(page, request, person, "history", _("Restore earlier values")),
        "event": event,
        "who": who(event.operation),
        "before": before,
        "has_before": event.action == Event.Action.UPDATE,
        "offers": offers(event, person, account_of(request), before=before),
        "ticked": request.POST.getlist("field") if request.method == "POST" else None,
        "reason": request.POST.get("reason", ""),
        "problems": problems,
    }
    return TemplateResponse(request, "profiles/history/restore.html", context, status=200)


def _before(request: HttpRequest, event: Event) -> bool:
    """Whether the values before the entry are asked for, else those that it left."""
    asked = request.POST.get("to") or request.GET.get("to")
    return event.action == Event.Action.UPDATE and asked != "after"


def _restore(request: HttpRequest, person: User, event: Event, *, before: bool) -> tuple[list[str], list[Offer]]:
    """What hinders it, in sentences, or what was restored."""
    shown = {name: request.POST.get(f"now-{name}", "") for name in request.POST.getlist("field")}
    reason = request.POST.get("reason", "").replace("\0", "").strip()[:MOST_LETTERS]
    if not shown:
        return [_("Tick at least one field to restore.")], []
    if not reason:
        return [_("Write why it is restored: the history keeps the reason.")], []
    try:
        return [], restore(event, person, shown, before=before, by=account_of(request), reason=reason)
    except ValidationError as refusal:
        return list(_sentences(refusal, model_label_of(event.kind))), []


def _sentences(refusal: ValidationError, model_label: str) -> Any:
    if not hasattr(refusal, "error_dict"):
        return refusal.messages
    return [
        sentence if name == "__all__" else f"{label_of_field(model_label, name)}: {sentence}"
        for name, sentences in refusal.message_dict.items()
        for sentence in sentences
    ]
