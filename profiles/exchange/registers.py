"""Every table that can leave, by its code. Documents leave as a list: no bytes, no names or places of files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F, Model
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from profiles.models import Department, Document, EmergencyContact, EmploymentRecord, RecordKind

from .export_people import PEOPLE
from .exports import ExportColumn, Register, Rows, read_rows

_PROFILE, _JOB, _CONTACT = "profiles.Profile", "profiles.EmploymentRecord", "profiles.EmergencyContact"
_DOCUMENT, _DEPARTMENT = "profiles.Document", "profiles.Department"

#: Whose row it is, in every table of rows that belong to people.
_WHOSE = (
    ExportColumn(
        "employee_number", _("employee number"), _PROFILE, "employee_number", "person__profile__employee_number"
    ),
    ExportColumn("username", _("username"), "auth.User", "username", "person__username"),
    ExportColumn("full_name", _("full name"), _PROFILE, "full_name", "person__profile__full_name"),
)


def _read_managed(rows: Rows, columns: Sequence[ExportColumn], as_of: date | None) -> Iterator[list[Any]]:
    """Jobs or departments with their managers as an import knows them: by employee number, else by username."""
    known_as = Coalesce(F("manager__profile__employee_number"), F("manager__username"))
    return read_rows(rows.annotate(manager_known_as=known_as), columns, as_of)


EMPLOYMENT = Register(
    code="employment",
    label=_("employment history"),
    kind=RecordKind.EMPLOYMENT,
    permission="profiles.view_employmentrecord",
    columns=(
        *_WHOSE,
        ExportColumn("effective_from", _("from"), _JOB, "effective_from", "effective_from"),
        ExportColumn("last_day", _("until"), _JOB, "effective_to", "effective_to", "last day"),
        ExportColumn("job_title", _("job title"), _JOB, "job_title", "job_title"),
        ExportColumn("department", _("department"), _JOB, "department", "department_id", "department"),
        ExportColumn("manager", _("manager"), _JOB, "manager", "manager_known_as"),
        ExportColumn("location", _("location"), _JOB, "location", "location_id", "location"),
        ExportColumn("employment_type", _("type"), _JOB, "employment_type", "employment_type"),
        ExportColumn("fte", _("FTE"), _JOB, "fte", "fte", "share"),
        ExportColumn("cost_centre", _("cost centre"), _JOB, "cost_centre", "cost_centre"),
        ExportColumn("note", _("note"), _JOB, "note", "note"),
    ),
    rows=EmploymentRecord.objects.all,
    read=_read_managed,
)

CONTACTS = Register(
    code="contacts",
    label=_("emergency contacts"),
    kind=RecordKind.CONTACT,
    permission="profiles.view_emergencycontact",
    columns=(
        *_WHOSE,
        ExportColumn("name", _("name"), _CONTACT, "name", "name"),
        ExportColumn("relationship", _("relationship"), _CONTACT, "relationship", "relationship"),
        ExportColumn("phone", _("phone"), _CONTACT, "phone", "phone"),
        ExportColumn("priority", _("call"), _CONTACT, "priority", "priority"),
    ),
    rows=EmergencyContact.objects.all,
)

DEPARTMENTS = Register(
    code="departments",
    label=_("departments"),
    kind=RecordKind.DEPARTMENT,
    permission="profiles.view_department",
    columns=(
        ExportColumn("name", _("name"), _DEPARTMENT, "name", "name"),
        ExportColumn("path", _("path"), _DEPARTMENT, "name", "pk", "department path"),
        ExportColumn("parent", _("part of"), _DEPARTMENT, "parent", "parent_id", "department path"),
        ExportColumn("manager", _("head"), _DEPARTMENT, "manager", "manager_known_as"),
        ExportColumn("valid_from", _("exists from"), _DEPARTMENT, "valid_from", "valid_from"),
        ExportColumn("last_day", _("exists until"), _DEPARTMENT, "valid_to", "valid_to", "last day"),
    ),
    rows=Department.objects.all,
    read=_read_managed,
    person_path=None,
)

DOCUMENTS = Register(
    code="documents",
    label=_("document register"),
    kind=RecordKind.DOCUMENT,
    permission="profiles.view_document",
    columns=(
        *_WHOSE,
        ExportColumn("type", _("type"), _DOCUMENT, "type", "type__name"),
        ExportColumn("title", _("title"), _DOCUMENT, "title", "title"),
        ExportColumn("state", _("state"), _DOCUMENT, "state", "state", "state"),
        ExportColumn("issued_on", _("issued on"), _DOCUMENT, "issued_on", "issued_on"),
        ExportColumn("expires_on", _("expires on"), _DOCUMENT, "expires_on", "expires_on"),
        ExportColumn("issuer", _("issuer"), _DOCUMENT, "issuer", "issuer"),
        ExportColumn("rejected_reason", _("what is wrong"), _DOCUMENT, "rejected_reason", "rejected_reason"),
        ExportColumn("verified_by", _("verified by"), _DOCUMENT, "verified_by", "verified_by__profile__full_name"),
        ExportColumn("verified_at", _("verified"), _DOCUMENT, "verified_at", "verified_at", "moment"),
        ExportColumn("versions", _("version"), "profiles.DocumentVersion", "number", "current__number"),
        ExportColumn(
            "added_at", _("added"), "profiles.DocumentVersion", "uploaded_at", "current__uploaded_at", "moment"
        ),
    ),
    rows=Document.objects.all,
)

REGISTERS: Mapping[str, Register] = {
    register.code: register for register in (PEOPLE, EMPLOYMENT, CONTACTS, DEPARTMENTS, DOCUMENTS)
}


def register_of(model: type[Model]) -> Register | None:
    """The table whose rows are of this model; None when the model has none."""
    return next((register for register in REGISTERS.values() if register.rows().model is model), None)
