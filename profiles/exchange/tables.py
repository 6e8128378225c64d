"""The tables that come in by file: their columns, what tells one row from another, and who may bring them.

The people's columns stand in ``columns``; the others follow their exports in ``registers``, so that an export is the
template of an import for each of them. Documents only leave.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.models import EmergencyContact
from profiles.permissions import editable_fields, keeps_scope_only

from . import values
from .columns import COLUMNS, JOB, JOB_FACTS, PERSON, PROFILE, Column

CONTACT, DEPARTMENT = "profiles.EmergencyContact", "profiles.Department"
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Table:
    """A table that can be imported.

    ``keys`` are groups of columns: of each group one must be in the file. ``given`` are columns that only say whose
    row it is and are never written. ``beside`` are columns of an export for the reader's eyes, left out on the way
    in. ``permissions`` are needed beside the one for imports. ``words`` are other words for the columns.
    """

    code: str
    label: Promise
    columns: Mapping[str, Column]
    keys: tuple[tuple[str, ...], ...]
    given: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    permissions: tuple[str, ...] = ()
    is_scoped: bool = True
    words: Mapping[str, str] = field(default_factory=dict)

    def importable(self, user: User | None) -> list[Column]:
        """The columns that the account may bring, in the order of an export; all for the system."""
        if user is None:
            return list(self.columns.values())
        may = {model: editable_fields(user, model) for model in {column.model for column in self.columns.values()}}
        return [each for each in self.columns.values() if each.name in self.given or each.field in may[each.model]]


def last_day(text: str) -> dt.date:
    """The first day after a last day: periods are kept half-open. Raises BadValue."""
    return values.day(text) + _ONE_DAY


def shown_last_day(value: dt.date | None) -> str:
    """The last day of a period that is kept with the first day after it."""
    return "" if value is None else (value - _ONE_DAY).isoformat()


_PRIORITIES = {str(number): str(label) for number, label in EmergencyContact._meta.get_field("priority").choices or ()}


def priority(text: str) -> int:
    """When somebody is called: 1 to 4, or the word for it. Raises BadValue."""
    word = text.strip().casefold()
    for number, label in _PRIORITIES.items():
        if word in (number, label.casefold()):
            return int(number)
    raise values.BadValue(_("Write 1 for whom to call first, 2 and 3 for the next, 4 for later."))


_WHOSE = (COLUMNS["employee_number"], COLUMNS["username"])
_PERSON_KEY = ("employee_number", "username")


def _named(*columns: Column) -> dict[str, Column]:
    return {column.name: column for column in columns}


_contact = partial(Column, model=CONTACT)
_department = partial(Column, model=DEPARTMENT)

PEOPLE = Table("people", gettext_lazy("people"), COLUMNS, keys=(_PERSON_KEY,))
EMPLOYMENT = Table(
    "employment",
    gettext_lazy("employment history"),
    _named(
        *_WHOSE,
        COLUMNS["effective_from"],
        Column("last_day", gettext_lazy("until"), JOB, "effective_to", last_day, "effective_to"),
        *(COLUMNS[name] for name in JOB_FACTS),
        Column("note", gettext_lazy("note"), JOB, "note", values.several_lines(5000), "note"),
    ),
    keys=(_PERSON_KEY, ("effective_from",)),
    given=frozenset(_PERSON_KEY),
    beside=frozenset({"full_name"}),
    permissions=("profiles.add_employmentrecord", "profiles.change_employmentrecord"),
    words={
        "last_day": "until to validto effectiveto enddate jobuntil bis gultigbis",
        "note": "comment remark bemerkung",
    },
)
CONTACTS = Table(
    "contacts",
    gettext_lazy("emergency contacts"),
    _named(
        *_WHOSE,
        _contact("name", gettext_lazy("name"), field="name", parse=values.line(150), attname="name"),
        _contact(
            "relationship",
            gettext_lazy("relationship"),
            field="relationship",
            parse=values.line(80),
            attname="relationship",
        ),
        _contact(
            "phone",
            gettext_lazy("phone"),
            field="phone",
            attname="phone",
            parse=values.checked_by_model(EmergencyContact, "phone"),
        ),
        _contact("priority", gettext_lazy("call"), field="priority", parse=priority, attname="priority"),
    ),
    keys=(_PERSON_KEY, ("name",)),
    given=frozenset(_PERSON_KEY),
    beside=frozenset({"full_name"}),
    permissions=("profiles.add_emergencycontact", "profiles.change_emergencycontact"),
    words={
        "name": "contact contactname emergencycontact kontakt notfallkontakt",
        "relationship": "relation beziehung lien relacion",
        "phone": "contactphone emergencyphone telephone tel phonenumber telefon",
        "priority": "order rank callorder reihenfolge",
    },
)
DEPARTMENTS = Table(
    "departments",
    gettext_lazy("departments"),
    _named(
        _department("name", gettext_lazy("name"), field="name", parse=values.line(100), attname="name"),
        _department("path", gettext_lazy("path"), field="name", parse=values.line(1000), attname="path"),
        _department(
            "parent",
            gettext_lazy("part of"),
            field="parent",
            parse=values.line(1000),
            attname="parent_id",
            is_reference=True,
        ),
        _department(
            "manager",
            gettext_lazy("head"),
            field="manager",
            parse=values.line(150),
            attname="manager_id",
            is_reference=True,
        ),
        _department(
            "valid_from", gettext_lazy("exists from"), field="valid_from", parse=values.day, attname="valid_from"
        ),
        _department("last_day", gettext_lazy("exists until"), field="valid_to", parse=last_day, attname="valid_to"),
    ),
    keys=(("path", "name"),),
    permissions=("profiles.add_department", "profiles.change_department"),
    is_scoped=False,
    words={
        "name": "department departmentname dept team unit abteilung departement departamento",
        "parent": "parentdepartment parentname belongsto ubergeordnet gehortzu",
        "manager": "head headof departmenthead departmentmanager leiter leitung abteilungsleitung responsable",
        "path": "fullpath departmentpath pfad",
        "valid_from": "from since validfrom startdate seit",
        "last_day": "until to validto enddate closedon bis",
    },
)
#: Every table that can be imported, by its code; the first is what a file holds where nothing else is said.
TABLES: Mapping[str, Table] = {table.code: table for table in (PEOPLE, EMPLOYMENT, CONTACTS, DEPARTMENTS)}


def may_import(user: User | None, table: Table = PEOPLE) -> bool:
    """Whether the account may bring rows of the table; the system may.

    Departments belong to no scope: whoever keeps only some may not bring them.
    """
    if user is None:
        return True
    held = all(user.has_perm(name) for name in ("profiles.import_people", *table.permissions))
    return held and (table.is_scoped or not keeps_scope_only(user))


__all__ = ["PERSON", "PROFILE", "TABLES", "Table", "may_import"]
