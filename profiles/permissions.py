"""Predicates over people and records: who stands before whom in what capacity, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, User
from django.db.models import Q
from django.utils import timezone

from . import policy
from .models import (
    Document,
    DocumentType,
    DocumentVersion,
    Viewer,
    know_roles,
    people,
    remembered,
    roles_of,
    visible_people,
    with_roles,
)
from .models import (
    general_audiences as general_audiences,
)
from .models.documents import DocumentQuerySet
from .policy import Audience


def audiences(user: Viewer, person: User) -> frozenset[Audience]:
    """The capacities in which ``user`` stands before ``person``: HR only within the scope, oneself always."""
    found = set(general_audiences(user))
    if not found:
        return frozenset()
    if Audience.HR in found and not may_keep(user, person):
        found.discard(Audience.HR)
    if user.pk == person.pk:
        found.add(Audience.SELF)
    return frozenset(found)


def may_keep(user: Viewer, person: User) -> bool:
    """Whether the account keeps this person's record, as HR within its scope or as administrator."""
    if user.is_superuser and user.is_active:
        return True
    roles = roles_of(user)
    if person.is_superuser or not roles & {policy.HR, policy.HR_SCOPED}:
        return False
    if policy.HR in roles:
        return True
    return _in_scope(user, person)


def _in_scope(user: Viewer, person: User) -> bool:
    """Asked once for each pair in a request: the answer stays with the account's instance."""
    known: dict[int, bool] = remembered(user, "_people_in_scope", dict)
    if person.pk not in known:
        scoped = _keeper_only(user)
        known[person.pk] = people().visible_to(scoped).filter(pk=person.pk).exists()
    return known[person.pk]


def know_people(user: Viewer, persons: Iterable[int]) -> None:
    """Learn in one query which of these people (by key) lie in the account's scope, before a list asks for each."""
    roles = roles_of(user)
    if user.is_superuser or policy.HR in roles or policy.HR_SCOPED not in roles:
        return
    known: dict[int, bool] = remembered(user, "_people_in_scope", dict)
    asked = set(persons) - known.keys()
    if not asked:
        return
    inside = set(people().visible_to(_keeper_only(user)).filter(pk__in=asked).values_list("pk", flat=True))
    known.update({pk: pk in inside for pk in asked})


def know_visible(user: Viewer, persons: Iterable[int]) -> None:
    """Learn that these people (by key) were found among those whom the account may see, before a page asks again."""
    if keeps_scope_only(user) and policy.AUDITOR not in roles_of(user):
        known: dict[int, bool] = remembered(user, "_people_in_scope", dict)
        known.update(dict.fromkeys(persons, True))


def _keeper_only(user: Viewer) -> Viewer:
    """The same account seen in its scoped role alone, so that another role does not widen the scope."""
    if policy.AUDITOR not in roles_of(user):
        return user
    keeper = User(pk=user.pk, is_active=user.is_active)
    remembered(keeper, "_policy_roles", lambda: roles_of(user) - {policy.AUDITOR})
    return keeper


def as_keeper(user: Viewer) -> Viewer:
    """The account as it stands before the records that it keeps: being an auditor too lets nobody take more out."""
    return user if user.is_superuser else _keeper_only(user)


def keeps_scope_only(user: Viewer) -> bool:
    """Whether the account keeps records of its departments and of no others."""
    roles = roles_of(user)
    return policy.HR_SCOPED in roles and policy.HR not in roles and not user.is_superuser


def can_view(user: Viewer, person: User) -> bool:
    """Whether the account may open the person's record in the admin."""
    return may_keep(user, person) or Audience.AUDITOR in general_audiences(user)


def can_change(user: Viewer, person: User) -> bool:
    """Whether the account may change the person's record in the admin."""
    return may_keep(user, person)


def can_manage_account(user: Viewer, person: User) -> bool:
    """Whether the account may change how the person signs in: username, e-mail, sign-in, invitation.

    Who holds a role is for administrators alone: an e-mail address is the key to a password reset.
    """
    if user.is_superuser and user.is_active:
        return True
    return may_keep(user, person) and not (person.is_staff or person.is_superuser or roles_of(person))


def assignable_roles(user: Viewer) -> frozenset[str]:
    """Names of the roles that the account may give: all for administrators, the configured ones for HR."""
    if user.is_superuser and user.is_active:
        return frozenset(policy.ROLES)
    if policy.HR in roles_of(user):
        return frozenset(settings.HR_ASSIGNABLE_ROLES) & policy.ROLES.keys()
    return frozenset()


def visible_fields(user: Viewer, model_label: str, person: User | None = None) -> frozenset[str]:
    """Names of the model's fields that the account sees: of ``person``, or in lists of everybody it may see."""
    seen_as = audiences(user, person) if person is not None else general_audiences(user)
    return policy.visible_fields(model_label, seen_as)


def editable_fields(user: Viewer, model_label: str, person: User | None = None) -> frozenset[str]:
    """Names of the model's fields that the account may change at once."""
    seen_as = audiences(user, person) if person is not None else general_audiences(user)
    return policy.editable_fields(model_label, seen_as)


def can_see_document(user: Viewer, document: Document) -> bool:
    """Whether the account may know that the document exists."""
    seen_as = audiences(user, document.person)
    if seen_as & {Audience.ADMINISTRATOR, Audience.HR, Audience.AUDITOR}:
        return True
    archived = document.state == Document.State.ARCHIVED
    return Audience.SELF in seen_as and document.type.employee_sees and not archived


def can_open(user: Viewer, version: DocumentVersion) -> bool:
    """Whether the account may read the bytes of a version."""
    document = version.document
    seen_as = audiences(user, document.person)
    if seen_as & {Audience.ADMINISTRATOR, Audience.HR}:
        return True
    if Audience.AUDITOR in seen_as and document.type.auditor_opens:
        return True
    archived = document.state == Document.State.ARCHIVED
    return Audience.SELF in seen_as and document.type.employee_sees and not archived


def opens_all(user: Viewer) -> bool:
    """Whether the account may open every document that it may know of: it keeps the records of all."""
    return user.is_active and (
        user.is_superuser or (policy.HR in roles_of(user) and policy.AUDITOR not in roles_of(user))
    )


def openable_documents(user: Viewer) -> DocumentQuerySet:
    """Documents of which the account may read the bytes of the current version: ``can_open`` as a query."""
    rows = Document.objects.visible_to(user)
    if user.is_superuser and user.is_active:
        return rows
    roles = roles_of(user)
    allowed = Q(person=user.pk, type__employee_sees=True) & ~Q(state=Document.State.ARCHIVED)
    if roles & {policy.HR, policy.HR_SCOPED}:
        allowed |= visible_people(_keeper_only(user), "person__", Document._meta.label)
    if policy.AUDITOR in roles:
        allowed |= Q(type__auditor_opens=True)
    return rows.filter(allowed)


def can_add_document(user: Viewer, person: User, kind: DocumentType) -> bool:
    """Whether the account may add a document of this type to the person's record."""
    if not kind.is_active:
        return False
    seen_as = audiences(user, person)
    if seen_as & {Audience.ADMINISTRATOR, Audience.HR}:
        return True
    return Audience.SELF in seen_as and kind.employee_adds and kind.employee_sees


def can_see_photo(user: Viewer, person: User) -> bool:
    """Whether the account may see the person's photo: every colleague may."""
    return "photo" in visible_fields(user, "profiles.Profile", person)


def policy_groups() -> dict[str, Group]:
    """The groups that carry the policy's roles, by name."""
    return {group.name: group for group in Group.objects.filter(name__in=policy.ROLES)}


class AccountBackend(ModelBackend):
    """Signs in by username or work e-mail; refuses accounts switched off and people who have left."""

    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """The account, or None; takes as long for an unknown name as for a wrong password."""
        if not username or password is None:
            return None
        user = self.find(username.strip())
        if user is None:
            User().set_password(password)
            return None
        fits = user.check_password(password)
        return user if fits and self.user_can_authenticate(user) else None

    def find(self, name: str) -> User | None:
        """The account of a username or of a work e-mail that one account alone has, or None."""
        accounts = User.objects.select_related("profile")
        found = accounts.filter(username=name).first()
        if found is None and "@" in name:
            same_address = list(accounts.filter(email__iexact=name)[:2])
            found = same_address[0] if len(same_address) == 1 else None
        return found

    def user_can_authenticate(self, user: Any) -> bool:
        """Active, and not past the last day of employment: nobody needs to switch a leaver off."""
        if not super().user_can_authenticate(user):
            return False
        leave_date = user.profile.leave_date
        return leave_date is None or leave_date >= timezone.localdate()

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """None: what an account may do follows from its roles alone."""
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """What the account's roles may do, as the policy says it; administrators may everything."""
        if user_obj.is_superuser or obj is not None or not user_obj.is_active:
            found: set[str] = super().get_group_permissions(user_obj, obj)
            return found
        return {permission for name in roles_of(user_obj) for permission in policy.ROLES[name].permissions}

    def get_user(self, user_id: int) -> User | None:
        """The signed-in account with its profile, preferences and roles, read in one query; None ends the session."""
        user = with_roles(User.objects.select_related("profile", "preferences").filter(pk=user_id)).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        know_roles(user)
        return user
