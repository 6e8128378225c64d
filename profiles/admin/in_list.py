"""What the address of a person says of the list that one came from."""

from __future__ import annotations

from django.utils.http import urlencode

#: The list's own query string in the address of a person, as the admin calls it, and the place in the list from 0 on.
FILTERS, PLACE = "_changelist_filters", "at"


def in_list(filters: str, place: int) -> str:
    """What the address of a person says of the list that one came from."""
    return urlencode(({FILTERS: filters} if filters else {}) | {PLACE: place})
