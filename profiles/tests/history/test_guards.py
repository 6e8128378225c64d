"""What is written once stays: the tables refuse every statement that changes or removes, whoever sends it."""

# ruff: noqa: S608 - the statements are the test's own

from __future__ import annotations

import importlib
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction

from profiles.history.access import record_access
from profiles.history.commitments import history_model
from profiles.models import Checkpoint, Event, Operation, RecordKind, Review, Seal, WriteRefused, tracked_models
from profiles.tests.factories import make_department

from .cases import stored

pytestmark = pytest.mark.django_db

KEYS: dict[str, str] = importlib.import_module("profiles.migrations.0004_ledger_guards").KEYS
HISTORY = {history_model(model)._meta.db_table: model for model in tracked_models()}


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def a_row_of(table: str) -> None:
    """See to it that the table has a row."""
    if table in HISTORY:
        stored(HISTORY[table])
    elif table == "profiles_seal":
        Seal.objects.create(number=900, first_event=1, last_event=1, count=1, root="", hash="h", signature="")
    elif table == "profiles_checkpoint":
        a_row_of("profiles_seal")
        Checkpoint.objects.create(seal_id=900, sink="file")
    elif table == "profiles_review":
        Review.objects.create(up_to_event=1, actor_id=1, actor_name="Aya")
    else:
        make_department("For the ledger")
    # PostgreSQL empties no table whose foreign keys wait to be checked.
    connection.check_constraints()


def contents(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
        return list(cursor.fetchall())


def columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def attacks(table: str) -> list[str]:
    """Statements that would change or remove a row, or put another in its place."""
    key, names = KEYS[table], columns(table)
    other = next(name for name in names if name != key)
    listed = ", ".join(names)
    same = f"SELECT {listed} FROM {table} ORDER BY {key} LIMIT 1"
    upsert = f"INSERT INTO {table} ({listed}) SELECT * FROM ({same}) one WHERE true ON CONFLICT ({key}) DO UPDATE"
    found = [
        f"UPDATE {table} SET {other} = {other}",
        f"DELETE FROM {table}",
        f"{upsert} SET {other} = excluded.{other}",
    ]
    if connection.vendor == "postgresql":
        return [*found, f"TRUNCATE {table} CASCADE"]
    return [*found, f"INSERT OR REPLACE INTO {table} {same}", f"REPLACE INTO {table} {same}"]


@pytest.mark.parametrize("table", KEYS)
def test_no_statement_changes_or_removes_a_row(table: str) -> None:
    a_row_of(table)
    before = contents(table)
    assert before

    for statement in attacks(table):
        with pytest.raises(DatabaseError, match="written once"):
            run(statement)

    assert contents(table) == before


@pytest.mark.parametrize("table", KEYS)
def test_a_replication_role_changes_nothing_either(table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL alone has replication roles")
    a_row_of(table)
    before = contents(table)
    for statement in attacks(table):
        with pytest.raises(DatabaseError, match="written once"):
            run(f"SET LOCAL session_replication_role = replica; {statement}")

    assert contents(table) == before


def test_no_row_is_replaced_by_one_of_another_number_that_has_its_code() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite alone replaces by other unique columns")
    make_department("For the ledger")
    before = contents("profiles_operation")
    names = [name for name in columns("profiles_operation") if name != "id"]
    copied = f"INSERT OR REPLACE INTO profiles_operation ({', '.join(names)}) SELECT {', '.join(names)}"

    with pytest.raises(DatabaseError, match="written once"):
        run(f"{copied} FROM profiles_operation ORDER BY id DESC LIMIT 1")

    assert contents("profiles_operation") == before


def test_a_history_row_loses_its_values_only_after_an_event_says_so(emil: User) -> None:
    row = User.history.filter(id=emil.pk).latest("history_id")  # type: ignore[attr-defined]
    redact = f"UPDATE profiles_historicaluser SET nonce = NULL, email = '' WHERE history_id = {row.history_id}"
    with pytest.raises(DatabaseError, match="written once"):
        run(redact)

    operation = Event.objects.latest("id").operation
    Event.objects.create(
        operation=operation, action=Event.Action.REDACT, kind=RecordKind.PERSON, history_id=row.history_id
    )
    run(redact)

    row.refresh_from_db()
    assert (row.nonce, row.email) == (None, "")
    with pytest.raises(DatabaseError, match="written once"):
        run(f"UPDATE profiles_historicaluser SET email = 'x', nonce = 'x' WHERE history_id = {row.history_id}")


def test_an_event_about_something_else_opens_nothing(emil: User) -> None:
    row = User.history.filter(id=emil.pk).latest("history_id")  # type: ignore[attr-defined]
    record_access(Event.Action.REDACT, kind=RecordKind.PROFILE, object_id=row.history_id)

    with pytest.raises(DatabaseError, match="written once"):
        run(f"UPDATE profiles_historicaluser SET nonce = NULL WHERE history_id = {row.history_id}")


def test_the_code_refuses_before_the_database_does(emil: User) -> None:
    row = User.history.filter(id=emil.pk).latest("history_id")  # type: ignore[attr-defined]
    for write in (row.save, row.delete, Operation.objects.all().delete, Event.objects.latest("id").delete):
        with pytest.raises(WriteRefused):
            write()
    with pytest.raises(WriteRefused):
        Event.objects.bulk_create([Event.objects.latest("id")], update_conflicts=True)
