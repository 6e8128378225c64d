"""What every table stands on: tracked writes, append-only rows and the history base."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import wraps
from typing import Any, NoReturn, Self, TypeVar

from django.apps import apps
from django.db import models, transaction
from django.dispatch import Signal
from simple_history import register
from simple_history.models import HistoricalRecords

CREATED, CHANGED, REMOVED = "+", "~", "-"

#: Sent after rows of a tracked model were written, inside the same transaction as the write.
#: ``sender`` is the model; ``pks`` the primary keys; ``change`` one of CREATED, CHANGED, REMOVED;
#: ``removed`` the instances as they were (REMOVED only, as nothing can be read back).
rows_written = Signal()

#: Sent after rows of a table that joins two models were written, inside the same transaction as the write.
#: ``sender`` is the model of the joining table; ``rows`` its rows; ``change`` CREATED or REMOVED.
links_written = Signal()

ModelT = TypeVar("ModelT", bound=models.Model)


class WriteRefused(TypeError):
    """Raised when code tries to write by a way that would leave no history."""


class TrackedQuerySet(models.QuerySet[ModelT]):
    """A queryset whose bulk writes leave the same history as ``save()``; what cannot be tracked is refused."""

    def update(self, **values: Any) -> int:
        """Update the rows and record each that changed."""
        with transaction.atomic():
            pks = list(self.values_list("pk", flat=True))
            # Elsewhere than on SQLite somebody may add a row that fits between our look and our write.
            alone = transaction.get_connection().vendor == "sqlite"
            count = models.QuerySet.update(self if alone else self.filter(pk__in=pks), **values)
            rows_written.send(sender=self.model, pks=pks, change=CHANGED)
        return count

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(
        self,
        objs: Iterable[ModelT],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[ModelT]:
        """Insert the rows and record each; raises WriteRefused for writes that hide what they changed."""
        if ignore_conflicts or update_conflicts:
            raise WriteRefused("Insert or update explicitly: a conflict clause hides which rows changed.")
        with transaction.atomic():
            created = super().bulk_create(objs, batch_size=batch_size)
            rows_written.send(sender=self.model, pks=[row.pk for row in created], change=CREATED)
        return created

    def bulk_update(self, objs: Iterable[ModelT], fields: Iterable[str], batch_size: int | None = None) -> int:
        """Update the rows and record each that changed."""
        rows = list(objs)
        with transaction.atomic():
            # Django's bulk_update calls update() once a batch; the rows are recorded there.
            return super().bulk_update(rows, fields, batch_size=batch_size)

    def _raw_delete(self, using: str | None) -> NoReturn:
        raise WriteRefused("Rows of a tracked model are removed one by one, so that each leaves history.")


class LinkQuerySet(models.QuerySet[ModelT]):
    """A queryset of a table that joins two models, such as roles and accounts: each row given or taken is told."""

    def bulk_create(
        self,
        objs: Iterable[ModelT],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[ModelT]:
        """Insert the rows that are not there yet and tell of each; what is there already is left as it is."""
        if update_conflicts:
            raise WriteRefused("A row that joins two others has nothing to update.")
        ends = [field.attname for field in self.model._meta.concrete_fields if field.is_relation]
        with transaction.atomic():
            rows = list(objs)
            near = self.filter(**{f"{end}__in": {getattr(row, end) for row in rows} for end in ends})
            known = set(near.values_list(*ends))
            fresh = [row for row in rows if tuple(getattr(row, end) for end in ends) not in known]
            created = super().bulk_create(fresh, batch_size=batch_size)
            links_written.send(sender=self.model, rows=created, change=CREATED)
        return created

    def update(self, **values: Any) -> NoReturn:
        """Raises WriteRefused always: what is joined is taken away and given anew."""
        raise WriteRefused("A row that joins two others is never changed.")

    def _raw_delete(self, using: str | None) -> int:
        # Every removal comes through here: remove(), clear(), set(), and a deletion of either side.
        with transaction.atomic():
            rows = list(self)
            links = models.QuerySet[ModelT](self.model, using=using).filter(pk__in=[row.pk for row in rows])
            count: int = models.QuerySet._raw_delete(links, using)
            links_written.send(sender=self.model, rows=rows, change=REMOVED)
        return count


class HistoryQuerySet(models.QuerySet[ModelT]):
    """Rows of history; only those that bring their part of the proof are taken."""

    def bulk_create(self, objs: Iterable[ModelT], *args: Any, **kwargs: Any) -> list[ModelT]:
        """Insert the rows; raises WriteRefused for rows that the capture function did not make."""
        rows = list(objs)
        if args or kwargs or any(not getattr(row, "nonce", None) for row in rows):
            raise WriteRefused("Rows of history are written by the capture function alone.")
        return super().bulk_create(rows)


class AuditedHistory(models.Model):
    """What each history row adds to the values: where it was written, names as they were, and its part of the proof.

    ``labels`` maps a column that points to another row to the name which that row had at the time. ``nonce`` salts
    the commitment in the row's event, so that the commitment tells nothing about the values; a redaction empties
    both. ``schema`` is the code of the ``RecordSchema`` that lists the columns there were.
    """

    operation_id = models.BigIntegerField(null=True, editable=False)
    schema = models.CharField(max_length=16, blank=True, editable=False)
    labels = models.JSONField(null=True, editable=False)
    nonce = models.BinaryField(max_length=16, null=True, editable=False)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises WriteRefused always: a row by itself has no event."""
        raise WriteRefused("Rows of history are written by the capture function alone.")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises WriteRefused always."""
        raise WriteRefused("Rows of history are never removed.")


class AuditedRecords(HistoricalRecords):  # type: ignore[misc]
    """simple-history's records, written by our one capture function instead of its own signal handler.

    Neither ``SIMPLE_HISTORY_ENABLED`` nor ``skip_history_when_saving`` silences it, and rows loaded from a
    fixture (``raw``) are recorded too. The writer's id is a plain number: removing an account must not
    rewrite history.
    """

    def __init__(self, **options: Any) -> None:
        options.setdefault("bases", [AuditedHistory])
        options.setdefault("history_user_id_field", models.BigIntegerField(null=True))
        super().__init__(**options)

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        """The library's options with an index that finds the newest row of a record."""
        options: dict[str, Any] = super().get_meta_options(model)
        key, name = model._meta.pk.name, model._meta.model_name
        return {**options, "indexes": [models.Index(fields=[key, "-history_id"], name=f"h_{name}_newest"[:30])]}

    def add_extra_methods(self, cls: type[models.Model]) -> None:
        """None: the library would add a way to save without history."""

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        """Prepare the model as the library does; what Django writes behind the scenes is tracked as well."""
        super().finalize(sender, **kwargs)
        if self.cls is sender:
            vars(sender._meta)["audited_records"] = self
            # Cascades and SET_NULL write through the base manager. Set here, it is no part of migrations.
            sender._meta.base_manager_name = "objects"
            models.signals.pre_save.connect(self.pre_save, sender=sender, weak=False)

    def pre_save(self, instance: models.Model, using: str | None = None, **kwargs: Any) -> None:
        """Raises WriteRefused where the row could be kept and its history lost."""
        if not transaction.get_connection(using).in_atomic_block:
            raise WriteRefused("A row and its history are written in one transaction: open one, or call save().")

    def pre_delete(self, instance: models.Model, **kwargs: Any) -> None:
        """Keep the row as it is stored: what is in memory may never have been written."""
        names = [field.attname for field in self.fields_included(instance)]
        stored = type(instance)._base_manager.filter(pk=instance.pk).values(*names).first()
        vars(instance)["_removed_values"] = stored

    def post_save(self, instance: models.Model, created: bool, using: str | None = None, **kwargs: Any) -> None:
        """Record the saved row."""
        self.create_historical_record(instance, CREATED if created else CHANGED, using=using)

    def post_delete(self, instance: models.Model, using: str | None = None, **kwargs: Any) -> None:
        """Record the removed row."""
        self.create_historical_record(instance, REMOVED, using=using)

    def create_historical_record(self, instance: models.Model, history_type: str, using: str | None = None) -> None:
        """Tell the capture function which row was written and how."""
        removed = [instance] if history_type == REMOVED else []
        model = instance._meta.concrete_model
        rows_written.send(sender=model, pks=[instance.pk], change=history_type, removed=removed)


class TrackedModel(models.Model):
    """Base of every business table: tracked queryset, atomic save and delete, values as loaded."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save together with the history row: both are kept or neither."""
        only = kwargs.get("update_fields")
        with transaction.atomic():
            super().save(*args, **kwargs)
        stored = {f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields if _among(f, only)}
        self._loaded_values = getattr(self, "_loaded_values", {}) | stored

    save.alters_data = True  # type: ignore[attr-defined]

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any) -> Self:
        """Remember the values as loaded, so that a row knows whether it changed."""
        instance = super().from_db(db, field_names, values, **options)
        instance._loaded_values = dict(zip(field_names, values, strict=False))
        return instance

    def changed_fields(self) -> set[str]:
        """Attribute names whose value differs from the one loaded; all of them for a new row."""
        loaded: dict[str, Any] = getattr(self, "_loaded_values", {})
        names = [field.attname for field in self._meta.concrete_fields]
        return {name for name in names if name not in loaded or loaded[name] != getattr(self, name)}

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove together with the history row: both happen or neither."""
        with transaction.atomic():
            return super().delete(*args, **kwargs)

    delete.alters_data = True  # type: ignore[attr-defined]


def _among(field: Any, names: Iterable[str] | None) -> bool:
    """Whether a save of these fields (None: of all) stores this one."""
    return names is None or field.name in (known := frozenset(names)) or field.attname in known


def track(model: type[models.Model], **options: Any) -> None:
    """Keep history of a model of another app, with the same guards as a TrackedModel; the options are the library's."""
    register(model, app="profiles", records_class=AuditedRecords, **options)
    _guard(model, TrackedQuerySet)
    model.save = _whole(model.save)  # type: ignore[method-assign]


def track_links(through: type[models.Model]) -> None:
    """Tell of each row that joins two models; rows are written by the relation alone."""
    _guard(through, LinkQuerySet)
    through._meta.base_manager_name = "objects"
    through.save = through.delete = _refuse_link  # type: ignore[method-assign]


def _guard(model: type[models.Model], queryset: type[models.QuerySet[Any]]) -> None:
    """Give the model's manager another queryset; what else the manager can do, and its place in migrations, stay."""
    known = type(model._default_manager)
    made: Any = known.from_queryset(queryset, class_name=known.__name__)
    # For migrations it equals the manager that it replaces.
    made.__eq__ = lambda self, other: isinstance(other, known) and vars(self)["_constructor_args"] == ((), {})
    made.__hash__ = known.__hash__
    model._meta.local_managers[:] = [one for one in model._meta.local_managers if one.name != "objects"]
    model.add_to_class("objects", made())


def _whole(save: Callable[..., None]) -> Callable[..., None]:
    """Save and history: both are kept or neither."""

    @wraps(save)
    def inside(*args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            save(*args, **kwargs)

    return inside


def _refuse_link(self: models.Model, *args: Any, **kwargs: Any) -> NoReturn:
    raise WriteRefused("Give and take through the relation, for example user.groups.add(role).")


class AppendOnlyQuerySet(models.QuerySet[ModelT]):
    """A queryset that can read and insert, nothing else."""

    def bulk_create(  # type: ignore[override]
        self, objs: Iterable[ModelT], batch_size: int | None = None, **clauses: Any
    ) -> list[ModelT]:
        """Insert the rows; raises WriteRefused for a clause that would change what is there or hide what is not."""
        if any(clauses.values()):
            raise WriteRefused("Rows of the ledger are never changed.")
        return super().bulk_create(objs, batch_size=batch_size)

    def update(self, **values: Any) -> NoReturn:
        """Raises WriteRefused always."""
        raise WriteRefused("Rows of the ledger are never changed.")

    def delete(self) -> NoReturn:
        """Raises WriteRefused always."""
        raise WriteRefused("Rows of the ledger are never removed.")

    def bulk_update(self, objs: Iterable[ModelT], fields: Iterable[str], batch_size: int | None = None) -> NoReturn:
        """Raises WriteRefused always."""
        raise WriteRefused("Rows of the ledger are never changed.")

    def _raw_delete(self, using: str | None) -> NoReturn:
        raise WriteRefused("Rows of the ledger are never removed.")


class AppendOnly(models.Model):
    """Base of tables whose rows are written once: saving again or deleting raises WriteRefused."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row; raises WriteRefused when it is already stored."""
        if not self._state.adding:
            raise WriteRefused("Rows of the ledger are never changed.")
        super().save(*args, **kwargs)

    save.alters_data = True  # type: ignore[attr-defined]

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises WriteRefused always."""
        raise WriteRefused("Rows of the ledger are never removed.")


def tracked_models() -> Sequence[type[models.Model]]:
    """Every model that keeps history, in the order of registration."""
    return [model for model in apps.get_models() if hasattr(model._meta, "simple_history_manager_attribute")]
