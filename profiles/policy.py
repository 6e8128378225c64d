"""The one policy table: who sees and edits each field, why it is kept, how long; and what each role may do.

Plain data, no Django. Admin fields and columns, filters, lookups, sorting, search, the self-service form and
the exchange of files are derived from it; a test fails when a model field has no entry. Labels are English
source strings, translated where they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# The words belong to the table: everybody takes them from here.
from profiles.lib.policy_terms import Audience as Audience
from profiles.lib.policy_terms import DataClass as DataClass
from profiles.lib.policy_terms import FieldRule as FieldRule
from profiles.lib.policy_terms import How as How
from profiles.lib.policy_terms import Keep as Keep
from profiles.lib.policy_terms import Section as Section
from profiles.lib.policy_terms import Why as Why
from profiles.lib.words import gettext_noop as _

_A, _H, _U, _S, _C = Audience
DIRECTORY = frozenset({_A, _H, _U, _S, _C})
RECORD = frozenset({_A, _H, _U, _S})
PRIVATE = frozenset({_A, _H, _S})
CONFIDENTIAL = frozenset({_A, _H})
ACCESS = frozenset({_A, _H, _U})
NOBODY: frozenset[Audience] = frozenset()
_OWN = frozenset({_S})
HR_EDITS = frozenset({_A, _H})
SELF_EDITS = frozenset({_A, _H, _S})
ADMINISTRATOR_EDITS = frozenset({_A})


SECTIONS: Mapping[str, Section] = {
    "about": Section(_("About"), _("Everybody in the company")),
    "contact": Section(_("Work contact"), _("Everybody in the company")),
    "personal": Section(_("Private contact"), _("HR and the person")),
    "identity": Section(_("Personal details"), _("HR and the person")),
    "employment": Section(_("Employment"), _("HR, auditors and the person")),
    "job": Section(_("Job"), _("Everybody sees the current title, department, location and manager")),
    "exit": Section(_("Leaving"), _("HR")),
    "contacts": Section(_("Emergency contacts"), _("HR and the person")),
    "documents": Section(_("Documents"), _("HR and, where the type says so, the person")),
    "account": Section(_("Account and access"), _("HR and auditors")),
    "organisation": Section(_("Organisation"), _("Everybody in the company")),
    "settings": Section(_("Settings"), _("HR and auditors")),
    "system": Section(_("Kept by the system"), _("Auditors")),
}


def _rule(  # noqa: PLR0913 - the columns of the table, the last three by name
    section: str,
    sees: frozenset[Audience],
    edits: frozenset[Audience],
    data_class: DataClass,
    purpose: str,
    keep: Keep,
    *,
    how: How | None = None,
    required: bool = False,
    why: Why = Why.NEVER,
) -> FieldRule:
    default = How.AT_ONCE if Audience.SELF in edits else How.HR_ONLY
    return FieldRule(section, sees, edits, how or default, data_class, purpose, keep, required, why)


_PUBLIC, _PERSONAL, _RESTRICTED = DataClass
_KEY = _rule("system", ACCESS, NOBODY, _PUBLIC, "identifies the row", Keep.PROOF)
_OWNER = _rule("system", ACCESS, NOBODY, _PERSONAL, "says whose row it is", Keep.PROOF)
_TRACE = _rule("system", ACCESS, NOBODY, _PERSONAL, "says who did what and when", Keep.PROOF)
_PROOF = _rule("system", ACCESS, NOBODY, _PUBLIC, "proves that nothing was altered", Keep.PROOF)
_VIEW = _rule("settings", ACCESS, HR_EDITS, _PUBLIC, "finds the same rows again", Keep.ORGANISATION)
_PREFERENCE = _rule("settings", _OWN, _OWN, _PUBLIC, "shows pages as somebody reads them", Keep.ORGANISATION)
_IMPORT = _rule("system", ACCESS, NOBODY, _PERSONAL, "says which file changed what", Keep.PROOF)
_IMPORT_FILE = _rule("system", NOBODY, NOBODY, _RESTRICTED, "is read until the import is confirmed", Keep.ONE_DAY)
_TREE = _rule("organisation", DIRECTORY, HR_EDITS, _PUBLIC, "shows where people work", Keep.ORGANISATION)
_SETTING = _rule(
    "settings", DIRECTORY, HR_EDITS, _PUBLIC, "says how documents of a type are treated", Keep.ORGANISATION
)
_ROLE = _rule(
    "account", ACCESS, ADMINISTRATOR_EDITS, _PERSONAL, "decides what the account may do", Keep.PROOF, why=Why.ALWAYS
)
_LOGIN = _rule("account", ACCESS, HR_EDITS, _PERSONAL, "lets the person sign in", Keep.EMPLOYMENT)
_NEVER = _rule("account", NOBODY, NOBODY, _RESTRICTED, "checks the password", Keep.EMPLOYMENT)


def _about(purpose: str) -> FieldRule:
    return _rule("about", DIRECTORY, SELF_EDITS, _PUBLIC, purpose, Keep.EMPLOYMENT)


def _private(purpose: str, *, required: bool = False) -> FieldRule:
    return _rule("personal", PRIVATE, SELF_EDITS, _RESTRICTED, purpose, Keep.EMPLOYMENT_2Y, required=required)


def _job(purpose: str, sees: frozenset[Audience] = DIRECTORY) -> FieldRule:
    return _rule("job", sees, HR_EDITS, _PERSONAL, purpose, Keep.EMPLOYMENT_10Y)


def _document(purpose: str, edits: frozenset[Audience] = HR_EDITS) -> FieldRule:
    return _rule("documents", RECORD, edits, _PERSONAL, purpose, Keep.EMPLOYMENT_10Y)


_CONTACT = _rule("contacts", PRIVATE, SELF_EDITS, _RESTRICTED, "says whom to call in an emergency", Keep.EMPLOYMENT)

#: Fields of a complete record that are not asked of people on these terms (values of EmploymentType).
SPARED: Mapping[str, Mapping[str, frozenset[str]]] = {
    # Whoever is paid through another company has no contract papers with us.
    "contractor": {"profiles.Profile": frozenset({"address_line1", "city", "country"})},
}

#: Records that are removed with a reason only.
REMOVED_WITH_REASON = frozenset({"profiles.EmploymentRecord"})

# A table reads best with one field a line, however long.
# fmt: off
# ruff: noqa: E501, SIM905
FIELDS: Mapping[str, Mapping[str, FieldRule]] = {
    "auth.User": {
        "id": _KEY,
        "username": _LOGIN,
        "email": _rule("contact", DIRECTORY, HR_EDITS, _PUBLIC, "reaches the person at work", Keep.EMPLOYMENT, required=True),
        "first_name": _rule("account", DIRECTORY, HR_EDITS, _PUBLIC, "names the person in other systems", Keep.EMPLOYMENT_10Y),
        "last_name": _rule("account", DIRECTORY, HR_EDITS, _PUBLIC, "names the person in other systems", Keep.EMPLOYMENT_10Y),
        "is_active": _LOGIN,
        "is_staff": _ROLE,
        "is_superuser": _ROLE,
        "groups": _ROLE,
        "user_permissions": _ROLE,
        "password": _NEVER,
        "last_login": _rule("account", ACCESS, NOBODY, _PERSONAL, "shows unused accounts", Keep.EMPLOYMENT),
        "date_joined": _TRACE,
    },
    "auth.Group": {"id": _KEY, "name": _ROLE, "permissions": _ROLE},
    "profiles.Profile": {
        "id": _KEY,
        "user": _OWNER,
        "public_id": _KEY,
        "version": _KEY,
        "employee_number": _rule("employment", RECORD, HR_EDITS, _PERSONAL, "identifies the person in HR", Keep.EMPLOYMENT_10Y, why=Why.CORRECTION),
        "full_name": _rule("about", DIRECTORY, HR_EDITS, _PUBLIC, "names the person", Keep.EMPLOYMENT_10Y, how=How.BY_REQUEST, required=True),
        "preferred_name": _about("says how the person is called"),
        "pronouns": _about("says how to speak of the person"),
        "photo": _about("shows the person"),
        "bio": _about("introduces the person to colleagues"),
        "website": _about("introduces the person to colleagues"),
        "company": _rule("employment", DIRECTORY, HR_EDITS, _PUBLIC, "names the employing legal entity", Keep.EMPLOYMENT_10Y),
        "work_phone": _rule("contact", DIRECTORY, SELF_EDITS, _PUBLIC, "reaches the person at work", Keep.EMPLOYMENT),
        "mobile": _private("reaches the person when it is urgent", required=True),
        "personal_email": _private("reaches the person outside work"),
        "address_line1": _private("is needed for contract papers", required=True),
        "address_line2": _private("is needed for contract papers"),
        "city": _private("is needed for contract papers", required=True),
        "region": _private("is needed for contract papers"),
        "postal_code": _private("is needed for contract papers"),
        "country": _private("is needed for contract papers", required=True),
        "birth_date": _rule("identity", PRIVATE, HR_EDITS, _RESTRICTED, "is needed for payroll and law", Keep.EMPLOYMENT_10Y, how=How.BY_REQUEST),
        "nationality": _rule("identity", PRIVATE, HR_EDITS, _RESTRICTED, "proves the right to work", Keep.EMPLOYMENT_2Y, how=How.BY_REQUEST),
        "hire_date": _rule("employment", RECORD, HR_EDITS, _PERSONAL, "says since when the person is employed", Keep.EMPLOYMENT_10Y, why=Why.CORRECTION),
        "leave_date": _rule("exit", RECORD, HR_EDITS, _PERSONAL, "says when employment ends", Keep.EMPLOYMENT_10Y, why=Why.ALWAYS),
        "leave_reason": _rule("exit", CONFIDENTIAL, HR_EDITS, _RESTRICTED, "says why employment ended", Keep.EMPLOYMENT_2Y, why=Why.ALWAYS),
    },
    "profiles.EmploymentRecord": {
        "id": _KEY,
        "person": _OWNER,
        "effective_from": _job("says from when the row holds", RECORD),
        "effective_to": _job("says until when the row holds", RECORD),
        "job_title": _job("says what the person does"),
        "department": _job("says where the person belongs"),
        "manager": _job("says to whom the person reports"),
        "location": _job("says where the person works"),
        "employment_type": _job("says on what terms the person works", RECORD),
        "fte": _job("says how much the person works", RECORD),
        "cost_centre": _job("says who pays for the post", RECORD),
        "note": _rule("job", CONFIDENTIAL, HR_EDITS, _RESTRICTED, "explains the row to HR", Keep.EMPLOYMENT_10Y),
    },
    "profiles.EmergencyContact": {
        "id": _KEY,
        "person": _OWNER,
        "name": _CONTACT,
        "relationship": _CONTACT,
        "phone": _CONTACT,
        "priority": _CONTACT,
    },
    "profiles.Document": {
        "id": _KEY,
        "public_id": _KEY,
        "person": _OWNER,
        "type": _document("says what the document is", SELF_EDITS),
        "title": _document("names the document", SELF_EDITS),
        "issued_on": _document("says from when it counts", SELF_EDITS),
        "expires_on": _document("says until when it counts", SELF_EDITS),
        "issuer": _document("says who issued it", SELF_EDITS),
        "state": _document("says whether HR has checked it"),
        "rejected_reason": _document("says what is wrong with it"),
        "verified_by": _document("says who checked it"),
        "verified_at": _document("says when it was checked"),
        "current": _document("points to the newest version", NOBODY),
    },
    "profiles.DocumentVersion": {
        "id": _KEY,
        "document": _OWNER,
        "number": _document("orders the versions", NOBODY),
        "blob": _document("points to the bytes", NOBODY),
        "display_name": _document("is the name under which the file was given", NOBODY),
        "uploaded_by": _TRACE,
        "uploaded_at": _TRACE,
        "note": _document("explains the version", NOBODY),
    },
    "profiles.Blob": {
        name: _rule("system", NOBODY, NOBODY, _PERSONAL, "keeps and proves the bytes", Keep.EMPLOYMENT_10Y)
        for name in "id sha256 size_bytes media_type storage_key stored_at".split()
    },
    "profiles.Rendering": {
        name: _rule("system", NOBODY, NOBODY, _PERSONAL, "says how a file can be shown", Keep.EMPLOYMENT_10Y)
        for name in "id blob form reason page_count has_text scan engine rendered_at".split()
    },
    "profiles.PreviewPage": {
        name: _rule("system", NOBODY, NOBODY, _PERSONAL, "shows a page without the original", Keep.EMPLOYMENT_10Y)
        for name in "id blob number size storage_key size_bytes width height reason".split()
    },
    "profiles.Extract": {
        name: _rule("system", NOBODY, NOBODY, _RESTRICTED, "shows and finds what a file says", Keep.EMPLOYMENT_10Y)
        for name in "id blob text tables".split()
    },
    "profiles.DocumentType": {
        name: _SETTING
        for name in "id code name help_text folder employee_sees employee_adds auditor_opens formats max_size_mb one_current expiry_required needs_verification is_required retention_months position is_active".split()
    },
    "profiles.Department": {
        **{name: _TREE for name in "id name parent valid_from valid_to".split()},
        "manager": _rule("organisation", DIRECTORY, HR_EDITS, _PERSONAL, "says who leads the department", Keep.ORGANISATION),
    },
    "profiles.Location": {name: _TREE for name in "id name city country time_zone".split()},
    "profiles.AccessScope": {"id": _KEY, "user": _OWNER, "department": _ROLE},
    "profiles.Operation": {
        name: _TRACE
        for name in "id uuid started_at kind actor_id actor_name ip user_agent session_hash request_id route reason source_sha256 is_attributed nonce commitment".split()
    },
    "profiles.Event": {
        name: _TRACE
        for name in "id at operation actor_id action kind object_id subject_id history_id changed outcome commitment".split()
    },
    "profiles.RecordSchema": {name: _PROOF for name in "code model columns".split()},
    "profiles.Seal": {
        name: _PROOF
        for name in "number first_event last_event count root previous hash signature public_key sealed_at".split()
    },
    "profiles.Checkpoint": {name: _PROOF for name in "id seal sink sent_at is_sent receipt".split()},
    "profiles.Review": {
        name: _PROOF for name in "id up_to_event query note reviewed_at actor_id actor_name".split()
    },
    "profiles.SavedView": {
        name: _VIEW
        for name in "id page name query columns owner is_shared default_for_role created_at".split()
    },
    "profiles.Preferences": {name: _PREFERENCE for name in "id person language time_zone people_columns first_people_view is_compact".split()},
    "profiles.ImportBatch": {
        name: _IMPORT
        for name in "id public_id resource is_change file_name format sha256 size_bytes by state headers mapping options notices counts digest reason message done total is_cancel_asked created_at started_at finished_at operation_id undo_operation_id".split()
    },
    "profiles.ImportUpload": {name: _IMPORT_FILE for name in "id batch content".split()},
    "profiles.ImportJob": {
        name: _IMPORT_FILE for name in "id batch act told done total beat_at is_stop_asked".split()
    },
    "profiles.ImportPart": {name: _IMPORT_FILE for name in "id batch kind number rows".split()},
}
# fmt: on


@dataclass(frozen=True)
class Role:
    """A role is a Django group of this name; ``may`` maps a model to the actions of Django's permissions."""

    name: str
    audience: Audience
    scoped: bool
    may: Mapping[str, frozenset[str]]
    extra: frozenset[str] = frozenset()

    @property
    def permissions(self) -> frozenset[str]:
        """Names of Django's permissions that the role holds, as ``auth.view_user``."""
        split = ((label.lower().split("."), actions) for label, actions in self.may.items())
        named = {f"{app}.{action}_{model}" for (app, model), actions in split for action in actions}
        return frozenset(named) | self.extra


_LOOK = frozenset({"view"})
_KEEP = frozenset({"view", "add", "change"})
_KEEP_ALL = frozenset({"view", "add", "change", "delete"})

_RECORDS: Mapping[str, frozenset[str]] = {
    "auth.User": _KEEP,
    "profiles.Profile": _KEEP,
    "profiles.EmploymentRecord": _KEEP_ALL,
    "profiles.EmergencyContact": _KEEP_ALL,
    "profiles.Document": _KEEP,
    "profiles.DocumentVersion": _LOOK,
}
_HR: Mapping[str, frozenset[str]] = {
    **_RECORDS,
    "profiles.Department": _KEEP,
    "profiles.Location": _KEEP,
    "profiles.DocumentType": _KEEP,
}
_HR_SCOPED: Mapping[str, frozenset[str]] = {
    **_RECORDS,
    "profiles.Department": _LOOK,
    "profiles.Location": _LOOK,
    "profiles.DocumentType": _LOOK,
}
_AUDITOR: Mapping[str, frozenset[str]] = {
    model: _LOOK
    for model in (
        "auth.User",
        "auth.Group",
        "profiles.Profile",
        "profiles.EmploymentRecord",
        "profiles.Document",
        "profiles.DocumentVersion",
        "profiles.DocumentType",
        "profiles.Department",
        "profiles.Location",
        "profiles.AccessScope",
        "profiles.Operation",
        "profiles.Event",
        "profiles.Seal",
        "profiles.Checkpoint",
        "profiles.Review",
        "profiles.ImportBatch",
    )
}

HR, HR_SCOPED, AUDITOR = "HR", "HR (scoped)", "Auditor"
ROLES: Mapping[str, Role] = {
    HR: Role(
        HR,
        Audience.HR,
        scoped=False,
        may=_HR,
        extra=frozenset(
            {
                "profiles.import_people",
                "profiles.import_missing",
                "profiles.export_people",
                "profiles.export_restricted",
            }
        ),
    ),
    HR_SCOPED: Role(
        HR_SCOPED,
        Audience.HR,
        scoped=True,
        may=_HR_SCOPED,
        extra=frozenset({"profiles.import_people", "profiles.export_people"}),
    ),
    AUDITOR: Role(AUDITOR, Audience.AUDITOR, scoped=False, may=_AUDITOR),
}


def rule(model_label: str, field: str) -> FieldRule:
    """The policy of one field, as ``rule("profiles.Profile", "bio")``. Raises KeyError when it has none."""
    return FIELDS[model_label][field]


def visible_fields(model_label: str, audiences: frozenset[Audience]) -> frozenset[str]:
    """Names of the model's fields that at least one of ``audiences`` sees."""
    return frozenset(name for name, entry in FIELDS.get(model_label, {}).items() if entry.sees & audiences)


def editable_fields(model_label: str, audiences: frozenset[Audience]) -> frozenset[str]:
    """Names of the model's fields that at least one of ``audiences`` may change at once."""
    return frozenset(name for name, entry in FIELDS.get(model_label, {}).items() if entry.edits & audiences)


def asks_reason(model_label: str, field: str, *, was_empty: bool) -> bool:
    """Whether changing the field of a record that is there needs a reason; ``was_empty`` says that it had no value."""
    entry = FIELDS.get(model_label, {}).get(field)
    if entry is None or entry.reason_required == Why.NEVER:
        return False
    return entry.reason_required == Why.ALWAYS or not was_empty


def required_fields(model_label: str) -> frozenset[str]:
    """Names of the model's fields without which a record is incomplete."""
    return frozenset(name for name, entry in FIELDS[model_label].items() if entry.required)


def spared_types(model_label: str, field: str) -> frozenset[str]:
    """The terms of employment on which a required field is not asked for."""
    return frozenset(terms for terms, models in SPARED.items() if field in models.get(model_label, ()))


def audiences(model_label: str) -> frozenset[Audience]:
    """Everybody who sees at least one field of the model that people care about."""
    entries = FIELDS[model_label].values()
    return frozenset().union(*(entry.sees for entry in entries if entry.section != "system"))
