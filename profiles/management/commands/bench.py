"""``manage.py bench``: what the product takes, measured in a scratch database beside the limits."""

import json
import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.bench import baseline, machine, report
from profiles.bench.databases import NoScratchDatabase
from profiles.bench.progress import Progress
from profiles.bench.registry import Benchmark, UnknownBenchmark, all_benchmarks, pick
from profiles.bench.scratch import Scratch
from profiles.bench.timing import PageRefused
from profiles.bench.writers import WriterFailed

SMALLEST_COMPANY = 30
STOPPED_BY_HAND, STOPPED_BY_SIGNAL = 130, 143


class Command(BaseCommand):
    """Measure, print a table and write JSON; the configured database and its files are never opened."""

    help = "Measure what pages and acts take, in a scratch database that is dropped at the end."
    requires_system_checks = []  # the configured database need not be there

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to measure, at which size, how often, and where to write it."""
        parser.add_argument("names", nargs="*", metavar="NAME", help="benchmarks to run; default: all")
        parser.add_argument("--list", action="store_true", help="say which benchmarks there are, then end")
        parser.add_argument("--people", type=int, default=1000, metavar="N", help="default: %(default)s")
        parser.add_argument("--events", type=int, default=20_000, metavar="N", help="ledger; default: %(default)s")
        parser.add_argument("--runs", type=int, default=5, metavar="N", help="turns of each; default: %(default)s")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
        parser.add_argument("--baseline", type=Path, metavar="DIR", help="a stock project to compare with")
        parser.add_argument("--no-baseline", action="store_true", help="measure this project alone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError with one sentence when something is in the way."""
        if options["list"]:
            self.list_benchmarks()
            return
        chosen = self.choose(options)
        progress = Progress(sys.stderr)
        before = signal.signal(signal.SIGTERM, _stop)  # so that a killed run takes its database with it
        try:
            run = self.measure(chosen, options, progress)
        except (NoScratchDatabase, PageRefused, WriterFailed, baseline.NoBaseline) as problem:
            progress.clear()
            raise CommandError(str(problem)) from problem
        except KeyboardInterrupt:
            progress.clear()
            self.stderr.write(_("Stopped."))
            sys.exit(STOPPED_BY_HAND)
        finally:
            signal.signal(signal.SIGTERM, before)
        progress.clear()
        for line in report.as_text(run):
            self.stdout.write(line)
        if options["json"]:
            self.write_json(run, options["json"])

    def list_benchmarks(self) -> None:
        """A line for each."""
        known = all_benchmarks()
        width = max(len(each.name) for each in known)
        for each in known:
            self.stdout.write(f"{each.name.ljust(width)}  {each.summary}")

    def choose(self, options: dict[str, Any]) -> list[Benchmark]:
        """The benchmarks to run. Raises CommandError before anything is made."""
        if options["people"] < SMALLEST_COMPANY:
            raise CommandError(_("--people: write a number from %(n)s on.") % {"n": SMALLEST_COMPANY})
        if options["runs"] < 1:
            raise CommandError(_("--runs: write a number from 1 on."))
        if options["json"] and not options["json"].parent.is_dir():
            raise CommandError(_("--json: there is no folder %(name)s.") % {"name": options["json"].parent})
        try:
            return list(pick(options["names"]))
        except UnknownBenchmark as error:
            known = ", ".join(each.name for each in all_benchmarks())
            raise CommandError(
                _("There is no benchmark '%(name)s'. There are: %(known)s.") % {"name": error.args[0], "known": known}
            ) from error

    def measure(self, chosen: list[Benchmark], options: dict[str, Any], progress: Progress) -> report.Run:
        """Run them one after the other in the same scratch."""
        started_at = timezone.now()
        results = []
        sizes = {name: options[name] for name in ("people", "events", "runs")}
        with Scratch(**sizes, progress=progress) as scratch:
            stock = None
            if not options["no_baseline"]:
                stock = self.find_baseline(options["baseline"], scratch.folder / "compiled")
            scratch.compare_with(stock)
            seen = machine.look(scratch.database())
            for each in chosen:
                results.append(report.Result(each.name, each.summary, list(each.measure(scratch))))
        return report.Run(
            machine=seen,
            people=options["people"],
            runs=options["runs"],
            compared_with=stock.folder.name if stock else "",
            started_at=started_at,
            results=results,
        )

    def find_baseline(self, folder: Path | None, cache: Path) -> baseline.Baseline | None:
        """The stock project, or None; only one that was asked for has to be there. Raises NoBaseline."""
        try:
            return baseline.find(folder, cache)
        except baseline.NoBaseline as problem:
            if folder is not None:
                raise
            self.stderr.write(_("Without the stock project: %(why)s") % {"why": problem})
            return None

    def write_json(self, run: report.Run, path: Path) -> None:
        """Raises CommandError when the file cannot be written."""
        text = json.dumps(report.as_json(run), indent=2, ensure_ascii=False)
        try:
            path.write_text(f"{text}\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be written: %(why)s") % {"file": path, "why": error.strerror}
            ) from error


def _stop(*_signal: object) -> NoReturn:
    sys.exit(STOPPED_BY_SIGNAL)
