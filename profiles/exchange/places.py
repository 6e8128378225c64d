"""Departments and locations by the words of a file: by name, departments also by their path."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from profiles.models import Department, Location

from .headers import nearest
from .values import BadValue, check_text

PATH_SIGN = " / "
_STEPS = re.compile(r"\s*[/>›|\\]\s*")


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


class Places:
    """All departments and locations as they are now, found by name and shown by name.

    With ``create`` set to "later" unknown names get a number below zero, with "now" they are made at once; otherwise
    they are errors. ``missing`` collects the names that were or would be made.
    """

    def __init__(self, create: str = "") -> None:
        self.create = create
        self.missing: dict[str, list[str]] = {"department": [], "location": []}
        self._names: dict[int, str] = {}
        self._parents: dict[int, int | None] = {}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        for pk, name, parent in Department.objects.values_list("pk", "name", "parent_id"):
            self._know(pk, name, parent)
        self._locations = dict(Location.objects.values_list("pk", "name"))
        self._location_ids = {_fold(name): pk for pk, name in self._locations.items()}
        self._answers: dict[str, int] = {}

    def _know(self, pk: int, name: str, parent: int | None) -> None:
        self._names[pk], self._parents[pk] = name, parent
        self._by_name[_fold(name)].append(pk)

    def department_text(self, pk: int | None) -> str:
        """The name; the path from the top where another department has the same name."""
        if pk is None:
            return ""
        name = self._names[pk]
        return name if len(self._by_name[_fold(name)]) == 1 and not _STEPS.search(name) else self._path(pk)

    def _path(self, pk: int) -> str:
        steps: list[str] = []
        step: int | None = pk
        while step is not None:
            steps.insert(0, self._names[step])
            step = self._parents[step]
        return PATH_SIGN.join(steps)

    def location_text(self, pk: int | None) -> str:
        """The name."""
        return "" if pk is None else self._locations[pk]

    def department(self, text: str) -> int:
        """The key of the department. Raises BadValue with the nearest name when there is none."""
        found = self._answers.get(text)
        if found is None:
            found = self._answers[text] = self._find_department(text)
        return found

    def _find_department(self, text: str) -> int:
        same = self._by_name.get(_fold(text), [])
        if len(same) == 1:
            return same[0]
        by_path = [pk for pk in self._names if _fold(self._path(pk)) == _fold(PATH_SIGN.join(_STEPS.split(text)))]
        if len(by_path) == 1:
            return by_path[0]
        if len(same) > 1:
            raise BadValue(
                _("There are %(n)d departments of this name. Write the path, for example %(path)s.")
                % {"n": len(same), "path": self._path(same[0])}
            )
        if self.create:
            return self._make_department(text)
        raise BadValue(self._unknown(_("There is no department %(name)s."), text, self._names.values()))

    def _make_department(self, text: str) -> int:
        parent: int | None = None
        made = 0
        for name in _STEPS.split(text.strip()) if not self._by_name.get(_fold(text)) else [text]:
            known = [pk for pk in self._by_name.get(_fold(name), []) if self._parents[pk] == parent]
            made = known[0] if known else self._make(name, parent)
            parent = made
        return made

    def _make(self, name: str, parent: int | None) -> int:
        pk = -len(self._names) - 1
        row = Department(name=name, parent_id=parent if parent is None or parent > 0 else None)
        _clean(row)
        if self.create == "now":
            row.save()
            pk = row.pk
        self._know(pk, name, parent)
        self.missing["department"].append(self._path(pk))
        return pk

    def location(self, text: str) -> int:
        """The key of the location. Raises BadValue with the nearest name when there is none."""
        found = self._location_ids.get(_fold(text))
        if found is not None:
            return found
        if not self.create:
            raise BadValue(self._unknown(_("There is no location %(name)s."), text, self._locations.values()))
        name = " ".join(text.split())
        row = Location(name=name)
        _clean(row)
        pk = -len(self._locations) - 1
        if self.create == "now":
            row.save()
            pk = row.pk
        self._locations[pk] = name
        self._location_ids[_fold(name)] = pk
        self.missing["location"].append(name)
        return pk

    def _unknown(self, sentence: str, text: str, known: Iterable[str]) -> str:
        said = sentence % {"name": f"“{text}”"}
        near = nearest(text, known)
        return said if near is None else f"{said} " + _("Did you mean “%(name)s”?") % {"name": near}


def _clean(row: Department | Location) -> None:
    check_text(row.name, row._meta.get_field("name").max_length or 100)
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise BadValue(" ".join(error.messages)) from error
