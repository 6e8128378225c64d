"""The filters of the people and documents lists as django-filter sets; lists, exports and views share them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from profiles.models import Department, Document, DocumentType, EmploymentRecord, Location, PersonQuerySet, PersonStatus
from profiles.models.fields import DayInput

from .findings import FindingsFilter

#: How near an expiry date asks for an act.
EXPIRES_SOON = timedelta(days=60)

DOCUMENT_CHOICES = [
    ("missing", _("A required one is missing")),
    ("no-cv", _("CV missing")),
    ("expiring", _("Runs out within 60 days")),
    ("expired", _("Something has run out")),
]


def _departments(_request: Any) -> Any:
    return Department.objects.all()


def _locations(_request: Any) -> Any:
    return Location.objects.all()


class PeopleFilter(FindingsFilter):
    """Filters over ``people().with_current_job().with_document_state()``."""

    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=PersonStatus.choices, method="by_any")
    department = django_filters.ModelMultipleChoiceFilter(
        label=_("Department"), queryset=_departments, method="in_or_below"
    )
    location = django_filters.ModelMultipleChoiceFilter(label=_("Location"), queryset=_locations, method="by_location")
    employment_type = django_filters.MultipleChoiceFilter(
        label=_("Type"), choices=EmploymentRecord.EmploymentType.choices, method="by_any"
    )
    documents = django_filters.ChoiceFilter(label=_("Documents"), choices=DOCUMENT_CHOICES, method="by_documents")
    manager = django_filters.CharFilter(label=_("Manager"), method="by_manager", max_length=100)
    started_from = django_filters.DateFilter(
        label=_("Hired from"),
        field_name="profile__hire_date",
        lookup_expr="gte",
        widget=DayInput(),
    )
    started_to = django_filters.DateFilter(
        label=_("Hired until"),
        field_name="profile__hire_date",
        lookup_expr="lte",
        widget=DayInput(),
    )

    left_from = django_filters.DateFilter(
        label=_("Last day from"), field_name="profile__leave_date", lookup_expr="gte", widget=DayInput()
    )
    left_to = django_filters.DateFilter(
        label=_("Last day until"), field_name="profile__leave_date", lookup_expr="lte", widget=DayInput()
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """``data`` maps names to values; to a list of them where several are chosen."""
        if data is not None and not hasattr(data, "getlist"):
            data = MultiValueDict({key: value if isinstance(value, list) else [value] for key, value in data.items()})
        super().__init__(data, *args, **kwargs)

    def by_any(self, people: PersonQuerySet, name: str, values: list[str]) -> PersonQuerySet:
        """People of whom the fact is one of the values."""
        return people.filter(Q(**{f"{name}__in": values}))

    def in_or_below(self, people: PersonQuerySet, name: str, departments: Collection[Department]) -> PersonQuerySet:
        """People whose job today is in one of the departments or below it; everybody where none is chosen."""
        if not departments:
            return people
        inside = Department.objects.subtree_ids([department.pk for department in departments])
        return people.filter(Q(department_id__in=inside))

    def by_location(self, people: PersonQuerySet, name: str, locations: Collection[Location]) -> PersonQuerySet:
        """People who work at one of the locations today; everybody where none is chosen."""
        if not locations:
            return people
        return people.filter(Q(current_job__location__in=list(locations)))

    def by_manager(self, people: PersonQuerySet, name: str, words: str) -> PersonQuerySet:
        """People whose manager today has this employee number, or a name that contains the words."""
        by_name = Q(current_job__manager__profile__full_name__icontains=words)
        return people.filter(by_name | Q(current_job__manager__profile__employee_number__iexact=words))

    def by_documents(self, people: PersonQuerySet, name: str, wanted: str) -> PersonQuerySet:
        """People who lack a CV, or of whose documents one runs out soon or has run out."""
        today: date = timezone.localdate()
        if wanted == "missing":
            return people.with_completeness().filter(Q(missing_documents__gt=0))
        if wanted == "no-cv":
            return people.filter(Q(has_cv=False))
        if wanted == "expired":
            return people.filter(Q(next_expiry__lt=today))
        return people.filter(Q(next_expiry__gte=today, next_expiry__lte=today + EXPIRES_SOON))


EXPIRY_CHOICES = [
    ("expired", _("Has run out")),
    ("30", _("Runs out within 30 days")),
    ("expiring", _("Runs out within 60 days")),
    ("90", _("Runs out within 90 days")),
    ("none", _("No last day")),
]
WHOSE_CHOICES = [("here", _("People who have not left"))]


def _types(_request: Any) -> Any:
    return DocumentType.objects.all()


class DocumentFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Filters over documents."""

    type = django_filters.ModelChoiceFilter(label=_("Type"), queryset=_types)
    state = django_filters.ChoiceFilter(label=_("State"), choices=Document.State.choices)
    expiry = django_filters.ChoiceFilter(label=_("Expiry"), choices=EXPIRY_CHOICES, method="by_expiry")
    whose = django_filters.ChoiceFilter(label=_("Of whom"), choices=WHOSE_CHOICES, method="by_whose")

    def by_whose(self, documents: Any, name: str, wanted: str) -> Any:
        """Kept documents of people whose last day has not passed."""
        gone = Q(person__profile__leave_date__lt=timezone.localdate())
        return documents.kept().exclude(gone)

    def by_expiry(self, documents: Any, name: str, wanted: str) -> Any:
        """Documents whose last day has passed, comes within so many days, or is not given."""
        today = timezone.localdate()
        if wanted == "none":
            return documents.filter(expires_on=None)
        if wanted == "expired":
            return documents.kept().filter(expires_on__lt=today)
        within = EXPIRES_SOON if wanted == "expiring" else timedelta(days=int(wanted))
        return documents.kept().filter(expires_on__gte=today, expires_on__lte=today + within)
