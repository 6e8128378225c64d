"""The card of the proof, for those who check it: last seal, last checkpoint, last verification."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from profiles.history.ledger import reads_all_events
from profiles.history.log import COUNTED
from profiles.models import Checkpoint, Event, Operation, Seal

#: An older seal asks whether sealing still runs.
SEAL_IS_OLD = timedelta(minutes=10)


def proof(request: HttpRequest) -> dict[str, Any]:
    """What the ledger's state is, in four queries; nothing for those who do not read all of it."""
    if not reads_all_events(request.user):
        return {}
    seal = Seal.objects.order_by("-number").first()
    unknown = Event.objects.filter(operation__in=Operation.objects.filter(is_attributed=False))
    count = unknown[: COUNTED + 1].count()
    return {
        "proof": {
            "seal": seal,
            "is_old": seal is None or timezone.now() - seal.sealed_at > SEAL_IS_OLD,
            "checkpoint": Checkpoint.objects.order_by("-pk").first(),
            "check": Event.objects.filter(action=Event.Action.VERIFY).order_by("-id").first(),
            "unknown": count if count <= COUNTED else f"{COUNTED:,}+",
        }
    }


# The site's own class belongs to the project, which this package does not import.
cast(Any, admin.site).add_cards(proof)
