"""History, ledger and seals are written once: the tables themselves refuse every change and every removal.

The one exception is a redaction: a history row or an operation may lose its values and its salt once an event says
so. A later migration that rebuilds one of these tables on SQLite drops its triggers: it must call ``guard`` again.
"""

from django.db import migrations

EVENTS, OPERATIONS = "profiles_event", "profiles_operation"
REDACTED, OF_OPERATION = 17, 12

#: Table of history rows → the number of its kind in events.
HISTORY = {
    "profiles_historicaluser": 1,
    "profiles_historicalgroup": 2,
    "profiles_historicalprofile": 3,
    "profiles_historicalemploymentrecord": 4,
    "profiles_historicalemergencycontact": 5,
    "profiles_historicaldocument": 6,
    "profiles_historicaldocumenttype": 7,
    "profiles_historicaldepartment": 8,
    "profiles_historicallocation": 9,
    "profiles_historicalaccessscope": 10,
}
#: Table → its key, for everything that is written once.
KEYS = {
    **dict.fromkeys(HISTORY, "history_id"),
    EVENTS: "id",
    OPERATIONS: "id",
    "profiles_seal": "number",
    "profiles_checkpoint": "id",
    "profiles_review": "id",
    "profiles_recordschema": "code",
}
MESSAGE = "written once: history is never changed or removed"


def redaction_of(table):
    """The condition under which an update of the table is a redaction that an event tells of; None where none is."""
    if table in HISTORY:
        return (
            f"OLD.nonce IS NOT NULL AND NEW.nonce IS NULL AND NEW.history_id = OLD.history_id AND NEW.operation_id = OLD.operation_id"
            f" AND EXISTS (SELECT 1 FROM {EVENTS} e WHERE e.action = {REDACTED}"
            f" AND e.kind = {HISTORY[table]} AND e.history_id = OLD.history_id)"
        )
    if table == OPERATIONS:
        return (
            f"OLD.nonce IS NOT NULL AND NEW.nonce IS NULL AND NEW.id = OLD.id AND NEW.commitment = OLD.commitment"
            f" AND EXISTS (SELECT 1 FROM {EVENTS} e WHERE e.action = {REDACTED}"
            f" AND e.kind = {OF_OPERATION} AND e.object_id = OLD.id)"
        )
    return None


def sqlite_guards():
    """The statements that put the triggers on; a replacing insert passes the other two, so it is met by a third."""
    for table, key in KEYS.items():
        redaction = redaction_of(table)
        refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        unless = f"WHEN NOT ({redaction})" if redaction else ""
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {unless} {refuse}"
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"
        same = f"EXISTS (SELECT 1 FROM {table} t WHERE t.{key} = NEW.{key})"
        yield f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {same} {refuse}"


def postgresql_guards():
    """The statements that put the triggers on; ALWAYS holds for replication roles too."""
    yield (
        "CREATE FUNCTION hr_written_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in KEYS:
        redaction = redaction_of(table)
        if redaction:
            # A condition of a trigger cannot ask another table: the function does.
            yield (
                f"CREATE FUNCTION hr_{table}_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF {redaction} THEN RETURN NEW; END IF;"
                f" RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$"
            )
        function = f"hr_{table}_update" if redaction else "hr_written_once"
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        yield (
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION hr_written_once()"
        )
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION hr_written_once()"
        )
        for act in ("update", "delete", "truncate"):
            yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_{act}"


def guards(vendor):
    """The statements that put the guards on the tables of this database."""
    return list(postgresql_guards() if vendor == "postgresql" else sqlite_guards())


def releases(vendor):
    """The statements that take the guards off again."""
    if vendor != "postgresql":
        return [f"DROP TRIGGER {table}_no_{act}" for table in KEYS for act in ("update", "delete", "replace")]
    statements = [
        f"DROP TRIGGER {table}_no_{act} ON {table}" for table in KEYS for act in ("update", "delete", "truncate")
    ]
    statements += [f"DROP FUNCTION hr_{table}_update()" for table in KEYS if redaction_of(table)]
    return [*statements, "DROP FUNCTION hr_written_once()"]


def guard(apps, schema_editor):
    """Put the guards on the tables."""
    for statement in guards(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    """Take the guards off again."""
    for statement in releases(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("profiles", "0003_profiles_for_existing_accounts")]
    operations = [migrations.RunPython(guard, unguard)]
