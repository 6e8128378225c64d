"""Fields of our own: columns like Django's, with the knowledge of HR on top."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from profiles.lib.countries import COUNTRIES


class CountryField(models.CharField[str, str]):
    """A country by its two letters (ISO 3166-1 alpha-2), shown and chosen by name; empty for none."""

    def __init__(self, *args: Any, **options: Any) -> None:
        # Names are translated where they are shown; the catalogue has them as they stand in the table.
        options["choices"] = [(code, _(name)) for code, name in COUNTRIES.items()]
        super().__init__(*args, **{"max_length": 2, "blank": True, **options})

    def formfield(self, *args: Any, **options: Any) -> Any:
        """A choice by name, with our words for what is not in the table."""
        field = super().formfield(*args, **options)
        if field is not None:
            field.error_messages["invalid_choice"] = _("This is not a country of the list. Choose one.")
        return field

    def deconstruct(self) -> Any:
        """In migrations it is a plain text column: the table of names is no part of the schema."""
        name, _path, args, options = super().deconstruct()
        options.pop("choices", None)
        return name, "django.db.models.CharField", args, options


class DayInput(forms.DateInput):
    """The browser's own date field, which shows days as its reader writes them and sends year-month-day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
