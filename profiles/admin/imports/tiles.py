"""The last import on the home page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from profiles.models import ImportBatch

from .common import IMPORT


def import_tiles(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """The newest import that the reader may know of, with its state; nothing before the first one."""
    if not request.user.has_perm(IMPORT):
        return
    batch = ImportBatch.objects.visible_to(request.user).only("public_id", "state", "created_at").first()
    if batch is None:
        return
    waits = batch.state == ImportBatch.State.PREVIEWED
    yield {
        "label": _("Last import"),
        "value": date_format(timezone.localdate(batch.created_at), "j M"),
        "url": reverse("admin:import", args=[batch.public_id]),
        "note": capfirst(batch.get_state_display()),
        "kind": "warn" if waits else "",
    }


# The site's own class belongs to the project, which this package does not import.
cast(Any, admin.site).add_tiles(import_tiles)
