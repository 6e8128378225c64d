"""What is missing in a person's record: fields that the policy requires, and documents that every record needs.

The same rules as in ``PersonQuerySet.with_completeness()``, which counts for many people at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Subquery
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from profiles import policy
from profiles.models import Document, DocumentType, EmploymentRecord, Profile
from profiles.policy import Audience

_LABELS = {("auth.User", "email"): _("work e-mail")}
_MODELS: dict[str, type[User] | type[Profile]] = {"auth.User": User, "profiles.Profile": Profile}


@dataclass(frozen=True)
class Missing:
    """One thing that is not there: a field, or a document of the type with code ``name``."""

    name: str
    label: str
    is_document: bool
    by_self: bool

    @property
    def title(self) -> str:
        """The label as it stands at the beginning of a line."""
        return capfirst(self.label)


@dataclass(frozen=True)
class Completeness:
    """How many of the required things are there, and which are not."""

    required: int
    missing: tuple[Missing, ...]

    @property
    def percent(self) -> int:
        """The part that is there, 0 to 100; 100 only when nothing is missing."""
        if not self.required:
            return 100
        return (self.required - len(self.missing)) * 100 // self.required

    @property
    def fields_by_self(self) -> tuple[Missing, ...]:
        """The missing fields that the person may fill in."""
        return tuple(item for item in self.missing if item.by_self and not item.is_document)


def label_of(model_label: str, name: str) -> str:
    """What a field of a person is called, in small letters, as in the middle of a sentence."""
    own = _LABELS.get((model_label, name))
    field: Any = _MODELS[model_label]._meta.get_field(name)
    return str(own if own is not None else field.verbose_name)


def _missing_fields(person: User, terms: str = "") -> tuple[Missing, ...]:
    """The wanted fields that are empty, in the order of the record; asks the database nothing.

    ``terms`` is the type of today's employment, on which some fields are not asked for.
    """
    return tuple(
        Missing(name, label_of(model_label, name), is_document=False, by_self=name in by_self)
        for model_label, row in (("auth.User", person), ("profiles.Profile", person.profile))
        for by_self in [policy.editable_fields(model_label, frozenset({Audience.SELF}))]
        for name in _wanted(model_label, terms)
        if getattr(row, name) in (None, "")
    )


def completeness(person: User) -> Completeness:
    """What the person's record lacks, nothing once they left; one query, two where no document is required."""
    if person.profile.has_left:
        return Completeness(0, ())
    counting = Document.objects.filter(person=person, type=OuterRef("pk")).counting()
    jobs = EmploymentRecord.objects.filter(person=person).current()
    kinds = list(
        DocumentType.objects.filter(is_required=True, is_active=True).annotate(
            is_there=Exists(counting), terms=Subquery(jobs.values("employment_type")[:1])
        )
    )
    terms = kinds[0].terms if kinds else jobs.values_list("employment_type", flat=True).first()
    documents = [
        Missing(kind.code, kind.name, is_document=True, by_self=kind.employee_adds and kind.employee_sees)
        for kind in kinds
        if not kind.is_there
    ]
    required = len(kinds) + sum(len(_wanted(model_label, terms or "")) for model_label in _MODELS)
    return Completeness(required, (*_missing_fields(person, terms or ""), *documents))


def _wanted(model_label: str, terms: str) -> list[str]:
    """Names of the fields wanted on these terms in the order in which the model has them."""
    wanted = policy.required_fields(model_label) - policy.SPARED.get(terms, {}).get(model_label, frozenset())
    return [field.name for field in _MODELS[model_label]._meta.concrete_fields if field.name in wanted]
