"""Which rows of a list an act is for: those ticked on a page, all that its search and filters find, or all there are.

The list hands a selection on in the address of the act's own page, which reads it there again: nothing is kept
meanwhile, and nobody comes to rows that they may not see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self, cast

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

#: Keys of the ticked rows in the address.
KEYS = "keys"
#: A selection is ticked on one page of a list; more keys than that were not.
MOST_KEYS = 500


@dataclass(frozen=True)
class Selection:
    """``rows`` is None for all there are; ``filters`` names what narrows them, ``selection`` for ticked rows."""

    rows: QuerySet[Any, Any] | None = None
    filters: list[str] = field(default_factory=list)

    @staticmethod
    def address(request: HttpRequest, rows: QuerySet[Any, Any]) -> str:
        """The query string that hands on what was sent with the list's form: ticked rows, or all that match."""
        asked = request.GET.copy()
        asked.pop(PAGE_VAR, None)
        asked.pop(KEYS, None)
        if request.POST.get("select_across", "0") in ("", "0"):
            asked[KEYS] = ",".join(str(pk) for pk in rows.order_by().values_list("pk", flat=True)[:MOST_KEYS])
        return asked.urlencode()

    @classmethod
    def asked_for(cls, request: HttpRequest, model_admin: Any) -> Self:
        """What an address asks for, among the rows of the list that the account sees; ``model_admin`` may be None.

        Raises Http404 for filters that the list does not know.
        """
        asked = request.GET.copy()
        keys = asked.pop(KEYS, [])
        if model_admin is None or not (keys or any(asked.values())):
            return cls()
        if keys:
            numbers = [
                int(key) for key in ",".join(map(str, keys)).split(",")[:MOST_KEYS] if key.isdecimal() and len(key) < 19
            ]
            return cls(model_admin.get_queryset(request).filter(pk__in=numbers), ["selection"])
        return cls(_matching(request, model_admin, asked), sorted(key for key in asked if asked[key]))


def _matching(request: HttpRequest, model_admin: Any, asked: QueryDict) -> QuerySet[Any, Any]:
    """The rows that the list shows for this address, on all its pages."""
    cast(Any, request).GET = asked
    try:
        found = model_admin.get_changelist_instance(request).get_queryset(request)
    except IncorrectLookupParameters as error:
        raise Http404(_("The list knows no such filter.")) from error
    rows: QuerySet[Any, Any] = model_admin.get_queryset(request).filter(pk__in=found.order_by().values("pk"))
    return rows
