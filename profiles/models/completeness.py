"""What a record lacks, counted by the database from the policy's rules: for lists, filters, sorting and figures."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.fields import CharField
from django.db.models.functions import Coalesce
from django.utils import timezone

from profiles import policy

#: Where the fields of a model lie, seen from the account.
_PATHS = {"auth.User": "", "profiles.Profile": "profile__"}


def wanted_fields() -> Case:
    """How many fields the policy wants of a person of ``with_current_job()``; those who left owe nothing."""
    return _unless_left(_sum(_asked(label, name, Q()) for label, name in _required()))


def missing_fields() -> Case:
    """How many of the wanted fields are empty."""
    return _unless_left(_sum(_asked(label, name, _is_empty(label, name)) for label, name in _required()))


def wanted_documents() -> Case:
    """How many types of documents every record needs."""
    return _unless_left(_count(_required_types().annotate(every=Value(1)).values("every"), Count("pk")))


def missing_documents() -> Case:
    """How many of those types have no document that counts today."""
    documents: Any = apps.get_model("profiles", "Document").objects
    there = documents.filter(person=OuterRef("pk"), type__in=_required_types()).counting()
    counted = _count(there.order_by().values("person"), Count("type", distinct=True))
    wanted = _count(_required_types().annotate(every=Value(1)).values("every"), Count("pk"))
    return _unless_left(wanted - counted)


def _required_types() -> Any:
    return apps.get_model("profiles", "DocumentType").objects.filter(is_required=True, is_active=True).order_by()


def _required() -> list[tuple[str, str]]:
    return [(label, name) for label in _PATHS for name in sorted(policy.required_fields(label))]


def _count(rows: Any, number: Count) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(n=number).values("n"), output_field=IntegerField()), 0)


def _sum(parts: Any) -> Any:
    total: Any = Value(0)
    for part in parts:
        total = total + part
    return total


def _unless_left(number: Any) -> Case:
    left = Q(profile__leave_date__lt=timezone.localdate())
    return Case(When(left, then=Value(0)), default=number, output_field=IntegerField())


def _asked(label: str, name: str, counts_when: Q) -> Case:
    """1 where the field is asked of people on these terms and the condition holds, else 0."""
    spared = sorted(policy.spared_types(label, name))
    rules = [When(Q(employment_type__in=spared), then=Value(0))] if spared else []
    if not counts_when:
        return Case(*rules, default=Value(1), output_field=IntegerField())
    return Case(*rules, When(counts_when, then=Value(1)), default=Value(0), output_field=IntegerField())


def _is_empty(label: str, name: str) -> Q:
    path = f"{_PATHS[label]}{name}"
    empty = Q(**{f"{path}__isnull": True})
    return empty | Q(**{path: ""}) if isinstance(_field(label, name), CharField) else empty


def _field(label: str, name: str) -> Any:
    return apps.get_model(label)._meta.get_field(name)


def percent() -> Case:
    """The part that is there, 0 to 100 (rounded down), of ``wanted_count`` and ``missing_count``."""
    part = (F("wanted_count") - F("missing_count")) * 100 / F("wanted_count")
    return Case(When(Q(wanted_count=0), then=Value(100)), default=part, output_field=IntegerField())
