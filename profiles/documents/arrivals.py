"""Files on their way in: checked, shown to the scanner, opened and stored before any row and before any lock.

``take_in`` and ``take_in_photo`` do all that takes time; the verbs of ``uploads`` keep what they answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from profiles.lib.filetypes import ACCEPTED
from profiles.models import DocumentType, PreviewPage

from . import previews
from .checks import FileFacts, inspect_photo, inspect_upload
from .errors import UploadRejected
from .intake import store_bytes
from .rendering import render_photo
from .scanning import scan
from .storage import PHOTO_FOLDER

#: "now" opens the file before it is kept; "later" leaves that to the first view, for files that we made ourselves.
Render = Literal["now", "later"]


@dataclass(frozen=True)
class Arrival:
    """A file for a document of one type whose bytes and images are stored, and whose rows are not written yet."""

    facts: FileFacts
    type_id: int
    key: str
    was_scanned: bool
    opened: previews.Opened | None
    pages: Sequence[PreviewPage] = field(default_factory=list)


@dataclass(frozen=True)
class PhotoArrival:
    """The photo made of a picture, stored, and shown by nobody yet."""

    facts: FileFacts
    key: str


def facts_of(file: File[Any] | Arrival, kind: DocumentType) -> FileFacts:
    """What the file is, which the type must accept. Raises UploadRejected."""
    if isinstance(file, File):
        return inspect_upload(file, kind)
    if file.type_id != kind.pk:
        raise UploadRejected("type-changed", _("The type was changed at this moment. Upload the file again."))
    return file.facts


def take_in(
    file: File[Any] | Arrival, kind: DocumentType, facts: FileFacts | None = None, render: Render = "now"
) -> Arrival:
    """Show the file to the scanner, open it, then store its bytes and what was made of it; an arrival stays as it is.

    Bytes that are known already are opened all the same: how long it takes must not tell what others have. To be
    called outside of any transaction. Raises UploadRejected, StorageAway.
    """
    if isinstance(file, Arrival):
        return file
    facts = facts or inspect_upload(file, kind)
    was_scanned = scan(file)
    opened = previews.open_upload(file, facts.type) if render == "now" else None
    key = store_bytes(file, facts, kind.folder)
    pages = previews.store_images(facts.sha256, opened.images) if opened is not None else []
    return Arrival(facts, kind.pk, key, was_scanned, opened, pages)


def take_in_photo(file: File[Any] | PhotoArrival) -> PhotoArrival:
    """Make a square photo of the picture, without its metadata, and store it; an arrival stays as it is.

    To be called outside of any transaction. Raises UploadRejected with the field ``photo``, StorageAway.
    """
    if isinstance(file, PhotoArrival):
        return file
    kind = inspect_photo(file)
    scan(file, field="photo")
    picture = render_photo(file, kind)
    webp = ACCEPTED["webp"]
    facts = FileFacts(webp, webp.media_type, len(picture), hashlib.sha256(picture).hexdigest(), "photo.webp")
    return PhotoArrival(facts, store_bytes(ContentFile(picture), facts, PHOTO_FOLDER))
