"""The figures at the top of the home page: what needs somebody today, each leading to the list that it counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .numbers import QUESTIONS, numbers

#: Question, words, and the colour of a figure that is not nought.
_TILES = (
    ("to-verify", gettext_lazy("Documents to verify"), "info"),
    ("expired", gettext_lazy("Expired documents"), "bad"),
    ("expire-30", gettext_lazy("Expire within 30 days"), "warn"),
    ("missing", gettext_lazy("Lack a required document"), ""),
    ("incomplete", gettext_lazy("Incomplete records"), ""),
    ("data-any", gettext_lazy("Facts that do not fit"), ""),
)


def tiles(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """The figures that this account may know; nought is quiet, whatever it would otherwise say."""
    counts = numbers(request).counts
    for key, label, kind in _TILES:
        if key in counts:
            value = counts[key]
            note = _note(key, counts)
            yield {
                "label": label,
                "value": value,
                "url": QUESTIONS[key].url,
                "kind": kind if value else "",
                "note": note,
            }


def _note(key: str, counts: dict[str, int]) -> str:
    """The second voice of a figure."""
    if key == "expire-30":
        return _("%(n)d within 90 days") % {"n": counts["expire-90"]}
    if key == "data-any" and counts.get("data-can-sign-in"):
        return _("leavers with an account: %(n)d") % {"n": counts["data-can-sign-in"]}
    return ""


# The site's own class belongs to the project, which this package does not import.
cast(Any, admin.site).add_tiles(tiles)
