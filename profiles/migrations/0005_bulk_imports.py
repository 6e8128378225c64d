"""Imports of many people: a permission to make what is missing, and room for many job rows in one transaction.

The guard against overlapping jobs took a lock for each person on PostgreSQL; the server has room for some thousands.
Whoever holds the one lock over all jobs (``profiles.history.bulk.hold_all_jobs``) is spared the many.
"""

from importlib import import_module

from django.db import migrations

guards = import_module("profiles.migrations.0002_database_guards")

FOR_EACH = "    PERFORM pg_advisory_xact_lock(71001, NEW.person_id::int);"
UNLESS_ALL = """    IF coalesce(current_setting('hr.holds_all_jobs', true), '') <> 'on' THEN
        PERFORM pg_advisory_xact_lock_shared(71004);
        PERFORM pg_advisory_xact_lock(71001, NEW.person_id::int);
    END IF;"""


def function(body):
    """The function of the guard, with one way of taking the lock or the other."""
    start = guards.POSTGRES.index("CREATE FUNCTION hr_jobs_overlap()")
    end = guards.POSTGRES.index("END $$;", start) + len("END $$;")
    made = guards.POSTGRES[start:end].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    return made.replace(FOR_EACH, body)


def one_lock(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(function(UNLESS_ALL))


def many_locks(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(function(FOR_EACH))


class Migration(migrations.Migration):
    dependencies = [("profiles", "0004_ledger_guards")]
    operations = [
        migrations.AlterModelOptions(
            name="importbatch",
            options={
                "ordering": ["-pk"],
                "permissions": [("import_missing", "Can create departments and locations by import")],
                "verbose_name": "import",
                "verbose_name_plural": "imports",
            },
        ),
        migrations.RunPython(one_lock, many_locks),
    ]
