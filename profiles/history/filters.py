"""The filters of the audit log as a django-filter set; page, export, sample and saved views share it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from profiles import policy
from profiles.models import (
    Department,
    EmploymentRecord,
    Event,
    Operation,
    RecordKind,
    Viewer,
    people,
    visible_people,
)
from profiles.models.audit import OWN_RECORD
from profiles.models.fields import DayInput

from .capture import KIND_AND_SUBJECT
from .commitments import columns_of
from .days import end_of_day, start_of_day
from .ledger import visible_events

#: More people than this do not make a filter: the reader is asked for more of the name.
MOST_PEOPLE = 200
#: What an address may say beside the filters.
#: What the own page and all its addresses begin with.
OWN_PAGE = "/profile/"
OTHER_PARAMETERS = frozenset({"before", "format", "n", "seed", "upto"})
_WORDS = 6
_FEW_ACTS = 500
_SET_EVERYTHING = (Event.Action.CREATE, Event.Action.DELETE)
_LARGEST_NUMBER = 2**63 - 1

_UNKNOWN_CHOICE = {"invalid_choice": _("The log does not know “%(value)s”. Choose one of the list.")}
_DAY = {"invalid": _("Write the day as year, month and day, for example 2026-11-20.")}


class AccountFilter(django_filters.Filter):  # type: ignore[misc]
    """An account by its number, as the links of the log's own rows name it."""

    field_class = forms.IntegerField

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", 1)
        options.setdefault("max_value", _LARGEST_NUMBER)
        options.setdefault("error_messages", {"invalid": _("Write the number of an account, for example 412.")})
        super().__init__(**options)


def field_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The fields whose changes the ledger names, by kind of record; fields that only the system keeps are left out."""
    found = []
    for model, (kind, _subject) in KIND_AND_SUBJECT.items():
        rules = policy.FIELDS[model._meta.label]
        fields = [field for field in model._meta.concrete_fields if field.attname in columns_of(model)]
        named = [
            (f"{kind.name.lower()}.{field.name}", capfirst(str(field.verbose_name)))
            for field in fields
            if rules[field.name].section != "system"
        ]
        found.append((capfirst(str(kind.label)), named))
    return found


def _capitalised(choices: Sequence[tuple[Any, Any]]) -> list[tuple[Any, str]]:
    return [(value, capfirst(str(label))) for value, label in choices]


class EventFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The events that ``viewer`` may know of and that fit ``data``.

    Filters go by who, whom, when and what kind; none goes by a value of a record, so none answers questions about
    a value that the viewer may not see. ``qs`` is empty while ``problems`` has sentences.
    """

    person = django_filters.CharFilter(label=_("Person"), max_length=100, method="unchanged")
    subject = AccountFilter(label=_("Person"), field_name="subject_id")
    actor = django_filters.CharFilter(label=_("By"), max_length=100, method="unchanged")
    by = AccountFilter(label=_("By"), field_name="actor_id")
    action = django_filters.MultipleChoiceFilter(
        label=_("What was done"), choices=Event.Action.choices, error_messages=_UNKNOWN_CHOICE
    )
    kind = django_filters.ChoiceFilter(
        label=_("Record"), choices=lambda: _capitalised(RecordKind.choices), error_messages=_UNKNOWN_CHOICE
    )
    field = django_filters.ChoiceFilter(
        label=_("Field"), choices=field_choices, method="by_field", error_messages=_UNKNOWN_CHOICE
    )
    since = django_filters.DateFilter(label=_("From"), method="from_day", widget=DayInput(), error_messages=_DAY)
    until = django_filters.DateFilter(label=_("Until"), method="to_day", widget=DayInput(), error_messages=_DAY)
    department = django_filters.CharFilter(label=_("Department"), max_length=100, method="of_department")
    route = django_filters.ChoiceFilter(
        label=_("Route"),
        choices=lambda: _capitalised(Operation.Kind.choices),
        field_name="operation__kind",
        error_messages=_UNKNOWN_CHOICE,
    )
    outcome = django_filters.ChoiceFilter(
        label=_("Outcome"), choices=lambda: _capitalised(Event.Outcome.choices), error_messages=_UNKNOWN_CHOICE
    )
    reason = django_filters.CharFilter(label=_("Reason contains"), max_length=200, method="by_reason")
    operation = django_filters.UUIDFilter(
        label=_("Operation"),
        method="of_operation",
        error_messages={"invalid": _("Write the whole number of the operation, as the log shows it.")},
    )
    unattributed = django_filters.ChoiceFilter(
        label=_("Author"),
        choices=[("yes", _("Without a known author"))],
        method="without_author",
        error_messages=_UNKNOWN_CHOICE,
    )
    own = django_filters.ChoiceFilter(
        label=_("Whose record"),
        choices=[("yes", _("Own record, in the administration"))],
        method="of_one_s_own",
        error_messages=_UNKNOWN_CHOICE,
    )

    def __init__(self, data: Any, *, viewer: Viewer) -> None:
        super().__init__(data, queryset=visible_events(viewer))
        self.viewer = viewer
        self.accounts: dict[str, list[int]] = {}
        self.departments: list[int] = []

    # What is asked for.
    def is_valid(self) -> bool:
        """Whether everything asked for makes sense; finds the people that are named."""
        if "_checked" not in self.__dict__:
            self._checked = super().is_valid()
            for name in ("person", "actor"):
                words = self.form.cleaned_data.get(name)
                if words:
                    self._find_people(name, words)
            self._find_departments(self.form.cleaned_data.get("department"))
        return bool(self.form.is_valid())

    def _find_people(self, name: str, words: str) -> None:
        find = people_called if name == "person" else actors_called
        found = find(words, self.viewer)
        if len(found) > MOST_PEOPLE:
            self.form.add_error(
                name,
                gettext("More than %(n)d people fit “%(words)s”. Write more of the name, or the employee number.")
                % {"n": MOST_PEOPLE, "words": words},
            )
        self.accounts[name] = found

    def _find_departments(self, words: str | None) -> None:
        if not words:
            return
        self.departments = list(Department.objects.filter(name__icontains=words).values_list("pk", flat=True))
        if not self.departments:
            sentence = gettext("No department is called “%(words)s”. Write a part of its name.")
            self.form.add_error("department", sentence % {"words": words})

    def problems(self) -> list[str]:
        """What is wrong with what was asked for, in sentences; also names of filters that there are not."""
        unknown = sorted(set(self.data or ()) - set(self.filters) - OTHER_PARAMETERS)
        found = [gettext("The log has no filter “%(name)s”.") % {"name": name[:40]} for name in unknown]
        if not self.is_valid():
            for name, messages in self.form.errors.items():
                found += [f"{self.filters[name].label}: {message}" for message in messages]
        return found

    def chosen(self) -> Mapping[str, Any]:
        """The filters that are set, each with its checked value."""
        self.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "", [])}

    def query(self) -> list[tuple[str, str]]:
        """The filters that are set, as parameters of an address in a fixed order."""
        chosen, data = self.chosen(), self.data
        pairs: list[tuple[str, str]] = []
        for name in self.filters:
            if name in chosen:
                values = data.getlist(name) if hasattr(data, "getlist") else [data[name]]
                pairs += [(name, str(value)) for value in (values if name == "action" else values[-1:])]
        return pairs

    def address(self) -> str:
        """The filters that are set as a query string; the same for the same filters, empty for none."""
        return urlencode(self.query())

    @property
    def qs(self) -> QuerySet[Event]:
        """The events, in no order yet; none when something asked for makes no sense."""
        if self.problems():
            return Event.objects.none()
        events: QuerySet[Event] = super().qs
        for name, column in (("person", "subject_id"), ("actor", "actor_id")):
            if name in self.accounts:
                events = events.filter(**{f"{column}__in": self.accounts[name]})
        return events

    # The filters.
    def unchanged(self, events: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Nothing yet: people are found once and applied in ``qs``."""
        return events

    def by_field(self, events: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Events that changed the field, and those that added or removed a record which has it."""
        kind, _dot, field = value.partition(".")
        changed = events.alias(changed_names=Cast("changed", TextField()))
        touched = Q(changed_names__contains=f'"{field}"') | Q(action__in=_SET_EVERYTHING)
        return changed.filter(touched, kind=RecordKind[kind.upper()])

    def from_day(self, events: QuerySet[Event], name: str, day: Any) -> QuerySet[Event]:
        """Events of the day and after it, in the time zone of the installation."""
        try:
            return events.filter(at__gte=start_of_day(day))
        except OverflowError:
            return events

    def to_day(self, events: QuerySet[Event], name: str, day: Any) -> QuerySet[Event]:
        """Events up to the end of the day, in the time zone of the installation."""
        try:
            return events.filter(at__lte=end_of_day(day))
        except OverflowError:
            return events

    def of_department(self, events: QuerySet[Event], name: str, words: str) -> QuerySet[Event]:
        """Events about people whose job today is in a department so called or below it."""
        below = Department.objects.subtree_ids(self.departments)
        there = EmploymentRecord.objects.current().filter(department_id__in=below)
        return events.filter(subject_id__in=there.values("person_id"))

    def by_reason(self, events: QuerySet[Event], name: str, words: str) -> QuerySet[Event]:
        """Events whose reason contains the words, in whatever case."""
        return events.filter(operation__reason__icontains=words)

    def of_operation(self, events: QuerySet[Event], name: str, uuid: Any) -> QuerySet[Event]:
        """The events of one act."""
        return events.filter(operation_id=Operation.objects.filter(uuid=uuid).values_list("pk", flat=True).first() or 0)

    def without_author(self, events: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Events of which nobody said whose they are."""
        acts = Operation.objects.filter(is_attributed=False)
        few = list(acts.values_list("pk", flat=True)[: _FEW_ACTS + 1])
        # Few are told by their numbers: SQLite would go through all events to find those of a subquery.
        wanted: Any = few if len(few) <= _FEW_ACTS else acts
        return events.filter(operation_id__in=wanted)

    def of_one_s_own(self, events: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Changes of the actor's own record by a way that is not the own page."""
        # In the words of the index that finds them.
        return events.filter(OWN_RECORD).exclude(operation__route__startswith=OWN_PAGE)


def _called(words: str) -> Q:
    """People in whose names each of the words is found."""
    fits = Q()
    for word in words.split()[:_WORDS]:
        fits &= Q(profile__full_name__icontains=word) | Q(profile__preferred_name__icontains=word)
    return fits


def people_called(words: str, viewer: Viewer) -> list[int]:
    """Numbers of the accounts of people whom the viewer may see, by name or employee number; one more than allowed."""
    fits = _called(words) | Q(profile__employee_number__iexact=words.strip())
    found = people().visible_to(viewer).filter(fits).order_by("pk")
    return list(found.values_list("pk", flat=True)[: MOST_PEOPLE + 1])


def actors_called(words: str, viewer: Viewer) -> list[int]:
    """Numbers of accounts by the name of today, else by the name under which they acted; one more than allowed.

    By employee number only people whom the viewer may see: names are known to all colleagues, numbers are not.
    """
    by_number = User.objects.filter(visible_people(viewer), profile__employee_number__iexact=words.strip())
    fits = _called(words) | Q(pk__in=by_number)
    found = list(User.objects.filter(fits).order_by("pk").values_list("pk", flat=True)[: MOST_PEOPLE + 1])
    if found:
        return found
    then = Operation.objects.filter(actor_name__icontains=words.strip()).order_by("actor_id")
    numbers = then.values_list("actor_id", flat=True).distinct()[: MOST_PEOPLE + 1]
    return [number for number in numbers if number is not None]
