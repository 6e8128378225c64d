"""What every table stands on: tracked writes, append-only rows and the history base."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NoReturn, Self, TypeVar

from django.apps import apps
from django.db import models, transaction
from django.dispatch import Signal
from simple_history.models import HistoricalRecords

CREATED, CHANGED, REMOVED = "+", "~", "-"

#: Sent after rows of a tracked model were written, inside the same transaction as the write.
#: ``sender`` is the model; ``pks`` the primary keys; ``change`` one of CREATED, CHANGED, REMOVED;
#: ``removed`` the instances as they were (REMOVED only, as nothing can be read back).
rows_written = Signal()

ModelT = TypeVar("ModelT", bound=models.Model)


class WriteRefused(TypeError):
    """Raised when code tries to write by a way that would leave no history."""


class TrackedQuerySet(models.QuerySet[ModelT]):
    """A queryset whose bulk writes leave the same history as ``save()``; what cannot be tracked is refused."""

    def update(self, **values: Any) -> int:
        """Update the rows and record each that changed."""
        with transaction.atomic():
            pks = list(self.values_list("pk", flat=True))
            count = super().update(**values)
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

    class Meta:
        abstract = True


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
        with transaction.atomic():
            super().save(*args, **kwargs)
        self._loaded_values = {f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields}

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


class AppendOnlyQuerySet(models.QuerySet[ModelT]):
    """A queryset that can read and insert, nothing else."""

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
