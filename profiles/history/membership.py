"""Roles and permissions given and taken: one event for each account or role concerned, whichever side it came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles import policy
from profiles.models import CREATED, Event, RecordKind

from .context import current, require_reason


@dataclass(frozen=True)
class Links:
    """What a table joins: the one who holds, by kind and column, and what is held, by column and name."""

    kind: RecordKind
    holder: str
    held: str
    field: str
    label: str
    words: Any
    named: Callable[[Iterable[Any]], Mapping[Any, str]]


def _role_names(ids: Iterable[Any]) -> dict[Any, str]:
    return dict(Group.objects.filter(pk__in=ids).values_list("pk", "name"))


def _permission_names(ids: Iterable[Any]) -> dict[Any, str]:
    found = Permission.objects.filter(pk__in=ids).values_list("pk", "content_type__app_label", "codename")
    return {pk: f"{app}.{codename}" for pk, app, codename in found}


LINKS: dict[type[models.Model], Links] = {
    User.groups.through: Links(
        RecordKind.PERSON, "user_id", "group_id", "groups", "auth.User", _("roles"), _role_names
    ),
    User.user_permissions.through: Links(
        RecordKind.PERSON,
        "user_id",
        "permission_id",
        "user_permissions",
        "auth.User",
        _("permissions"),
        _permission_names,
    ),
    Group.permissions.through: Links(
        RecordKind.ROLE,
        "group_id",
        "permission_id",
        "permissions",
        "auth.Group",
        _("permissions"),
        _permission_names,
    ),
}


def capture_links(through: type[models.Model], rows: Sequence[models.Model], change: str) -> None:
    """Add an event for each holder; ``changed`` reads like ``["groups", "+ HR", "+ Auditor"]``.

    Runs inside the transaction of the write. Raises ReasonNeeded where the policy asks for a reason.
    """
    if not rows:
        return
    links = LINKS[through]
    if policy.asks_reason(links.label, links.field, was_empty=False):
        require_reason([links.words])
    names = links.named({getattr(row, links.held) for row in rows})
    sign = "+" if change == CREATED else "-"
    by_holder: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        key = getattr(row, links.held)
        by_holder[getattr(row, links.holder)].append(f"{sign} {names.get(key, key)}")
    circumstances, at = current(), timezone.now()
    operation = circumstances.operation()
    Event.objects.bulk_create(
        Event(
            at=at,
            operation=operation,
            actor_id=circumstances.actor_id,
            action=Event.Action.PERMISSION,
            kind=links.kind,
            object_id=holder,
            subject_id=holder if links.kind == RecordKind.PERSON else None,
            changed=[links.field, *sorted(held)],
        )
        for holder, held in by_holder.items()
    )
