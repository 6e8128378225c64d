"""Values as people read them: choices in words, days and times of the place, names as they were then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from profiles.models import Blob

DASH = "–"

#: What a field is called where the model's own word would mislead.
_LABELS: Mapping[tuple[str, str], str | Promise] = {
    ("auth.User", "email"): gettext_lazy("work e-mail"),
    ("auth.User", "is_active"): gettext_lazy("may sign in"),
    ("auth.User", "is_staff"): gettext_lazy("may use the administration"),
    ("auth.User", "is_superuser"): gettext_lazy("administrator"),
    ("auth.User", "groups"): gettext_lazy("roles"),
}


def field_of(model_label: str, name: str) -> models.Field[Any, Any] | None:
    """The field of that name or column (``"profiles.Profile"``, ``"bio"``); None for one that there is no more."""
    model = apps.get_model(model_label)
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def word(choices: type[models.Choices], value: Any) -> str:
    """What a choice is called, as at the beginning of a line; the bare value for one that there is no more."""
    return _word(get_language(), choices, value)


@cache
def _word(_language: str | None, choices: type[models.Choices], value: Any) -> str:
    return capfirst(str(choices(value).label)) if value in choices else str(value)


def label_of_field(model_label: str, name: str) -> str:
    """What a field is called, as at the beginning of a line; the bare name for one that there is no more."""
    return _label(get_language(), model_label, name)


@cache
def _label(_language: str | None, model_label: str, name: str) -> str:
    own = _LABELS.get((model_label, name))
    field = field_of(model_label, name)
    if own is None and field is None:
        return capfirst(name.replace("_", " "))
    return capfirst(str(own if own is not None else field.verbose_name if field else name))


def display(field: models.Field[Any, Any], value: Any, labels: Mapping[str, str] | None = None) -> str:
    """The value of a field in words, a dash where it is empty.

    ``labels`` are those of the history row: what the rows that it pointed to were called then.
    """
    if value is None or value in ("", []):
        return DASH
    if field.is_relation:
        return _pointed_to(field, value, labels or {})
    choices = _choices_of(field)
    if value in choices if isinstance(value, str | int) else False:
        return str(choices[value])
    return plain(value)


@cache
def _choices_of(field: models.Field[Any, Any]) -> Mapping[Any, Any]:
    return dict(getattr(field, "flatchoices", []) or [])


def plain(value: Any) -> str:
    """Any value in words, without knowledge of its field."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return formats.date_format(local, "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, Decimal):
        return formats.number_format(value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize())
    if isinstance(value, list | tuple):
        return ", ".join(plain(part) for part in value)
    return str(value)


def _pointed_to(field: models.Field[Any, Any], value: Any, labels: Mapping[str, str]) -> str:
    """The name that the row pointed to had then; its number where no name was kept."""
    name = labels.get(field.attname)
    if name:
        # A file's label ends with the digest of its bytes, which is proof, not a name.
        return name.partition(" sha256:")[0]
    if field.related_model is Blob:
        return _("picture %(n)s") % {"n": value}
    return _("no. %(n)s") % {"n": value}
