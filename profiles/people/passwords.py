"""The password that a person chooses: set and recorded, never derived from data and never known to others."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from profiles.history.access import record_access
from profiles.history.context import act_as
from profiles.models import Event, RecordKind

PASSWORD_MAX_LENGTH = 128  # characters; longer ones only cost time to hash


def set_own_password(person: User, password: str) -> None:
    """Set the password that the person chose; that it was set is recorded as the person's own act.

    Every session that knew the old password ends with it.
    """
    act_as(person)
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        record_access(Event.Action.PASSWORD, subject=person, kind=RecordKind.PERSON, object_id=person.pk)
