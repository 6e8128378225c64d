"""The columns that tracked models had over time, so that old commitments can be checked after a migration."""

from __future__ import annotations

from collections.abc import Mapping

from profiles.models import RecordSchema, tracked_models

from .commitments import columns_of, schema_of

#: Columns that a migration renamed: model label → old name → name now. History columns are never dropped; one that
#: leaves its model stays in the history by a base class of it.
RENAMED: Mapping[str, Mapping[str, str]] = {}


def keep_schemas() -> None:
    """Store the columns of today for each tracked model; run after each migration."""
    known = set(RecordSchema.objects.values_list("code", flat=True))
    for model in tracked_models():
        if schema_of(model) not in known:
            columns = list(columns_of(model))
            RecordSchema.objects.create(code=schema_of(model), model=model._meta.label, columns=columns)


def columns_then(schema: RecordSchema) -> dict[str, str]:
    """The columns of that time, each with the name under which its values lie now."""
    renamed = RENAMED.get(schema.model, {})
    return {name: renamed.get(name, name) for name in schema.columns}
