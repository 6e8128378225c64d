"""A document in a list: the picture of its first page, and the way to its preview."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from profiles.documents.checks import accept_attribute, limits_text, max_bytes
from profiles.documents.seen import SEEN, mark_of
from profiles.lib.filetypes import Family, by_media_type
from profiles.models import Blob, Document, DocumentType, Rendering

from .hr_record import file_kind

register = template.Library()


@register.simple_tag
def thumb(document: Document, may_open: bool = True) -> SafeString:
    """The first page, or the kind of file where no page can be shown; leads to the preview for who may open it.

    For rows of ``Document.objects.with_version()``: asks no further question.
    """
    version = document.current
    kind = file_kind(version.blob.storage_key) if version is not None else ""
    if version is None or not may_open:
        return format_html('<span class="thumb none" aria-hidden="true">{}</span>', kind)
    has_picture = is_pictured(version.blob)
    return format_html(
        '<a class="thumb{}" href="{}" data-preview aria-label="{}"><span aria-hidden="true">{}</span>{}</a>',
        "" if has_picture else " none",
        reverse("profiles:preview", args=[document.public_id]),
        _("Preview %(title)s") % {"title": document.title},
        kind,
        _picture(reverse("profiles:preview-thumb", args=[document.public_id, version.number])) if has_picture else "",
    )


def _picture(url: str) -> SafeString:
    return format_html('<img src="{}" alt="" width="48" height="62" loading="lazy">', url)


def is_pictured(blob: Blob) -> bool:
    """Whether the file is shown as pages; of one that nobody has looked at yet, whether its kind usually is."""
    rendering: Rendering | None = getattr(blob, "rendering", None)
    if rendering is not None:
        return rendering.form == Rendering.Form.PAGES
    kind = by_media_type(blob.media_type)
    return kind is not None and kind.family in (Family.PDF, Family.RASTER)


@register.simple_tag
def titled(document: Document, may_open: bool = True) -> SafeString:
    """The title; leads to the preview for who may open it."""
    if document.current is None or not may_open:
        return format_html('<b dir="auto">{}</b>', document.title)
    url = reverse("profiles:preview", args=[document.public_id])
    return format_html('<a href="{}" data-preview><b dir="auto">{}</b></a>', url, document.title)


@register.simple_tag
def upload_limits(kinds: Iterable[DocumentType]) -> SafeString:
    """For upload.js what may be uploaded as each type: in words, for ``accept``, in bytes; under "" for any type."""
    limits = {"": _limits(DocumentType())}
    for kind in kinds:
        limits[kind.code] = limits[str(kind.pk)] = _limits(kind)
    return json_script(limits, "upload-limits")


def _limits(kind: DocumentType) -> dict[str, str | int]:
    return {"words": limits_text(kind), "accept": accept_attribute(kind), "most": max_bytes(kind)}


@register.filter
def as_seen(address: str, document: Document) -> str:
    """The address of a decision about the document, with what the page shows of it."""
    return f"{address}?{SEEN}={mark_of(document)}"
