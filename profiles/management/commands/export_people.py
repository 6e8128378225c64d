"""``manage.py export_people``: people into a file, by the same verb as in the admin."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.exchange.exports import Export, ExportRefused, Rows, start_export
from profiles.exchange.registers import REGISTERS
from profiles.history.context import acting
from profiles.lib.table_writers import FORMATS
from profiles.models import people
from profiles.people.filters import PeopleFilter

#: The exit status when nothing could be exported as asked; 0 is a file that is there and whole.
REFUSED = 2
BAR_WIDTH = 30


class Command(BaseCommand):
    """Write people into a file that an import reads again; ends with 0, or with 2 when it was refused."""

    help = "Export people to a CSV, XLSX or JSON file that import_people reads again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, in which format, whom and what."""
        parser.add_argument("file", metavar="FILE", help="where to write; - is the standard output")
        parser.add_argument("--format", choices=sorted(FORMATS), help="default: what the file's name ends in, else csv")
        parser.add_argument(
            "--as-of", default="", metavar="YYYY-MM-DD", help="people with a job on this day, as it was on that day"
        )
        parser.add_argument(
            "--filter",
            action="append",
            default=[],
            metavar="KEY=VALUE",
            help=f"several are all met; keys: {', '.join(PeopleFilter.base_filters)}",
        )
        parser.add_argument("--columns", default="", metavar="NAME,NAME", help="default: all columns")
        parser.add_argument("--by", default="", metavar="USER", help="export what this account may, in its name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export once. Raises CommandError with one sentence, and exit status 2, when something is not as it should."""
        by = find_account(options["by"])
        day = read_day(options["as_of"])
        chosen = read_filters(options["filter"])
        format_code = options["format"] or format_of(options["file"])
        with acting(kind="command", by=by, route="export_people"):
            try:
                export = start_export(
                    REGISTERS["people"],
                    by=by,
                    format=format_code,
                    rows=filtered_people(chosen) if chosen else None,
                    columns=[name.strip() for name in options["columns"].split(",") if name.strip()],
                    as_of=day,
                    filters=sorted(chosen),
                )
            except ExportRefused as refusal:
                raise CommandError(str(refusal), returncode=REFUSED) from refusal
            self.write(export, options["file"])
        sentence = ngettext("%(n)s person exported.", "%(n)s people exported.", export.count)
        self.stderr.write(sentence % {"n": f"{export.count:,}"})

    def write(self, export: Export, place: str) -> None:
        """Write the file under another name first: what lies at its place is old or new, never half of it."""
        watched = Export(export.register, export.format, export.count, export.columns, self.counted(export))
        if place == "-":
            watched.write_to(sys.stdout.buffer)
            return
        target = Path(place).absolute()
        try:
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be written: %(why)s.") % {"file": place, "why": error.strerror}, returncode=REFUSED
            ) from error
        try:
            with os.fdopen(handle, "wb") as out:
                watched.write_to(out)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        finally:
            if self.stderr.isatty():
                self.stderr.write("\r\033[K", ending="")

    def counted(self, export: Export) -> Iterator[list[Any]]:
        """The rows, with a bar on a terminal."""
        shows = self.stderr.isatty() and export.count
        for done, row in enumerate(export.rows, start=1):
            if shows and done % 500 == 0:
                bar = "█" * min(BAR_WIDTH, BAR_WIDTH * done // export.count)
                self.stderr.write(f"\r{bar:░<{BAR_WIDTH}} {done:,} of {export.count:,}\033[K", ending="")
                self.stderr.flush()
            yield row


def find_account(name: str) -> User | None:
    """The account of this username; None for no name. Raises CommandError for one that is not there."""
    if not name:
        return None
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise CommandError(_("There is no active account '%(name)s'.") % {"name": name}, returncode=REFUSED)
    return found


def read_day(text: str) -> date | None:
    """The day that was written; None for none. Raises CommandError for what is no day."""
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        raise CommandError(_("--as-of: write a day as 2026-05-17."), returncode=REFUSED)
    return day


def read_filters(pairs: list[str]) -> dict[str, list[str]]:
    """Values by key. Raises CommandError for a pair without a sign between or with a key that is not known."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or key not in PeopleFilter.base_filters:
            raise CommandError(
                _("--filter %(pair)s: write KEY=VALUE with one of the keys %(keys)s.")
                % {"pair": pair, "keys": ", ".join(PeopleFilter.base_filters)},
                returncode=REFUSED,
            )
        found.setdefault(key, []).append(value)
    return found


def filtered_people(chosen: dict[str, list[str]]) -> Rows:
    """The people whom the filters of the list find. Raises CommandError for values that a filter does not know."""
    filters = PeopleFilter(chosen, queryset=people().with_current_job().with_document_state())
    if not filters.is_valid():
        lines = [f"--filter {key}: {' '.join(errors)}" for key, errors in filters.errors.items()]
        raise CommandError("\n".join(lines), returncode=REFUSED)
    found: Rows = people().filter(pk__in=filters.qs.order_by().values("pk"))
    return found


def format_of(place: str) -> str:
    """The format that the name of the file ends in; CSV for any other."""
    ending = Path(place).suffix.lower().removeprefix(".")
    return ending if ending in FORMATS else "csv"
