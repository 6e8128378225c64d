"""For each tracked model: how to make a row, and a field with values that differ; each model has its case."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import models

from profiles.models import (
    AccessScope,
    Department,
    Document,
    DocumentType,
    EmergencyContact,
    EmploymentRecord,
    Location,
    Profile,
)
from profiles.tests.factories import make_department

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Case:
    """``new`` gives an unsaved row whose relations are stored, ``value`` a value of ``field`` that no row has yet."""

    new: Callable[[], models.Model]
    field: str
    value: Callable[[], Any]


def number() -> int:
    """A number that no other row has."""
    return next(_numbers)


def text() -> str:
    """A word that no other row has."""
    return f"word{number()}"


def account() -> User:
    """A stored account without a profile."""
    return User.objects.bulk_create([User(username=text(), is_active=False)])[0]


def _document() -> Document:
    return Document(person=account(), type=DocumentType.objects.get(code="other"), title=text())


CASES: dict[type[models.Model], Case] = {
    User: Case(lambda: User(username=text(), is_active=False), "first_name", text),
    Group: Case(lambda: Group(name=text()), "name", text),
    Profile: Case(lambda: Profile(user=account()), "bio", text),
    EmploymentRecord: Case(
        lambda: EmploymentRecord(person=account(), effective_from=date(2020, 1, 1)), "job_title", text
    ),
    EmergencyContact: Case(lambda: EmergencyContact(person=account(), name=text(), phone="112"), "name", text),
    Document: Case(_document, "title", text),
    DocumentType: Case(lambda: DocumentType(code=text(), name=text(), folder=text()), "name", text),
    Department: Case(lambda: Department(name=text()), "name", text),
    Location: Case(lambda: Location(name=text()), "name", text),
    AccessScope: Case(
        lambda: AccessScope(user=account(), department=make_department(text())),
        "department",
        lambda: make_department(text()),
    ),
}


def stored(model: type[models.Model], count: int = 1) -> list[Any]:
    """Rows of the model, stored and recorded, read back."""
    made = manager(model).bulk_create([CASES[model].new() for _ in range(count)])
    return list(manager(model).filter(pk__in=[row.pk for row in made]).order_by("pk"))


def manager(model: type[models.Model]) -> Any:
    """The model's ``objects``."""
    return model._default_manager


def facts(row: models.Model) -> dict[str, Any]:
    """The values with which the row could be made."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
