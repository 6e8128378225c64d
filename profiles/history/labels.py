"""What the rows that a record points to were called when it was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import models

from profiles.models import (
    AccessScope,
    Department,
    Document,
    DocumentType,
    DocumentVersion,
    EmploymentRecord,
    Location,
    Profile,
)

Ids = Iterable[Any]
Names = Mapping[Any, str]


def _named(model: type[models.Model]) -> Callable[[Ids], Names]:
    def find(ids: Ids) -> Names:
        return dict(model._base_manager.filter(pk__in=ids).values_list("pk", "name"))

    return find


def names_of_people(ids: Ids) -> Names:
    """Display names by the account's number; the username where nothing else is known."""
    profiles = Profile.objects.filter(user_id__in=ids).select_related("user")
    known = {profile.user_id: profile.display_name for profile in profiles}
    missing = set(ids) - set(known)
    return known | {user.pk: user.get_full_name() or user.username for user in User.objects.filter(pk__in=missing)}


def _files(ids: Ids) -> Names:
    """The file's name and the SHA-256 of its bytes, so that the row proves which bytes it meant."""
    versions = DocumentVersion.objects.filter(pk__in=ids).values_list("pk", "display_name", "blob__sha256")
    return {pk: f"{name} sha256:{sha256}" for pk, name, sha256 in versions}


#: The columns that are named beside a history row, each with what finds the names of many ids at once.
LABELLED: Mapping[type[models.Model], Mapping[str, Callable[[Ids], Names]]] = {
    EmploymentRecord: {
        "department_id": _named(Department),
        "location_id": _named(Location),
        "manager_id": names_of_people,
    },
    Document: {"type_id": _named(DocumentType), "verified_by_id": names_of_people, "current_id": _files},
    Department: {"parent_id": _named(Department), "manager_id": names_of_people},
    AccessScope: {"department_id": _named(Department)},
}


def labelled_columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of the model's history rows that are named beside them."""
    return tuple(LABELLED.get(model, ()))


def labels_of(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str] | None]:
    """For each row of values the names of what it points to; None where it points to nothing."""
    finders = LABELLED.get(model)
    if not finders:
        return [None] * len(rows)
    names = {column: find({row[column] for row in rows} - {None}) for column, find in _asked(finders, rows)}
    return [
        {column: known[row[column]] for column, known in names.items() if row[column] in known} or None for row in rows
    ]


def _asked(
    finders: Mapping[str, Callable[[Ids], Names]], rows: Sequence[Mapping[str, Any]]
) -> list[tuple[str, Callable[[Ids], Names]]]:
    return [(column, find) for column, find in finders.items() if any(row[column] is not None for row in rows)]
