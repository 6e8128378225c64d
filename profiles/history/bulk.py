"""Many rows at once with their history: the same history rows, events and commitments as ``capture`` writes.

``Rows`` says how rows reach the tables. ``OrmRows`` goes through Django's own bulk calls and is the measure of what
is right; ``FastRows`` writes the same rows by COPY on PostgreSQL and few prepared statements on SQLite, and speaks SQL
for it. Whoever writes by these tells ``record`` what the rows hold afterwards, in the same transaction.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any

from django.db import connection, models

from profiles.lib.canonical import NONCE_BYTES, canonical
from profiles.models import Event

from .capture import ACTIONS, KIND_AND_SUBJECT
from .commitments import columns_of, history_content, history_model, schema_of
from .context import current
from .labels import labels_of

Model = type[models.Model]
Values = Sequence[Any]

_CHUNK = 400  # below SQLite's limit of bound values in one statement
#: Bound values that every SQLite takes in one statement, and rows beyond which more of them save nothing.
_BOUND, _TOGETHER = 999, 40
#: The lock on PostgreSQL that writers of single jobs share and a bulk writer has alone.
JOBS_LOCK = 71_004
EVENT_COLUMNS = (
    "at",
    "operation_id",
    "actor_id",
    "action",
    "kind",
    "object_id",
    "subject_id",
    "history_id",
    "changed",
    "outcome",
    "commitment",
)


class Rows(ABC):
    """A way of writing rows of any table, without signals and without history."""

    @abstractmethod
    def insert(self, model: Model, columns: Sequence[str], rows: Iterable[Values]) -> None:
        """Insert rows whose values stand in the order of ``columns`` (database attributes)."""

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
        """Insert by COPY, or forty rows by each run of a statement."""
        quote, table = connection.ops.quote_name, connection.ops.quote_name(model._meta.db_table)
        fields = _fields(model, columns)
        names = ", ".join(quote(field.column) for field in fields)
        if connection.vendor == "sqlite":
            head = f"INSERT INTO {table} ({names}) VALUES "  # noqa: S608 - names of our own models
            _insert_together(head, fields, list(rows))
            return
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for values in _prepared(fields, rows):
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


def _insert_together(head: str, fields: Sequence[Any], rows: Sequence[Values]) -> None:
    """Insert several rows by each statement of SQLite: what a statement costs by itself is dearer than a row.

    What all rows hold alike stands in the statement, as the driver looks long for how to take an empty value.
    """
    if not rows:
        return
    places, varying = [], []
    for number, (field, column) in enumerate(zip(fields, zip(*rows, strict=True), strict=True)):
        convert = _converter(field)
        literal = _literal(column, is_plain=convert is None) if number else None
        if literal is None:
            varying.append(_driven(convert, column))
        places.append(literal or "%s")
    place, flat = f"({', '.join(places)})", list(zip(*varying, strict=True))
    most = min(_TOGETHER, _BOUND // len(varying))
    whole = len(flat) - len(flat) % most
    with connection.cursor() as cursor:
        for some, together in ((flat[:whole], most), (flat[whole:], len(flat) - whole)):
            if some:
                bound = [[*chain.from_iterable(some[at : at + together])] for at in range(0, len(some), together)]
                cursor.executemany(head + ", ".join([place] * together), bound)


def _literal(column: Sequence[Any], *, is_plain: bool) -> str | None:
    """What all rows share as SQL, where it is nothing, a whole number or an empty text; else None."""
    first = column[0]
    if first is None:
        return "NULL" if column.count(None) == len(column) else None
    if not is_plain or not (first == "" or type(first) in (int, bool)) or column.count(first) != len(column):
        return None
    return "''" if first == "" else str(int(first))


def _driven(convert: Callable[[Any], Any] | None, column: Sequence[Any]) -> Sequence[Any]:
    """The values of a column as the driver takes them."""
    if convert is not None:
        return [None if value is None else convert(value) for value in column]
    # The driver knows this type at once; of bytes it asks for each value how to take it.
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


def hold_all_jobs() -> None:
    """Let this transaction alone write job rows, until it ends.

    The guard of the table takes a lock for each person; for every person of a large file there is no room on the
    server. Whoever holds the one lock over all of them is spared the many.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [JOBS_LOCK])
            cursor.execute("SELECT set_config('hr.holds_all_jobs', 'on', true)")
            # The guards look up each row by index also while the server still takes the table for a small one.
            cursor.execute("DISCARD PLANS")
            cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")


@cache
def _history_columns(model: Model) -> tuple[str, ...]:
    written = ("history_id", "history_date", "history_type", "history_user_id", "history_change_reason")
    known = {field.attname for field in history_model(model)._meta.concrete_fields}
    marks = [name for name in written if name in known]
    return (*columns_of(model), *marks, "operation_id", "schema", "labels", "nonce")


def _contents(
    form: str, names: Sequence[str], stored: Sequence[Values], labels: Sequence[Mapping[str, str] | None]
) -> Iterator[str]:
    """The canonical text that each row is committed to, column by column: what all rows share is told once.

    ``form`` is that text of a row without labels and values.
    """
    head, middle, tail = form.replace("%", "%%").split("{}")
    varying, cells = [], []
    for name, column in sorted(zip(names, zip(*stored, strict=True), strict=True)):
        texts = _texts(column)
        cells.append(f'"{name}":' + (texts[0].replace("%", "%%") if len(texts) == 1 else "%s"))
        if len(texts) > 1:
            varying.append(texts)
    template = f"{head}%s{middle}{{{','.join(cells)}}}{tail}"
    named = [canonical(each).decode() if each else "{}" for each in labels]
    return map(template.__mod__, zip(named, *varying, strict=True))


def _texts(column: Values) -> list[str]:
    """The canonical text of each value of a column; a single one where all are the same."""
    types = set(map(type, column))
    if len(types) == 1 and column.count(column[0]) == len(column):
        return [_text(column[0])]
    # The same function as in the canonical form, without what surrounds it there.
    return list(map(encode_basestring if types == {str} else _text, column))


def _text(value: Any) -> str:
    if type(value) in _SHARED:
        return _shared_text(value)
    return str(value) if type(value) is int else canonical(value).decode()


#: Types whose values come often and are dear to tell.
_SHARED = frozenset({dt.date, dt.datetime, Decimal, bool, type(None)})


@lru_cache(maxsize=20_000, typed=True)
def _shared_text(value: Any) -> str:
    return canonical(value).decode()


def record(
    rows: Rows,
    model: Model,
    change: str,
    values: Sequence[Mapping[str, Any]],
    changed: Sequence[Sequence[str]],
    at: datetime,
) -> None:
    """Write one history row and one event for each row of the model, as ``capture`` would after reading it back.

    ``values`` holds what is stored now by database column (for a removal: what was), ``changed`` the names of the
    fields that differ from before.
    """
    if not values:
        return
    circumstances, history = current(), history_model(model)
    operation, schema, actor = circumstances.operation(), schema_of(model), circumstances.actor_id
    ids = rows.reserve(history, len(values))
    salts = secrets.token_bytes(NONCE_BYTES * len(values))
    kind, subject = KIND_AND_SUBJECT[model]
    key, names, columns = model._meta.pk.attname, columns_of(model), _history_columns(model)
    why = (None,) if "history_change_reason" in columns else ()
    action, done = ACTIONS[change].value, Event.Outcome.DONE.value
    marks = (at, change, actor, *why, operation.pk, schema)
    stored, labels = list(map(itemgetter(*names), values)), labels_of(model, values)
    form = canonical(history_content(schema=schema, change=change, at=at, labels=None, values={})).decode()
    snapshots, events = [], []
    for number, (row, kept, named, text) in enumerate(
        zip(values, stored, labels, _contents(form, names, stored, labels), strict=True)
    ):
        nonce, history_id = salts[NONCE_BYTES * number : NONCE_BYTES * (number + 1)], ids[number]
        snapshots.append((*kept, history_id, *marks, named, nonce))
        proof = hashlib.sha256(nonce + text.encode()).digest()
        about = (row[key], row[subject] if subject else None, history_id)
        events.append((at, operation.pk, actor, action, kind.value, *about, list(changed[number]), done, proof))
    rows.insert(history, columns, snapshots)
    rows.insert(Event, EVENT_COLUMNS, events)
