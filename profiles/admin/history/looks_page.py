"""Who looked: who opened, previewed, downloaded and exported what of this person, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from profiles.admin.base import account_of
from profiles.history.looks import list_exports, lookers, looks
from profiles.history.phrases import who
from profiles.history.stories import by_day
from profiles.history.timeline import before_event

from .frame import frame, person_to_read

if TYPE_CHECKING:
    from profiles.admin.people import PersonAdmin


def looks_page(page: PersonAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page. Raises Http404 outside the scope."""
    person = person_to_read(page, request, object_id)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    counted = lookers(person)
    found, older = looks(person, account_of(request), before_event(request.GET.get("before", "")))
    accounts = {looker.actor.pk: looker.actor for looker in counted if looker.actor is not None}
    for story in found:
        story.actor = accounts.get(story.operation.actor_id or 0)
    context = {
        **frame(page, request, person, "looks", _("Who looked")),
        "lookers": counted,
        "exports": [(who(event.operation), event) for event in list_exports(request.user)],
        "days": by_day(found),
        "older": f"?before={older}" if older else "",
        "newest": "?" if request.GET.get("before") else "",
    }
    return TemplateResponse(request, "profiles/history/looks.html", context)
