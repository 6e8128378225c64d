"""What a cell of the people table means: its value, or who and what it refers to."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from profiles.lib.formulas import bare

from .cells import UNTOUCHED, Wrong
from .columns import CLEAR, NEVER_EMPTY, NULL_WHEN_EMPTY, Column
from .headers import nearest
from .keys import Keys
from .places import Places
from .values import BadValue


class CellValues:
    """Knows nothing of the cells that ask it: what a file needed is gone as soon as it was read."""

    def __init__(self, keys: Keys, places: Places) -> None:
        self._keys, self._places = keys, places

    def value(self, column: Column, text: str) -> Any:
        """The value of a cell, UNTOUCHED where it says nothing, or what is wrong with it."""
        words = text.strip()
        if words[:1] == "'":
            words = bare(words).strip()
        if not words or words == CLEAR:
            if column.name in NEVER_EMPTY or column.name == "employee_number":
                return Wrong(_("This cannot be empty. Write a value.")) if words == CLEAR else UNTOUCHED
            return None if column.name in NULL_WHEN_EMPTY else ""
        try:
            return self._referred(column, words) if column.is_reference else column.parse(words)
        except BadValue as error:
            return Wrong(str(error))

    def _referred(self, column: Column, words: str) -> int:
        if column.name == "department":
            return self._places.department(words)
        if column.name == "location":
            return self._places.location(words)
        node = self._keys.manager(words)
        if node is None:
            near = nearest(words, self._keys.numbers())
            sentence = _("There is nobody with the employee number “%(number)s”.") % {"number": words}
            offer = "" if near is None else " " + _("Did you mean “%(name)s”?") % {"name": near}
            raise BadValue(sentence + offer)
        return node
