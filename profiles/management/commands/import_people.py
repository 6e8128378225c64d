"""``manage.py import_people FILE``: people, or their jobs, contacts and departments, by the verbs of the admin."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from profiles.exchange.errors import ExchangeError, FileRefused
from profiles.exchange.from_shell import Outcome, bring, look, refused
from profiles.exchange.people_rows import Options
from profiles.exchange.tables import PEOPLE, TABLES
from profiles.history.context import acting

_SHOWN_ERRORS = 50
EXIT = {"preview": 0, "applied": 0, "row_errors": 1, "refused": 2}


class Command(BaseCommand):
    """Import a file, all of it or nothing; exit 0 when it is fine, 1 for rows with errors, 2 for a refused file."""

    help = "Import people from a CSV, XLSX or ODS file: all of it or nothing, undone from the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, who brings it and why."""
        parser.add_argument("file", metavar="FILE", help="CSV, XLSX or ODS, told by its content")
        parser.add_argument("--records", default=PEOPLE.code, choices=list(TABLES), help="what the rows are")
        parser.add_argument("--dry-run", action="store_true", help="say what would change and write nothing")
        parser.add_argument("--by", default="", metavar="USER", help="the username of whoever imports")
        parser.add_argument("--reason", default="", metavar="TEXT", help="shown in the history")
        parser.add_argument("--create-missing", action="store_true", help="make departments and locations not known")
        parser.add_argument("--empty-clears", action="store_true", help="empty cells remove what was there")
        parser.add_argument("--correct-jobs", action="store_true", help="correct job rows instead of adding new ones")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, print, and end with the exit status."""
        by = self._account(options["by"])
        with acting(kind="command", by=by, route="import_people", reason=options["reason"]):
            outcome = self._outcome(options, by)
        if options["json"]:
            self.stdout.write(json.dumps(asdict(outcome), ensure_ascii=False))
        else:
            self._say(outcome)
        if EXIT[outcome.outcome]:
            sys.exit(EXIT[outcome.outcome])

    def _outcome(self, options: dict[str, Any], by: User | None) -> Outcome:
        chosen = Options(
            empty_clears=options["empty_clears"],
            correct_jobs=options["correct_jobs"],
            create_missing=options["create_missing"],
        )
        try:
            if chosen.create_missing and by is not None and not by.has_perm("profiles.import_missing"):
                raise PermissionDenied
            with _open(options["file"]) as file:
                table = TABLES[options["records"]]
                if options["dry_run"]:
                    return look(file, by, chosen, self._progress, table)
                return bring(file, by, chosen, options["reason"], self._progress, table)
        except ExchangeError as error:
            return refused(error)
        except PermissionDenied:
            return Outcome("refused", message=_("This account may not import these records."))

    def _account(self, username: str) -> User | None:
        """The account that imports; None for the system."""
        if not username:
            return None
        found = User.objects.filter(username=username).first()
        if found is None:
            raise CommandError(_("There is no account %(name)s.") % {"name": username}, returncode=2)
        return found

    def _progress(self, done: int, total: int) -> None:
        if self.stderr.isatty() and total:
            width = 30 * done // total
            end = "\n" if done >= total else "\r"
            self.stderr.write(f"{'█' * width}{'·' * (30 - width)} {done:,} / {total:,}", ending=end)

    def _say(self, outcome: Outcome) -> None:
        for error in outcome.errors[:_SHOWN_ERRORS]:
            cell = f"{error['column']} “{error['value']}”" if error["value"] else error["column"]
            self.stderr.write(_("Row %(row)s, %(cell)s: %(message)s") % {**error, "cell": cell})
        if len(outcome.errors) > _SHOWN_ERRORS:
            self.stderr.write(_("… and %(n)d more.") % {"n": len(outcome.errors) - _SHOWN_ERRORS})
        if outcome.outcome != "refused":
            self.stdout.write(
                _("%(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(n)d errors.")
                % {**asdict(outcome), "n": len(outcome.errors)}
            )
        self.stdout.write(outcome.message)


def _open(path: str) -> IO[bytes]:
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise FileRefused("no-file", _("The file %(path)s cannot be opened.") % {"path": path}) from error
