"""The columns of a file of people: what each is called, where it is kept, how its text is read and shown.

One table serves import, export and the mapping page. What a role may write or read follows from the policy.
``department``, ``location`` and ``manager`` hold a name, a name and an employee number: ``places`` and the planner
turn them into records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from profiles.models import Profile, Viewer
from profiles.permissions import visible_fields

from . import values

PERSON, PROFILE, JOB = "auth.User", "profiles.Profile", "profiles.EmploymentRecord"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``parse`` raises ``values.BadValue``; ``show`` gives the text that ``parse`` reads back.

    ``model`` and ``field`` name the place in the policy; ``attname`` is the column in the database.
    """

    name: str
    label: Promise
    model: str
    field: str
    parse: values.Parse
    attname: str
    is_reference: bool = False

    @property
    def is_job(self) -> bool:
        """Whether the value belongs to a dated job row."""
        return self.model == JOB

    def show(self, value: Any) -> str:
        """The text of a value, empty for none."""
        return values.shown(value)


def _person(name: str, label: Promise, parse: values.Parse) -> Column:
    return Column(name, label, PERSON, name, parse, name)


def _profile(name: str, label: Promise, parse: values.Parse, field: str = "") -> Column:
    return Column(name, label, PROFILE, field or name, parse, field or name)


def _job(name: str, label: Promise, parse: values.Parse) -> Column:
    return Column(name, label, JOB, name, parse, name)


def _reference(name: str, label: Promise) -> Column:
    return Column(name, label, JOB, name, values.line(1000), f"{name}_id", is_reference=True)


_ALL = (
    _profile("employee_number", _("employee number"), values.code(20)),
    _person("username", _("username"), values.checked_by_model(User, "username", r"[a-z0-9_][a-z0-9_.-]{0,99}")),
    _person("first_name", _("first name"), values.line(150)),
    _person("last_name", _("last name"), values.line(150)),
    _person("email", _("e-mail"), values.email),
    _profile("full_name", _("full name"), values.line(200)),
    _profile("preferred_name", _("preferred name"), values.line(100)),
    _profile("pronouns", _("pronouns"), values.line(40)),
    _job("job_title", _("job title"), values.line(150)),
    _reference("department", _("department")),
    _reference("manager", _("manager")),
    _reference("location", _("location")),
    _job("employment_type", _("type"), values.employment_type),
    _job("fte", _("FTE"), values.fte),
    _job("cost_centre", _("cost centre"), values.line(50)),
    _job("effective_from", _("from"), values.day),
    _profile(
        "phone",
        _("work phone"),
        values.checked_by_model(Profile, "work_phone", r"\+?[0-9](?: ?[0-9]){1,20}"),
        "work_phone",
    ),
    _profile("mobile", _("mobile"), values.checked_by_model(Profile, "mobile", r"\+?[0-9](?: ?[0-9]){1,20}")),
    _profile("personal_email", _("private e-mail"), values.email),
    _profile("hire_date", _("hire date"), values.day),
    _profile("leave_date", _("last day"), values.day),
    _profile("leave_reason", _("reason for leaving"), values.leave_reason),
    _profile("birth_date", _("date of birth"), values.past_day),
    _profile("nationality", _("nationality"), values.country),
    _profile("website", _("website"), values.checked_by_model(Profile, "website")),
    _profile("company", _("employing company"), values.line(150)),
    _profile("address_line1", _("street and number"), values.line(150)),
    _profile("address_line2", _("address, second line"), values.line(150)),
    _profile("postal_code", _("postal code"), values.line(20)),
    _profile("city", _("city"), values.line(100)),
    _profile("region", _("region"), values.line(100)),
    _profile("country", _("country"), values.country),
    _profile("bio", _("biography"), values.several_lines(5000)),
)
#: Every column by name, in the order of an exported file.
COLUMNS: Mapping[str, Column] = {column.name: column for column in _ALL}

#: The facts of a job row that a file may hold, in the order of comparison.
JOB_FACTS: tuple[str, ...] = tuple(c.name for c in _ALL if c.is_job and c.name != "effective_from")
#: Columns that say whose row it is; the first that is filled counts.
KEYS = ("employee_number", "username")
#: Values that are NULL in the database when there are none; all others are empty texts.
NULL_WHEN_EMPTY = frozenset(
    {"employee_number", "department", "manager", "location", "hire_date", "leave_date", "birth_date"}
)
#: What no job row can be without: clearing it is an error.
NEVER_EMPTY = frozenset({"username", "employment_type", "fte", "effective_from", "full_name"})
#: Headings that stop a file whoever brings it: nobody is given rights by a spreadsheet.
PRIVILEGED = frozenset(
    {
        "is_superuser",
        "superuser",
        "is_staff",
        "staff",
        "is_active",
        "active",
        "password",
        "passwd",
        "groups",
        "group",
        "roles",
        "role",
        "permissions",
        "user_permissions",
        "last_login",
        "date_joined",
        "id",
        "pk",
        "user",
        "user_id",
        "public_id",
        "version",
        "is_admin",
        "admin",
    }
)
#: The text that empties a value, whatever the option for empty cells says.
CLEAR = "#CLEAR"


def exportable_columns(user: Viewer) -> list[Column]:
    """The columns that the account may read in lists of people, in the order of the table."""
    may = {model: visible_fields(user, model) for model in (PERSON, PROFILE, JOB)}
    return [column for column in _ALL if column.field in may[column.model]]
