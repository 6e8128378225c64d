"""Restoring earlier values, field by field: a new change through the ordinary way, never a row put back as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from profiles.history.access import record_access
from profiles.history.context import give_reason
from profiles.history.labels import labels_of
from profiles.history.snapshots import MODEL_OF, Snapshot, steps_of
from profiles.history.values import display, label_of_field
from profiles.lib.canonical import commit
from profiles.models import Event, Profile, RecordKind, people, scope_department_ids
from profiles.permissions import can_change, can_manage_account, editable_fields, keeps_scope_only, visible_fields

from .employment import wait_for_others

#: What is never restored here: files and their state have verbs of their own, as has the end of employment, and
#: who holds which power is given by administrators alone.
NOT_HERE: Mapping[RecordKind, frozenset[str]] = {
    RecordKind.PERSON: frozenset({"is_staff", "is_superuser"}),
    RecordKind.PROFILE: frozenset({"photo", "leave_date", "leave_reason"}),
    RecordKind.EMPLOYMENT: frozenset(),
    RecordKind.CONTACT: frozenset(),
    RecordKind.DOCUMENT: frozenset({"type", "state", "rejected_reason", "verified_by", "verified_at", "current"}),
}
_HOW_ONE_SIGNS_IN = frozenset({"email", "username", "is_active"})


class ChangedMeanwhile(ValidationError):
    """Raised when a value is no longer the one that was shown beside the one to restore."""


@dataclass(frozen=True)
class Offer:
    """One field that can be restored. ``token`` stands for the value now, to find out whether it is still that."""

    name: str
    label: str
    now: str
    then: str
    token: str
    value: Any


def restorable_fields(by: User, person: User, kind: int | None, *, manages: bool | None = None) -> frozenset[str]:
    """Names of the fields of a kind of record that the account may set back on this person.

    ``manages`` answers for a list what ``can_manage_account`` would ask the database.
    """
    known = RecordKind(kind) if kind is not None and kind in NOT_HERE else None
    if known is None or not can_change(by, person):
        return frozenset()
    label = MODEL_OF[known]._meta.label
    names = editable_fields(by, label, person) & visible_fields(by, label, person)
    if known == RecordKind.PERSON and not (can_manage_account(by, person) if manages is None else manages):
        names -= _HOW_ONE_SIGNS_IN
    kept = {field.name for field in MODEL_OF[known]._meta.concrete_fields if field.editable}
    return (names & kept) - NOT_HERE[known]


def offers(event: Event, person: User, by: User, *, before: bool) -> list[Offer]:
    """What can be restored from an event: the values before it, or all as it left them, where they differ from now.

    Empty when the record is gone, or nothing differs.
    """
    row = _row(event, person)
    then = _then(event, before=before)
    if row is None or then is None:
        return []
    fields = [field for field in row._meta.concrete_fields if field.attname in then.values]
    allowed = restorable_fields(by, person, event.kind)
    if before:
        allowed &= set(event.changed)
    differing = [
        field for field in fields if field.name in allowed and getattr(row, field.attname) != then.values[field.attname]
    ]
    names_now = labels_of(type(row), [{field.attname: getattr(row, field.attname) for field in fields}])[0] or {}
    label = row._meta.label
    return [
        Offer(
            field.name,
            label_of_field(label, field.name),
            display(field, getattr(row, field.attname), names_now),
            display(field, then.values[field.attname], then.labels),
            _token(getattr(row, field.attname)),
            then.values[field.attname],
        )
        for field in differing
    ]


@transaction.atomic
def restore(
    event: Event, person: User, shown: Mapping[str, str], *, before: bool, by: User, reason: str
) -> list[Offer]:
    """Set the fields of ``shown`` (name → token of the value that was shown) to what they were; returns what was set.

    Raises PermissionDenied for a field that the account may not set, ChangedMeanwhile when a value is another than
    shown, ValidationError when the record would not be right with what is restored.
    """
    wait_for_others(person)
    row = _row(event, person)
    if row is None or not shown.keys() <= restorable_fields(by, person, event.kind):
        raise PermissionDenied
    offered = {offer.name: offer for offer in offers(event, person, by, before=before)}
    changed = [name for name, token in shown.items() if name not in offered or offered[name].token != token]
    if changed:
        words = ", ".join(label_of_field(row._meta.label, name) for name in changed)
        raise ChangedMeanwhile(
            _("Somebody changed this while you were looking: %(fields)s. Nothing was restored; look again.")
            % {"fields": words}
        )
    chosen = [offered[name] for name in offered if name in shown]
    for offer in chosen:
        setattr(row, row._meta.get_field(offer.name).attname, offer.value)
    _check(row, {offer.name for offer in chosen}, by)
    told = ", ".join(offer.label for offer in chosen)
    give_reason(
        _("Restored from entry %(n)d: %(fields)s. %(reason)s") % {"n": event.pk, "fields": told, "reason": reason}
    )
    row.save()
    record_access(
        Event.Action.RESTORE,
        subject=person,
        kind=RecordKind(event.kind or 0),
        object_id=event.object_id,
        details=[*(offer.name for offer in chosen), f"event {event.pk}"],
    )
    return chosen


def _row(event: Event, person: User) -> Any:
    """The record of the event as it stands, if it is still there and still that person's."""
    if event.kind is None or event.kind not in NOT_HERE:
        return None
    model = MODEL_OF[RecordKind(event.kind)]
    owner = "id" if model is User else "user" if model is Profile else "person"
    return model._default_manager.filter(pk=event.object_id, **{owner: person.pk}).first()


def _then(event: Event, *, before: bool) -> Snapshot | None:
    step = steps_of([event]).get(event.pk)
    found = None if step is None else step.before if before else step.after
    return None if found is None or found.is_redacted else found


def _token(value: Any) -> str:
    return commit(b"", [value]).hex()[:16]


def _check(row: Any, names: set[str], by: User) -> None:
    """Raises ValidationError for a record that would not be right, or leaves what the account may choose."""
    row.full_clean()
    problems: dict[str, str] = {}
    same_address = User.objects.filter(email__iexact=row.email).exclude(pk=row.pk) if "email" in names else None
    if same_address is not None and row.email and same_address.exists():
        problems["email"] = _("Somebody else has this e-mail. Write another address.")
    if "department" in names and keeps_scope_only(by) and row.department_id not in scope_department_ids(by):
        problems["department"] = _("This department is not among yours. Choose one of yours.")
    if "manager" in names and row.manager_id and not people().visible_to(by).filter(pk=row.manager_id).exists():
        problems["manager"] = _("This person cannot be chosen here. Choose somebody from the list.")
    if problems:
        raise ValidationError(problems)
