"""The parts of the look as template tags: icons, avatars, pills, meters; dates and sizes as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import BoundField
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from profiles.lib.bundles import SCRIPT, SCRIPTS, SHEET, SHEETS
from profiles.lib.icons import ICONS, MIRRORED
from profiles.lib.initials import initials
from profiles.models import Profile

register = template.Library()

DASH = "–"
TINTS = 6


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """The drawing of that name, hidden from screen readers; raises KeyError for a name that does not exist."""
    mirrored = " flip" if name in MIRRORED else ""
    classes = f"i{mirrored} {extra}".strip()
    return format_html(
        '<svg class="{}" viewBox="0 0 20 20" aria-hidden="true"><path d="{}"/></svg>', classes, ICONS[name]
    )


@register.simple_tag
def stylesheets() -> list[str]:
    """The addresses of the stylesheets: of the joined one where static files were collected, else of each."""
    return _addresses(SHEET, SHEETS)


@register.simple_tag
def scripts() -> list[str]:
    """The addresses of the scripts that wait for the document, likewise."""
    return _addresses(SCRIPT, SCRIPTS)


def _addresses(joined: str, parts: tuple[str, ...]) -> list[str]:
    wanted = (joined,) if getattr(staticfiles_storage, "is_joined", False) else parts
    return [staticfiles_storage.url(name) for name in wanted]


def _profile_of(person: Profile | AbstractBaseUser) -> Profile:
    return person if isinstance(person, Profile) else person.profile  # type: ignore[attr-defined]


@register.filter
def display_name(person: Profile | AbstractBaseUser) -> str:
    """The name to show for a profile or an account."""
    return _profile_of(person).display_name


@register.simple_tag
def avatar(person: Profile | AbstractBaseUser, size: str = "") -> SafeString:
    """The photo of a profile or an account, else initials on a tint of its own.

    ``size`` is "s" (24 px), "" (32 px) or "l" (72 px). Decorative: the name stands beside it.
    """
    profile = _profile_of(person)
    tint = (profile.user_id or 0) % TINTS + 1
    classes = f"av {size} av-{tint}".replace("  ", " ")
    picture = _photo_url(profile)
    if picture:
        inside = format_html('<img src="{}" alt="" width="72" height="72" loading="lazy">', picture)
    else:
        inside = format_html("{}", initials(profile.display_name))
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, inside)


def _photo_url(profile: Profile) -> str:
    if profile.photo_id is None:
        return ""
    try:
        return reverse("profiles:photo", args=[profile.public_id])
    except NoReverseMatch:
        return ""


@register.filter
def day(value: date | datetime | None) -> str:
    """A day as its reader writes it, 2026-11-20 in English, in the reader's time zone; nothing for nothing."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return formats.date_format(value, "DATE_FORMAT") if isinstance(value, date) else ""


@register.filter
def dash(value: Any) -> Any:
    """The value, or a dash where there is none; nought is a value."""
    return DASH if value is None or value in ("", [], ()) else value


@register.filter
def filesize_short(size_bytes: int | None) -> str:
    """A size as "64 kB" or "1.1 MB" (decimal units)."""
    if size_bytes is None:
        return ""
    size = float(size_bytes)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 999.5 or unit == "GB":
            break
        size /= 1000
    places = 1 if unit in ("MB", "GB") and size < 99.95 else 0
    return f"{formats.number_format(round(size, places), places)} {unit}"


@register.simple_tag
def pill(text: str, kind: str = "") -> SafeString:
    """A state in words with a dot; ``kind`` is "", "ok", "warn", "bad", "info", "off" or begins with "quiet"."""
    return format_html('<span class="{}">{}</span>', f"pill {kind}".strip(), text)


@register.simple_tag
def meter(value: float, label: str = "", kind: str = "") -> SafeString:
    """A bar filled to ``value`` per cent (kept within 0 and 100), read out as ``label`` when there is one."""
    width = max(0, min(100, round(value)))
    role = format_html('role="img" aria-label="{}"', label) if label else format_html('aria-{}="true"', "hidden")
    return format_html(
        '<svg class="{}" {}><rect width="{}%" height="100%"/></svg>', f"meter {kind}".strip(), role, width
    )


@register.simple_tag
def sees(text: str) -> SafeString:
    """Who may see a section, in words, with the eye; nothing when nothing is said."""
    if not text:
        return SafeString("")
    return format_html(
        '<span class="small sees">{}<span class="vh">{} </span>{}</span>', icon("seen-by"), _("Seen by:"), text
    )


@register.filter
def at(table: Mapping[Any, Any] | None, key: Any) -> Any:
    """The entry of a table under a key that is itself a variable; "" when there is no table or no entry."""
    return table.get(key, "") if isinstance(table, Mapping) else ""


@register.simple_tag
def named_input(field: BoundField, label: str, row: str) -> SafeString:
    """The input of a table cell, named for screen readers by its column and its row, since it has no label."""
    return field.as_widget(attrs={"aria-label": _("%(label)s, %(row)s") % {"label": label, "row": row}})
