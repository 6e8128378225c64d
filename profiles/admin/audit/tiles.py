"""Figures of the ledger on the home page, for those who check it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from profiles.history.ledger import reads_all_events
from profiles.history.log import COUNTED
from profiles.models import Event, Operation, Seal

#: An older seal asks whether sealing still runs.
SEAL_IS_OLD = timedelta(minutes=10)


def ledger_tiles(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """How old the last seal is, and how many changes have no known author; two queries."""
    if not reads_all_events(request.user):
        return
    log = reverse("admin:audit_log")
    sealed_at = Seal.objects.order_by("-number").values_list("sealed_at", flat=True).first()
    unknown = Event.objects.filter(operation__in=Operation.objects.filter(is_attributed=False))
    count = unknown[: COUNTED + 1].count()
    yield {
        "label": _("Age of the last seal"),
        "value": timesince(sealed_at, depth=1) if sealed_at else _("None yet"),
        "url": log,
        "kind": "" if sealed_at and timezone.now() - sealed_at < SEAL_IS_OLD else "warn",
    }
    yield {
        "label": _("Changes without a known author"),
        "value": count if count <= COUNTED else f"{COUNTED:,}+",
        "url": f"{log}?unattributed=yes",
        "kind": "warn" if count else "",
    }
