"""What an account may do, today and as of a day, and how that came about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import Group, User
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles import policy
from profiles.models import REMOVED, AccessScope, Event, Profile, RecordKind

from .commitments import history_model
from .days import end_of_day, today

#: Fields of the account that decide what it may do.
FLAGS = ("is_active", "is_staff", "is_superuser")
_ACTS = (Event.Action.PERMISSION, Event.Action.INVITE, Event.Action.PASSWORD)

_WORDS: dict[str, str | Promise] = {
    policy.HR: gettext_lazy("Keeps the records of everybody but administrators, imports and exports."),
    policy.HR_SCOPED: gettext_lazy("Keeps the records of people in the departments of the scope."),
    policy.AUDITOR: gettext_lazy("Reads records, history and proof, except what is restricted; changes nothing."),
}


@dataclass(frozen=True)
class Powers:
    """What an account could do at the end of a day. ``may_sign_in`` is None when there was no account yet."""

    day: date
    roles: tuple[str, ...]
    is_administrator: bool
    may_sign_in: bool | None
    scopes: tuple[str, ...]

    @property
    def words(self) -> list[tuple[str, str]]:
        """Each role with what it allows."""
        if self.may_sign_in is None:
            return []
        found = [(_("Administrator"), _("May do everything."))] if self.is_administrator else []
        found += [(role, str(_WORDS.get(role, ""))) for role in self.roles]
        return found or [(_("Employee"), _("Sees and edits their own record."))]


def powers_now(person: User) -> Powers:
    """What the account may do today, as it stands; two queries."""
    scopes = AccessScope.objects.filter(user=person).values_list("department__name", flat=True)
    return Powers(
        today(),
        tuple(sorted(person.groups.values_list("name", flat=True))),
        is_administrator=person.is_superuser,
        may_sign_in=person.is_active and not person.profile.has_left,
        scopes=tuple(sorted(scopes)),
    )


def powers_on(person: User, day: date) -> Powers:
    """What the account could do at the end of the day, from the ledger; five queries.

    Roles are today's with every later change taken back.
    """
    moment = end_of_day(day)
    account = _newest(User, moment, id=person.pk)
    profile = _newest(Profile, moment, user_id=person.pk)
    scopes: dict[int, str | None] = {}
    rows = history_model(AccessScope).objects.filter(user_id=person.pk, history_date__lte=moment)
    for row in rows.order_by("history_id"):
        label = (row.labels or {}).get("department_id") or str(row.department_id)
        scopes[row.id] = None if row.history_type == REMOVED else label
    has_left = profile is not None and profile.leave_date is not None and profile.leave_date < day
    return Powers(
        day,
        _roles_on(person, moment),
        is_administrator=bool(account and account.is_superuser),
        may_sign_in=account.is_active and not has_left if account else None,
        scopes=tuple(sorted(label for label in scopes.values() if label)),
    )


def _newest(model: Any, moment: Any, **key: int) -> Any:
    """The record as it was last written by then, by the order of writing."""
    return history_model(model).objects.filter(**key, history_date__lte=moment).order_by("-history_id").first()


def _roles_on(person: User, moment: Any) -> tuple[str, ...]:
    roles = set(Group.objects.filter(user=person).values_list("name", flat=True))
    later = Event.objects.filter(subject_id=person.pk, action=Event.Action.PERMISSION, at__gt=moment)
    for changed in later.order_by("-pk").values_list("changed", flat=True):
        roles = _taken_back(roles, changed)
    return tuple(sorted(roles))


def _taken_back(roles: set[str], changed: Iterable[str]) -> set[str]:
    """The roles before a change such as ``["groups", "+ HR", "- Auditor"]``."""
    name, *signed = [*changed, ""]
    if name != "groups":
        return roles
    given = {part[2:] for part in signed if part.startswith("+ ")}
    taken = {part[2:] for part in signed if part.startswith("- ")}
    return (roles - given) | taken


def access_events(person: User) -> QuerySet[Event]:
    """Everything that changed what the account may do: roles, flags, scopes, invitations, passwords."""
    events = Event.objects.filter(subject_id=person.pk).alias(_names=Cast("changed", TextField()))
    flags = Q(action=Event.Action.CREATE)
    for name in FLAGS:
        flags |= Q(_names__contains=f'"{name}"')
    return events.filter(Q(action__in=_ACTS) | Q(kind=RecordKind.SCOPE) | Q(flags, kind=RecordKind.PERSON))
