"""``manage.py import_run BATCH``: one long import beside the request that asked for it; started by the system."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from profiles.exchange.jobs import run
from profiles.models import ImportBatch


class Command(BaseCommand):
    """Run the job of a batch."""

    help = "Run one import in the background; started by the pages, not by hand."

    def add_arguments(self, parser: CommandParser) -> None:
        """The batch by its public id."""
        parser.add_argument("batch", metavar="BATCH")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        run(ImportBatch.objects.get(public_id=options["batch"]))
