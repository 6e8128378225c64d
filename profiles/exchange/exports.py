"""Tables that leave as files: who may take which columns, the rows one by one, and the line in the ledger.

``start_export`` is the verb. It records the export first and reads the rows when they are asked for: no file
leaves without its line, and no table is ever held in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import IO, Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import CharField, DateField, F, Func, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from profiles import policy
from profiles.history.access import record_access
from profiles.lib.table_writers import FORMATS, csv_chunks, json_chunks, write_xlsx
from profiles.models import Event, RecordKind
from profiles.models.access import visible_people
from profiles.permissions import as_keeper, visible_fields

from .shows import SHOWS

EXPORT, RESTRICTED = "profiles.export_people", "profiles.export_restricted"
#: Rows that the database hands over at once.
ROWS_AT_ONCE = 2000

Rows = QuerySet[Any, Any]


class _AsText(Func):
    """A day as its text on SQLite, where it is kept as one and dear to read as a day; else the day."""

    template = "%(expressions)s"
    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """The driver reads by the type of the column, but not what a column is turned into."""
        return self.as_sql(compiler, connection, template="CAST(%(expressions)s AS text)", **extra)


class ExportRefused(Exception):
    """The export cannot be made as asked; the argument is a sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column. ``path`` leads from the row to the value, ``show`` names how the value is written.

    ``model`` and ``field`` name the place in the policy.
    """

    name: str
    label: str | Promise
    model: str
    field: str
    path: str
    show: str = ""
    days_as_text: bool = False

    @property
    def source(self) -> Any:
        """Where the value comes from in a query; a day as the database keeps it where it is to be a text anyway."""
        if not self.days_as_text or self.show or not isinstance(self._place(), DateField):
            return self.path
        return _AsText(F(self.path))

    def _place(self) -> Any:
        return apps.get_model(self.model)._meta.get_field(self.field)

    @property
    def is_restricted(self) -> bool:
        """Whether the value needs the permission for restricted columns."""
        return policy.rule(self.model, self.field).data_class is policy.DataClass.RESTRICTED


@dataclass(frozen=True)
class Register:
    """A table that can leave. ``rows`` gives all of it, ``read`` the values of the columns, row by row.

    ``permission`` is needed beside the one for exports. ``person_path`` leads from a row to the person it belongs
    to; None for rows that are nobody's.
    """

    code: str
    label: Promise
    kind: RecordKind
    permission: str
    columns: tuple[ExportColumn, ...]
    rows: Callable[[], Rows]
    person_path: str | None = "person__"
    on_day: Callable[[Rows, date], Rows] | None = None
    read: Callable[[Rows, Sequence[ExportColumn], date | None], Iterator[list[Any]]] = field(
        default_factory=lambda: read_rows
    )

    def visible_to(self, by: User | None, rows: Rows | None = None) -> Rows:
        """All rows, or the given ones, as far as the account keeps the people they belong to."""
        found = self.rows() if rows is None else rows
        if by is None or self.person_path is None:
            return found
        return found.filter(visible_people(as_keeper(by), self.person_path, found.model._meta.label))


@dataclass(frozen=True)
class Export:
    """An export that is recorded and can be written once: as chunks of bytes or into a file."""

    register: Register
    format: str
    count: int
    columns: Sequence[ExportColumn]
    rows: Iterator[list[Any]]

    @property
    def headers(self) -> list[str]:
        """The heads of the columns, as an import reads them."""
        return [column.name for column in self.columns]

    def chunks(self) -> Iterator[bytes]:
        """The file as CSV or JSON, a piece at a time. Raises KeyError for XLSX, which is put together in a file."""
        writers = {"csv": csv_chunks, "json": json_chunks}
        return writers[self.format](self.headers, self.rows)

    def write_to(self, out: IO[bytes]) -> None:
        """Write the whole file in its format."""
        if self.format == "xlsx":
            write_xlsx(out, self.headers, self.rows, title=str(self.register.label).capitalize())
        else:
            out.writelines(self.chunks())


def can_export(user: Any, register: Register) -> bool:
    """Whether the account may take this table out at all."""
    return bool(user.has_perm(EXPORT) and user.has_perm(register.permission) and columns_for(user, register))


def columns_for(user: User | None, register: Register) -> list[ExportColumn]:
    """The columns that the account may take, in the order of the file; all of them for a command."""
    if user is None:
        return list(register.columns)
    keeper, restricted = as_keeper(user), user.has_perm(RESTRICTED)
    may = {model: visible_fields(keeper, model) for model in {column.model for column in register.columns}}
    return [
        column
        for column in register.columns
        if column.field in may[column.model] and (restricted or not column.is_restricted)
    ]


def start_export(
    register: Register,
    *,
    by: User | None,
    format: str = "csv",
    rows: Rows | None = None,
    columns: Sequence[str] = (),
    as_of: date | None = None,
    filters: Sequence[str] = (),
) -> Export:
    """Record the export of ``rows`` (default: everything that the account keeps) and give it, ready to be written.

    ``columns`` are names (default: all that the account may take), ``filters`` the names of the filters that chose
    the rows, never their values. Raises ExportRefused for what the account may not take or nobody knows.
    """
    if format not in FORMATS:
        raise ExportRefused(_("There is no format '%(name)s'. Choose one of: csv, xlsx, json.") % {"name": format})
    if by is not None and not can_export(by, register):
        raise ExportRefused(_("Your role may not export these records."))
    chosen = [replace(c, days_as_text=format != "xlsx") for c in _choose(columns_for(by, register), columns)]
    found = register.visible_to(by, rows)
    if as_of is not None:
        if register.on_day is None:
            raise ExportRefused(_("This table is exported as it is today only."))
        found = register.on_day(found, as_of)
    count = found.count()
    names = [column.name for column in chosen]
    beside = [f"filter:{name}" for name in filters] + ([f"as-of:{as_of.isoformat()}"] if as_of else [])
    record_access(
        Event.Action.EXPORT,
        kind=register.kind,
        details=[*names, *beside, f"format:{format}", f"rows:{count}"],
    )
    return Export(register, format, count, chosen, register.read(found, chosen, as_of))


def _choose(may: Sequence[ExportColumn], names: Sequence[str]) -> list[ExportColumn]:
    known = {column.name for column in may}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ExportRefused(
            _("These columns are not there, or your role may not export them: %(names)s.")
            % {"names": ", ".join(unknown)}
        )
    return [column for column in may if not names or column.name in names]


def read_rows(rows: Rows, columns: Sequence[ExportColumn], _as_of: date | None = None) -> Iterator[list[Any]]:
    """The values of the columns, one list a row, in the order in which the rows were made; in one query."""
    values = rows.order_by("pk").values_list(*(column.source for column in columns))
    return shown_rows(values.iterator(ROWS_AT_ONCE), columns)


def shown_rows(rows: Iterator[Sequence[Any]], columns: Sequence[ExportColumn]) -> Iterator[list[Any]]:
    """The rows with each value as its column writes it."""
    shows = [(number, SHOWS[column.show]()) for number, column in enumerate(columns) if column.show]
    for values in rows:
        row = list(values)
        for number, show in shows:
            row[number] = show(row[number])
        yield row
