"""The addresses of imports, and the lines of the navigation for imports and exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from profiles.admin.exports import export_entries, export_urls

from . import acts, check, pages
from .common import IMPORT


def import_urls(site: Any) -> list[URLPattern]:
    """Every page of imports, guarded like the rest of the admin."""
    view, one = site.admin_view, "imports/<uuid:public_id>/"
    return [
        path("imports/", view(pages.all_page), name="imports"),
        path("imports/new/", view(pages.new_page), name="import_new"),
        path(one, view(check.batch_page), name="import"),
        path(f"{one}columns/", view(pages.columns_page), name="import_columns"),
        path(f"{one}errors/", view(check.errors_file), name="import_errors"),
        path(f"{one}progress/", view(check.progress), name="import_progress"),
        path(f"{one}confirm/", view(acts.confirm_page), name="import_confirm"),
        path(f"{one}cancel/", view(acts.cancel_page), name="import_cancel"),
        path(f"{one}again/", view(acts.again_page), name="import_again"),
        path(f"{one}undo/", view(acts.undo_page), name="import_undo"),
    ]


def import_entries(request: HttpRequest) -> Iterator[Mapping[str, Any]]:
    """The line of the navigation, for those who may import."""
    if request.user.has_perm(IMPORT):
        yield {"label": _("Imports"), "icon": "import", "url_name": "admin:imports"}


# The site's own class belongs to the project, which this package does not import.
cast(Any, admin.site).add_pages(_("Exchange"), import_urls, import_entries)
cast(Any, admin.site).add_pages(_("Exchange"), export_urls, export_entries)
