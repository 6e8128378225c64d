"""Who else is at a person's record: accounts that may change it and opened or changed it a moment ago.

Nothing is written for it: the ledger has each opening, once in ten minutes, and each change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from profiles.models import Event, Operation, RecordKind, know_roles, people, with_roles
from profiles.permissions import can_change, know_visible

from .access import VIEW_ONCE_IN

_MINUTE = timedelta(minutes=1)
_WRITES = (Event.Action.CREATE, Event.Action.UPDATE, Event.Action.DELETE)
#: Accounts read at most: a record is not open on more desks than a line can name.
_AT_MOST = 10


@dataclass(frozen=True)
class Other:
    """An account at the same record: its name, what it did last and how many whole minutes ago."""

    name: str
    minutes: int
    has_changed: bool


def others_at(person: User, viewer: User) -> list[Other]:
    """Those at the record beside the viewer, the last one first; one query.

    Only those who may change it: looks of auditors are no reason to wait and are not told.
    """
    now = timezone.now()
    acts = _acts_since(person, now - VIEW_ONCE_IN)
    last = acts.filter(actor_id=OuterRef("pk")).order_by("-id")
    accounts: QuerySet[Any] = (
        with_roles(people())
        .filter(pk__in=acts.exclude(actor_id=viewer.pk).values("actor_id"))
        .annotate(last_at=Subquery(last.values("at")[:1]), last_action=Subquery(last.values("action")[:1]))
        .order_by("-last_at", "pk")
    )
    found = []
    for account in accounts[:_AT_MOST]:
        know_roles(account)
        # Who opened the record could: the scope need not be looked up again.
        know_visible(account, [person.pk])
        if can_change(account, person):
            minutes = max(0, (now - account.last_at) // _MINUTE)
            found.append(Other(account.profile.display_name, minutes, account.last_action != Event.Action.VIEW))
    return found


def _acts_since(person: User, since: Any) -> QuerySet[Event]:
    """What was done at the record by hand: opened, or changed on a page."""
    opened = Q(action=Event.Action.VIEW, kind=RecordKind.PERSON)
    changed = Q(action__in=_WRITES, operation__kind=Operation.Kind.WEB)
    return Event.objects.filter(
        opened | changed, subject_id=person.pk, actor_id__isnull=False, outcome=Event.Outcome.DONE, at__gte=since
    ).order_by()
