"""What differs between two records of one person, in words, as far as one reader may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from profiles import policy
from profiles.history.as_of import Record, Row
from profiles.history.changes import Change
from profiles.history.last_writes import Place, Write, last_writes
from profiles.history.values import display, label_of_field
from profiles.models import Document, EmergencyContact, EmploymentRecord, Profile

from .record_words import FIELD_SECTIONS, JOB_FACTS, Sight, fields_of, text_of


@dataclass
class Entry:
    """One field from old to new, and who wrote the new value."""

    change: Change
    place: Place
    write: Write | None = None


@dataclass
class RowChange:
    """A row that came (``added``), went (``removed``) or is another (``changed``)."""

    what: str
    title: str
    place: Place
    entries: list[Entry] = field(default_factory=list)
    write: Write | None = None


@dataclass
class Part:
    """A part of the record in which something differs."""

    title: str
    seen_by: str = ""
    entries: list[Entry] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many fields and rows differ."""
        return len(self.entries) + len(self.rows)


def differences(
    person_id: int, before: tuple[Record, date], after: tuple[Record, date], sight: Sight, until: datetime
) -> list[Part]:
    """The parts in which the two records differ, each record with the day of which it tells."""
    parts = [_job_in_force(before, after, sight), *_sections(before[0], after[0], sight)]
    parts += _rows(before[0], after[0], sight)
    parts = [part for part in parts if part.count]
    _explain(person_id, parts, until)
    return parts


def _sections(before: Record, after: Record, sight: Sight) -> Iterator[Part]:
    found = {key: _part(key) for key in FIELD_SECTIONS}
    for model, old, new in ((User, before.account, after.account), (Profile, before.profile, after.profile)):
        for entry in _entries((before, old), (after, new), model, sight):
            section = policy.FIELDS[model._meta.label][entry.change.name].section
            if section in found:
                found[section].entries.append(entry)
    yield from found.values()


def _part(key: str) -> Part:
    section = policy.SECTIONS[key]
    return Part(_(section.label), _(section.seen_by))


def _job_in_force(before: tuple[Record, date], after: tuple[Record, date], sight: Sight) -> Part:
    """The job that held on the one day beside that of the other, whether or not a row was written between."""
    old, new = before[0].job_on(before[1]), after[0].job_on(after[1])
    part = _part("job")
    part.title = _("Job in force")
    if old is None and new is None:
        return part
    part.entries = [
        entry
        for entry in _entries((before[0], old), (after[0], new), EmploymentRecord, sight)
        if entry.change.name in JOB_FACTS
    ]
    return part


def _rows(before: Record, after: Record, sight: Sight) -> Iterator[Part]:
    groups = (
        ("job", _("All jobs"), before.jobs, after.jobs),
        ("contacts", _("Emergency contacts"), before.contacts, after.contacts),
        ("documents", _("Documents"), before.documents, after.documents),
    )
    for key, title, old_rows, new_rows in groups:
        part = _part(key)
        part.title = title
        old, new = {row.pk: row for row in old_rows}, {row.pk: row for row in new_rows}
        for pk in sorted(old.keys() | new.keys()):
            change = _row_change((before, old.get(pk)), (after, new.get(pk)), sight)
            if change is not None:
                part.rows.append(change)
        yield part


def _row_change(before: tuple[Record, Row | None], after: tuple[Record, Row | None], sight: Sight) -> RowChange | None:
    row = after[1] or before[1]
    if row is None:
        return None
    entries = list(_entries(before, after, row.model, sight))
    if before[1] is not None and after[1] is not None:
        return RowChange("changed", _title(row, sight), (row.model, row.pk, ""), entries) if entries else None
    what = "added" if before[1] is None else "removed"
    shown = [entry for entry in entries if not entry.change.masked]
    return RowChange(what, _title(row, sight), (row.model, row.pk, ""), shown)


def _title(row: Row, sight: Sight) -> str:
    """What the row is called; its kind for those who may not see its name."""
    if row.is_redacted:
        return _("redacted")
    if row.model is EmploymentRecord:
        return _("%(job)s from %(day)s") % {"job": row["job_title"] or _("Job"), "day": row["effective_from"]}
    if row.model is EmergencyContact:
        return str(row["name"]) if sight.sees(EmergencyContact, "name") else capfirst(_("emergency contact"))
    kind: Any = Document._meta.get_field("type")
    return f"{row['title']} · {display(kind, row['type_id'], row.labels)}"


def _entries(
    before: tuple[Record, Row | None], after: tuple[Record, Row | None], model: type[models.Model], sight: Sight
) -> Iterator[Entry]:
    """The fields whose stored values differ; those that the reader may not see without their values."""
    row = after[1] or before[1]
    if row is None:
        return
    for each in fields_of(model):
        values = [found[each.attname] if found is not None else None for found in (before[1], after[1])]
        redacted = any(found is not None and found.is_redacted for found in (before[1], after[1]))
        if values[0] == values[1] or (
            None in (before[1], after[1]) and values[0] in _NOTHING and values[1] in _NOTHING
        ):
            continue
        yield Entry(_change(before, after, each, sight, redacted=redacted), (row.model, row.pk, each.name))


_NOTHING: Sequence[Any] = (None, "", False)


def _change(
    before: tuple[Record, Row | None],
    after: tuple[Record, Row | None],
    entry: models.Field[Any, Any],
    sight: Sight,
    *,
    redacted: bool,
) -> Change:
    label = label_of_field(entry.model._meta.label, entry.name)
    if not sight.sees(entry.model, entry.name):
        return Change(entry.name, label, None, None, masked=True)
    old, new = (text_of(*found, entry) if found[1] is not None else None for found in (before, after))
    return Change(entry.name, label, old, new, isinstance(entry, models.TextField) and not redacted)


def _explain(person_id: int, parts: Iterable[Part], until: datetime) -> None:
    """Say of each difference who wrote it; three queries at most."""
    found: list[Entry | RowChange] = []
    for part in parts:
        found += [*part.entries, *part.rows, *(entry for row in part.rows for entry in row.entries)]
    writes = last_writes(person_id, {each.place for each in found}, until)
    for each in found:
        each.write = writes.get(each.place)
