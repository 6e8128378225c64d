"""Evidence: lines of the ledger with everything that proves them, to be checked elsewhere without this installation.

Each line comes with its leaf, its path to the root of its seal, its circumstances and, where the reader may see every
value of the record, the values themselves. ``profiles/lib/evidence_check.py`` goes along as ``verify.py``.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import models

from profiles.lib.canonical import canonical
from profiles.lib.merkle import Path, leaf_hash, paths_of
from profiles.models import DocumentVersion, Event, Operation, RecordSchema, Seal, Viewer, people
from profiles.permissions import know_people, visible_fields

from .capture import ACTIONS, KIND_AND_SUBJECT
from .commitments import (
    columns_of,
    history_content,
    history_model,
    kept_columns,
    leaf_text,
    operation_text,
    operation_values,
)
from .schemas import columns_then
from .seals import checkpoint_line, leaf_rows

#: The most lines of one pack: they are proved one by one.
MOST_LINES = 10_000
_WRITES = {int(action) for action in ACTIONS.values()}


class Evidence:
    """The proof of some events for one reader. ``numbers`` are of events that the reader may know of."""

    def __init__(self, numbers: Sequence[int], viewer: Viewer) -> None:
        self.numbers = sorted(numbers)
        self.viewer = viewer
        self.seals = list(Seal.objects.filter(last_event__gte=self.numbers[0]).order_by("number")) if numbers else []
        self.values = _Values(viewer)

    def lines(self) -> Iterator[str]:
        """One line of JSON for each event, in the order of the ledger."""
        ends = [seal.last_event for seal in self.seals]
        groups: dict[int, list[int]] = {}
        for number in self.numbers:
            groups.setdefault(bisect_left(ends, number), []).append(number)
        for at, group in groups.items():
            seal = self.seals[at] if at < len(self.seals) else None
            yield from self._lines_under(seal, group)

    def seal_lines(self) -> str:
        """The seals that the lines are under, and the newest one, as a JSON list."""
        used = {bisect_left([seal.last_event for seal in self.seals], number) for number in self.numbers}
        kept = [seal for at, seal in enumerate(self.seals) if at in used or at == len(self.seals) - 1]
        return "[" + ",\n".join(checkpoint_line(seal) for seal in kept) + "]\n"

    def _lines_under(self, seal: Seal | None, numbers: list[int]) -> Iterator[str]:
        wanted = set(numbers)
        events = Event.objects.filter(id__in=numbers).order_by("id")
        if seal is not None:
            events = Event.objects.filter(id__gte=seal.first_event, id__lte=seal.last_event).order_by("id")
        shown: list[tuple[dict[str, Any], str]] = []
        leaves: list[bytes] = []
        places: list[int] = []
        for row in leaf_rows(events):
            packed = leaf_text(row)
            if row["id"] in wanted:
                places.append(len(leaves))
                shown.append((row, packed))
            leaves.append(leaf_hash(packed.encode()))
        paths: list[Path] = paths_of(leaves, places) if seal else [[] for _place in places]
        yield from self._told(shown, paths, seal)

    def _told(self, shown: list[tuple[dict[str, Any], str]], paths: list[Path], seal: Seal | None) -> Iterator[str]:
        operations = Operation.objects.in_bulk({row["operation_id"] for row, _packed in shown})
        values = self.values.of([row for row, _packed in shown])
        for (row, packed), path in zip(shown, paths, strict=True):
            yield json.dumps(
                {
                    "leaf": packed,
                    "seal": seal.number if seal else None,
                    "path": [[side, sibling.hex()] for side, sibling in path],
                    "operation": _opened(operations.get(row["operation_id"])),
                    "row": values.get(row["id"]),
                },
                ensure_ascii=False,
            )


def _opened(operation: Operation | None) -> dict[str, str] | None:
    if operation is None or operation.nonce is None:
        return None
    return _shown(bytes(operation.nonce), operation_text(operation_values(operation)))


def _shown(nonce: bytes, text: str) -> dict[str, str]:
    return {"nonce": nonce.hex(), "text": text}


class _Values:
    """The values of history rows that the reader may see as a whole; a part of them would prove nothing."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.models = {int(kind): model for model, (kind, _subject) in KIND_AND_SUBJECT.items()}
        self.schemas = {schema.code: columns_then(schema) for schema in RecordSchema.objects.all()}

    def of(self, lines: list[dict[str, Any]]) -> dict[int, dict[str, str]]:
        """By the number of the event, salt and text of its history row."""
        subjects = {line["subject_id"] for line in lines if line["subject_id"] is not None}
        known = {person.pk: person for person in people().filter(pk__in=subjects)}
        know_people(self.viewer, subjects)
        found: dict[int, dict[str, str]] = {}
        for kind, model in self.models.items():
            mine = [line for line in lines if line["kind"] == kind and line["action"] in _WRITES]
            open_to = [line for line in mine if self._sees_all(model, known.get(line["subject_id"] or 0), line)]
            found |= self._rows(model, {line["history_id"]: line["id"] for line in open_to})
        return found

    def _sees_all(self, model: type[models.Model], person: User | None, line: dict[str, Any]) -> bool:
        if line["history_id"] is None or (line["subject_id"] is not None and person is None):
            return False
        names = {field.name for field in model._meta.concrete_fields if field.attname in columns_of(model)}
        return names <= visible_fields(self.viewer, model._meta.label, person)

    def _rows(self, model: type[models.Model], wanted: dict[int, int]) -> dict[int, dict[str, str]]:
        if not wanted:
            return {}
        found = {}
        for row in history_model(model).objects.filter(history_id__in=wanted).values(*kept_columns(model)):
            columns = self.schemas.get(row["schema"])
            if row["nonce"] is None or columns is None or not row.keys() >= set(columns.values()):
                continue
            content = history_content(
                schema=row["schema"],
                change=row["history_type"],
                at=row["history_date"],
                labels=row["labels"],
                values={then: row[now] for then, now in columns.items()},
            )
            found[wanted[row["history_id"]]] = _shown(bytes(row["nonce"]), canonical(content).decode())
        return found


def files_of(person_id: int, viewer: Viewer) -> Iterator[tuple[str, int, str, str, int]]:
    """Title, version, name, SHA-256 and size in bytes of each file of the person that the reader may know of."""
    versions = DocumentVersion.objects.visible_to(viewer).filter(document__person=person_id)
    rows = versions.order_by("document_id", "number")
    yield from rows.values_list("document__title", "number", "display_name", "blob__sha256", "blob__size_bytes")
