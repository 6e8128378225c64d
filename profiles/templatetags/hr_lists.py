"""What the change list templates need to know about a list: its filters, its chips and its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR, ChangeList
from django.template.loader import get_template
from django.utils.text import capfirst

register = template.Library()


@dataclass(frozen=True)
class Chip:
    """A filter that is set: what it says, and the address of the list without it."""

    title: str
    value: str
    remove_url: str


@dataclass(frozen=True)
class FilterBar:
    """The filters of a list as pills ready to show, and a chip for each one that is set."""

    pills: list[str]
    chips: list[Chip]


@dataclass(frozen=True)
class PageLink:
    """A page of the list; ``url`` is empty for the gap between far pages."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Pages:
    """Where in the list the reader is: rows ``first`` to ``last`` (counted from 1), and the way to the others."""

    first: int
    last: int
    links: list[PageLink]
    previous_url: str
    next_url: str


@register.simple_tag
def filter_bar(changelist: ChangeList) -> FilterBar:
    """Renders each filter once with its own template and collects the ones that are set.

    The first choice of a filter is the one that switches it off, as the admin's own filters have it.
    """
    pills: list[str] = []
    chips: list[Chip] = []
    for spec in changelist.filter_specs:
        choices: list[Mapping[str, Any]] = list(spec.choices(changelist))
        title = capfirst(str(spec.title))
        chosen = next((choice for choice in choices[1:] if choice.get("selected")), None)
        value = str(chosen["display"]) if chosen else ""
        pills.append(
            get_template(str(spec.template)).render({"title": title, "choices": choices, "spec": spec, "value": value})
        )
        if chosen:
            chips.append(Chip(title, value, str(choices[0]["query_string"])))
    return FilterBar(pills, chips)


@register.simple_tag
def pages(changelist: ChangeList) -> Pages:
    """The pages of the list with the far ones left out; no links when everything fits on one page."""
    number = changelist.page_num
    shown = len(changelist.result_list)
    if changelist.show_all or not changelist.multi_page:
        return Pages(1 if shown else 0, shown, [], "", "")

    def url(page: int) -> str:
        return str(changelist.get_query_string({PAGE_VAR: page}))

    paginator = changelist.paginator
    links = [
        PageLink(str(page), url(page), page == number) if isinstance(page, int) else PageLink(str(page), "")
        for page in paginator.get_elided_page_range(number)
    ]
    first = (number - 1) * changelist.list_per_page + 1
    return Pages(
        first,
        first + shown - 1,
        links,
        url(number - 1) if number > 1 else "",
        url(number + 1) if number < paginator.num_pages else "",
    )


@register.simple_tag
def list_without_search(changelist: ChangeList) -> str:
    """The address of the list with its filters and without its search words."""
    return str(changelist.get_query_string(remove=[SEARCH_VAR]))
