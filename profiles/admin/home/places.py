"""People of today by department and by location, as rows of bars that lead to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from profiles.models import Department, Location

#: Bars of one card; what is smaller is said in one line.
MOST_BARS = 8
Places = Iterable[tuple[int | None, int | None, int]]


@dataclass(frozen=True)
class Bar:
    """One row: what it is called, how many people, per cent of the longest row, where they are listed."""

    label: str
    count: int
    percent: int
    url: str


@dataclass(frozen=True)
class Bars:
    """The longest rows, and how many people the others (``more`` of them) and no row at all (``none``) have."""

    rows: Sequence[Bar]
    more: int = 0
    more_people: int = 0
    none: int = 0


def by_location(places: Places) -> Bars:
    """The locations with the most people; one query."""
    counts: Counter[int] = Counter()
    none = 0
    for _department, location, number in places:
        if location is None:
            none += number
        else:
            counts[location] += number
    names = dict(Location.objects.filter(pk__in=counts).values_list("pk", "name")) if counts else {}
    return _bars(counts, names, "location", none)


def by_department(places: Places) -> Bars:
    """The departments of the highest level that tells people apart, each with those below it; one query."""
    own: Counter[int] = Counter()
    none = 0
    for department, _location, number in places:
        if department is None:
            none += number
        else:
            own[department] += number
    if not own:
        return Bars([], none=none)
    rows = list(Department.objects.values_list("pk", "name", "parent_id"))
    below = with_below(own, {pk: parent for pk, _name, parent in rows})
    shown = telling_level(own, below, {pk: parent for pk, _name, parent in rows})
    return _bars(Counter({pk: below[pk] for pk in shown}), {pk: name for pk, name, _up in rows}, "department", none)


def with_below(own: Mapping[int, int], parents: Mapping[int, int | None]) -> Counter[int]:
    """People of each department and of all below it."""
    total: Counter[int] = Counter()
    for pk, number in own.items():
        seen: set[int] = set()
        step: int | None = pk
        while step is not None and step not in seen:
            seen.add(step)
            total[step] += number
            step = parents.get(step)
    return total


def telling_level(own: Mapping[int, int], below: Mapping[int, int], parents: Mapping[int, int | None]) -> Sequence[int]:
    """Departments with people, from the top down as long as there is one alone and all its people are further below."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk in below:
        children[parents.get(pk)].append(pk)
    level = children[None]
    while len(level) == 1 and not own.get(level[0]) and children[level[0]]:
        level = children[level[0]]
    return level


def _bars(counts: Counter[int], names: Mapping[int, str], name: str, none: int) -> Bars:
    ordered = sorted(counts.items(), key=lambda row: (-row[1], names.get(row[0], "")))
    shown, others = ordered[:MOST_BARS], ordered[MOST_BARS:]
    longest = shown[0][1] if shown else 1
    people = reverse("admin:auth_user_changelist")
    rows = [
        Bar(names.get(pk, _("Not known")), number, max(1, number * 100 // longest), f"{people}?{name}={pk}")
        for pk, number in shown
    ]
    return Bars(rows, len(others), sum(number for _pk, number in others), none)
