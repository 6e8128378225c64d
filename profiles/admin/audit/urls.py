"""The addresses of the audit log, and its entry in the navigation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from profiles.history.ledger import may_read_ledger

from .evidence import evidence
from .files import export
from .proof import proof_page
from .recorded import recorded_page
from .sampling import sample_page
from .views import log_page, remove_filter, review, save_filter


def audit_urls(site: AdminSite) -> list[URLPattern]:
    """The pages of the log, behind the guard of the site."""

    def page(address: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        return path(address, site.admin_view(partial(view, site)), name=name)

    return [
        page("audit/", log_page, "audit_log"),
        page("audit/export/", export, "audit_export"),
        page("audit/review/", review, "audit_review"),
        page("audit/sample/", sample_page, "audit_sample"),
        page("audit/evidence/", evidence, "audit_evidence"),
        page("audit/proof/", proof_page, "audit_proof"),
        page("audit/recorded/", recorded_page, "audit_recorded"),
        page("audit/filters/", save_filter, "audit_save_filter"),
        page("audit/filters/<int:pk>/remove/", remove_filter, "audit_remove_filter"),
    ]


def entries(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """The log, for those who may read it."""
    if may_read_ledger(request.user):
        yield {"label": _("Audit log"), "icon": "history", "url_name": "admin:audit_log"}


# The site's own class belongs to the project, which this package does not import.
cast(Any, admin.site).add_pages(_("Assurance"), audit_urls, entries)
