"""What asks for HR's eye, as filters over people: facts that do not fit, starters and leavers, what is missing.

The home page counts with the same filters as the list that it leads to.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import django_filters
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.models import Department, EmploymentRecord, PersonQuerySet, PersonStatus, Profile, people
from profiles.permissions import visible_fields

#: Facts that do not fit, by their name in addresses. ``any`` stands for all of them.
DATA_CHOICES = [
    ("any", _("Anything that does not fit")),
    ("no-manager", _("No manager")),
    ("manager-left", _("Manager has left")),
    ("heads", _("Left, still heads a department")),
    ("can-sign-in", _("Left, account still switched on")),
    ("ended", _("Last job ended, no last day")),
    ("twins", _("May be there twice")),
]
MONTH_CHOICES = [("this-month", _("This month")), ("next-month", _("Next month"))]
CHANGE_CHOICES = [("future", _("Job changes later"))]
COMPLETE_CHOICES = [("no", _("Something is missing")), ("yes", _("Complete"))]


def months(today: date) -> dict[str, tuple[date, date]]:
    """The first day of this and of the next month, each with the first day after it."""
    this = today.replace(day=1)
    following = (this + timedelta(days=32)).replace(day=1)
    return {"this-month": (this, following), "next-month": (following, (following + timedelta(days=32)).replace(day=1))}


def lacks_manager() -> Q:
    """At work, reports to nobody and leads nobody; whoever leads others may stand at the top."""
    leads = EmploymentRecord.objects.current().filter(manager=OuterRef("pk"))
    return Q(job_from__isnull=False, manager_id=None) & ~_LEFT & ~Q(Exists(leads))


def manager_left() -> Q:
    """At work, and the manager's last day has passed."""
    return Q(current_job__manager__profile__leave_date__lt=timezone.localdate()) & ~_LEFT


def still_heads() -> Q:
    """Left, and a department of today still names them as its head."""
    today = timezone.localdate()
    headed = Department.objects.in_force_on(today).filter(manager=OuterRef("pk"))
    return Q(profile__leave_date__lt=today) & Q(Exists(headed))


def may_still_sign_in() -> Q:
    """Left, and the account is still switched on."""
    return Q(is_active=True, profile__leave_date__lt=timezone.localdate())


def ended_without_leaving() -> Q:
    """Had a job, has none now or later, and has no last day."""
    had = EmploymentRecord.objects.filter(person=OuterRef("pk"))
    return Q(status=PersonStatus.NO_JOB, profile__leave_date=None) & Q(Exists(had))


_LEFT = Q(status=PersonStatus.LEFT)
#: Conditions on rows of ``people().with_current_job()``.
_CONDITIONS = {
    "no-manager": lacks_manager,
    "manager-left": manager_left,
    "heads": still_heads,
    "can-sign-in": may_still_sign_in,
    "ended": ended_without_leaving,
}


def twins(rows: PersonQuerySet, among: PersonQuerySet) -> PersonQuerySet:
    """People who share name (in small letters) and day of birth, or the private e-mail, with another of ``among``."""
    known = Profile.objects.filter(user__in=among.order_by().values("pk"))
    born = known.filter(birth_date__isnull=False).exclude(full_name="")
    return rows.alias(
        name_and_birth=_name_and_birth("profile__"),
        mail=Lower("profile__personal_email"),
    ).filter(
        Q(name_and_birth__in=_twice(born.annotate(key=_name_and_birth())), profile__birth_date__isnull=False)
        | Q(mail__in=_twice(known.exclude(personal_email="").annotate(key=Lower("personal_email"))))
    )


def twins_of(person: Any, among: PersonQuerySet) -> PersonQuerySet:
    """Those of ``among`` who look like the same person."""
    profile = person.profile
    alike = Q(pk__in=[])
    if profile.birth_date and profile.full_name:
        alike |= Q(profile__birth_date=profile.birth_date, profile__full_name__iexact=profile.full_name)
    if profile.personal_email:
        alike |= Q(profile__personal_email__iexact=profile.personal_email)
    return among.filter(alike).exclude(pk=person.pk)


def _name_and_birth(path: str = "") -> Concat:
    born = Cast(f"{path}birth_date", CharField())
    return Concat(Lower(f"{path}full_name"), Value("|"), born, output_field=CharField())


def _twice(rows: QuerySet[Any]) -> Any:
    return rows.order_by().values("key").annotate(n=Count("pk")).filter(n__gt=1).values("key")


def keeps_private_facts(user: Any) -> bool:
    """Whether the account sees the facts by which records are found incomplete or doubled."""
    return {"birth_date", "personal_email", "mobile"} <= visible_fields(user, "profiles.Profile")


class FindingsFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Filters over ``people().with_current_job()`` for what asks for an eye."""

    data = django_filters.ChoiceFilter(label=_("Facts that do not fit"), choices=DATA_CHOICES, method="by_data")
    complete = django_filters.ChoiceFilter(label=_("Completeness"), choices=COMPLETE_CHOICES, method="by_complete")
    starts = django_filters.ChoiceFilter(label=_("Starts"), choices=MONTH_CHOICES, method="by_month")
    leaves = django_filters.ChoiceFilter(label=_("Leaves"), choices=MONTH_CHOICES, method="by_month")
    changes = django_filters.ChoiceFilter(label=_("Changes"), choices=CHANGE_CHOICES, method="by_changes")

    def by_data(self, rows: PersonQuerySet, name: str, wanted: str) -> PersonQuerySet:
        """People of whom a fact does not fit; those who may be there twice only for whom sees the facts."""
        asked = [find() for key, find in _CONDITIONS.items() if wanted in (key, "any")]
        if wanted in ("twins", "any") and self.request is not None and keeps_private_facts(self.request.user):
            everybody = people().visible_to(self.request.user)
            asked.append(Q(pk__in=twins(everybody, everybody).order_by().values("pk")))
        found = Q(pk__in=[])
        for condition in asked:
            found |= condition
        return rows.filter(found)

    def by_complete(self, rows: PersonQuerySet, name: str, wanted: str) -> PersonQuerySet:
        """People whose record lacks something, or nothing; nobody for those who do not see what is asked for."""
        if self.request is not None and not keeps_private_facts(self.request.user):
            return rows.none()
        lacking = Q(missing_count__gt=0)
        return rows.with_completeness().filter(lacking if wanted == "no" else ~lacking)

    def by_month(self, rows: PersonQuerySet, name: str, wanted: str) -> PersonQuerySet:
        """People whose hire date, or last day, lies in the month."""
        start, end = months(timezone.localdate())[wanted]
        day = {"starts": "profile__hire_date", "leaves": "profile__leave_date"}[name]
        return rows.filter(Q(**{f"{day}__gte": start, f"{day}__lt": end}))

    def by_changes(self, rows: PersonQuerySet, name: str, wanted: str) -> PersonQuerySet:
        """People at work whose next job is already written down."""
        return rows.filter(Q(job_from__isnull=False, next_job_from__isnull=False))
