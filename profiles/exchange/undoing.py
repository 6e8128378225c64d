"""Takes an import back from history: what still is as the import left it; the rest is kept and named.

People whom the import added are removed when nothing else refers to them; their history stays. Departments and
locations that it made stay too: others may use them by now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.history.access import record_access
from profiles.history.bulk import FastRows, Rows, hold_all_jobs, record
from profiles.history.commitments import columns_of, history_model
from profiles.history.context import current
from profiles.history.labels import names_of_people
from profiles.models import (
    CHANGED,
    REMOVED,
    EmergencyContact,
    EmploymentRecord,
    Event,
    ImportBatch,
    ImportPart,
    Profile,
    RecordKind,
)

from .applying import Progress
from .as_import import as_import
from .errors import NotNow
from .keys import chunks
from .planning import kept_by
from .previews import Pages
from .tables import DEPARTMENTS, may_import
from .touched import history_before, history_rows, moved_since, touched_by
from .undoing_departments import UndoDepartments
from .uploads import table_of

KEPT = "kept"
_UNDOABLE = (ImportBatch.State.APPLIED, ImportBatch.State.UNDOING)
_TRACKED: tuple[type[models.Model], ...] = (User, Profile, EmploymentRecord, EmergencyContact)


def undo(
    batch: ImportBatch,
    by: User | None,
    reason: str,
    *,
    rows: Rows | None = None,
    progress: Progress | None = None,
) -> ImportBatch:
    """Put back what the batch changed, as one operation of its own; what was changed since is kept and named.

    The people kept stand in the pages of kind "kept", each with the reason. Raises NotNow for a batch that is not
    applied or without a reason, PermissionDenied.
    """
    may_know = by is None or ImportBatch.objects.visible_to(by).filter(pk=batch.pk).exists()
    if not may_know or not may_import(by, table_of(batch)):
        raise PermissionDenied
    if not reason.strip():
        raise NotNow(_("Write why this import is undone."))
    try:
        with transaction.atomic(), as_import(by, reason.strip(), batch.sha256):
            stored = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            if stored.state not in _UNDOABLE or stored.operation_id is None:
                raise NotNow(_("Only an import that was applied can be undone, and only once."))
            work: _Undo | UndoDepartments
            if table_of(stored) is DEPARTMENTS:
                work = UndoDepartments(stored.operation_id, rows or FastRows())
            else:
                work = _Undo(stored.operation_id, by, rows or FastRows(), progress)
            work.run()
            _close(stored, work)
    except IntegrityError as error:
        raise NotNow(_("The old values no longer fit the records of today. Nothing was undone.")) from error
    except OperationalError as error:
        raise NotNow(_("Somebody is changing one of these records. Try again in a minute.")) from error
    batch.refresh_from_db()
    return batch


def _close(batch: ImportBatch, work: _Undo | UndoDepartments) -> None:
    is_of_people = isinstance(work, _Undo)
    names = names_of_people(work.kept) if isinstance(work, _Undo) else work.names
    ImportPart.objects.filter(batch=batch, kind=KEPT).delete()
    pages = Pages(batch)
    for key, why in work.kept.items():
        pages.add(KEPT, {"person": key if is_of_people else None, "name": names.get(key, ""), "message": why})
    pages.flush(all_of_it=True)
    record_access(Event.Action.UNDO, kind=RecordKind.BATCH, object_id=batch.pk, details=[f"kept {len(work.kept)}"])
    batch.undo_operation_id = current().operation().pk
    batch.counts = {**batch.counts, "undone": len(work.undone), "kept": len(work.kept)}
    batch.state = ImportBatch.State.PARTLY_UNDONE if work.kept else ImportBatch.State.UNDONE
    batch.save()


class _Undo:
    """One undo under way. ``kept`` says of each person why something of theirs was left; ``undone`` whom it helped."""

    def __init__(self, operation: int, by: User | None, rows: Rows, progress: Progress | None = None) -> None:
        self._progress, self._done = progress, 0
        self.kept: dict[int, str] = {}
        self.undone: set[int] = set()
        self._rows, self._at = rows, timezone.now()
        hold_all_jobs()
        self._touched = {model: touched_by(operation, model) for model in _TRACKED}
        self._persons = {person for touched in self._touched.values() for person in touched.person.values()}
        self._new = self._touched[User].created
        self._lock()
        self._keep(self._persons - kept_by(by, self._persons), _("The record is kept by others."))
        for model in _TRACKED:
            self._keep_what_moved(model)

    def _lock(self) -> None:
        for part in chunks(self._persons):
            accounts = User.objects.filter(pk__in=part).order_by("pk")
            if connection.vendor == "postgresql":
                accounts = accounts.select_for_update(nowait=True, no_key=True)
            list(accounts.values_list("pk"))

    def _keep(self, persons: Iterable[int], why: str) -> None:
        for person in persons:
            self.kept.setdefault(person, why)

    def _keep_what_moved(self, model: type[models.Model]) -> None:
        """A record whose newest history row is not the import's was changed since."""
        touched = self._touched[model]
        self._keep((touched.person[pk] for pk in moved_since(model, touched)), _("Changed since the import."))
        if model is EmploymentRecord and touched.last:
            self._keep_later_jobs(min(touched.first.values()))

    def _keep_later_jobs(self, since: int) -> None:
        own = set(self._touched[EmploymentRecord].last)
        for part in chunks(self._persons, 500):
            later = history_model(EmploymentRecord).objects.filter(person_id__in=part, history_id__gt=since)
            moved = {person for pk, person in later.values_list("id", "person_id") if pk not in own}
            self._keep(moved, _("A job was added since the import."))

    def run(self) -> None:
        """Put people back who were there before, then remove those who were not."""
        before = {model: self._chosen(model) for model in _TRACKED}
        self._undo_jobs(before[EmploymentRecord])
        added = self._touched[EmergencyContact].created
        self._remove_rows(EmergencyContact, [pk for pk in before[EmergencyContact] if pk in added])
        before[EmergencyContact] = [pk for pk in before[EmergencyContact] if pk not in added]
        for model in (User, Profile, EmergencyContact):
            self._restore(model, before[model])
        leaving = self._who_may_leave()
        self._remove(leaving)
        self.undone |= leaving

    def _tell(self, records: int) -> None:
        """Say that so many more records are done."""
        self._done += records
        if self._progress is not None:
            self._progress(self._done, max(self._done, sum(len(touched.last) for touched in self._touched.values())))

    def _chosen(self, model: type[models.Model]) -> list[int]:
        """Records of people who were there before the import and are not kept."""
        touched = self._touched[model]
        chosen = [pk for pk, person in touched.person.items() if person not in self._new and person not in self.kept]
        self.undone.update(touched.person[pk] for pk in chosen)
        return chosen

    def _undo_jobs(self, pks: list[int]) -> None:
        created = self._touched[EmploymentRecord].created
        self._remove_rows(EmploymentRecord, [pk for pk in pks if pk in created])
        changed = [pk for pk in pks if pk not in created]
        # For a moment they last one day and nobody is above them: two people, or two jobs, may change places.
        for part in chunks(changed, 500):
            starts = EmploymentRecord.objects.filter(pk__in=part).values_list("effective_from", "pk")
            loose = [(None, day + timedelta(days=1), pk) for day, pk in starts]
            self._rows.update(EmploymentRecord, ["manager_id", "effective_to"], loose)
        self._restore(EmploymentRecord, changed, always=("manager_id", "effective_to"))

    def _restore(self, model: type[models.Model], pks: list[int], always: tuple[str, ...] = ()) -> None:
        """Set the records to what the history says they were before the import."""
        touched, names = self._touched[model], columns_of(model)
        fields = {each.attname: each.name for each in model._meta.concrete_fields}
        for part in chunks(pks, 500):
            before = history_before(model, {pk: touched.first[pk] for pk in part})
            left = history_rows(model, [touched.last[pk] for pk in part])
            after, changed = [], []
            groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
            for pk in part:
                old, now = dict(before[pk]), left[pk]
                differing = [name for name in names if old[name] != now[name] and name != "version"]
                if "version" in old:
                    old["version"] = now["version"] + 1
                written = [name for name in names if old[name] != now[name] or name in always]
                groups[tuple(written)].append((*(old[name] for name in written), pk))
                after.append(old)
                changed.append([fields[name] for name in differing])
            for columns, rows in groups.items():
                if columns:
                    self._rows.update(model, columns, rows)
            record(self._rows, model, CHANGED, after, changed, self._at)
            self._tell(len(part))

    def _who_may_leave(self) -> set[int]:
        """New people whom nobody who stays refers to."""
        leaving = self._new - self.kept.keys()
        for person in self._referred_to(leaving):
            if person in leaving:
                self.kept[person] = _("Something else refers to this person by now.")
        leaving -= self.kept.keys()
        reports: dict[int, set[int]] = defaultdict(set)
        for part in chunks(leaving, 500):
            rows = EmploymentRecord.objects.filter(manager_id__in=part)
            for person, manager in rows.values_list("person_id", "manager_id"):
                reports[manager or 0].add(person)
        while stay := {manager for manager in leaving if reports[manager] - leaving}:
            self._keep(stay, _("Somebody who stays reports to this person."))
            leaving -= stay
        return leaving

    def _referred_to(self, persons: set[int]) -> set[int]:
        """Those of the people to whom any row points but their own profile and job rows."""
        own = {(Profile, "user"), (EmploymentRecord, "person"), (EmploymentRecord, "manager")}
        found: set[int] = set()
        for part in chunks(persons, 500):
            for relation in User._meta.related_objects:
                model, name = relation.related_model, relation.field.name
                if isinstance(model, type) and (model, name) not in own:
                    rows = model._base_manager.filter(**{f"{name}__in": part})
                    found.update(rows.values_list(relation.field.attname, flat=True))
            for many in User._meta.many_to_many:
                through: Any = many.remote_field.through
                found.update(through._base_manager.filter(user_id__in=part).values_list("user_id", flat=True))
        return found

    def _remove(self, leaving: set[int]) -> None:
        jobs: list[int] = []
        for part in chunks(leaving, 500):
            jobs += EmploymentRecord.objects.filter(person_id__in=part).values_list("pk", flat=True)
        self._remove_rows(EmploymentRecord, jobs)
        profiles: list[int] = []
        for part in chunks(leaving, 500):
            profiles += Profile.objects.filter(user_id__in=part).values_list("pk", flat=True)
        self._remove_rows(Profile, profiles)
        self._remove_rows(User, sorted(leaving))

    def _remove_rows(self, model: type[models.Model], pks: list[int]) -> None:
        for part in chunks(pks, 2000):
            gone: list[Mapping[str, Any]] = []
            for some in chunks(part, 500):
                gone += model._base_manager.filter(pk__in=some).values(*columns_of(model))
            record(self._rows, model, REMOVED, gone, [[]] * len(gone), self._at)
            self._tell(len(part))
            self._rows.delete(model, part)
