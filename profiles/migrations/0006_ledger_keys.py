"""On SQLite a replacing insert also removes the row that shares another unique column: it is refused like the first.

PostgreSQL has no such statement.
"""

from django.db import migrations

MESSAGE = "written once: history is never changed or removed"

#: Table → its unique columns beside the key, which 0004 guards.
UNIQUE = {
    "profiles_operation": ["uuid"],
    "profiles_seal": ["last_event", "hash"],
}


def guard(apps, schema_editor):
    """Refuse an insert that would put a row in the place of another one."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for table, columns in UNIQUE.items():
        same = " OR ".join(f"t.{column} = NEW.{column}" for column in columns)
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_double BEFORE INSERT ON {table}"
            f" WHEN EXISTS (SELECT 1 FROM {table} t WHERE {same})"
            f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
            params=None,
        )


def unguard(apps, schema_editor):
    """Take the guards off again."""
    if schema_editor.connection.vendor == "sqlite":
        for table in UNIQUE:
            schema_editor.execute(f"DROP TRIGGER {table}_no_double", params=None)


class Migration(migrations.Migration):
    dependencies = [("profiles", "0005_bulk_imports")]
    operations = [migrations.RunPython(guard, unguard)]
