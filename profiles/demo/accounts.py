"""Passwords of the demonstration accounts: random, told once, never derived from anything."""

import secrets

from django.contrib.auth.models import User
from django.db import transaction

from profiles.demo.cast import ACCOUNTS
from profiles.demo.load import ROUTE
from profiles.history.access import record_access
from profiles.history.context import acting
from profiles.models import Event, RecordKind

# Without letters and digits that look alike.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 3, 5


def random_password() -> str:
    """A password to be read from a screen and typed: three groups of five, about 74 bits."""
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)


def draw_passwords(chosen: str | None) -> dict[str, str]:
    """A password for each demonstration account by username; the chosen one for all when there is one."""
    return {account.username: chosen or random_password() for account in ACCOUNTS}


def set_passwords(passwords: dict[str, str]) -> list[str]:
    """Set the passwords of the accounts that are still there; their usernames."""
    changed = []
    with transaction.atomic(), acting(kind="command", route=ROUTE, reason="New passwords for the demonstration"):
        for user in User.objects.filter(username__in=passwords).order_by("pk"):
            user.set_password(passwords[user.username])
            user.save(update_fields=["password"])
            record_access(Event.Action.PASSWORD, subject=user, kind=RecordKind.PERSON, object_id=user.pk)
            changed.append(user.username)
    return changed
