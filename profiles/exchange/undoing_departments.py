"""Takes an import of departments back: what nobody changed since gets its old values; new ones go when not used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.history.bulk import Rows, record
from profiles.history.commitments import columns_of
from profiles.models import REMOVED, Department

from .register_writing import RowChanges
from .touched import history_before, moved_since, touched_by


class UndoDepartments:
    """One undo under way. ``kept`` says of each department why it was left, ``names`` how it is called now."""

    def __init__(self, operation: int, rows: Rows) -> None:
        self.kept: dict[int, str] = {}
        self.undone: set[int] = set()
        self._rows, self._at = rows, timezone.now()
        stored = Department.objects.order_by("pk")
        if connection.vendor == "postgresql":
            stored = stored.select_for_update(nowait=True)
        self.names: Mapping[int, str] = dict(stored.values_list("pk", "name"))
        self._touched = touched_by(operation, Department)
        self._keep(moved_since(Department, self._touched), _("Changed since the import."))

    def _keep(self, pks: Iterable[int], why: str) -> None:
        for pk in pks:
            self.kept.setdefault(pk, why)

    def run(self) -> None:
        """Give the old values back, then remove what was added and is not used."""
        created = self._touched.created
        changed = {pk: first for pk, first in self._touched.first.items() if pk not in created and pk not in self.kept}
        before = history_before(Department, changed) if changed else {}
        changes = RowChanges(self._rows, Department, before)
        changes.loosen()
        changes.settle()
        changes.record(self._at)
        leaving = self._who_may_leave(created - self.kept.keys())
        gone: list[dict[str, Any]] = list(Department.objects.filter(pk__in=leaving).values(*columns_of(Department)))
        record(self._rows, Department, REMOVED, gone, [[]] * len(gone), self._at)
        self._rows.delete(Department, leaving)
        self.undone |= {*changed, *leaving}

    def _who_may_leave(self, leaving: set[int]) -> set[int]:
        """New departments in which nobody works or worked, and below which nothing stays."""
        for relation in Department._meta.related_objects:
            model, name = relation.related_model, relation.field.name
            if isinstance(model, type) and model is not Department:
                rows = model._base_manager.filter(**{f"{name}__in": leaving})
                self._keep(
                    rows.values_list(relation.field.attname, flat=True), _("Something else refers to it by now.")
                )
        leaving = leaving - self.kept.keys()
        while True:
            below = Department.objects.filter(parent__in=leaving).exclude(pk__in=leaving)
            stay = {pk for pk in below.values_list("parent_id", flat=True) if pk is not None}
            if not stay:
                return leaving
            self._keep(stay, _("Another department lies in it by now."))
            leaving -= stay
