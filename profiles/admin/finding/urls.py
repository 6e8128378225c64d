"""The addresses of the search; they stand in the top bar, not in the navigation."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from .pages import quick_page, search_page


def search_urls(site: AdminSite) -> list[URLPattern]:
    """The page, and the list that the top bar shows."""
    return [
        path("search/", site.admin_view(partial(search_page, site)), name="search"),
        path("search/quick/", site.admin_view(partial(quick_page, site)), name="search_quick"),
    ]


def no_entries(_request: Any) -> Sequence[Any]:
    """Nothing in the navigation."""
    return ()


# The site's own class belongs to the project, which this package does not import.
cast(Any, admin.site).add_pages(_("Search"), search_urls, no_entries)
cast(Any, admin.site).find_pages = ("admin:search", "admin:search_quick")
