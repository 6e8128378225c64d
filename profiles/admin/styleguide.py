"""The style guide: every part of the look with its real classes, for those who build pages.

There is nothing of it outside development: with ``DEBUG`` off the address answers 404, and no page links to it.
"""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from profiles.lib.icons import ICONS
from profiles.models import Profile

#: Names as people have them: long, accented, of one character, from right to left; each gets a tint of its own.
_NAMES = ("Zofia Wróblewska", "李小雨", "يارا الحداد", "Þóra Einarsdóttir", "Nguyễn Thị Minh Anh", "Søren Ågård")

#: The colours by what they are for; their values stand in tokens.css.
_COLOURS = {
    "Ground": ("paper", "surface", "sunken", "hover", "raised"),
    "Line and text": ("line", "edge", "ink", "ink-2"),
    "Accent": ("accent", "accent-2", "accent-soft", "fill", "fill-2", "focus"),
    "State": ("ok", "ok-soft", "warn", "warn-soft", "amber", "bad", "bad-soft", "info", "info-soft"),
}
_SIZES = ("t-xs", "t-s", "t", "t-m", "t-l", "t-xl")
_SPACES = ("s1", "s2", "s3", "s4", "s5", "s6", "s7")

_MESSAGES = (
    (constants.SUCCESS, "Saved. Zofia Wróblewska becomes Head of metrology on 1 January 2027."),
    (constants.INFO, "Amara Okonkwo is editing this record too, since 09:10."),
    (constants.WARNING, "Amara Okonkwo saved a newer mobile number at 09:14."),
    (constants.ERROR, "Files cannot be reached at the moment. Your text is kept; try again in a minute."),
)


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part of the look on one page. Raises Http404 outside development."""
    if not settings.DEBUG:
        raise Http404
    context = {
        **admin.site.each_context(request),
        "title": "Style guide",
        "colours": _COLOURS,
        "sizes": _SIZES,
        "spaces": _SPACES,
        "icons": ICONS,
        "faces": [Profile(user_id=number, full_name=name) for number, name in enumerate(_NAMES)],
        "notes": [Message(level, text) for level, text in _MESSAGES],
    }
    return TemplateResponse(request, "admin/styleguide/styleguide.html", context)


def styleguide_urls(site: Any) -> list[URLPattern]:
    """The address of the style guide, guarded like the rest of the admin."""
    return [path("styleguide/", site.admin_view(styleguide), name="styleguide")]


# The site's own class belongs to the project, which this package does not import. No line in the navigation.
cast(Any, admin.site).add_pages("", styleguide_urls, lambda request: ())
