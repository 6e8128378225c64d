"""A record of history rows in words, as far as one reader may see it: sections, jobs, contacts, documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext as _

from profiles import policy
from profiles.history.as_of import PARTS, Record, Row
from profiles.history.in_force import InForce
from profiles.history.last_writes import Place, Write, last_writes
from profiles.history.values import DASH, display, label_of_field
from profiles.models import EmploymentRecord, Profile, Viewer
from profiles.permissions import visible_fields

#: The sections that are made of fields of the account and the profile, in the order of the record.
FIELD_SECTIONS = ("about", "contact", "employment", "personal", "identity", "exit", "account")
#: The facts of a job, without its days.
JOB_FACTS = ("job_title", "department", "manager", "location", "employment_type", "fte", "cost_centre", "note")


@dataclass(frozen=True)
class Sight:
    """What one reader sees of one person: the names of the fields of each table."""

    fields: Mapping[type[models.Model], frozenset[str]]

    @classmethod
    def of(cls, viewer: Viewer, person: User) -> Sight:
        """Ask the policy once for each table."""
        return cls({model: visible_fields(viewer, model._meta.label, person) for model in PARTS})

    def sees(self, model: type[models.Model], name: str) -> bool:
        """Whether the reader sees the field."""
        return name in self.fields[model]


@dataclass
class Other:
    """Another value of a field, and who wrote the difference at one of ``places``."""

    value: str
    places: Sequence[Place]
    write: Write | None = None


@dataclass
class Line:
    """A field as it was; if different, ``then`` is what was known on the day itself and ``today`` what holds today."""

    label: str
    value: str
    is_text: bool = False
    person_id: int | None = None
    then: Other | None = None
    today: Other | None = None


@dataclass(frozen=True)
class Section:
    """A part of the record with its heading and, in words, who sees it."""

    key: str
    title: str
    seen_by: str
    lines: list[Line] = field(default_factory=list)


def fields_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields of a record's table that people care about and that history keeps, in the order of the policy."""
    kept = {each.name: each for each in model._meta.concrete_fields}
    rules = policy.FIELDS[model._meta.label]
    hidden = {"password", "last_login"}
    return [
        kept[name] for name, rule in rules.items() if name in kept and name not in hidden and rule.section != "system"
    ]


def text_of(record: Record, row: Row | None, entry: models.Field[Any, Any]) -> str:
    """The value of a field in words, with the names of that moment."""
    if row is None:
        return DASH
    if row.is_redacted:
        return _("redacted")
    names = {**row.labels}
    if entry.is_relation:
        names[entry.attname] = record.name(row, entry.attname)
    value = row[entry.attname]
    # Places that the column keeps and nobody wrote: an FTE of 1.000 is 1.
    return display(entry, value.normalize() if isinstance(value, Decimal) else value, names)


def sections_of(shown: Record, now: Record, sight: Sight) -> list[Section]:
    """The sections of fields that hold something or held something else, each field beside its value of today."""
    found = {key: Section(key, *_heading(key)) for key in FIELD_SECTIONS}
    for model, row, row_now in ((User, shown.account, now.account), (Profile, shown.profile, now.profile)):
        label = model._meta.label
        for entry in fields_of(model):
            section = found.get(policy.FIELDS[label][entry.name].section)
            if section is None or not sight.sees(model, entry.name):
                continue
            value, today = text_of(shown, row, entry), text_of(now, row_now, entry)
            line = Line(label_of_field(label, entry.name), value, isinstance(entry, models.TextField))
            if value != today and row_now is not None and not (row is not None and row.is_redacted):
                line.today = Other(today, [(model, row_now.pk, entry.name)])
            if value != DASH or line.today:
                section.lines.append(line)
    return [section for section in found.values() if section.lines]


def job_lines(found: InForce, sight: Sight) -> list[Line]:
    """The facts of the job in force, beside what was known of it on the day itself and the job of today."""
    lines, job, then, now = [], found.job, found.job_known_then, found.job_now
    for name in JOB_FACTS:
        if not sight.sees(EmploymentRecord, name):
            continue
        entry: Any = EmploymentRecord._meta.get_field(name)
        value = text_of(found.known, job, entry)
        line = Line(label_of_field(EmploymentRecord._meta.label, name), value, name == "note")
        if name == "manager" and job is not None:
            line.person_id = job["manager_id"]
        line.then = _other(value, text_of(found.then, then, entry), _places(name, job, then))
        line.today = _other(value, text_of(found.now, now, entry), _places(name, now, job))
        if value != DASH or line.then or line.today:
            lines.append(line)
    return lines


def _other(value: str, other: str, places: Sequence[Place]) -> Other | None:
    return Other(other, places) if other != value else None


def _places(name: str, row: Row | None, otherwise: Row | None) -> list[Place]:
    """Where the field was written last; where there is no row any more, what ended or removed the one there was."""
    if row is not None:
        return [(row.model, row.pk, name)]
    return [(otherwise.model, otherwise.pk, "effective_to")] if otherwise is not None else []


def explain(lines: Iterable[Line], person_id: int) -> None:
    """Say of each difference who wrote it last; three queries at most."""
    others = [other for line in lines for other in (line.then, line.today) if other is not None]
    writes = last_writes(person_id, {place for other in others for place in other.places})
    for other in others:
        other.write = next((writes[place] for place in other.places if place in writes), None)


def _heading(key: str) -> tuple[str, str]:
    section = policy.SECTIONS[key]
    return _(section.label), _(section.seen_by)


def heading(key: str) -> Section:
    """The heading of a part that is made of rows."""
    return Section(key, *_heading(key))
