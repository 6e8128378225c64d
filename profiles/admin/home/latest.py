"""The latest changes that the account may know of, one line an act and person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from profiles.admin.person_page import what_changed
from profiles.history.ledger import may_read_ledger, visible_events
from profiles.models import Event, Operation, people
from profiles.permissions import know_people

#: Events read; those of one act about one person make one line.
_READ, _LINES = 60, 5
_WRITES = (Event.Action.CREATE, Event.Action.UPDATE, Event.Action.DELETE)


@dataclass(frozen=True)
class Act:
    """Who changed what of whom, when (UTC) and why; ``person`` is None for what is about nobody."""

    who: str
    what: str
    person: User | None
    reason: str
    at: datetime


def latest_acts(request: HttpRequest) -> list[Act]:
    """The newest acts; three queries at most."""
    if not may_read_ledger(request.user):
        return []
    told = visible_events(request.user).filter(action__in=_WRITES, outcome=Event.Outcome.DONE)
    events = list(told.select_related("operation").order_by("-id")[:_READ])
    groups = [list(group) for _key, group in groupby(events, key=lambda event: (event.operation_id, event.subject_id))]
    subjects = {group[0].subject_id for group in groups if group[0].subject_id}
    known = {person.pk: person for person in people().filter(pk__in=subjects)} if subjects else {}
    know_people(request.user, known)
    acts = (_act(request, group, known.get(group[0].subject_id or 0)) for group in groups)
    return list(islice((act for act in acts if act.what), _LINES))


def _act(request: HttpRequest, events: list[Event], person: Any) -> Act:
    first, operation = events[0], events[0].operation
    what = what_changed(request, person, events) if person is not None else _record(first)
    return Act(_who(operation), what, person, operation.reason, first.at)


def _record(event: Event) -> str:
    if not event.kind:
        return ""
    return f"{capfirst(str(event.get_kind_display()))} {event.get_action_display()}"


def _who(operation: Operation) -> str:
    return operation.actor_name or (_("The system") if operation.is_attributed else _("Author not known"))
