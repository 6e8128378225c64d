"""The one access rule: roles, scopes and the ``visible_to`` querysets that every door starts from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self, TypeVar

from django.apps import apps
from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from profiles import policy

from .base import TrackedQuerySet

Viewer = User | AnonymousUser
ModelT = TypeVar("ModelT", bound=models.Model)
Found = TypeVar("Found")


def remembered(user: Viewer, name: str, find: Callable[[], Found]) -> Found:
    """What ``find`` gives, asked once for each instance of the account.

    Set on the account itself, also through the lazy object that a request holds: a request sees one answer from
    beginning to end.
    """
    if not hasattr(user, name):
        setattr(user, name, find())
    found: Found = getattr(user, name)
    return found


def roles_of(user: Viewer) -> frozenset[str]:
    """Names of the policy roles that the account holds; none for an account that may not sign in."""
    if not user.is_active or not user.pk:
        return frozenset()

    def find() -> frozenset[str]:
        held = user.groups.filter(name__in=policy.ROLES)
        return frozenset(held.values_list("name", flat=True))

    return remembered(user, "_policy_roles", find)


def general_audiences(user: Viewer) -> frozenset[policy.Audience]:
    """The capacities that an account has before the records of others, whoever they are."""
    if not user.is_active or not user.pk:
        return frozenset()
    found = {policy.Audience.COLLEAGUE, *(policy.ROLES[name].audience for name in roles_of(user))}
    if user.is_superuser:
        found.add(policy.Audience.ADMINISTRATOR)
    return frozenset(found)


def with_roles(accounts: QuerySet[User]) -> QuerySet[User]:
    """The accounts with a mark for each role that they hold, so that ``know_roles`` need not ask."""
    links = User.groups.through.objects.filter(user_id=OuterRef("pk"))
    held = {_mark(number): Exists(links.filter(group__name=name)) for number, name in enumerate(policy.ROLES)}
    return accounts.annotate(**held)


def know_roles(user: User) -> None:
    """Learn the roles of an account that was read ``with_roles``."""
    held = frozenset(name for number, name in enumerate(policy.ROLES) if getattr(user, _mark(number)))
    remembered(user, "_policy_roles", lambda: held)


def _mark(number: int) -> str:
    return f"holds_role_{number}"


def scope_department_ids(user: User) -> set[int]:
    """Ids of all departments in the subtrees given to the account; one query."""

    def find() -> set[int]:
        departments = apps.get_model("profiles", "Department").objects
        found: set[int] = departments.below_scopes_of(user.pk)
        return found

    return remembered(user, "_scope_department_ids", find)


def scoped_person_ids(user: User) -> QuerySet[Any, Any]:
    """Ids of the people whose department lies in the account's subtrees.

    Counts the job in force today; for somebody without one the next job to come, else the last one.
    """
    rows = apps.get_model("profiles", "EmploymentRecord").objects
    nearest = rows.filter(person=OuterRef("person")).nearest_first(timezone.localdate())
    in_scope = rows.filter(department_id__in=scope_department_ids(user))
    return in_scope.filter(pk=Subquery(nearest.values("pk")[:1])).values("person_id")


def visible_people(user: Viewer, path: str = "", model_label: str = "auth.User") -> Q:
    """The one access rule as a condition on rows of ``model_label``.

    ``path`` leads from the filtered model to the person, for example ``"person__"``.

    Administrators and auditors see everybody, HR everybody but administrators, scoped HR those in their
    departments but no administrators; everybody else sees themselves alone.
    """
    if not user.is_active or not user.pk:
        return Q(pk__in=[])
    if user.is_superuser:
        return Q()
    roles = roles_of(user)
    if policy.AUDITOR in roles and policy.Audience.AUDITOR in policy.audiences(model_label):
        return Q()
    key = path.removesuffix("__") or "pk"
    no_administrators = ~Q(**{f"{key}__in": _administrators()}) if path else Q(is_superuser=False)
    if policy.HR in roles:
        return no_administrators
    if policy.HR_SCOPED in roles and isinstance(user, User):
        return no_administrators & Q(**{f"{key}__in": scoped_person_ids(user)})
    return Q(**{key: user.pk})


def _administrators() -> QuerySet[User, Any]:
    """The few accounts of an index of their own: a list of other rows need not look up the account of each row."""
    return User.objects.filter(is_superuser=True).order_by().values("pk")


class VisibleQuerySet(TrackedQuerySet[ModelT]):
    """Rows that belong to a person; ``person_path`` leads from the row to the person."""

    person_path = "person__"

    def visible_to(self, user: Viewer) -> Self:
        """Rows that the account may know of, in the capacity in which it stands before each person."""
        return self.filter(visible_people(user, self.person_path, self.model._meta.label))
