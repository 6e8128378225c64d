"""What documents refuse, and what they cannot do at the moment."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

#: What to say while files cannot be stored.
STORAGE_AWAY = gettext_lazy("Files cannot be stored at the moment. Nothing was saved; try again in a few minutes.")


class DocumentError(Exception):
    """Base of everything that the verbs for documents raise on purpose."""


class UploadRejected(DocumentError):
    """A file that is not accepted; ``message`` is one sentence for the person, ``code`` names the rule.

    ``field`` is the name of the form field beside which the sentence belongs.
    """

    def __init__(self, code: str, message: str, field: str = "file") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


class StorageAway(DocumentError):
    """The place where files are kept cannot be reached or written: nothing was stored, try again later (503)."""
