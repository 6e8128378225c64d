"""``manage.py documents_read``: read the text of stored files that nobody has looked at yet."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from profiles.documents.errors import StorageAway
from profiles.documents.reading import read_unread


class Command(BaseCommand):
    """Prepare previews and text; what is known already is not read again, so that it can be stopped at any time."""

    help = "Read the text of files that nobody has looked at yet, so that their documents are found by it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read each file in a process of its own. Raises CommandError when the store cannot be reached."""
        read = with_text = missing = 0
        try:
            for rendering in read_unread():
                missing += rendering.reason == "missing"
                read += rendering.reason != "missing"
                with_text += rendering.has_text
        except StorageAway as error:
            raise CommandError(
                _("The store for files cannot be reached: %(why)s. Bring it back and go on.") % {"why": error}
            ) from error
        facts = {"read": read, "text": with_text, "missing": missing}
        self.stdout.write(_("Read %(read)d files; %(text)d of them have text; %(missing)d are missing.") % facts)
