"""Rows of emergency contacts: the person and the contact's name say which contact it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.utils.translation import gettext as _

from profiles.models import EmergencyContact

from .headers import Headings
from .keys import chunks
from .people_rows import Options
from .persons import Persons
from .reading import Source
from .register_plans import UNTOUCHED, RegisterPlan, RegisterPlanner
from .tables import CONTACTS
from .values import BadValue

_FACTS = ("relationship", "phone", "priority")
_DEFAULTS: Mapping[str, Any] = {"relationship": "", "phone": "", "priority": 1}
_Key = tuple[int, str]


class ContactPlanner(RegisterPlanner):
    """Plans a file of emergency contacts."""

    never_empty = frozenset({"name", "phone", "priority"})

    def __init__(
        self, source: Source, headings: Headings, by: User | None, options: Options, *, writes: bool = False
    ) -> None:
        self._stored: dict[_Key, list[dict[str, Any]]] = defaultdict(list)
        self._rows_of: dict[_Key, int] = {}
        super().__init__(CONTACTS, source, headings, by, options, writes=writes)

    def plan(self) -> list[RegisterPlan]:
        """The plans of all rows."""
        named = ("employee_number", "username")
        texts = {self.text(row, name) for _number, row in self.source.rows() for name in named}
        self._persons = Persons(texts, self.by)
        self._load()
        plans = [self._read(number, row) for number, row in self.source.rows()]
        for plan in plans:
            plan.settle()
        return plans

    def _load(self) -> None:
        for chunk in chunks(self._persons.names):
            rows = EmergencyContact.objects.filter(person_id__in=chunk).order_by("pk")
            if self.writes and connection.vendor == "postgresql":
                rows = rows.select_for_update(nowait=True)
            for row in rows.values("id", "person_id", "name", *_FACTS):
                self._stored[row["person_id"], row["name"].casefold()].append(row)

    def _read(self, number: int, row: Sequence[str]) -> RegisterPlan:
        plan = self.begun(number, row)
        text, username = self.text(row, "employee_number"), self.text(row, "username")
        plan.key = text or username
        try:
            plan.person = self._persons.owner(text, username)
        except BadValue as error:
            plan.complain("employee_number" if text or not username else "username", plan.key, str(error))
            return plan
        plan.name = self._persons.names[plan.person]
        name = self.value(plan, row, "name")
        if not name or name is UNTOUCHED:
            plan.complain("name", "", _("Write the name of the contact."))
            return plan
        plan.note = name
        given = {fact: self.value(plan, row, fact) for fact in _FACTS}
        old = self._stored_as(plan, name, given)
        self._rows_of.setdefault((plan.person, name.casefold()), number)
        if plan.errors:
            return plan
        if old is None:
            plan.values = {**_DEFAULTS, "name": name}
            plan.changes.append(["name", "", name])
        else:
            plan.pk = old["id"]
            self.compare(plan, "name", name, old["name"])
        for fact in _FACTS:
            self.compare(plan, fact, given[fact], (old or _DEFAULTS)[fact])
        if old is None and not plan.values["phone"]:
            plan.complain("phone", "", _("Write the number to call."))
        return plan

    def _stored_as(self, plan: RegisterPlan, name: str, given: Mapping[str, Any]) -> dict[str, Any] | None:
        """The contact that the row is about; None for a new one. Each is given once, those that are equal first."""
        key = (plan.person or 0, name.casefold())
        left = self._stored[key]
        same = [row for row in left if all(value in (UNTOUCHED, row[fact]) for fact, value in given.items())]
        found = same[0] if same else left[0] if len(left) == 1 else None
        if found is not None:
            left.remove(found)
        elif left:
            sentence = _("There are several contacts of this name. Change them on the person's page.")
            plan.complain("name", name, sentence)
        elif key in self._rows_of:
            sentence = _("This contact stands in row %(row)d already. Keep one of the two rows.")
            plan.complain("name", name, sentence % {"row": self._rows_of[key]})
        return found
