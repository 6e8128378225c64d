"""Whether the database is a demonstration, and starting over: a demonstration alone may ever be dropped."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from profiles.demo.load import ROUTE
from profiles.models import Operation

# The functions behind the guards of our tables; they outlive the tables on PostgreSQL.
_OUR_FUNCTIONS = """
    SELECT proname FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND starts_with(proname, 'hr_')
"""


class NotADemonstration(Exception):
    """The database holds people who are not invented: it is left alone."""


@dataclass(frozen=True)
class DatabaseState:
    """What is in the database: how many people, and whether the demonstration was loaded into it."""

    people: int
    is_demonstration: bool

    @property
    def is_in_use(self) -> bool:
        """Whether there are people of whom nothing says that they are invented."""
        return bool(self.people) and not self.is_demonstration


def look() -> DatabaseState:
    """The state of the database, whether or not its tables are there yet.

    The mark of a demonstration is the operation under which it was loaded: it can be neither changed nor removed.
    """
    tables = set(connection.introspection.table_names())
    if Operation._meta.db_table not in tables or User._meta.db_table not in tables:
        return DatabaseState(0, is_demonstration=False)
    marked = Operation.objects.filter(kind=Operation.Kind.COMMAND, route=ROUTE).exists()
    return DatabaseState(User.objects.count(), is_demonstration=marked)


def drop_demonstration() -> None:
    """Drop all tables of a demonstration. Raises NotADemonstration when there are people and it is none."""
    state = look()
    if state.is_in_use:
        raise NotADemonstration
    if not state.is_demonstration:
        return
    ours = {*connection.introspection.django_table_names(only_existing=True, include_views=False)}
    ours.add(MigrationRecorder.Migration._meta.db_table)
    with connection.schema_editor() as editor:
        for table in sorted(ours):
            editor.execute(editor.sql_delete_table % {"table": connection.ops.quote_name(table)})
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(_OUR_FUNCTIONS)
                names = [row[0] for row in cursor.fetchall()]
            for name in names:
                editor.execute(f"DROP FUNCTION {connection.ops.quote_name(name)}")
