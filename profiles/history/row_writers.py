"""Ways of writing many rows of any table, without signals and without history: ``bulk.record`` writes that beside.

``OrmRows`` goes through Django's own bulk calls and is the measure of what is right; ``FastRows`` writes the same rows
by COPY on PostgreSQL and by few prepared statements on SQLite, and speaks SQL for it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import connection, models

Model = type[models.Model]
Values = Sequence[Any]

_CHUNK = 400  # below SQLite's limit of bound values in one statement
#: Bound values that every SQLite takes in one statement, and rows beyond which more of them save nothing.
_BOUND, _TOGETHER = 999, 40
#: Texts that stand in a statement as they are.
_PLAIN = re.compile(r"[A-Za-z0-9 :.+\[\]{}_-]*").fullmatch


class Rows(ABC):
    """A way of writing rows of any table, without signals and without history."""

    @abstractmethod
    def insert(self, model: Model, columns: Sequence[str], rows: Iterable[Values]) -> None:
        """Insert rows whose values stand in the order of ``columns`` (database attributes)."""

    def insert_columns(self, model: Model, columns: Mapping[str, Values]) -> None:
        """Insert rows told column by column: what all rows share is seen at once."""
        self.insert(model, list(columns), list(zip(*columns.values(), strict=True)))

    @abstractmethod
    def update(self, model: Model, columns: Sequence[str], rows: Iterable[Values]) -> None:
        """Set ``columns`` of existing rows; each sequence of values ends with the key."""

    def delete(self, model: Model, pks: Iterable[Any]) -> None:
        """Remove rows by key."""
        wanted = list(pks)
        for start in range(0, len(wanted), _CHUNK):
            rows: Any = models.QuerySet(model).filter(pk__in=wanted[start : start + _CHUNK])
            # The tracked queryset refuses this, as it would leave no history: here it is written beside.
            rows._raw_delete(connection.alias)

    def reserve(self, model: Model, count: int) -> list[int]:
        """Keys for so many new rows, that nobody else gets; on SQLite while the transaction holds the write lock."""
        table, key = model._meta.db_table, model._meta.pk
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                    [f'"{table}"', key.column, count],
                )
                return [row[0] for row in cursor.fetchall()]
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
        last = max(found[0] if found else 0, model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0)
        return list(range(last + 1, last + 1 + count))


class OrmRows(Rows):
    """Django's bulk calls, on every database that Django knows."""

    def insert(self, model: Model, columns: Sequence[str], rows: Iterable[Values]) -> None:
        """Insert by ``bulk_create``."""
        made: Any = [model(**dict(zip(columns, values, strict=True))) for values in rows]
        models.QuerySet(model).bulk_create(made)

    def update(self, model: Model, columns: Sequence[str], rows: Iterable[Values]) -> None:
        """Update row by row."""
        for *values, pk in rows:
            models.QuerySet(model).filter(pk=pk).update(**dict(zip(columns, values, strict=True)))


class FastRows(Rows):
    """COPY on PostgreSQL, ``executemany`` on SQLite: no instance and no statement is built for a row."""

    def insert(self, model: Model, columns: Sequence[str], rows: Iterable[Values]) -> None:
        """Insert by COPY, or many rows by each run of a statement."""
        told = list(rows)
        if told:
            self.insert_columns(model, dict(zip(columns, zip(*told, strict=True), strict=True)))

    def insert_columns(self, model: Model, columns: Mapping[str, Values]) -> None:
        """Insert by COPY, or many rows by each run of a statement."""
        quote, table = connection.ops.quote_name, connection.ops.quote_name(model._meta.db_table)
        fields = _fields(model, list(columns))
        names = ", ".join(quote(field.column) for field in fields)
        if connection.vendor == "sqlite":
            head = f"INSERT INTO {table} ({names}) VALUES "  # noqa: S608 - names of our own models
            _insert_together(head, fields, list(columns.values()))
            return
        rows = zip(*map(_driven, map(_converter, fields), columns.values()), strict=True)
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for values in rows:
                copy.write_row(values)

    def update(self, model: Model, columns: Sequence[str], rows: Iterable[Values]) -> None:
        """Update by one prepared statement."""
        quote = connection.ops.quote_name
        fields = _fields(model, [*columns, model._meta.pk.attname])
        sets = ", ".join(f"{quote(field.column)} = %s" for field in fields[:-1])
        statement = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(fields[-1].column)} = %s"  # noqa: S608
        prepared = list(_prepared(fields, rows))
        if prepared:
            with connection.cursor() as cursor:
                cursor.executemany(statement, prepared)


def _insert_together(head: str, fields: Sequence[Any], columns: Sequence[Values]) -> None:
    """Insert several rows by each statement of SQLite: what a statement costs by itself is dearer than a row.

    What all rows hold alike stands in the statement, as the driver looks long for how to take an empty value.
    """
    if not columns[0]:
        return
    places, varying = [], []
    for number, (field, column) in enumerate(zip(fields, columns, strict=True)):
        convert = _converter(field)
        literal = _literal(column, convert) if number else None
        if literal is None:
            varying.append(_bound(_driven(convert, column)))
        places.append(literal or "%s")
    place, flat = f"({', '.join(places)})", list(zip(*varying, strict=True))
    most = min(_TOGETHER, _BOUND // len(varying))
    whole = len(flat) - len(flat) % most
    with connection.cursor() as cursor:
        for some, together in ((flat[:whole], most), (flat[whole:], len(flat) - whole)):
            if some:
                bound = [[*chain.from_iterable(some[at : at + together])] for at in range(0, len(some), together)]
                cursor.executemany(head + ", ".join([place] * together), bound)


def _literal(column: Values, convert: Callable[[Any], Any] | None) -> str | None:
    """What all rows share as SQL, where it is nothing, a whole number or a plain text; else None."""
    first = column[0]
    if column.count(first) != len(column):
        return None
    value = first if convert is None or first is None else convert(first)
    if value is None:
        return "NULL"
    if type(value) in (int, bool):
        return str(int(value))
    return f"'{value}'" if type(value) is str and _PLAIN(value) else None


def _driven(convert: Callable[[Any], Any] | None, column: Values) -> Values:
    """The values of a column as the driver takes them."""
    if convert is None:
        return column
    return [None if value is None else convert(value) for value in column]


def _bound(column: Values) -> Values:
    # SQLite's driver knows this type at once; of bytes it asks for each value how to take it.
    return [*map(bytearray, column)] if type(column[0]) is bytes and None not in column else column


def _fields(model: Model, columns: Sequence[str]) -> list[Any]:
    known = {field.attname: field for field in model._meta.concrete_fields}
    return [known[name] for name in columns]


def _prepared(fields: Sequence[Any], rows: Iterable[Values]) -> Iterable[Values]:
    """The values as the driver takes them; only columns whose type it does not know cost anything."""
    converters = [(at, convert) for at, field in enumerate(fields) if (convert := _converter(field)) is not None]
    if not converters:
        return rows
    return map(_with(converters), rows)


def _with(converters: Sequence[tuple[int, Callable[[Any], Any]]]) -> Callable[[Values], Values]:
    def convert(values: Values) -> Values:
        row = list(values)
        for at, change in converters:
            if row[at] is not None:
                row[at] = change(row[at])
        return row

    return convert


def _converter(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """What turns a value of the field into the driver's; days, times and numbers come often and are kept."""
    if isinstance(field, models.JSONField):
        return _json
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.DateTimeField):
        return lru_cache(maxsize=100)(connection.ops.adapt_datetimefield_value)
    if isinstance(field, models.DateField):
        return lru_cache(maxsize=20_000)(dt.date.isoformat)
    if isinstance(field, models.DecimalField):
        return lru_cache(maxsize=1000)(lambda value: field.get_db_prep_save(value, connection))
    if isinstance(field, models.UUIDField):
        return _hex
    return None


def _json(value: Any) -> str:
    return json.dumps(value) if value else "[]" if value == [] else "{}"


def _hex(value: uuid.UUID) -> str:
    return value.hex
