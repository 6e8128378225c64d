"""``manage.py documents_check``: whether every document has its file and every file its document."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.documents.care import MISSING, NO_PREVIEW, ORPHAN, WRONG_HASH, WRONG_SIZE, Report, check_documents
from profiles.documents.errors import StorageAway
from profiles.history.context import acting

BAR_WIDTH = 30


class Command(BaseCommand):
    """Compare rows and stored files; ends with 0 when all is well and with 1 when something is left to do."""

    help = "Check that every document has its file, unchanged, and every file its document."

    def add_arguments(self, parser: CommandParser) -> None:
        """How thorough, and whether to put right what can be."""
        parser.add_argument("--hash", action="store_true", help="read every file and compare its SHA-256")
        parser.add_argument(
            "--fix",
            action="store_true",
            help="make lost page images again and remove files that belong to nothing; documents are never touched",
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check once and print the report. Raises CommandError when the store cannot be reached."""
        began = time.monotonic()
        with acting(kind="command", route="documents_check", reason="Files compared with documents"):
            try:
                report = check_documents(hashes=options["hash"], fix=options["fix"], progress=self.show_progress)
            except StorageAway as error:
                raise CommandError(
                    _("The store for files cannot be reached: %(why)s. Bring it back and check again.") % {"why": error}
                ) from error
            finally:
                self.clear_progress()
        if options["json"]:
            self.stdout.write(json.dumps(as_json(report), indent=2))
        else:
            self.print_report(report, time.monotonic() - began, fixes=options["fix"])
        if report.open_problems:
            sys.exit(1)

    def show_progress(self, done: int, total: int) -> None:
        """A bar on a terminal; nothing elsewhere."""
        if self.stderr.isatty() and total:
            full = BAR_WIDTH * done // total
            self.stderr.style_func = None
            bar = "█" * full + "░" * (BAR_WIDTH - full)
            self.stderr.write(f"\r{bar} {done:,} of {total:,}\033[K", ending="")
            self.stderr.flush()

    def clear_progress(self) -> None:
        """Leave nothing of the bar behind."""
        if self.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")

    def print_report(self, report: Report, seconds: float, *, fixes: bool) -> None:
        """One line for each problem, then what can be done about them."""
        for problem in report.problems:
            done = _(" (put right)") if problem.repaired else ""
            self.stdout.write(f"{problem.key}: {problem.text}{done}")
        facts = {"files": f"{report.files:,}", "rows": f"{report.rows:,}", "seconds": f"{seconds:.1f}"}
        self.stdout.write(_("Compared %(rows)s rows with %(files)s files in %(seconds)s s.") % facts)
        left = report.open_problems
        if not left:
            self.stdout.write(_("Everything is as it should be."))
            return
        self.stdout.write(ngettext("%(n)d problem:", "%(n)d problems:", len(left)) % {"n": len(left)})
        for code in sorted({problem.code for problem in left}):
            self.stdout.write(f"- {advice(code, fixes=fixes)}")


def advice(code: str, *, fixes: bool) -> str:
    """What to do about problems of one kind."""
    repair = _("Look at the message above: it could not be put right.") if fixes else _("Run the check with --fix.")
    return {
        MISSING: _("Missing files: bring them back from the backup, or upload the same files again."),
        WRONG_SIZE: _("Files of another size: put the copies of the backup in their place."),
        WRONG_HASH: _("Changed files: put the copies of the backup in their place, and find out who changed them."),
        ORPHAN: _("Files that belong to nothing: harmless. %(repair)s") % {"repair": repair},
        NO_PREVIEW: _("Lost page images: they come back when they are looked at. %(repair)s") % {"repair": repair},
    }[code]


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "rows": report.rows,
        "files": report.files,
        "problems": [asdict(problem) for problem in report.problems],
        "open": len(report.open_problems),
    }
