"""Departments (a tree with dates) and work locations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower, Trim
from django.utils.translation import gettext_lazy as _

from .base import AuditedRecords, TrackedModel, TrackedQuerySet
from .fields import CountryField

#: Levels a department tree may have; the database walks up as far to refuse cycles.
MAX_DEPARTMENT_DEPTH = 12


class DepartmentQuerySet(TrackedQuerySet["Department"]):
    """Reading vocabulary of departments."""

    def in_force_on(self, day: date) -> DepartmentQuerySet:
        """Departments that exist on ``day`` (from inclusive, to exclusive; NULL is open)."""
        started = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(started & (Q(valid_to=None) | Q(valid_to__gt=day)))

    def subtree_ids(self, roots: Iterable[int]) -> set[int]:
        """Ids of ``roots`` and of every department below them, in one query over the whole tree."""
        return _reached(roots, Department.objects.order_by().values_list("pk", "parent_id"))

    def below_scopes_of(self, account_id: int) -> set[int]:
        """Ids of the departments given to an account and of every one below them, in one query over the tree."""
        scopes = AccessScope.objects.filter(user_id=account_id, department_id=OuterRef("pk"))
        tree = (
            Department.objects.order_by().annotate(is_given=Exists(scopes)).values_list("pk", "parent_id", "is_given")
        )
        rows = list(tree)
        return _reached(
            (pk for pk, _parent, is_given in rows if is_given), ((pk, parent) for pk, parent, _given in rows)
        )


def _reached(roots: Iterable[int], tree: Iterable[tuple[int, int | None]]) -> set[int]:
    """``roots`` and all below them; ``tree`` holds each department with the one that it is part of."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent_id in tree:
        children[parent_id].append(pk)
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        pk = waiting.pop()
        if pk not in found:
            found.add(pk)
            waiting.extend(children[pk])
    return found


class Department(TrackedModel):
    """A part of the organisation. ``valid_from`` and ``valid_to`` are half-open; NULL means open."""

    name = models.CharField(_("name"), max_length=100)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("head"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="departments_headed",
    )
    valid_from = models.DateField(_("exists from"), null=True, blank=True)
    valid_to = models.DateField(
        _("exists until"), null=True, blank=True, help_text=_("The first day on which it no longer exists.")
    )

    objects = DepartmentQuerySet.as_manager()
    history = AuditedRecords()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "parent",
                name="department_name_once_per_parent",
                violation_error_message=_("A department of this name is already there. Choose another name."),
            ),
            models.UniqueConstraint(
                Lower("name"),
                condition=Q(parent=None),
                name="department_name_once_at_the_top",
                violation_error_message=_("A department of this name is already there. Choose another name."),
            ),
            models.CheckConstraint(condition=Q(name=Trim("name")) & ~Q(name=""), name="department_name_trimmed"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lt=F("valid_to")),
                name="department_from_before_to",
                violation_error_message=_("The last day lies before the first. Swap or correct the dates."),
            ),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="department_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ValidationError when the department would lie below itself or too deep."""
        self.name = self.name.strip()
        step, depth = self.parent, 1
        while step is not None:
            depth += 1
            if self.pk and step.pk == self.pk:
                raise ValidationError(
                    {"parent": _("A department cannot lie below itself. Choose a department outside it.")}
                )
            if depth > MAX_DEPARTMENT_DEPTH:
                raise ValidationError(
                    {
                        "parent": _("The tree has at most %(n)s levels. Choose a department nearer to the top.")
                        % {"n": MAX_DEPARTMENT_DEPTH}
                    }
                )
            step = step.parent

    def path(self) -> list[Department]:
        """This department and those it lies in, from the top down."""
        steps: list[Department] = []
        step: Department | None = self
        while step is not None and len(steps) <= MAX_DEPARTMENT_DEPTH:
            steps.insert(0, step)
            step = step.parent
        return steps


class Location(TrackedModel):
    """A place where people work."""

    name = models.CharField(_("name"), max_length=100)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = CountryField(_("country"))
    time_zone = models.CharField(_("time zone"), max_length=50, blank=True)

    objects = TrackedQuerySet.as_manager()
    history = AuditedRecords()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="location_name_once",
                violation_error_message=_("A location of this name is already there. Choose another name."),
            ),
            models.CheckConstraint(condition=Q(name=Trim("name")) & ~Q(name=""), name="location_name_trimmed"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Trim the name."""
        self.name = self.name.strip()


class AccessScope(TrackedModel):
    """A department subtree that an account with the role "HR (scoped)" keeps."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.PROTECT,
        related_name="access_scopes",
    )
    department = models.ForeignKey(
        Department,
        verbose_name=_("department and below"),
        on_delete=models.PROTECT,
        related_name="access_scopes",
    )

    objects = TrackedQuerySet.as_manager()
    history = AuditedRecords()

    class Meta:
        verbose_name = _("scope")
        verbose_name_plural = _("scopes: departments this account keeps")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "department"],
                name="access_scope_once",
                violation_error_message=_("This department is already in the list."),
            )
        ]

    def __str__(self) -> str:
        return str(self.department)
