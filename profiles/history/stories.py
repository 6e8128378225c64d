"""Events told as stories: one for each act, with what it changed in each record, old to new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib.auth.models import User
from django.utils.functional import cached_property
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _

from profiles.models import Document, DocumentVersion, EmploymentRecord, Event, Operation, RecordKind, Viewer
from profiles.permissions import visible_fields

from .changes import WHOLE, Change, changes_between, changes_of
from .days import day_of
from .phrases import phrase, route, who
from .snapshots import Step, steps_of
from .values import DASH, plain
from .versions import version_of

_PHRASES_TOLD = 4
_FEW_FIELDS = 3
_LOOKS = frozenset(
    {
        Event.Action.VIEW,
        Event.Action.PREVIEW,
        Event.Action.DOWNLOAD,
        Event.Action.EXPORT,
        Event.Action.LOGIN,
        Event.Action.LOGOUT,
        Event.Action.LOGIN_FAILED,
    }
)


@dataclass
class Record:
    """What one act changed in one record. ``event`` is the first of its events, from which values can be restored.

    ``version`` is the file that the act put there, if it did; ``follows`` says that a job is told as the way from
    the job before it.
    """

    event: Event
    name: str
    changes: list[Change]
    version: DocumentVersion | None = None
    follows: bool = False

    @property
    def is_folded(self) -> bool:
        """Whether it is shown on demand: much of a whole record that came, was found, went or was redacted."""
        return (
            self.event.action in WHOLE | {Event.Action.REDACT} and not self.follows and len(self.changes) > _FEW_FIELDS
        )


@dataclass
class Story:
    """One act on the record: who did what, when (UTC), by which way and why. ``actor`` is None for the system."""

    operation: Operation
    events: Sequence[Event]
    what: str
    records: list[Record]
    actor: User | None = None

    @property
    def at(self) -> datetime:
        """When it happened: the time of its last line."""
        return self.events[0].at

    @property
    def who(self) -> str:
        """Who did it, by the name of that time."""
        return who(self.operation)

    @property
    def route(self) -> str:
        """The way by which it came in."""
        return route(self.operation)

    @property
    def is_minor(self) -> bool:
        """Whether nothing was changed: somebody looked, signed in or out."""
        return all(event.action in _LOOKS for event in self.events)

    @property
    def was_refused(self) -> bool:
        """Whether something in it was refused."""
        return any(event.outcome == Event.Outcome.REFUSED for event in self.events)

    @cached_property
    def looked_at(self) -> DocumentVersion | None:
        """The version of a document that was looked at, where the story is about one alone."""
        found = {version.pk: version for event in self.events if (version := version_of(event)) is not None}
        return next(iter(found.values())) if len(found) == 1 and not self.records else None


@dataclass(frozen=True)
class _Told:
    """What is told of jobs: the fields that the reader sees, and the one that is asked for, if one is."""

    visible: frozenset[str]
    field: str


@dataclass(frozen=True)
class Day:
    """The stories of one day in the time zone of the installation."""

    day: Any
    stories: list[Story]


def stories_of(events: Iterable[Event], viewer: Viewer, person: User, field: str = "") -> list[Story]:
    """The stories of events about one person, the newest first; two queries at most.

    ``field`` (as ``"bio"``) leaves out the changes of other fields. Events carry their operation.
    """
    asked = list(events)
    steps = steps_of(asked)
    changes = changes_of(asked, viewer, {person.pk: person}, steps)
    if field:
        changes = {pk: [change for change in found if change.name == field] for pk, found in changes.items()}
    by_act: dict[int, list[Event]] = {}
    for event in asked:
        by_act.setdefault(event.operation_id, []).append(event)
    told = _Told(visible_fields(viewer, EmploymentRecord._meta.label, person), field)
    return [_story(group, steps, changes, told) for group in by_act.values()]


def by_day(stories: Iterable[Story]) -> list[Day]:
    """The stories under the days on which they happened."""
    return [Day(day, list(group)) for day, group in groupby(stories, key=lambda story: day_of(story.at))]


def _story(events: list[Event], steps: Mapping[int, Step], changes: Mapping[int, list[Change]], told: _Told) -> Story:
    in_order = sorted(events, key=lambda event: event.pk)
    titles = _titles(in_order, steps)
    records = _records(in_order, steps, changes, titles)
    job = job_change(in_order, steps)
    if job is not None:
        records = _tell_job(job, records, steps, told)
    return Story(in_order[0].operation, events, _what(in_order, titles, job, steps), records)


def job_change(events: Iterable[Event], steps: Mapping[int, Step]) -> tuple[Event, Event] | None:
    """The event that ended a job and the one that added the job following it, where the act did just that."""
    jobs = [event for event in events if event.kind == RecordKind.EMPLOYMENT and event.pk in steps]
    ended = [event for event in jobs if event.action == Event.Action.UPDATE and event.changed == ["effective_to"]]
    added = [event for event in jobs if event.action == Event.Action.CREATE]
    if len(ended) != 1 or len(added) != 1:
        return None
    old, new = steps[ended[0].pk].after, steps[added[0].pk].after
    follows = old.values["effective_to"] == new.values["effective_from"] and not (old.is_redacted or new.is_redacted)
    return (ended[0], added[0]) if follows else None


def _tell_job(job: tuple[Event, Event], records: list[Record], steps: Mapping[int, Step], told: _Told) -> list[Record]:
    """The records with the job that was added told, first of all, as the way from the job before it."""
    ended, added = job
    between = changes_between(EmploymentRecord, steps[ended.pk].after, steps[added.pk].after, told.visible)
    wanted = {told.field} if told.field else {change.name for change in between} - {"effective_from", "effective_to"}
    changes = [change for change in between if change.name in wanted]
    others = [record for record in records if record.event.pk != added.pk]
    if not changes:
        return others
    return [Record(added, _name(added, steps[added.pk], {}), changes, follows=True), *others]


def _titles(events: Iterable[Event], steps: Mapping[int, Step]) -> dict[int, str]:
    """By event id the title of the document it speaks of, as it was then where it is known."""
    found = {}
    for event in events:
        step, version = steps.get(event.pk), version_of(event)
        if step is not None and step.model is Document:
            found[event.pk] = str(step.after.values["title"] or "") or _("a document")
        elif version is not None:
            found[event.pk] = version.document.title
    return found


def _what(
    events: list[Event],
    titles: Mapping[int, str],
    job: tuple[Event, Event] | None,
    steps: Mapping[int, Step],
) -> str:
    """What the act was, in one sentence without who did it."""
    created = {(event.kind, event.object_id) for event in events if event.action == Event.Action.CREATE}
    if (RecordKind.PERSON, events[0].subject_id) in created:
        return _("added the record")
    said: dict[str, None] = {}
    for event in events:
        # What is added is written in several steps; only the first is news.
        if event.action == Event.Action.UPDATE and (event.kind, event.object_id) in created:
            continue
        if job is not None and event in job:
            begin = steps[job[1].pk].after.values["effective_from"]
            said[_("changed the job from %(day)s") % {"day": plain(begin)}] = None
            continue
        version = version_of(event)
        said[phrase(event, titles.get(event.pk, ""), version.number if version is not None else None)] = None
    phrases = list(said)
    if len(phrases) > _PHRASES_TOLD:
        return _("%(what)s, and more") % {"what": ", ".join(phrases[:_PHRASES_TOLD])}
    return get_text_list(phrases, _("and"))


def _records(
    events: list[Event], steps: Mapping[int, Step], changes: Mapping[int, list[Change]], titles: Mapping[int, str]
) -> list[Record]:
    """Each record that was changed, with the way from its first old to its last new value."""
    found: dict[tuple[int | None, int | None, str], Record] = {}
    for event in events:
        told = changes[event.pk]
        if not told:
            continue
        key = (event.kind, event.object_id, "" if event.pk in steps else "roles")
        if key not in found:
            found[key] = Record(event, _name(event, steps.get(event.pk), titles), [])
        record = found[key]
        is_new = record.event.action == Event.Action.CREATE
        record.changes = _folded(record.changes, [replace(one, old=None) for one in told] if is_new else told)
        if any(change.name == "current" for change in told):
            record.version = version_of(event)
    return [record for record in found.values() if record.changes]


def _folded(earlier: list[Change], later: list[Change]) -> list[Change]:
    """Changes of one record in one act as one way from old to new; what came back to where it was is left out."""
    found = {change.name: change for change in earlier}
    for change in later:
        first = found.get(change.name)
        if first is None:
            found[change.name] = change
        elif not first.instead and not change.instead:
            found[change.name] = replace(first, new=change.new)
    return [change for change in found.values() if change.instead or (change.old or DASH) != (change.new or DASH)]


def _name(event: Event, step: Step | None, titles: Mapping[int, str]) -> str:
    """What the record is called above its changes."""
    if step is None:
        return _("Access")
    kind = RecordKind(event.kind) if event.kind is not None else None
    if kind == RecordKind.DOCUMENT:
        return titles.get(event.pk, "")
    begin = step.after.values.get("effective_from")
    if kind == RecordKind.EMPLOYMENT and begin is not None:
        return _("Job from %(day)s") % {"day": plain(begin)}
    return capfirst(str(kind.label)) if kind is not None else ""
