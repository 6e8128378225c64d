"""What every installation holds from its first migration on: the roles and the document types."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from profiles import policy
from profiles.history.capture import capture_baseline
from profiles.history.context import acting
from profiles.history.schemas import keep_schemas
from profiles.models import DocumentType, tracked_models

OFFICE = ["pdf", "docx", "odt"]
SCANS = ["pdf", "jpg", "png", "webp", "tif"]

#: Code, name, folder and what differs from the default of each type that a new installation starts with.
DOCUMENT_TYPES: tuple[dict[str, object], ...] = (
    {
        "code": "cv",
        "name": "CV",
        "folder": "cvs",
        "employee_adds": True,
        "one_current": True,
        "is_required": True,
        "help_text": "Your curriculum vitae; a new one takes the place of the old, which is kept.",
    },
    {
        "code": "certificate",
        "name": "Certificate",
        "folder": "certificates",
        "employee_adds": True,
        "needs_verification": True,
        "help_text": "Certificates, diplomas and licences, with the day they run out.",
    },
    {
        "code": "id-document",
        "name": "Identity document",
        "folder": "id-documents",
        "employee_adds": True,
        "expiry_required": True,
        "needs_verification": True,
        "retention_months": 6,
        "help_text": "Identity card, passport or driving licence.",
    },
    {
        "code": "work-permit",
        "name": "Work permit",
        "folder": "work-permits",
        "employee_adds": True,
        "expiry_required": True,
        "needs_verification": True,
        "help_text": "Work permit, visa or proof of the right to work.",
    },
    {
        "code": "contract",
        "name": "Contract",
        "folder": "contracts",
        "auditor_opens": True,
        "retention_months": 120,
    },
    {"code": "offer", "name": "Offer or job description", "folder": "offers", "retention_months": 36},
    {"code": "policy", "name": "Policy acknowledgement", "folder": "policies", "retention_months": 60},
    {"code": "review", "name": "Review or promotion letter", "folder": "reviews", "retention_months": 36},
    {"code": "warning", "name": "Warning", "folder": "warnings", "retention_months": 36},
    {
        "code": "medical",
        "name": "Medical certificate",
        "folder": "medical",
        "employee_adds": True,
        "retention_months": 60,
    },
    {
        "code": "reference",
        "name": "Reference or background check",
        "folder": "references",
        "employee_sees": False,
        "retention_months": 12,
    },
    {
        "code": "tax",
        "name": "Tax or payroll form",
        "folder": "tax",
        "employee_adds": True,
        "retention_months": 84,
    },
    {"code": "leaving", "name": "Resignation or termination", "folder": "leaving", "retention_months": 120},
    {"code": "other", "name": "Other", "folder": "other", "employee_adds": True},
)


@transaction.atomic
def set_up_installation() -> None:
    """Bring roles in line with the policy, add what is missing, record what was there before; safe to repeat."""
    with acting(kind="system", route="setup", reason="Roles and document types of the installation"):
        keep_schemas()
        for model in tracked_models():
            capture_baseline(model)
        for role in policy.ROLES.values():
            _set_up_role(role)
        if not DocumentType.objects.exists():
            for position, values in enumerate(DOCUMENT_TYPES, start=1):
                DocumentType.objects.create(position=position * 10, **values)


def _set_up_role(role: policy.Role) -> None:
    """Give the role's group exactly the permissions of the policy."""
    group, _made = Group.objects.get_or_create(name=role.name)
    wanted = Q(pk__in=[])
    for name in role.permissions:
        app, codename = name.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    permissions = set(Permission.objects.filter(wanted))
    if set(group.permissions.all()) != permissions:
        group.permissions.set(permissions)
