"""What a program is told about a file that it sent: stored, or refused in one sentence."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.utils.translation import gettext as _

from profiles.models import Document, Rendering

from .preview_words import why_not_shown
from .previews import prepare

#: Codes of Django's own checks, which say nothing without the name of the field.
_GENERAL = frozenset({"required", "invalid", "missing", "max-length"})


def stored_sentence(document: Document) -> str:
    """That it is kept, and why it cannot be shown when that is so."""
    stored = _("“%(title)s” is checked and stored.") % {"title": document.title}
    return f"{stored} {why_not_shown(_rendering(document))}".rstrip()


def stored_answer(document: Document) -> dict[str, Any]:
    """The stored version in the terms of the upload's contract (201)."""
    version = document.current
    assert version is not None  # noqa: S101 - a document just added has a version
    return {
        "document": str(document.public_id),
        "version": version.number,
        "name": version.display_name,
        "media_type": version.blob.media_type,
        "preview": "ready" if _rendering(document).is_ready else "none",
        "message": stored_sentence(document),
    }


def refused_answer(form: BaseForm) -> dict[str, str]:
    """The first thing that is wrong with a form that is not accepted: its code and its sentence (4xx)."""
    name, errors = next(iter(form.errors.as_data().items()))
    code = str(errors[0].code or "refused").replace("_", "-")
    if code in _GENERAL:
        code = f"{name}-{code}".replace("_", "-")
    return {"code": code, "message": str(errors[0].messages[0])}


def _rendering(document: Document) -> Rendering:
    assert document.current is not None  # noqa: S101 - a document just added has a version
    return prepare(document.current.blob)
