"""How somebody wants pages to be shown: language, time zone, columns of the people list; the same on every device."""

from __future__ import annotations

import zoneinfo
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


@cache
def time_zones() -> tuple[str, ...]:
    """Names of places whose time is kept, as ``Europe/Copenhagen``, by the IANA time zone database; sorted."""
    names = zoneinfo.available_timezones()
    return ("UTC", *sorted(name for name in names if name.partition("/")[0] in _CONTINENTS and "/" in name))


_CONTINENTS = frozenset(
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
)


def is_time_zone(value: str) -> None:
    """Raises ValidationError for a name that is none of ``time_zones()``."""
    if value not in time_zones():
        raise ValidationError(_("This place is not in the list. Choose one, as Europe/Copenhagen."), code="unknown")


class Preferences(models.Model):
    """One row for each person who chose something; without one, browser and installation decide."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences", verbose_name=_("person")
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[is_time_zone])
    people_columns = models.JSONField(_("columns of the people list"), default=list, blank=True)
    first_people_view = models.CharField(_("view of the people list that opens first"), max_length=20, blank=True)
    is_compact = models.BooleanField(_("compact rows"), default=False)

    class Meta:
        verbose_name = _("preferences")
        verbose_name_plural = _("preferences")

    def __str__(self) -> str:
        return f"{self.language} {self.time_zone}".strip()
