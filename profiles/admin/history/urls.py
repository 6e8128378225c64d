"""The history pages of a person, below ``/admin/auth/user/<pk>/``; PersonAdmin includes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from .access_page import access_page
from .as_of_page import as_of_page
from .compare_page import compare_page
from .looks_page import looks_page
from .restore_page import restore_page
from .timeline_page import timeline_page

if TYPE_CHECKING:
    from profiles.admin.people import PersonAdmin

#: A page of a person: PersonAdmin, the request, the key of the address and what else the address says.
PersonPage = Callable[..., HttpResponse]

#: The end of the address, the end of the name (after ``auth_user_``) and the page.
PAGES: tuple[tuple[str, str, PersonPage], ...] = (
    ("history/", "history", timeline_page),
    ("as-of/", "as_of", as_of_page),
    ("compare/", "compare", compare_page),
    ("looks/", "looks", looks_page),
    ("access/", "access", access_page),
    ("restore/<int:event_id>/", "restore", restore_page),
)


def person_pages(page: PersonAdmin) -> list[URLPattern]:
    """The patterns, each guarded by the site and given the page of people."""
    return [
        path(f"<path:object_id>/{end}", page.admin_site.admin_view(_bound(page, view)), name=f"auth_user_{name}")
        for end, name, view in PAGES
    ]


def _bound(page: PersonAdmin, view: PersonPage) -> Callable[..., HttpResponse]:
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        return view(page, request, **parts)

    return answer
