"""``manage.py ensure_profiles``: a profile for every account; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from profiles.history.context import acting
from profiles.people.profiles import ensure_profiles


class Command(BaseCommand):
    """Make the profiles of accounts that have none and say how many were made."""

    help = "Make the missing profiles of accounts; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run once and print one line."""
        with acting(kind="command", route="ensure_profiles", reason="Accounts without a profile"):
            made = ensure_profiles()
        if made:
            self.stdout.write(_("%(n)d profiles were made.") % {"n": made})
        else:
            self.stdout.write(_("Every account has a profile; nothing was made."))
