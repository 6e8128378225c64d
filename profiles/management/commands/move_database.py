"""``manage.py move_database``: everything into another, empty database, for example from SQLite to PostgreSQL."""

from __future__ import annotations

from typing import Any

import environ
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connections
from django.utils.translation import gettext as _

from profiles.history.moving import TargetInUse, move_to

ALIAS = "moved"
ENGINES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")
BAR_WIDTH = 30


class Command(BaseCommand):
    """Copy every row as it is; the database in use is only read."""

    help = "Copy everything into another, empty database. Stop the web server and the sealer first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("--to", required=True, metavar="URL", help="postgres://user:password@host:5432/name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy all or nothing and say what to do next. Raises CommandError when the other database cannot take it."""
        try:
            config = environ.Env.db_url_config(options["to"])
        except (ValueError, environ.ImproperlyConfigured) as error:
            raise CommandError(self.not_an_address()) from error
        if config.get("ENGINE") not in ENGINES:
            raise CommandError(self.not_an_address())
        connections.settings[ALIAS] = connections.configure_settings({"default": config})["default"]
        try:
            count = move_to(ALIAS, self.show_progress)
        except (TargetInUse, DatabaseError) as error:
            raise CommandError(str(error).strip()) from error
        finally:
            connections[ALIAS].close()
        self.clear_progress()
        self.stdout.write(
            _(
                "%(count)s rows are in the other database. Next: set DATABASE_URL to it, run "
                "“manage.py audit_verify”, and start the web server. Files stay where they are."
            )
            % {"count": f"{count:,}"}
        )

    def not_an_address(self) -> str:
        """The sentence about an address that is none."""
        return _("--to is no address of a database. Write postgres://user:password@host:5432/name.")

    def show_progress(self, table: str, done: int, total: int) -> None:
        """A bar on a terminal; nothing elsewhere."""
        if self.stderr.isatty() and total:
            full = BAR_WIDTH * done // total
            self.stderr.style_func = None
            bar = "█" * full + "░" * (BAR_WIDTH - full)
            self.stderr.write(f"\r{bar} {table} {done:,} of {total:,}\033[K", ending="")
            self.stderr.flush()

    def clear_progress(self) -> None:
        """Leave nothing of the bar behind."""
        if self.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")
