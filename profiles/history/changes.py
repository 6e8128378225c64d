"""What events changed, field by field, in words, as far as the reader may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from profiles import policy
from profiles.lib.text_diff import Piece, shortened, word_diff
from profiles.models import Event, RecordKind, Viewer, people
from profiles.permissions import general_audiences, keeps_scope_only, know_people, visible_fields

from .commitments import columns_of
from .snapshots import MODEL_OF, Snapshot, Step, steps_of
from .values import DASH, display, label_of_field

#: Fields whose names stand in the details of a role event, before what was given ("+ HR") and taken ("- HR").
MEMBERSHIPS: Mapping[str, str] = {
    "groups": "auth.User",
    "user_permissions": "auth.User",
    "permissions": "auth.Group",
}
#: Acts with which a whole record came, was found or went.
WHOLE = frozenset({Event.Action.CREATE, Event.Action.BASELINE, Event.Action.DELETE})


@dataclass(frozen=True)
class Change:
    """One field of one event. ``old`` and ``new`` are texts to show; None where there was no record, or no value
    may be shown.

    ``masked``: the reader may not see the field. ``redacted``: the values were taken out of the history.
    """

    name: str
    label: str
    old: str | None
    new: str | None
    is_long_text: bool = False
    masked: bool = False
    redacted: bool = False

    @property
    def instead(self) -> str:
        """What is said where no values are shown; empty where they are."""
        if self.masked:
            return _("changed, not shown to you")
        return _("redacted") if self.redacted else ""

    @cached_property
    def words(self) -> list[Piece]:
        """A long text from old to new, word by word; empty when one of them is not there."""
        if not self.is_long_text or self.instead or self.old is None or self.new is None:
            return []
        if DASH in (self.old, self.new):
            return []
        return shortened(word_diff(self.old, self.new))


def changes_of(
    events: Iterable[Event],
    viewer: Viewer,
    subjects: Mapping[int, User] | None = None,
    steps: Mapping[int, Step] | None = None,
) -> dict[int, list[Change]]:
    """By event id what each event changed, in the order of the model's fields; an empty list where nothing was.

    Reads the rows of events of any kinds in one query, and the people concerned in another unless ``subjects``
    (by key) has them. ``steps`` are those of ``steps_of`` where the caller has asked for them.
    """
    asked = list(events)
    known = steps_of(asked) if steps is None else steps
    seen = _Sight(viewer, asked, subjects)
    return {event.pk: list(_changes(event, known.get(event.pk), seen)) for event in asked}


class _Sight:
    """What one reader sees of each subject, asked once for each model and subject."""

    def __init__(self, viewer: Viewer, events: list[Event], subjects: Mapping[int, User] | None) -> None:
        self.viewer = viewer
        asked = {event.subject_id for event in events if event.subject_id is not None}
        known = dict(subjects or {})
        if asked - known.keys():
            known |= {person.pk: person for person in people().filter(pk__in=asked - known.keys())}
            know_people(viewer, asked)
        self.subjects = known
        self._seen: dict[tuple[str, int | None], frozenset[str]] = {}

    def fields(self, model_label: str, subject_id: int | None) -> frozenset[str]:
        key = (model_label, subject_id)
        if key not in self._seen:
            self._seen[key] = self._find(model_label, subject_id)
        return self._seen[key]

    def _find(self, model_label: str, subject_id: int | None) -> frozenset[str]:
        if subject_id is None:
            return visible_fields(self.viewer, model_label)
        person = self.subjects.get(subject_id)
        if person is not None:
            return visible_fields(self.viewer, model_label, person)
        # The account is gone, and with it the department that could lie in a scope.
        seen_as = general_audiences(self.viewer)
        if keeps_scope_only(self.viewer):
            seen_as -= {policy.Audience.HR}
        return policy.visible_fields(model_label, seen_as)


def _changes(event: Event, step: Step | None, seen: _Sight) -> Iterator[Change]:
    if step is None:
        yield from _memberships(event, seen)
        return
    label = step.model._meta.label
    visible = seen.fields(label, event.subject_id)
    removed = event.action == Event.Action.DELETE
    # What was found or made came from nothing, even where an older row of the same number lies in the history.
    before = None if event.action in WHOLE else step.before
    old, new = (step.after, None) if removed else (before, step.after)
    for name in _told(event, step, before):
        field = _field(step.model, name)
        if field is None or name not in visible:
            yield Change(name, label_of_field(label, name), None, None, masked=True)
            continue
        yield _change(field, label, old, new)


def changes_between(model: type[models.Model], old: Snapshot, new: Snapshot, visible: frozenset[str]) -> list[Change]:
    """What differs between two rows of one model, in the order of its fields; masked outside ``visible``."""
    label = model._meta.label
    rules = policy.FIELDS[label]
    fields = [field for field in model._meta.concrete_fields if field.attname in new.values]
    differing = [
        field
        for field in fields
        if rules[field.name].section != "system" and old.values[field.attname] != new.values[field.attname]
    ]
    return [
        _change(field, label, old, new)
        if field.name in visible
        else Change(field.name, label_of_field(label, field.name), None, None, masked=True)
        for field in differing
    ]


def _told(event: Event, step: Step, before: Snapshot | None) -> list[str]:
    """The fields to tell of: those of the event, or where a whole record came or went all that hold a value."""
    if before is not None and event.changed:
        known = [field.name for field in step.model._meta.concrete_fields]
        changed = set(event.changed)
        return [*(name for name in known if name in changed), *sorted(changed - set(known))]
    rules = policy.FIELDS[step.model._meta.label]
    fields = [field for field in step.model._meta.concrete_fields if field.attname in step.after.values]
    told = [field for field in fields if rules[field.name].section != "system"]
    if step.after.is_redacted:
        return [field.name for field in told]
    return [field.name for field in told if step.after.values[field.attname] not in (None, "", [], False)]


def _change(field: models.Field[Any, Any], model_label: str, old: Snapshot | None, new: Snapshot | None) -> Change:
    label = label_of_field(model_label, field.name)
    gone = [row for row in (old, new) if row is not None and row.is_redacted]
    if gone and len(gone) == len([row for row in (old, new) if row is not None]):
        return Change(field.name, label, None, None, redacted=True)
    is_long = isinstance(field, models.TextField)
    return Change(field.name, label, _text(field, old), _text(field, new), is_long and not gone)


def _text(field: models.Field[Any, Any], row: Snapshot | None) -> str | None:
    if row is None:
        return None
    return _("redacted") if row.is_redacted else display(field, row.values.get(field.attname), row.labels)


@cache
def _field(model: type[models.Model], name: str) -> models.Field[Any, Any] | None:
    """The field of that name whose column the history keeps."""
    columns = columns_of(model)
    return next((f for f in model._meta.concrete_fields if f.name == name and f.attname in columns), None)


def _memberships(event: Event, seen: _Sight) -> Iterator[Change]:
    """Roles and permissions that were given or taken, from the details of the event."""
    if event.action != Event.Action.PERMISSION or not event.changed:
        return
    name, *signed = [str(part) for part in event.changed]
    model_label = MEMBERSHIPS.get(name)
    if model_label is None:
        return
    label = label_of_field(model_label, name)
    if name not in seen.fields(model_label, event.subject_id):
        yield Change(name, label, None, None, masked=True)
        return
    taken = ", ".join(part[2:] for part in signed if part.startswith("- "))
    given = ", ".join(part[2:] for part in signed if part.startswith("+ "))
    if taken or given:
        yield Change(name, label, taken or None, given or None)


def model_label_of(kind: int | None) -> str:
    """The label of the model behind a kind of record (``"profiles.Profile"``); empty for kinds without history."""
    model = MODEL_OF.get(RecordKind(kind)) if kind else None
    return model._meta.label if model is not None else ""
