"""The only receivers: a profile for each account, history for each write, events for sign-ins and roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import connection, models
from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver

from .history.access import record_access
from .history.capture import capture
from .history.context import act_as
from .history.membership import capture_links
from .models import DocumentType, Event, Profile, RecordKind, links_written, rows_written
from .people.preferences import preferences_of, remember
from .people.setup import set_up_installation
from .permissions import AccountBackend


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


@receiver(links_written)
def write_roles(sender: type[models.Model], rows: Sequence[models.Model], change: str, **_: Any) -> None:
    """Giving and taking roles or permissions, from either side, in bulk or with a deletion, comes through here."""
    capture_links(sender, rows, change)


@receiver(user_logged_in)
def record_sign_in(user: User, request: Any = None, **_: Any) -> None:
    """A sign-in is an event of the account, and of the session that begins with it, in the account's language."""
    if request is not None:
        remember(request.session, preferences_of(user))
    act_as(user, session_key=request.session.session_key if request is not None else None)
    record_access(Event.Action.LOGIN, subject=user, kind=RecordKind.PERSON, object_id=user.pk)


@receiver(user_logged_out)
def record_sign_out(user: User | None, **_: Any) -> None:
    """A sign-out is an event of the account; a visitor without one leaves none."""
    if user is not None:
        record_access(Event.Action.LOGOUT, subject=user, kind=RecordKind.PERSON, object_id=user.pk)


@receiver(user_login_failed)
def record_failed_sign_in(credentials: Mapping[str, Any], **_: Any) -> None:
    """A failed sign-in is an event of the account that was meant, if there is one.

    What was typed is not kept: people type passwords into the wrong field.
    """
    meant = AccountBackend().find(str(credentials.get("username") or "").strip())
    record_access(
        Event.Action.LOGIN_FAILED,
        subject=meant,
        kind=RecordKind.PERSON if meant is not None else None,
        object_id=meant.pk if meant is not None else None,
        outcome=Event.Outcome.REFUSED,
    )


@receiver(post_migrate)
def set_up(sender: Any, **_: Any) -> None:
    """After each migration roles and document types are there and right; not after taking the tables back."""
    if sender.label == "profiles" and DocumentType._meta.db_table in connection.introspection.table_names():
        set_up_installation()
