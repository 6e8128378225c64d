"""What a person reads about themselves: all that the policy lets them see, section by section, and who else sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from profiles import policy
from profiles.models import EmploymentRecord
from profiles.people.completeness import label_of
from profiles.policy import Audience

SELF = frozenset({Audience.SELF})

#: Shown as a picture, not among the facts.
_NOT_FACTS = frozenset({"photo"})
_POSTAL_CODE, _CITY = "postal_code", "city"
_ADDRESS = ("address_line1", "address_line2", _POSTAL_CODE, _CITY, "region", "country")
_KINDS = {"website": "link", "bio": "text"}

#: The readers of a field, in words that speak to the person concerned.
_READERS = {
    policy.DIRECTORY: _("Everybody in the company"),
    policy.RECORD: _("You, HR and auditors"),
    policy.PRIVATE: _("You and HR"),
}


@dataclass(frozen=True)
class Fact:
    """One line of a section. ``kind`` is "", "text" (of several lines) or "link"; ``readers`` where they differ."""

    name: str
    label: str
    value: str
    kind: str = ""
    readers: str = ""
    is_missing: bool = False


@dataclass(frozen=True)
class Card:
    """One section of the record with its facts; ``seen_by`` says in words who reads it."""

    key: str
    label: str
    seen_by: str
    facts: Sequence[Fact]
    is_editable: bool


@dataclass(frozen=True)
class JobChange:
    """A job row other than the present one: when it holds, and what it says."""

    starts_on: date
    last_day: date | None
    words: str


@dataclass(frozen=True)
class Job:
    """The job today, what comes, and what was."""

    facts: Sequence[Fact]
    title: str
    department: str
    upcoming: Sequence[JobChange]
    past: Sequence[JobChange]

    @property
    def line(self) -> str:
        """Title and department in one line."""
        return ", ".join(word for word in (self.title, self.department) if word)


def cards(person: User) -> list[Card]:
    """The sections of account and profile that hold anything the person sees, in the order of the policy."""
    required = policy.required_fields("profiles.Profile") | policy.required_fields("auth.User")
    found = []
    for key, section in policy.SECTIONS.items():
        entries = list(_entries(person, key))
        if not entries or (key == "exit" and not any(_stored(row, name) for _label, row, name in entries)):
            continue
        rules = [policy.rule(label, name) for label, _row, name in entries]
        usual = Counter(rule.sees for rule in rules).most_common(1)[0][0]
        facts = _facts(entries, usual, required)
        editable = any(Audience.SELF in rule.edits for rule in rules)
        found.append(Card(key, section.label, readers(usual, section.seen_by), facts, editable))
    return found


def readers(sees: frozenset[Audience], otherwise: str) -> str:
    """Who sees a field, in words that speak to the person concerned; ``otherwise`` for an unusual audience."""
    return str(_READERS.get(sees, otherwise))


def section_readers(model_label: str, key: str) -> str:
    """Who sees most of what a section of the record holds of one model, in words."""
    rules = [rule for rule in policy.FIELDS[model_label].values() if rule.section == key and rule.sees >= SELF]
    usual = Counter(rule.sees for rule in rules).most_common(1)
    return readers(usual[0][0] if usual else policy.NOBODY, policy.SECTIONS[key].seen_by)


def _entries(person: User, key: str) -> Iterator[tuple[str, models.Model, str]]:
    """Model label, row and field name of everything in one section that the person sees."""
    for label, row in (("auth.User", person), ("profiles.Profile", person.profile)):
        visible = policy.visible_fields(label, SELF) - _NOT_FACTS
        for field in row._meta.concrete_fields:
            if field.name in visible and policy.rule(label, field.name).section == key:
                yield label, row, field.name


def _facts(
    entries: Iterable[tuple[str, models.Model, str]], usual: frozenset[Audience], required: frozenset[str]
) -> list[Fact]:
    facts = []
    for label, row, name in entries:
        if name in _ADDRESS:
            if name == _ADDRESS[0]:
                facts.append(_address(row, required))
            continue
        value = shown(row, name)
        sees = policy.rule(label, name).sees
        differs = readers(sees, "") if sees != usual else ""
        missing = not value and name in required
        facts.append(Fact(name, capfirst(label_of(label, name)), value, _KINDS.get(name, ""), differs, missing))
    return facts


def _address(row: models.Model, required: frozenset[str]) -> Fact:
    """The lines of the address as they stand on a letter; missing when a required part is."""
    parts = {name: shown(row, name) for name in _ADDRESS}
    place = " ".join(filter(None, (parts[_POSTAL_CODE], parts[_CITY])))
    lines = [place if name == _CITY else parts[name] for name in _ADDRESS if name != _POSTAL_CODE]
    lacking = any(not parts[name] for name in required & parts.keys())
    return Fact(_ADDRESS[0], str(_("Home address")), "\n".join(filter(None, lines)), "text", is_missing=lacking)


def _stored(row: models.Model, name: str) -> str:
    value = getattr(row, name)
    return "" if value is None else str(value)


def shown(row: models.Model, name: str) -> str:
    """A stored value as people read it; an empty string for none."""
    field: Any = row._meta.get_field(name)
    value = getattr(row, name)
    if value is None or value == "":
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, User):
        return value.profile.display_name
    if isinstance(value, Decimal):
        return formats.number_format(value.normalize() if value else value)
    return formats.date_format(value, "DATE_FORMAT") if isinstance(value, date) else str(value)


_JOB_DATES = ("effective_from", "effective_to")
_JOB_LABELS = {"employment_type": _("Employment type")}


def job_of(person: User) -> Job:
    """The person's job rows as the person sees them; one query."""
    today = timezone.localdate()
    rows = list(
        EmploymentRecord.objects.filter(person=person)
        .select_related("department", "location", "manager__profile")
        .order_by("effective_from")
    )
    states = {state: [row for row in rows if row.state_on(today) == state] for state in ("past", "current", "future")}
    current = states["current"][0] if states["current"] else None
    facts, title, department = [], "", ""
    if current is not None:
        facts = [Fact(name, label, value) for name, label, value in _job_values(current)]
        facts.append(
            Fact("effective_from", str(_("Since")), formats.date_format(current.effective_from, "DATE_FORMAT"))
        )
        title, department = shown(current, "job_title"), shown(current, "department")
    upcoming, before = [], current
    for row in states["future"]:
        upcoming.append(_change(row, before))
        before = row
    return Job(facts, title, department, upcoming, [_change(row, None) for row in reversed(states["past"])])


def _job_values(row: EmploymentRecord) -> list[tuple[str, str, str]]:
    """Name, label and value of what a job row says, without what is empty and without its dates."""
    visible = policy.visible_fields(row._meta.label, SELF)
    names = [field.name for field in row._meta.concrete_fields if field.name in visible]
    named = [(name, str(row._meta.get_field(name).verbose_name), shown(row, name)) for name in names]  # type: ignore[union-attr]
    return [
        (name, str(_JOB_LABELS.get(name, label if label.isupper() else capfirst(label))), value)
        for name, label, value in named
        if value and name not in _JOB_DATES
    ]


def _change(row: EmploymentRecord, before: EmploymentRecord | None) -> JobChange:
    """What a row says; beside a row before it, only what becomes different."""
    known = {name: value for name, _label, value in _job_values(before)} if before is not None else {}
    differing = [
        value if name in ("job_title", "department") else f"{label}: {value}"
        for name, label, value in _job_values(row)
        if known.get(name) != value
    ]
    if before is None:
        differing = [value for name, _label, value in _job_values(row) if name in ("job_title", "department")]
    return JobChange(row.effective_from, row.last_day, ", ".join(differing))
