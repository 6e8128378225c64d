"""Why a file is refused after it was opened, and why a file that is kept cannot be shown, in words."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.models import PreviewPage, Rendering

from .checks import FLAW_SENTENCES
from .errors import UploadRejected

#: What the child may find that makes a file unfit to be kept.
REFUSED_BECAUSE = frozenset({"damaged", "encrypted", "moving"})

NOT_SHOWN_BECAUSE = {
    "limit": gettext_lazy("This file takes too long to show. Download it to read it."),
    "too-many-pixels": gettext_lazy("This picture has too many pixels to be shown. Download it to see it."),
    "unreadable": gettext_lazy("This file cannot be shown here. Download it to read it."),
    "empty": gettext_lazy("There is no text in this file that could be shown. Download it to see it."),
    "damaged": gettext_lazy("This file is damaged and cannot be shown. Download it to see what is left of it."),
    "encrypted": gettext_lazy("This file is protected with a password. Download it to open it."),
    "moving": gettext_lazy("Moving pictures are not shown. Download it to see it."),
    "missing": gettext_lazy("The stored file is missing. Tell HR, who can restore it."),
}


def refusal_of(reason: str) -> UploadRejected:
    """The refusal of an upload for one of REFUSED_BECAUSE."""
    return UploadRejected(reason, str(FLAW_SENTENCES[reason]))


def why_not_shown(of: Rendering | PreviewPage) -> str:
    """Why there is no preview, or no image of this page, in one or two sentences; empty when there is one."""
    return str(NOT_SHOWN_BECAUSE.get(of.reason, NOT_SHOWN_BECAUSE["unreadable"])) if of.reason else ""


def what_is_left_out(rendering: Rendering) -> str:
    """That a long document is shown in part; empty when all of it is."""
    count = rendering.page_count or 0
    if rendering.form != Rendering.Form.PAGES or count <= settings.PREVIEW_PAGES_MAX:
        return ""
    return _("The first %(shown)d of %(count)d pages are shown. Download the file to read all.") % {
        "shown": settings.PREVIEW_PAGES_MAX,
        "count": count,
    }
