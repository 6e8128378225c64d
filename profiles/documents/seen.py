"""What somebody who decides about a document had before them: its version and its state.

A decision is about what was seen. Where somebody else was faster it is not carried out unseen.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from profiles.models import Document

#: The name under which a page sends what it showed.
SEEN = "seen"
_MARK = re.compile(r"\d{1,18}-[a-z]{1,20}")


def mark_of(document: Document) -> str:
    """Version and state of the document as it was read, like ``57-submitted``."""
    return f"{document.current_id or 0}-{document.state}"


def shows_current(document: Document, seen: str) -> bool:
    """Whether the page showed the version that is the current one."""
    return seen.startswith(f"{document.current_id or 0}-")


def changed_since(document: Document, seen: str) -> str:
    """Why a decision about what the page showed is not carried out, in a sentence; empty when nothing changed."""
    if seen == mark_of(document):
        return ""
    told = {"title": document.title, "state": document.get_state_display()}
    if _MARK.fullmatch(seen) is None:
        return _("This page does not say which version of “%(title)s” it showed. Look at it and decide again.") % told
    if not shows_current(document, seen) and document.current is not None:
        told |= {"who": _name(document.current.uploaded_by), "when": _when(document.current.uploaded_at)}
        return (
            _(
                "%(who)s added a newer version of “%(title)s” on %(when)s, after you opened the page. "
                "Look at it and decide again."
            )
            % told
        )
    if document.verified_by is not None:
        told |= {"who": _name(document.verified_by), "when": _when(document.verified_at)}
        return (
            _(
                "%(who)s decided about “%(title)s” on %(when)s, after you opened the page. "
                "Its state is now “%(state)s”. Look at it and decide again."
            )
            % told
        )
    return (
        _(
            "“%(title)s” was changed after you opened the page. Its state is now “%(state)s”. "
            "Look at it and decide again."
        )
        % told
    )


def _name(account: User | None) -> str:
    return account.profile.display_name if account is not None else _("The system")


def _when(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment is not None else ""
