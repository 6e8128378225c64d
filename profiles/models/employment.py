"""Job facts as dated rows: half-open periods, no overlaps, future rows allowed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Trim
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .access import VisibleQuerySet
from .base import AuditedRecords, TrackedModel
from .organisation import Department, Location

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: Levels of managers above a person; the database walks up as far to refuse cycles.
MAX_MANAGER_DEPTH = 20
OPEN = date.max


class EmploymentQuerySet(VisibleQuerySet["EmploymentRecord"]):
    """Reading vocabulary of employment records."""

    def as_of(self, day: date) -> EmploymentQuerySet:
        """Rows in force on ``day``: from inclusive, to exclusive, NULL is open. At most one a person."""
        return self.filter(Q(effective_to=None) | Q(effective_to__gt=day), effective_from__lte=day)

    def current(self) -> EmploymentQuerySet:
        """Rows in force today, in the time zone of the installation."""
        return self.as_of(timezone.localdate())

    def overlapping(self, start: date, end: date | None) -> EmploymentQuerySet:
        """Rows that hold on at least one day of the half-open period ``[start, end)``; None is open."""
        rows = self.filter(Q(effective_to=None) | Q(effective_to__gt=start))
        return rows if end is None else rows.filter(effective_from__lt=end)

    def nearest_first(self, day: date) -> EmploymentQuerySet:
        """The row in force on ``day``, else the next one to come, else the last one that was."""
        rank = models.Case(
            models.When(Q(effective_from__gt=day), then=models.Value(1)),
            models.When(Q(effective_to__lte=day), then=models.Value(2)),
            default=models.Value(0),
        )
        soonest = models.Case(models.When(effective_from__gt=day, then=F("effective_from")))
        return self.order_by(rank, soonest, "-effective_from")


class EmploymentRecord(TrackedModel):
    """What a person does from ``effective_from`` (inclusive) to ``effective_to`` (exclusive; NULL is open)."""

    class EmploymentType(models.TextChoices):
        """On what terms the person works."""

        PERMANENT = "permanent", _("Permanent")
        FIXED_TERM = "fixed_term", _("Fixed term")
        TEMPORARY = "temporary", _("Temporary")
        INTERN = "intern", _("Intern")
        CONTRACTOR = "contractor", _("Contractor")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="employment",
    )
    effective_from = models.DateField(_("from"))
    effective_to = models.DateField(_("until"), null=True, blank=True)
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="employment",
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("manager"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="managed_employment",
    )
    location = models.ForeignKey(
        Location,
        verbose_name=_("location"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="employment",
    )
    employment_type = models.CharField(
        _("type"), max_length=20, choices=EmploymentType.choices, default=EmploymentType.PERMANENT
    )
    fte = models.DecimalField(_("FTE"), max_digits=4, decimal_places=3, default=Decimal(1))
    cost_centre = models.CharField(_("cost centre"), max_length=50, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = EmploymentQuerySet.as_manager()
    history = AuditedRecords()

    #: Another row of the person that ends when this one begins. Not stored.
    follows: EmploymentRecord | None = None
    #: Keys of rows that change in the same act: whoever changes them together looks after their overlap. Not stored.
    changed_together: frozenset[int] = frozenset()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("job history")
        ordering = ["-effective_from"]
        indexes = [
            models.Index(fields=["person", "effective_from"], name="employment_person_from"),
            models.Index(fields=["manager", "effective_from"], name="employment_manager_from"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "effective_from"],
                name="employment_one_row_a_day",
                violation_error_message=_("A job already starts on this day. Correct that one instead."),
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_from__lt=F("effective_to")),
                name="employment_from_before_to",
                violation_error_message=_("The last day lies before the first. Correct one of the dates."),
            ),
            models.CheckConstraint(
                condition=Q(fte__gt=0) & Q(fte__lte=1),
                name="employment_fte_range",
                violation_error_message=_("FTE is more than 0 and at most 1. Write 0.8 for four days of five."),
            ),
            models.CheckConstraint(
                condition=Q(manager=None) | ~Q(manager=F("person")),
                name="employment_not_own_manager",
                violation_error_message=_("Nobody reports to themselves. Choose another manager."),
            ),
            models.CheckConstraint(condition=Q(job_title=Trim("job_title")), name="employment_title_trimmed"),
        ]

    def __str__(self) -> str:
        return self.job_title or str(_("job from %(day)s")) % {"day": self.effective_from}

    @property
    def last_day(self) -> date | None:
        """The last day on which the row holds; None while it is open."""
        return self.effective_to - timedelta(days=1) if self.effective_to else None

    def state_on(self, day: date) -> str:
        """``future``, ``current`` or ``past`` as seen on ``day``."""
        if self.effective_from > day:
            return "future"
        return "past" if self.effective_to and self.effective_to <= day else "current"

    def clean(self) -> None:
        """Raises ValidationError on an overlap with another row of the person or a circle of managers."""
        self.job_title = self.job_title.strip()
        if not self.effective_from or not self.person_id:
            return
        not_compared = {self.pk or 0, self.follows.pk if self.follows is not None else 0, *self.changed_together}
        rows = EmploymentRecord.objects.filter(person_id=self.person_id).exclude(pk__in=not_compared)
        other = rows.overlapping(self.effective_from, self.effective_to).first()
        if other is not None:
            raise ValidationError(
                _("This period overlaps with %(job)s from %(day)s. Correct the dates of one of them.")
                % {"job": other, "day": other.effective_from}
            )
        self.clean_manager()

    def clean_manager(self) -> None:
        """Raises ValidationError when the person would stand above their own manager on some day."""
        if not self.manager_id:
            return
        end = self.effective_to or OPEN
        for manager_id in managers_above(self.manager_id, self.effective_from, end):
            if manager_id == self.person_id:
                raise ValidationError(
                    {
                        "manager": _(
                            "%(name)s already reports to this person, directly or through others. "
                            "Choose another manager."
                        )
                        % {"name": display_name(self.manager)}
                    }
                )


def managers_above(person_id: int, start: date, end: date) -> Iterator[int]:
    """``person_id`` and everybody above them on some day of ``[start, end)``, one query a level."""
    level: list[tuple[int, date, date]] = [(person_id, start, end)]
    for _depth in range(MAX_MANAGER_DEPTH):
        yield from (pk for pk, _start, _end in level)
        rows = list(
            EmploymentRecord.objects.filter(person_id__in={pk for pk, _s, _e in level}, manager__isnull=False)
            .overlapping(start, None if end == OPEN else end)
            .values_list("person_id", "manager_id", "effective_from", "effective_to")
        )
        level = [
            (manager_id, max(low, since), min(high, until or OPEN))
            for pk, low, high in level
            for row_person, manager_id, since, until in rows
            if row_person == pk and manager_id and max(low, since) < min(high, until or OPEN)
        ]
        if not level:
            return


def display_name(user: User | None) -> str:
    """The name to show for an account; an empty string for none."""
    return user.profile.display_name if user is not None else ""
