"""Statements for one row, compiled once a connection: a save in the admin waits for them, so they cost next to nothing.

The text of every reading statement is Django's own, made from a queryset; an insert is the plain one, with each value
prepared by its field. What they read and write is the same as by the queryset: the tests run both ways.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet

#: Stands for the key while a statement is compiled; no row has it.
ANY_KEY = -1

_KEPT = "_statements_of_history"


def read_one(name: Any, rows: Callable[[], QuerySet[Any, Any]], key: int) -> Sequence[Any] | None:
    """The first row of a queryset of ``values_list`` that filters by ``ANY_KEY`` alone, for the key instead.

    ``name`` tells statements apart. None where there is no row.
    """
    connection = transaction.get_connection()
    statements = vars(connection).setdefault(_KEPT, {})
    if name not in statements:
        statements[name] = _Read(rows(), connection)
    statement: _Read = statements[name]
    return statement.one(key)


def insert_one(model: type[models.Model], attnames: tuple[str, ...], values: Sequence[Any], first: str = "") -> int:
    """Insert one row; ``values`` in the order of ``attnames``. Returns its key, which the database gives.

    ``first`` is a query of PostgreSQL for one row, which is answered before the row is made.
    """
    connection = transaction.get_connection()
    statements = vars(connection).setdefault(_KEPT, {})
    name = (model, attnames, first)
    if name not in statements:
        statements[name] = _Insert(model, attnames, connection, first)
    statement: _Insert = statements[name]
    return statement.one(values)


class _Read:
    def __init__(self, rows: QuerySet[Any, Any], connection: Any) -> None:
        self._compiler = rows.query.get_compiler(connection=connection)
        self._sql, parameters = self._compiler.as_sql()
        if tuple(parameters) != (ANY_KEY,):
            raise ValueError("Only a key can stand open in a prepared statement.")
        self._converters = self._compiler.get_converters([part[0] for part in self._compiler.select])

    def one(self, key: int) -> Sequence[Any] | None:
        with self._compiler.connection.cursor() as cursor:
            cursor.execute(self._sql, (key,))
            found = cursor.fetchone()
        if found is None:
            return None
        row: Sequence[Any] = next(iter(self._compiler.apply_converters([found], self._converters)))
        return row


class _Insert:
    def __init__(self, model: type[models.Model], attnames: tuple[str, ...], connection: Any, first: str) -> None:
        by_name = {field.attname: field for field in model._meta.concrete_fields}
        self._connection = connection
        self._fields = [by_name[name] for name in attnames]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in self._fields)
        places = ", ".join(["%s"] * len(self._fields))
        key = quote(model._meta.pk.column)
        begin, rows = ("", f"VALUES ({places})")
        if first:
            begin = f"WITH first AS MATERIALIZED ({first}) "
            rows = f"SELECT {places} FROM first"  # noqa: S608 - places alone
        self._sql = f"{begin}INSERT INTO {quote(model._meta.db_table)} ({columns}) {rows} RETURNING {key}"

    def one(self, values: Sequence[Any]) -> int:
        prepared = [
            field.get_db_prep_save(value, connection=self._connection)
            for field, value in zip(self._fields, values, strict=True)
        ]
        with self._connection.cursor() as cursor:
            cursor.execute(self._sql, prepared)
            return int(cursor.fetchone()[0])
