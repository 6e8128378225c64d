"""The way from one person of a list to the previous and the next, in the list's own order and with its filters."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import HttpRequest, QueryDict

from .in_list import FILTERS, PLACE, in_list
from .people_list import PeopleChangeList

#: The furthest place that is looked for.
FURTHEST = 1_000_000


class _OrderOnly(PeopleChangeList):
    """The filtered and sorted people of a list, without its page."""

    def get_results(self, request: HttpRequest) -> None:
        """Nothing: only the keys around one place are asked for."""


def neighbours(page: Any, request: HttpRequest, person_id: int) -> dict[str, str]:
    """The query-string addresses of the ``previous`` and the ``next`` person; none when the list has changed."""
    place, filters = request.GET.get(PLACE, ""), request.GET.get(FILTERS, "")
    if not (place.isascii() and place.isdigit() and len(place) < 8) or "\0" in filters or int(place) > FURTHEST:
        return {}
    at = int(place)
    first = max(at - 1, 0)
    try:
        keys = list(_sorted_people(page, request, filters).values_list("pk", flat=True)[first : at + 2])
    except (IncorrectLookupParameters, SuspiciousOperation, ValidationError, ValueError):
        return {}
    if person_id not in keys or keys.index(person_id) != at - first:
        return {}
    here = at - first
    found: Mapping[str, int] = {"previous": here - 1, "next": here + 1}
    return {
        word: f"../../{keys[number]}/change/?{in_list(filters, first + number)}"
        for word, number in found.items()
        if 0 <= number < len(keys)
    }


def _sorted_people(page: Any, request: HttpRequest, filters: str) -> Any:
    asked = copy.copy(request)
    asked.GET = QueryDict(filters)
    listed = page.get_list_display(asked)
    return _OrderOnly(
        asked, page.model, listed, page.get_list_display_links(asked, listed), page.get_list_filter(asked),
        page.date_hierarchy, page.get_search_fields(asked), page.get_list_select_related(asked), page.list_per_page,
        page.list_max_show_all, page.list_editable, page, page.get_sortable_by(asked), page.search_help_text,
    ).queryset  # fmt: skip
