"""The people list: pages by key, so that a page far back and a large company cost as the first page of a small one."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, ChangeList
from django.core.paginator import InvalidPage, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from profiles.models import Profile
from profiles.people.counting import how_many, how_many_among

from .base import account_of
from .in_list import in_list
from .people_address import EVERYBODY, VIEW
from .people_columns import HIDDEN, in_places, offered_to

#: Orders that an index of the profile gives, and the column that breaks ties.
INDEXED = frozenset({"profile__full_name", "profile__employee_number"})
TIE = "profile__user_id"


class PeopleChangeList(ChangeList):
    """First the keys of the page are found, by as few tables as its filters need; then all about those people alone.

    The numbers by which an address names columns to sort by are those of all columns, whoever shows which.
    """

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.numbered = in_places(offered_to(account_of(request)))
        super().__init__(request, *args)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """The order that the address asks for, by columns that may be hidden now."""
        shown: Any = self.list_display
        self.list_display = [*self.numbered]
        try:
            return super().get_ordering(request, queryset)
        finally:
            self.list_display = shown

    def get_filters_params(self, params: Any = None) -> Any:
        """What the address filters by: the view that it names brings columns alone."""
        found = super().get_filters_params(params)
        found.pop(VIEW, None)
        return found

    def get_ordering_field_columns(self) -> dict[int, Any]:
        """Which of the shown columns are sorted by, and which way."""
        found = super().get_ordering_field_columns()
        if ORDER_VAR not in self.params:
            return found
        shown = {name: place for place, name in enumerate(self.list_display)}
        names = {number: self.numbered[number] for number in found if 0 < number < len(self.numbered)}
        return {shown[name]: found[number] for number, name in names.items() if name in shown and name != HIDDEN}

    def get_query_string(self, new_params: Any = None, remove: Any = None) -> str:
        """An address of this list; an order by places of the shown columns becomes one by their numbers.

        One that asks for nothing any more asks for everybody: else a view that opens first would come back.
        """
        asked = dict(new_params or {})
        if asked.get(ORDER_VAR):
            asked[ORDER_VAR] = ".".join(self._numbered(place) for place in asked[ORDER_VAR].split("."))
        query = super().get_query_string(asked, remove)
        return query if query != "?" else f"?{EVERYBODY}"

    def _numbered(self, place: str) -> str:
        name = str(self.list_display[int(place.removeprefix("-"))])
        return f"{'-' if place.startswith('-') else ''}{self.numbered.index(name)}"

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """The filtered and sorted people; with job and documents only where a filter or the order asks for them."""
        people: Any = self.model_admin
        # Made once for a page: putting it together takes longer than asking for it.
        whole = self._whole = getattr(self, "_whole", self.root_queryset)
        order = [str(name) for name in self.get_ordering(request, whole)]
        plain = not self.get_filters_params() and order[0].removeprefix("-") in INDEXED
        self.root_queryset = people.plain_people(request) if plain else _with_facts(whole, order)
        found = super().get_queryset(request, exclude_parameters)
        self._in_index = self._by_index(request, order[0]) if plain and not self.query else None
        if plain:
            found = found.order_by(order[0], f"-{TIE}" if order[0].startswith("-") else TIE)
        return found

    @staticmethod
    def _by_index(request: HttpRequest, first: str) -> QuerySet[Any, int]:
        """The same keys in the same order, asked of the profiles alone: a page far back skips rows of one index."""
        downwards = "-" if first.startswith("-") else ""
        order = [f"{downwards}{name.removeprefix('-').removeprefix('profile__')}" for name in (first, TIE)]
        return Profile.objects.visible_to(request.user).order_by(*order).values_list("user_id", flat=True)

    def get_results(self, request: HttpRequest) -> None:
        """Count, find the keys of the page, read its rows. Raises IncorrectLookupParameters beyond the last page."""
        paginator: Any = Paginator(self.queryset, self.list_per_page)
        people: Any = self.model_admin
        if self.get_filters_params() or self.query:
            found, everybody = how_many_among(self.queryset, people.plain_people(request))
        else:
            found = everybody = how_many(self.queryset)
        paginator.count = self.result_count = found
        self.full_result_count = everybody
        self.show_full_result_count = True
        self.show_admin_actions = bool(self.full_result_count)
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.multi_page = self.result_count > self.list_per_page
        self.paginator = paginator
        self.result_list = self._rows(request, self._keys())

    def _keys(self) -> list[int]:
        keys = self.queryset.values_list("pk", flat=True) if self._in_index is None else self._in_index
        if (self.show_all and self.can_show_all) or not self.multi_page:
            return list(keys[: self.list_max_show_all])
        try:
            first = self.paginator.page(self.page_num).start_index() - 1
        except InvalidPage as error:
            raise IncorrectLookupParameters from error
        return list(keys[first : first + self.list_per_page])

    def _rows(self, request: HttpRequest, keys: list[int]) -> Any:
        rows = _with_facts(self._whole, ["completeness"] if "complete" in self.list_display else [])
        known = {row.pk: row for row in rows.order_by().filter(pk__in=keys)}
        first = 0 if self.show_all else (self.page_num - 1) * self.list_per_page
        filters = request.GET.copy()
        filters.pop(PAGE_VAR, None)
        for place, key in enumerate(keys, start=first):
            if key in known:
                known[key].in_list = in_list(filters.urlencode(), place)
        return [known[key] for key in keys if key in known]


def _with_facts(rows: Any, order: list[str]) -> Any:
    """The people with their documents, and with their completeness where they are shown or sorted by it."""
    found = rows.with_document_state()
    return found.with_completeness() if "completeness" in {name.removeprefix("-") for name in order} else found
