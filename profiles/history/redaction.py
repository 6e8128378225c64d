"""Redaction: values are taken out of the history while its proof stays valid, and the ledger says that it was done.

The base of every erasure. What goes: the values, names and salt of history rows. What stays: that there was a change,
when, by whom and of which fields, and the commitment, which says nothing without its salt.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from profiles.models import Event, RecordKind

from .capture import KIND_AND_SUBJECT
from .commitments import columns_of, history_model
from .context import current, give_reason

_CHUNK = 400


class RedactionRefused(Exception):
    """The redaction has no ground; the message says what to do."""


def redact_history(person: User, models_of_it: Iterable[type[models.Model]], *, by: User, ground: str) -> int:
    """Empty the history rows of these models of the person, but for the newest row of each record that still exists.

    Each emptied row gets one event that names it; rows that are empty already are left alone. ``ground`` is the
    legal ground and becomes the reason of the operation under way. Returns the number of rows emptied.

    Raises PermissionDenied unless ``by`` is an administrator, RedactionRefused without a ground.
    """
    if not (by.is_active and by.is_superuser):
        raise PermissionDenied
    if not ground.strip():
        raise RedactionRefused(_("Say on which ground the history is redacted."))
    give_reason(ground)
    with transaction.atomic():
        return sum(_redact(model, person) for model in models_of_it)


def _redact(model: type[models.Model], person: User) -> int:
    kind, subject = KIND_AND_SUBJECT[model]
    if subject is None:
        return 0
    key = model._meta.pk.attname
    table = history_model(model).objects
    later = table.filter(**{key: models.OuterRef(key)}, history_id__gt=models.OuterRef("history_id"))
    live = model._base_manager.filter(pk=models.OuterRef(key))
    rows = table.filter(**{subject: person.pk}, nonce__isnull=False)
    rows = rows.filter(models.Exists(later) | ~models.Exists(live)).order_by("history_id")
    found = list(rows.values_list("history_id", key))
    for start in range(0, len(found), _CHUNK):
        _empty(model, kind, person, found[start : start + _CHUNK])
    return len(found)


def _empty(model: type[models.Model], kind: RecordKind, person: User, rows: list[tuple[int, Any]]) -> None:
    circumstances = current()
    operation = circumstances.operation()
    # The event first: the table lets values go only where the ledger says so.
    Event.objects.bulk_create(
        Event(
            operation=operation,
            actor_id=circumstances.actor_id,
            action=Event.Action.REDACT,
            kind=kind,
            object_id=pk,
            subject_id=person.pk,
            history_id=history_id,
        )
        for history_id, pk in rows
    )
    emptied = history_model(model).objects.filter(history_id__in=[history_id for history_id, _pk in rows])
    emptied.update(nonce=None, labels=None, **_blanks(model))


def _blanks(model: type[models.Model]) -> dict[str, Any]:
    """What stands in each column after a redaction: nothing, or the least that the column takes.

    The key and whose row it is stay: they lead to the record, not to a value.
    """
    kept = {model._meta.pk.attname, KIND_AND_SUBJECT[model][1], "public_id"}
    fields = (
        history_model(model)._meta.get_field(name.removesuffix("_id")) for name in columns_of(model) if name not in kept
    )
    return {field.name: _blank(field) for field in fields}


def _blank(field: models.Field[Any, Any]) -> Any:
    if field.null:
        return None
    if isinstance(field, models.CharField | models.TextField):
        return ""
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.DateTimeField):
        return "1900-01-01T00:00:00+00:00"
    if isinstance(field, models.DateField):
        return "1900-01-01"
    return 0
