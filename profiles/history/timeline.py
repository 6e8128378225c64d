"""The timeline of one person: which events, filtered, a page at a time by the numbers of events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from profiles import policy
from profiles.models import Event, Operation, RecordKind, Viewer, people
from profiles.models.fields import DayInput

from .commitments import columns_of
from .days import end_of_day, start_of_day
from .snapshots import MODEL_OF
from .stories import Day, Story, by_day, stories_of
from .values import label_of_field
from .versions import know_versions, with_versions

#: Events on one page; a story is never cut unless it is longer than a page.
ON_ONE_PAGE = 60

#: The kinds of record that belong to a person, in the order of the record.
KINDS = (
    RecordKind.PROFILE,
    RecordKind.EMPLOYMENT,
    RecordKind.CONTACT,
    RecordKind.DOCUMENT,
    RecordKind.PERSON,
    RecordKind.SCOPE,
)
#: Acts that set every field at once, and name none.
_SET_EVERYTHING = (Event.Action.CREATE, Event.Action.BASELINE, Event.Action.DELETE)
_NO_ACTOR = "none"
_MOST_DIGITS = 18
_DAY = {"invalid": _("Write the day as year, month and day, for example 2026-11-20.")}


def field_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The fields that changes are told of, by kind of record: ``"profile.bio"`` and the like."""
    return [(capfirst(str(kind.label)), _fields(kind)) for kind in KINDS]


def _fields(kind: RecordKind) -> list[tuple[str, str]]:
    model = MODEL_OF[kind]
    rules, kept = policy.FIELDS[model._meta.label], columns_of(model)
    named = [field.name for field in model._meta.concrete_fields if field.attname in kept]
    return [
        (f"{kind.name.lower()}.{name}", label_of_field(model._meta.label, name))
        for name in named
        if rules[name].section != "system"
    ]


class TimelineFilter(forms.Form):
    """What the address asks for; a value that does not fit filters nothing and says why beside its field."""

    kind = forms.ChoiceField(label=_("Record"), required=False)
    field = forms.ChoiceField(label=_("Field"), required=False)
    action = forms.ChoiceField(label=_("What was done"), required=False)
    by = forms.ChoiceField(label=_("By"), required=False)
    route = forms.ChoiceField(label=_("Route"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=DayInput(), error_messages=_DAY)
    until = forms.DateField(label=_("Until"), required=False, widget=DayInput(), error_messages=_DAY)

    def __init__(self, data: Mapping[str, Any], actors: Mapping[int, User]) -> None:
        super().__init__(data, auto_id="filter-%s", label_suffix="")
        anything = [("", _("Any"))]
        kinds = [*((kind, capfirst(str(kind.label))) for kind in (*KINDS, RecordKind.VERSION))]
        self._offer("kind", [*anything, *((str(int(kind)), label) for kind, label in kinds)])
        self._offer("field", [*anything, *field_choices()])
        self._offer("action", [*anything, *((str(key), capfirst(str(label))) for key, label in Event.Action.choices)])
        self._offer("route", [*anything, *((str(key), capfirst(str(label))) for key, label in Operation.Kind.choices)])
        named = [(str(pk), actor.profile.display_name) for pk, actor in actors.items()]
        self._offer("by", [*anything, *named, (_NO_ACTOR, _("No account"))])

    def _offer(self, name: str, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices
        field.error_messages["invalid_choice"] = _("There is no such choice. Choose one of the list.")

    @property
    def chosen(self) -> dict[str, Any]:
        """What fits, by name; nothing for what is empty."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    @property
    def field_name(self) -> str:
        """The bare name of the field that is asked for; empty for any."""
        return str(self.chosen.get("field", "")).partition(".")[2]

    def applied(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """The events that fit."""
        chosen = self.chosen
        if "kind" in chosen:
            events = events.filter(kind=int(chosen["kind"]))
        if "field" in chosen:
            kind, _dot, name = chosen["field"].partition(".")
            named = Q(_names__contains=f'"{name}"') | Q(action__in=_SET_EVERYTHING)
            if RecordKind[kind.upper()] == RecordKind.EMPLOYMENT:
                # The row that ends says what the job that follows was before.
                named |= Q(_names__contains='"effective_to"')
            events = events.alias(_names=Cast("changed", TextField())).filter(named, kind=RecordKind[kind.upper()])
        if "action" in chosen:
            events = events.filter(action=int(chosen["action"]))
        if "by" in chosen:
            events = events.filter(actor_id=None if chosen["by"] == _NO_ACTOR else int(chosen["by"]))
        if "route" in chosen:
            events = events.filter(operation__kind=int(chosen["route"]))
        return _between(events, chosen.get("since"), chosen.get("until"))


def _between(events: QuerySet[Event], since: date | None, until: date | None) -> QuerySet[Event]:
    try:
        if since is not None:
            events = events.filter(at__gte=start_of_day(since))
        if until is not None:
            events = events.filter(at__lte=end_of_day(until))
    except OverflowError:
        # Before the first or after the last day of the calendar: nothing lies beyond it.
        return events
    return events


@dataclass(frozen=True)
class Timeline:
    """One page of stories. ``older`` is the event from which the next page goes on, None at the end."""

    days: list[Day]
    stories: list[Story]
    older: int | None


def actors_of(person: User) -> dict[int, User]:
    """Everybody who did or looked at something here, by key in the order of names; one query."""
    # Each once: PostgreSQL would look through what each account did anywhere.
    known = Event.objects.filter(subject_id=person.pk, actor_id__isnull=False).order_by().values("actor_id").distinct()
    return {actor.pk: actor for actor in people().filter(pk__in=known)}


def before_event(text: str) -> int | None:
    """The event before which a page begins, from the address; None for what is no number of one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def timeline(
    person: User, viewer: Viewer, wanted: TimelineFilter, actors: Mapping[int, User], before: int | None = None
) -> Timeline:
    """The stories of a page, the newest first; two queries whatever the page."""
    events = wanted.applied(Event.objects.filter(subject_id=person.pk))
    if before is not None:
        events = events.filter(pk__lt=before)
    read = list(with_versions(events).select_related("operation").order_by("-pk")[: ON_ONE_PAGE + 1])
    shown, older = _page(read)
    know_versions(shown, person)
    stories = stories_of(shown, viewer, person, wanted.field_name)
    if wanted.field_name:
        stories = [story for story in stories if story.records]
    for story in stories:
        story.actor = actors.get(story.operation.actor_id or 0)
    return Timeline(by_day(stories), stories, older)


def _page(events: list[Event]) -> tuple[list[Event], int | None]:
    """The events of the page without a story that goes on beyond it, and where the next page begins."""
    if len(events) <= ON_ONE_PAGE:
        return events, None
    cut = events[ON_ONE_PAGE].operation_id
    shown = events[:ON_ONE_PAGE]
    whole = list(shown)
    while whole and whole[-1].operation_id == cut:
        whole.pop()
    shown = whole or shown
    return shown, shown[-1].pk
