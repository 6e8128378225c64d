"""Somebody may be said to lead a department.

On SQLite taking the column back rebuilds the tables, which drops their guards: they are put on again.
"""

from importlib import import_module

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import DO_NOTHING, PROTECT

TABLE, HISTORY = "profiles_department", "profiles_historicaldepartment"


def guard_again(apps, schema_editor):
    """Put the guards of 0002 and 0004 on the rebuilt tables."""
    if schema_editor.connection.vendor != "sqlite":
        return
    of_tables, of_history = (
        import_module(f"profiles.migrations.{name}") for name in ("0002_database_guards", "0004_ledger_guards")
    )
    statements = [*of_tables.sqlite_statements(), *of_history.sqlite_guards()]
    for statement in statements:
        if f" ON {TABLE} " in statement or f" ON {HISTORY} " in statement:
            missing = statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS", 1)
            schema_editor.execute(missing, params=None)


def head(**options):
    return models.ForeignKey(settings.AUTH_USER_MODEL, blank=True, null=True, verbose_name="head", **options)


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0020_own_first_view"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard_again),
        migrations.AddField("department", "manager", head(on_delete=PROTECT, related_name="departments_headed")),
        migrations.AddField(
            "historicaldepartment", "manager", head(on_delete=DO_NOTHING, related_name="+", db_constraint=False)
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
