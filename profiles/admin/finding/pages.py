"""The search page, and the list that the top bar shows while one types. Both are read alone: they write nothing."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from profiles.admin.base import account_of
from profiles.documents.finding import plain_words

from . import places
from .sources import Group, Hit, Search, lately

#: Letters of a search that are read, and lines of each kind on the page and in the list of the top bar.
LETTERS_MAX = 200
ON_PAGE, IN_LIST, LATELY = 10, 5, 6


def search_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Everything that is found, by kind; without words what the reader opened lately and can do."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    context = _found(site, request, most=ON_PAGE, whole=True)
    title = _("Search: %(words)s") % {"words": context["searched"]} if context["searched"] else _("Search")
    context |= {**site.each_context(request), "title": title}
    return TemplateResponse(request, "admin/search/page.html", context)


def quick_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The first of each kind as options of a list box, without a frame around them."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if request.headers.get("Sec-Fetch-Mode") == "navigate":
        # Opened by its address it is no page: the same words have one.
        return HttpResponseRedirect(f"{reverse('admin:search')}?{request.GET.urlencode()}")
    return TemplateResponse(request, "admin/search/quick.html", _found(site, request, most=IN_LIST, whole=False))


def _found(site: AdminSite, request: HttpRequest, *, most: int, whole: bool) -> dict[str, Any]:
    reader, text = account_of(request), request.GET.get("q", "")[:LETTERS_MAX].strip()
    search = Search(reader, text, most=most, whole=whole)
    groups = [*search.records(), *_places(site, request, search)]
    if not text:
        hits = lately(reader, LATELY)
        groups = [Group("lately", _("Opened lately"), hits, len(hits)), *_places(site, request, search)]
    groups = [group for group in groups if group.hits]
    return {
        "searched": text,
        "words": plain_words(text),
        "groups": groups,
        "number": sum(len(group.hits) for group in groups),
    }


def _places(site: AdminSite, request: HttpRequest, search: Search) -> list[Group]:
    """Acts and pages of these words; without any words what can be done."""
    if search.text and not search.wanted:
        return []
    found = [("acts", _("Do"), places.acts(site, request))]
    if search.text:
        found.append(("pages", _("Go to"), places.pages(site, request)))
    groups = []
    for code, title, rows in found:
        hits = [Hit(place.label, place.url, place.icon) for place in rows if place.fits(search.wanted)]
        groups.append(Group(code, title, hits[: search.most + 5], len(hits)))
    return groups
