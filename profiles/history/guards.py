"""Whether the triggers that keep history as it is are on the tables of the connected database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from profiles.models import Checkpoint, Event, Operation, RecordSchema, Review, Seal, tracked_models

from .commitments import history_model

_REFUSED = {
    "sqlite": ("update", "delete", "replace"),
    "postgresql": ("update", "delete", "truncate"),
}
#: Each gives the tables and names of the triggers that hold, on PostgreSQL for replication roles too.
_TRIGGERS = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE t.tgenabled = 'A' AND pg_table_is_visible(c.oid)"
    ),
}


def guarded_tables() -> list[str]:
    """The tables whose rows are written once and kept by triggers."""
    ledger = (Event, Operation, Seal, Checkpoint, Review, RecordSchema)
    return [
        *(history_model(model)._meta.db_table for model in tracked_models()),
        *(model._meta.db_table for model in ledger),
    ]


def missing_guards(database: str) -> Mapping[str, Iterable[str]]:
    """For each table that lacks some: the names of the triggers that are not there or do not hold.

    Nothing while migrations wait to be applied: they may be about to bring them.
    """
    connection = connections[database]
    if _migrations_wait(database) or connection.vendor not in _TRIGGERS:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS[connection.vendor])
        there = {(table, name) for table, name in cursor.fetchall()}
    wanted = {table: [f"{table}_no_{act}" for act in _REFUSED[connection.vendor]] for table in guarded_tables()}
    lacking = {table: [name for name in names if (table, name) not in there] for table, names in wanted.items()}
    return {table: names for table, names in lacking.items() if names}


def _migrations_wait(database: str) -> bool:
    executor = MigrationExecutor(connections[database])
    targets = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "profiles"]
    return bool(executor.migration_plan(targets))
