"""``manage.py audit_verify``: whether anything in the history, the ledger or the records was altered."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.documents.care import Report as FilesReport
from profiles.documents.care import check_documents
from profiles.documents.errors import StorageAway
from profiles.history.access import record_access
from profiles.history.checkpoints import lines_of
from profiles.history.context import acting
from profiles.history.keys import KeyUnusable
from profiles.history.verification.report import NOTICES, Code, Report, meaning
from profiles.history.verification.verify import verify
from profiles.models import Event

BAR_WIDTH = 30
SHOWN = 10
ALTERED, CANNOT = 1, 2
_FILE_ALARMS = frozenset({"missing", "wrong-size", "wrong-hash"})


class Command(BaseCommand):
    """Verify and report; ends with 0 when all is intact, 1 when something was altered, 2 when unchecked."""

    help = "Verify that nothing in the history was altered: seals, lines, history rows, records, files."

    def add_arguments(self, parser: CommandParser) -> None:
        """How much to verify."""
        parser.add_argument(
            "--since", type=int, default=1, metavar="SEAL", help="only what lies under this seal or later"
        )
        parser.add_argument("--person", metavar="NUMBER", help="only one person: employee number or username")
        parser.add_argument("--checkpoints", metavar="FILE", help="also compare with the checkpoints in this file")
        parser.add_argument("--no-files", action="store_true", help="do not read the files of documents")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify once, record that it was done, print the report. Raises CommandError when it cannot be checked."""
        began = time.monotonic()
        person = self.person(options["person"])
        lines = self.lines(options["checkpoints"])
        try:
            report = verify(since=options["since"], person=person, checkpoints=lines, progress=self.show_progress)
        except KeyUnusable as error:
            raise CommandError(str(error), returncode=CANNOT) from error
        files = None if options["no_files"] or person else self.files()
        self.clear_progress()
        intact = not report.alarms and not (files and self.damaged(files))
        with acting(kind="command", route="audit_verify", reason="Verification of the history"):
            record_access(Event.Action.VERIFY, subject=person, details=["intact" if intact else "altered"])
        if options["json"]:
            self.stdout.write(json.dumps(self.as_json(report, files, intact=intact), indent=2, default=str))
        else:
            self.tell(report, files, time.monotonic() - began, intact=intact)
        if not intact:
            sys.exit(ALTERED)

    def person(self, number: str | None) -> User | None:
        """The person meant. Raises CommandError when there is none."""
        if number is None:
            return None
        found = User.objects.filter(Q(profile__employee_number=number) | Q(username=number)).first()
        if found is None:
            raise CommandError(
                _("There is nobody with the number or username %(it)s.") % {"it": number}, returncode=CANNOT
            )
        return found

    def lines(self, path: str | None) -> list[tuple[str, dict[str, Any]]]:
        """The checkpoints in the file. Raises CommandError when it cannot be read."""
        if path is None:
            return []
        try:
            return [(path, line) for line in lines_of(Path(path))]
        except OSError as error:
            raise CommandError(
                _("The checkpoints cannot be read: %(why)s.") % {"why": error}, returncode=CANNOT
            ) from error

    def files(self) -> FilesReport:
        """Every file read again. Raises CommandError when the store cannot be reached."""
        try:
            return check_documents(
                hashes=True, fix=False, progress=lambda done, total: self.show_progress(_("Files"), done, total)
            )
        except StorageAway as error:
            raise CommandError(
                _("The store for files cannot be reached: %(why)s. Bring it back, or add --no-files.") % {"why": error},
                returncode=CANNOT,
            ) from error

    def damaged(self, files: FilesReport) -> list[Any]:
        """What was found about files that is more than a lost preview."""
        return [problem for problem in files.problems if problem.code in _FILE_ALARMS]

    def show_progress(self, stage: str, done: int, total: int) -> None:
        """A bar on a terminal; nothing elsewhere."""
        if self.stderr.isatty() and total:
            full = min(BAR_WIDTH * done // total, BAR_WIDTH)
            self.stderr.style_func = None
            bar = "█" * full + "░" * (BAR_WIDTH - full)
            self.stderr.write(f"\r{bar} {stage} {done:,} of {total:,}\033[K", ending="")
            self.stderr.flush()

    def clear_progress(self) -> None:
        """Leave nothing of the bar behind."""
        if self.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")

    def tell(self, report: Report, files: FilesReport | None, seconds: float, *, intact: bool) -> None:
        """The report for people."""
        facts = {"events": f"{report.events:,}", "rows": f"{report.rows:,}", "records": f"{report.records:,}"}
        self.stdout.write(
            _(
                "Compared %(events)s lines of the ledger, %(rows)s history rows and %(records)s records with %(seals)s "
                "seals and %(points)s checkpoints in %(seconds)s s."
            )
            % {**facts, "seals": f"{report.seals:,}", "points": f"{report.checkpoints:,}", "seconds": f"{seconds:.1f}"}
        )
        if files is not None:
            self.stdout.write(_("Read %(files)s files.") % {"files": f"{files.files:,}"})
        if report.redacted:
            words = ngettext(
                "%(n)d row was redacted on record.", "%(n)d rows were redacted on record.", report.redacted
            )
            self.stdout.write(words % {"n": report.redacted})
        if report.unsealed:
            words = ngettext("%(n)d line is not sealed yet.", "%(n)d lines are not sealed yet.", report.unsealed)
            self.stdout.write(words % {"n": report.unsealed})
        for code, findings in report.by_code.items():
            self.tell_kind(code, [finding.place for finding in findings])
        for problem in self.damaged(files) if files else []:
            self.stdout.write(f"- {problem.key}: {problem.text}")
        self.stdout.write(
            _("Intact: nothing was altered.") if intact else _("ALTERED: look into each point above before you go on.")
        )

    def tell_kind(self, code: Code, places: list[str]) -> None:
        """One kind of finding: what it means, then where."""
        mark = _("Note") if code in NOTICES else _("ALARM")
        self.stdout.write(f"{mark}: {meaning(code)}")
        for place in places[:SHOWN]:
            self.stdout.write(f"  - {place}")
        if len(places) > SHOWN:
            self.stdout.write(_("  … and %(n)d more") % {"n": len(places) - SHOWN})

    def as_json(self, report: Report, files: FilesReport | None, *, intact: bool) -> dict[str, Any]:
        """The report for programs."""
        damaged = [] if files is None else [{"key": p.key, "code": p.code} for p in self.damaged(files)]
        return {**report.as_json(), "files": None if files is None else files.files, "damaged_files": damaged,
                "is_intact": intact}  # fmt: skip
