"""The state of the proof: how far the ledger is sealed, who was told, and what a verification finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.history.access import record_access
from profiles.history.keys import KeyUnusable
from profiles.history.ledger import reads_all_events
from profiles.history.verification.report import NOTICES, Report, meaning
from profiles.history.verification.verify import verify
from profiles.models import Checkpoint, Event, Seal

from .views import READING, reader_of

#: A page verifies about as many lines as can be read while somebody waits; the command verifies all.
MOST_LINES_ON_A_PAGE = 50_000
#: From here on a missing seal is a matter to look into: the sealer runs every minute.
LATE_AFTER = timedelta(minutes=10)
_SHOWN = 20


@dataclass(frozen=True)
class Found:
    """One kind of finding for the page."""

    is_alarm: bool
    meaning: str
    places: list[str]
    more: int


def proof_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Seal, checkpoints, last verification; with ``?verify=1`` a verification of the newest seals, here and now."""
    viewer = reader_of(request)
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    if not reads_all_events(viewer):
        raise PermissionDenied
    report, problem = (None, "")
    if request.method == "GET" and request.GET.get("verify") == "1":
        report, problem = _verify_newest()
    context = {
        **site.each_context(request),
        "title": _("Proof of the history"),
        **_state(),
        "report": report,
        "problem": problem,
        "found": list(_found(report)) if report else [],
    }
    return TemplateResponse(request, "admin/audit/proof.html", context)


def _state() -> dict[str, Any]:
    seal = Seal.objects.order_by("-number").first()
    waiting = Event.objects.filter(id__gt=seal.last_event if seal else 0)
    oldest = waiting.order_by("id").values_list("at", flat=True).first()
    newest = list(Checkpoint.objects.order_by("-pk").select_related("seal")[:50])
    places = {point.sink: point for point in reversed(newest)}
    return {
        "seal": seal,
        "waiting": waiting.count(),
        "is_late": oldest is not None and timezone.now() - oldest > LATE_AFTER,
        "places": list(places.values()),
        "verified": Event.objects.filter(action=Event.Action.VERIFY).select_related("operation").last(),
    }


def _verify_newest() -> tuple[Report | None, str]:
    """The report over the newest seals, as many as a page can wait for, or why there is none."""
    since, lines = 1, 0
    for seal in Seal.objects.order_by("-number").iterator():
        lines += seal.count
        since = seal.number
        if lines >= MOST_LINES_ON_A_PAGE:
            break
    try:
        report = verify(since=since)
    except KeyUnusable as error:
        return None, str(error)
    record_access(Event.Action.VERIFY, details=["altered" if report.alarms else "intact", f"since {since}"])
    return report, ""


def _found(report: Report) -> Iterator[Found]:
    for code, findings in report.by_code.items():
        places = [finding.place for finding in findings]
        yield Found(code not in NOTICES, meaning(code), places[:_SHOWN], max(0, len(places) - _SHOWN))
