"""The page that says what is recorded and what is not."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from profiles.history.recorded import actions_told, records_told, untracked_told

from .views import READING, reader_of


def recorded_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Every kind of record, each of its fields, every act that leaves an event: read from the code that records."""
    reader_of(request)
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    context = {
        **site.each_context(request),
        "title": _("What is recorded"),
        "records": records_told(),
        "untracked": untracked_told(),
        "actions": actions_told(),
    }
    return TemplateResponse(request, "admin/audit/recorded.html", context)
