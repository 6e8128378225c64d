"""Who opened a document: every look, download and refusal, from the lines of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from profiles.models import Document, DocumentVersion, Event, RecordKind

ON_ONE_PAGE = 50

_LOOKS = (Event.Action.VIEW, Event.Action.PREVIEW, Event.Action.DOWNLOAD)


@dataclass(frozen=True)
class Opening:
    """One look at a version: the time in UTC, the name as it was then, what was done, and from which address."""

    at: datetime
    who: str
    actor_id: int | None
    what: str
    was_refused: bool
    version: int
    ip: str
    browser: str


def openings(document: Document, *, start: int = 0, count: int = ON_ONE_PAGE) -> list[Opening]:
    """Looks at any version of the document, the newest first: ``count`` of them from number ``start`` on."""
    numbers = _numbers(document)
    events = _events(numbers).select_related("operation").order_by("-pk")[start : start + count]
    return [_opening(event, numbers) for event in events]


def count_openings(document: Document) -> int:
    """How many looks at the document the ledger has."""
    return _events(_numbers(document)).count()


def _numbers(document: Document) -> dict[int, int]:
    """The number of each version, by its key."""
    return dict(DocumentVersion.objects.filter(document=document).values_list("pk", "number"))


def _events(numbers: dict[int, int]) -> QuerySet[Event]:
    return Event.objects.filter(kind=RecordKind.VERSION, object_id__in=list(numbers), action__in=_LOOKS)


def _opening(event: Event, numbers: dict[int, int]) -> Opening:
    refused = event.outcome == Event.Outcome.REFUSED
    operation = event.operation
    return Opening(
        at=event.at,
        who=operation.actor_name or _("the system"),
        actor_id=event.actor_id,
        what=_("refused") if refused else event.get_action_display(),
        was_refused=refused,
        version=numbers[event.object_id or 0],
        ip=operation.ip or "",
        browser=operation.user_agent,
    )
