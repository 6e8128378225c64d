"""The lock between those who write events and the sealer. Speaks SQL, as no queryset can ask for a lock by number."""

from __future__ import annotations

from django.db import transaction

#: The number of the lock on PostgreSQL.
LEDGER_LOCK = 71_100
#: Takes the lock as ``hold_ledger`` does.
_HOLD = f"SELECT pg_advisory_xact_lock_shared({LEDGER_LOCK})"


def holding_ledger() -> str:
    """The query by which a statement holds the ledger itself, so that a save waits for one answer less."""
    return _HOLD if transaction.get_connection().vendor == "postgresql" else ""


def hold_ledger() -> None:
    """Tell the sealer that an event is under way: it seals no number that could still be taken back.

    Writers share the lock and never wait for each other; SQLite has one writer at a time anyway. Held until the
    transaction ends.
    """
    connection = transaction.get_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_HOLD)


def settle_ledger() -> bool:
    """Whether no event is under way, and none begins until the transaction ends. Never waits.

    Waiting for the lock would hold up every writer behind a long import.
    """
    connection = transaction.get_connection()
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LEDGER_LOCK])
        return bool(cursor.fetchone()[0])
