"""Live records against their newest history: what was changed past the application shows here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext as _

from profiles.history.capture import KIND_AND_SUBJECT
from profiles.history.commitments import columns_of, history_model
from profiles.models import REMOVED

from .report import Code, Finding
from .rows import kind_name

_CHUNK = 500


def count_records(person: User | None) -> int:
    """How many records there are to compare."""
    return sum(_records(model, person).count() for model in KIND_AND_SUBJECT)


def check_drift(person: User | None) -> Iterator[tuple[int, list[Finding]]]:
    """For each piece of records how many were compared and what was found."""
    for model in KIND_AND_SUBJECT:
        pks = list(_records(model, person).order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pks), _CHUNK):
            chunk = pks[start : start + _CHUNK]
            yield len(chunk), list(_compare(model, chunk))
        yield 0, list(_gone(model, person))


def _records(model: type[models.Model], person: User | None) -> Any:
    rows = model._base_manager.all()
    subject = KIND_AND_SUBJECT[model][1]
    if person is None:
        return rows
    return rows.filter(**{subject: person.pk}) if subject else rows.none()


def _compare(model: type[models.Model], pks: list[Any]) -> Iterator[Finding]:
    names, key = columns_of(model), model._meta.pk.attname
    rows = history_model(model).objects.filter(**{f"{key}__in": pks})
    newest = rows.order_by().values(key).annotate(newest=Max("history_id"))
    known = {
        row[0]: row[1:]
        for row in rows.filter(history_id__in=newest.values("newest")).values_list(key, "nonce", "schema", *names)
    }
    for row in model._base_manager.filter(pk__in=pks).values_list(key, *names):
        found = known.get(row[0])
        if found is None:
            yield _finding(Code.RECORD_UNKNOWN, model, row[0])
        elif found[0] is not None and found[2:] != row[1:]:
            differing = [name for name, a, b in zip(names, found[2:], row[1:], strict=True) if a != b]
            yield _finding(Code.RECORD_CHANGED, model, row[0], differing)


def _gone(model: type[models.Model], person: User | None) -> Iterator[Finding]:
    """Records that are gone although their newest history row does not say so."""
    key = model._meta.pk.attname
    table = history_model(model).objects
    subject = KIND_AND_SUBJECT[model][1]
    if person is not None and subject is None:
        return
    rows = table.filter(**{subject: person.pk}) if person is not None and subject else table.all()
    live = model._base_manager.filter(pk=OuterRef(key))
    later = table.filter(**{key: OuterRef(key)}, history_id__gt=OuterRef("history_id"))
    for pk in rows.filter(~Exists(live), ~Exists(later)).exclude(history_type=REMOVED).values_list(key, flat=True):
        yield _finding(Code.RECORD_MISSING, model, pk)


def _finding(code: Code, model: type[models.Model], pk: Any, fields: list[str] | None = None) -> Finding:
    place = _("%(kind)s %(number)s") % {"kind": kind_name(KIND_AND_SUBJECT[model][0]), "number": pk}
    return Finding(code, f"{place} ({', '.join(fields)})" if fields else place)
