"""The page "Who opened this" of a document, for those who keep or audit the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from profiles.documents.openings import ON_ONE_PAGE, count_openings, openings

if TYPE_CHECKING:
    from .documents import DocumentAdmin


def openings_page(admin: DocumentAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Every look at the document, the newest first. Raises Http404 outside the scope."""
    document = admin.visible_object(request, object_id)
    if not admin.has_view_permission(request, document):
        raise PermissionDenied
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    page = Paginator(range(count_openings(document)), ON_ONE_PAGE).get_page(request.GET.get("p"))
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Who opened “%(title)s”") % {"title": document.title},
        "opts": admin.opts,
        "document": document,
        "openings": openings(document, start=max(page.start_index() - 1, 0)),
        "page": page,
    }
    return TemplateResponse(request, "admin/profiles/document/openings.html", context)
