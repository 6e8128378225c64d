"""The figures of the home page; each leads to the list that it counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.models import Document, PersonStatus, people
from profiles.people.filters import EXPIRES_SOON

from .audit.tiles import ledger_tiles

Tile = dict[str, Any]
JUST_STARTED = timedelta(days=30)


def people_tiles(request: HttpRequest) -> Iterator[Tile]:
    """How many people there are, and those whose state asks for an eye; counted in one query."""
    if not request.user.has_perm("auth.view_user"):
        return
    people_list = reverse("admin:auth_user_changelist")
    counts = (
        people()
        .visible_to(request.user)
        .with_current_job()
        .order_by()
        .aggregate(
            active=Count("pk", filter=Q(status__in=[PersonStatus.ACTIVE, PersonStatus.LEAVING])),
            starting=Count("pk", filter=Q(status=PersonStatus.STARTING)),
            leaving=Count("pk", filter=Q(status=PersonStatus.LEAVING)),
            no_job=Count("pk", filter=Q(status=PersonStatus.NO_JOB)),
        )
    )
    yield {"label": _("People working today"), "value": counts["active"], "url": people_list}
    yield _tile(_("Starting soon"), counts["starting"], f"{people_list}?status={PersonStatus.STARTING}")
    yield _tile(_("Leaving"), counts["leaving"], f"{people_list}?status={PersonStatus.LEAVING}")
    yield _tile(_("Without a job"), counts["no_job"], f"{people_list}?status={PersonStatus.NO_JOB}", "warn")


def document_tiles(request: HttpRequest) -> Iterator[Tile]:
    """Documents to verify and to renew; counted in one query."""
    if not request.user.has_perm("profiles.view_document"):
        return
    today = timezone.localdate()
    documents = reverse("admin:profiles_document_changelist")
    still_here = Q(person__profile__leave_date=None) | Q(person__profile__leave_date__gte=today)
    counts = (
        Document.objects.visible_to(request.user)
        .kept()
        .filter(still_here)
        .aggregate(
            to_verify=Count("pk", filter=Q(state=Document.State.SUBMITTED)),
            expired=Count("pk", filter=Q(expires_on__lt=today)),
            soon=Count("pk", filter=Q(expires_on__gte=today, expires_on__lte=today + EXPIRES_SOON)),
        )
    )
    yield _tile(_("Documents to verify"), counts["to_verify"], f"{documents}?state=submitted", "info")
    yield _tile(_("Run out within 60 days"), counts["soon"], f"{documents}?expiry=expiring", "warn")
    yield _tile(_("Have run out"), counts["expired"], f"{documents}?expiry=expired", "bad")


def _tile(label: str, value: int, url: str, kind: str = "") -> Tile:
    """A figure; nought is quiet, whatever it would otherwise say."""
    return {"label": label, "value": value, "url": url, "kind": kind if value else ""}


for source in (people_tiles, document_tiles, ledger_tiles):
    # The site's own class belongs to the project, which this package does not import.
    cast(Any, admin.site).add_tiles(source)
