"""The only receivers: a profile for each account, history for each write, events for sign-ins and roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import connection, models
from django.db.models.signals import m2m_changed, post_migrate, post_save
from django.dispatch import receiver

from .history.access import record_access
from .history.capture import capture
from .history.context import act_as
from .models import DocumentType, Event, Profile, RecordKind, rows_written
from .people.setup import set_up_installation


@receiver(rows_written)
def write_history(
    sender: type[models.Model],
    pks: Sequence[Any],
    change: str,
    removed: Sequence[models.Model] = (),
    **_: Any,
) -> None:
    """Every tracked write, single or in bulk, comes through here."""
    capture(sender, pks, change, removed)


@receiver(post_save, sender=User)
def give_profile(instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    """Each new account gets its profile; a fixture brings its own, or gets one on first use."""
    if created and not raw:
        Profile.objects.ensure(instance)


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
def record_roles(
    sender: type[models.Model],
    instance: models.Model,
    action: str,
    pk_set: set[int] | None,
    reverse: bool,
    **_: Any,
) -> None:
    """Giving and taking roles or permissions leaves an event for each account or role concerned."""
    if action not in {"post_add", "post_remove", "pre_clear"} or (pk_set is not None and not pk_set):
        return
    detail = f"{sender._meta.model_name} {action.split('_')[1]}"
    if sender is Group.permissions.through:
        if isinstance(instance, Group):
            record_access(Event.Action.PERMISSION, kind=RecordKind.ROLE, object_id=instance.pk, details=[detail])
        return
    users: list[User] = [instance] if isinstance(instance, User) else _accounts(instance, pk_set)
    for user in users:
        record_access(
            Event.Action.PERMISSION, subject=user, kind=RecordKind.PERSON, object_id=user.pk, details=[detail]
        )


def _accounts(instance: models.Model, pk_set: set[int] | None) -> list[User]:
    """The accounts touched from the other side of the relation."""
    if pk_set is not None:
        return list(User.objects.filter(pk__in=pk_set))
    if isinstance(instance, Group | Permission):
        return list(instance.user_set.all())
    return []


@receiver(user_logged_in)
def record_sign_in(user: User, **_: Any) -> None:
    """A sign-in is an event of the account."""
    act_as(user)
    record_access(Event.Action.LOGIN, subject=user, kind=RecordKind.PERSON, object_id=user.pk)


@receiver(user_logged_out)
def record_sign_out(user: User | None, **_: Any) -> None:
    """A sign-out is an event of the account; a visitor without one leaves none."""
    if user is not None:
        record_access(Event.Action.LOGOUT, subject=user, kind=RecordKind.PERSON, object_id=user.pk)


@receiver(user_login_failed)
def record_failed_sign_in(**_: Any) -> None:
    """A failed sign-in is an event; what was typed is not kept, it may be a password."""
    record_access(Event.Action.LOGIN_FAILED, outcome=Event.Outcome.REFUSED)


@receiver(post_migrate)
def set_up(sender: Any, **_: Any) -> None:
    """After each migration roles and document types are there and right; not after taking the tables back."""
    if sender.label == "profiles" and DocumentType._meta.db_table in connection.introspection.table_names():
        set_up_installation()
