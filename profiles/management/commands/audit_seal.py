"""``manage.py audit_seal``: seals what was written since the last seal and tells the places outside."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.history.keys import KeyUnusable
from profiles.history.sealer import newest_of, seal_patiently, tell
from profiles.history.seals import LedgerBusy
from profiles.models import Seal


class Command(BaseCommand):
    """Seal once, or again and again; ends with 1 when nothing could be sealed or a place could not be told."""

    help = "Seal the history written since the last seal, and send the seal to the places of AUDIT_CHECKPOINTS."

    def add_arguments(self, parser: CommandParser) -> None:
        """Once, or every so many seconds until stopped."""
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on sealing, with this pause between")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal, tell, and say what was done. Raises CommandError when the ledger stays busy or the key is unusable."""
        every = options["every"]
        if every is not None and every < 1:
            raise CommandError(_("Give a pause of at least one second."))
        while True:
            try:
                self.seal()
            except CommandError as error:
                if every is None:
                    raise
                self.stderr.write(str(error))
            if every is None:
                return
            time.sleep(every)

    def seal(self) -> None:
        """One round."""
        seals = self.patiently()
        newest = newest_of(seals)
        for seal in seals:
            words = ngettext("Seal %(n)d: %(count)d line.", "Seal %(n)d: %(count)d lines.", seal.count)
            self.stdout.write(words % {"n": seal.number, "count": seal.count})
        if newest is None:
            self.stdout.write(_("Nothing has been written yet."))
            return
        if not seals:
            self.stdout.write(_("Nothing new since seal %(n)d.") % {"n": newest.number})
        failed = [point for point in tell(newest) if not point.is_sent]
        for point in failed:
            self.stderr.write(_("%(place)s was not told: %(why)s") % {"place": point.sink, "why": point.receipt})
        if failed:
            raise CommandError(_("The seal stands, but not every place could be told. It is tried again next time."))

    def patiently(self) -> list[Seal]:
        """The seals made. Raises CommandError when nothing could be sealed."""
        try:
            return seal_patiently()
        except LedgerBusy as error:
            raise CommandError(_("A long write is under way: nothing was sealed. Try again in a minute.")) from error
        except KeyUnusable as error:
            raise CommandError(str(error)) from error
