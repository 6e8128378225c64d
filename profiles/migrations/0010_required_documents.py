"""HR says which types of documents every record needs.

On SQLite a new column rebuilds the table, which drops the guards of the history: they are put on again, also when
the column is taken back.
"""

from importlib import import_module

from django.db import migrations, models

HISTORY = "profiles_historicaldocumenttype"


def guard_again(apps, schema_editor):
    """Put the guards of 0004 on the rebuilt table."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for statement in import_module("profiles.migrations.0004_ledger_guards").sqlite_guards():
        if f" ON {HISTORY} " in statement:
            missing = statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS", 1)
            schema_editor.execute(missing, params=None)


def is_required():
    return models.BooleanField(
        default=False,
        help_text="A record without such a document is incomplete until the person leaves.",
        verbose_name="every record needs one",
    )


class Migration(migrations.Migration):
    dependencies = [("profiles", "0009_preferences")]
    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard_again),
        migrations.AddField("documenttype", "is_required", is_required()),
        migrations.AddField("historicaldocumenttype", "is_required", is_required()),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
