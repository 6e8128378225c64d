"""Whether a file may be kept: its size, its type by content, its structure; each refusal is one plain sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, cast

from django.conf import settings
from django.core.files import File
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.lib.archives import Flaw
from profiles.lib.filenames import clean_name, extension_of
from profiles.lib.filetypes import (
    ACCEPTED,
    HEIC_IS_READ,
    REFUSED,
    Family,
    FileType,
    check_structure,
    detect,
    is_office_extension,
    settle,
    text_encoding,
)
from profiles.lib.office import check_office
from profiles.models import DocumentType

from .errors import UploadRejected

MEGABYTE = 1024 * 1024
_CHUNK = 1024 * 1024

#: Types from which a profile photo can be made.
PHOTO_TYPES = ("jpg", "png", "webp", *(["heic"] if HEIC_IS_READ else []))

_Sentences = Mapping[str, str | Promise]

#: What to do about a file of a type that is recognised and not accepted.
INSTEAD: _Sentences = {
    "heic": gettext_lazy("HEIC photos cannot be shown everywhere. Save the photo as JPEG and upload it again."),
    "picture": gettext_lazy("Pictures of this kind are not accepted. Save it as JPEG or PNG and upload it again."),
    "old-office": gettext_lazy(
        "Office files of the old kind (.doc, .xls) are not accepted. "
        "Save it as PDF, .docx or .xlsx and upload it again."
    ),
    "locked-office": gettext_lazy(
        "This file is protected with a password. Save it without a password and upload it again."
    ),
    "macros": gettext_lazy("This file contains macros. Save it as .docx or .xlsx without macros and upload it again."),
    "template": gettext_lazy("This is a template. Save it as a document and upload it again."),
    "slides": gettext_lazy("Presentations are not accepted. Save it as PDF and upload it again."),
    "rtf": gettext_lazy("Rich Text files are not accepted. Save it as PDF or .docx and upload it again."),
    "web": gettext_lazy("Web pages and SVG files are not accepted. Save it as PDF and upload it again."),
    "archive": gettext_lazy("Archives are not accepted. Unpack it and upload the files one by one."),
    "program": gettext_lazy("Programs are not accepted. Upload a document or a picture."),
    "film": gettext_lazy("Films and sound are not accepted. Upload a document or a picture."),
}

#: What to do about a file of an accepted type with something wrong inside.
FLAW_SENTENCES: _Sentences = {
    "damaged": gettext_lazy("This file is damaged and cannot be read. Open it, save it again and upload the new copy."),
    "encrypted": INSTEAD["locked-office"],
    "macros": gettext_lazy("This file contains macros. Save it without macros and upload it again."),
    "bomb": gettext_lazy("This file unpacks to far more than an ordinary document. Save it as PDF and upload that."),
    "too-many-members": gettext_lazy("This file has too many parts to be checked. Save it as PDF and upload that."),
    "unsafe-members": gettext_lazy(
        "This file is not built like an ordinary document. Open it, save it again and upload the new copy."
    ),
    "dtd": gettext_lazy(
        "This file carries instructions to load other files. Open it, save it again and upload the new copy."
    ),
    "remote-template": gettext_lazy(
        "This file loads a template or an object from another place. Save it as PDF and upload that."
    ),
    "moving": gettext_lazy("Moving pictures are not accepted. Save one picture of it as PNG and upload that."),
    "two-in-one": gettext_lazy("This file hides another file inside. Print it to a new PDF and upload that."),
    "launch": gettext_lazy("This PDF tries to start a program. Print it to a new PDF and upload that."),
}


@dataclass(frozen=True)
class FileFacts:
    """What is known of a file that may be kept. ``display_name`` is cleaned; ``sha256`` in hex digits."""

    type: FileType
    media_type: str
    size_bytes: int
    sha256: str
    display_name: str


def inspect_upload(file: File[Any], kind: DocumentType) -> FileFacts:
    """Read the file once or twice, bounded, and say what it is; the position afterwards is anywhere.

    Raises UploadRejected with what is wrong and what to do.
    """
    _check_size(file, max_bytes(kind))
    settled = _settled(_accepted(file, detect(_stream(file))), str(file.name or ""))
    if settled not in accepted_types(kind):
        raise UploadRejected(
            "type-format",
            _("%(type)s: this kind of file is not accepted here. Upload one of these: %(formats)s.")
            % {"type": kind.name, "formats": formats_text(kind)},
        )
    _check_inside(file, settled)
    return _facts(file, settled)


def inspect_photo(file: File[Any]) -> FileType:
    """The type of a picture from which a photo may be made. Raises UploadRejected, for the field ``photo``."""
    try:
        _check_size(file, settings.UPLOAD_MAX_BYTES)
        found = detect(_stream(file))
        if found is not None and found.code == "heic":
            _accepted(file, found)
    except UploadRejected as refusal:
        raise UploadRejected(refusal.code, refusal.message, field="photo") from None
    if found is None or found.code not in PHOTO_TYPES:
        raise UploadRejected("not-a-photo", _("This is not a photo. Upload a JPEG, PNG or WebP picture."), "photo")
    return found


def max_bytes(kind: DocumentType) -> int:
    """The largest size of a file of this type, in bytes."""
    everywhere: int = settings.UPLOAD_MAX_BYTES
    return min(everywhere, kind.max_size_mb * MEGABYTE) if kind.max_size_mb else everywhere


def most_megabytes() -> int:
    """The size that no file of any type goes beyond, in whole megabytes; at least 1."""
    return max(1, int(settings.UPLOAD_MAX_BYTES) // MEGABYTE)


def accepted_types(kind: DocumentType) -> list[FileType]:
    """The types of file that documents of this type may be."""
    wanted = [entry for code, entry in ACCEPTED.items() if code in kind.formats]
    return wanted or list(ACCEPTED.values())


def formats_text(kind: DocumentType) -> str:
    """The accepted formats in words, for example "PDF, JPEG, PNG"."""
    return ", ".join(_(entry.label) for entry in accepted_types(kind))


def limits_text(kind: DocumentType) -> str:
    """What stands beside the file field: formats and size."""
    return _("%(formats)s, up to %(size)d MB") % {
        "formats": formats_text(kind),
        "size": max_bytes(kind) // MEGABYTE,
    }


def preview_limits_text() -> str:
    """How much of a file is shown, and that more is kept all the same; stands beside the file field too."""
    return _(
        "Shown are pictures of up to %(pixels)d million pixels, the first %(pages)d pages and the first %(rows)d rows "
        "of a table; a larger file is kept whole."
    ) % {
        "pixels": settings.PREVIEW_PIXELS_MAX // 1_000_000,
        "pages": settings.PREVIEW_PAGES_MAX,
        "rows": settings.PREVIEW_ROWS_MAX,
    }


def accept_attribute(kind: DocumentType) -> str:
    """For the ``accept`` of a file field: extensions, as browsers do not know every media type."""
    return ",".join(f".{extension}" for entry in accepted_types(kind) for extension in entry.extensions)


def _stream(file: File[Any]) -> IO[bytes]:
    """The stream below Django's wrapper: what ``lib`` reads is no Django object."""
    return cast("IO[bytes]", file.file)


def _check_size(file: File[Any], limit: int) -> None:
    if not file.size:
        raise UploadRejected("empty", _("This file is empty. Check that it opens on your device and upload it again."))
    if file.size > limit:
        raise UploadRejected(
            "too-large",
            _("This file is larger than %(size)d MB. Make it smaller, for example as PDF, and upload it again.")
            % {"size": limit // MEGABYTE},
        )


def _accepted(file: File[Any], found: FileType | None) -> FileType:
    if found is not None and found.code in ACCEPTED:
        return found
    if found is not None and found.code == "archive" and is_office_extension(extension_of(str(file.name or ""))):
        # Called an office file and not even readable as an archive, or readable and something else.
        _check_inside_office(file)
        raise UploadRejected("damaged", str(FLAW_SENTENCES["damaged"]))
    if found is not None and found.code in REFUSED:
        raise UploadRejected(found.code, str(INSTEAD[found.code]))
    if extension_of(str(file.name or "")) in ("txt", "csv"):
        raise UploadRejected("encoding", _("This text cannot be read. Save it in UTF-8 and upload it again."))
    raise UploadRejected(
        "unknown-type",
        _("Files of this kind are not accepted. Upload a PDF, a picture, or a Word, Excel or OpenDocument file."),
    )


def _settled(found: FileType, name: str) -> FileType:
    extension = extension_of(name)
    settled = settle(found, extension)
    if settled is None:
        raise UploadRejected(
            "mismatch",
            _(
                "The name ends in .%(extension)s, but the content is %(type)s. "
                "Upload the right file, or rename it to end in .%(right)s."
            )
            % {"extension": extension, "type": _(found.label), "right": found.extension},
        )
    return settled


def _check_inside(file: File[Any], kind: FileType) -> None:
    try:
        check_structure(_stream(file), kind)
    except Flaw as flaw:
        raise UploadRejected(flaw.code, str(FLAW_SENTENCES[flaw.code])) from flaw


def _check_inside_office(file: File[Any]) -> None:
    try:
        check_office(_stream(file))
    except Flaw as flaw:
        raise UploadRejected(flaw.code, str(FLAW_SENTENCES[flaw.code])) from flaw


def _facts(file: File[Any], kind: FileType) -> FileFacts:
    """Hash the bytes as they are now; what is stored later is stored under this hash."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    media_type = kind.media_type
    if kind.family is Family.TEXT:
        media_type = f"{media_type}; charset={text_encoding(_stream(file))}"
    return FileFacts(kind, media_type, size, digest.hexdigest(), clean_name(str(file.name or ""), kind.extension))
