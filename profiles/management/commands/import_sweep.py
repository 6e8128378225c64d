"""``manage.py import_sweep``: removes the files of imports that nobody confirmed within a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from profiles.exchange.uploads import sweep


class Command(BaseCommand):
    """Remove them and say how many; every upload does the same on its way."""

    help = "Remove uploaded files of imports that are older than a day."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run once and print one line."""
        self.stdout.write(_("%(n)d files were removed.") % {"n": sweep()})
