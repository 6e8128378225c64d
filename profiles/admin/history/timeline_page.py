"""The timeline of a person: every change and every look, one story for each act, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from .frame import frame, person_to_read

if TYPE_CHECKING:
    from profiles.admin.people import PersonAdmin


def timeline_page(page: PersonAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page. Raises Http404 outside the scope."""
    person = person_to_read(page, request, object_id)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    context = frame(page, request, person, "history", _("History"))
    return TemplateResponse(request, "profiles/history/timeline.html", context)
