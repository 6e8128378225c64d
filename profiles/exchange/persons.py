"""The people that rows of other tables belong to or refer to: by employee number, else by username."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from profiles.models import Profile

from .headers import nearest
from .keys import chunks
from .planning import kept_by
from .values import BadValue

_ZEROS = 10


class Persons:
    """Looks up all texts of a file at once. ``by`` is who brings it, None for the system."""

    def __init__(self, texts: Iterable[str], by: User | None) -> None:
        wanted = {text.lower() for text in texts if text}
        self._by_number: dict[str, int] = {}
        self._by_name: dict[str, int] = {}
        self.names: dict[int, str] = {}
        #: How people are named in a file: by number, or username where they have none.
        self.numbers: dict[int, str] = {}
        for chunk in chunks(wanted):
            self._learn(Profile.objects.annotate(low=Lower("employee_number")).filter(low__in=chunk), self._by_number)
            self._learn(Profile.objects.annotate(low=Lower("user__username")).filter(low__in=chunk), self._by_name)
        self._kept = kept_by(by, {*self._by_number.values(), *self._by_name.values()})

    def _learn(self, found: Iterable[Profile], index: dict[str, int]) -> None:
        rows = found.values_list("low", "user_id", "employee_number", "full_name", "user__username")  # type: ignore[attr-defined]
        for low, pk, number, name, username in rows:
            index[low] = pk
            self.names[pk], self.numbers[pk] = name or username, number or username

    def find(self, text: str) -> int:
        """The key of the person with this number, else with this username. Raises BadValue."""
        low = text.lower()
        found = self._by_number.get(low) or self._by_name.get(low)
        if found is None:
            raise BadValue(self._unknown(text))
        return found

    def owner(self, number: str, username: str) -> int:
        """Whose row it is. Raises BadValue when nobody, or somebody else than both say, is meant."""
        if not number and not username:
            raise BadValue(_("Nobody is named in this row. Fill in this cell."))
        found = self._by_number.get(number.lower()) if number else self._by_name.get(username.lower())
        if found is None:
            raise BadValue(self._unknown(number or username))
        if number and username and self._by_name.get(username.lower(), found) != found:
            raise BadValue(_("Number and username belong to two people. Correct one of them."))
        if found not in self._kept:
            raise BadValue(_("This person's record is kept by others. Remove the row."))
        return found

    def know(self, ids: set[int]) -> None:
        """Learn how these people are named too."""
        for chunk in chunks(ids - self.numbers.keys()):
            rows = Profile.objects.filter(user_id__in=chunk)
            for pk, number, username in rows.values_list("user_id", "employee_number", "user__username"):
                self.numbers[pk] = number or username

    def _unknown(self, text: str) -> str:
        sentence = _("There is nobody with the employee number “%(number)s”.") % {"number": text}
        near = self._with_zeros(text) or nearest(text, self.numbers.values())
        return sentence if near is None else f"{sentence} " + _("Did you mean “%(name)s”?") % {"name": near}

    def _with_zeros(self, text: str) -> str | None:
        """The number that lost its zeros in a spreadsheet program."""
        if not text.isdecimal():
            return None
        padded = [text.zfill(length) for length in range(len(text) + 1, _ZEROS + 1)]
        return Profile.objects.filter(employee_number__in=padded).values_list("employee_number", flat=True).first()
