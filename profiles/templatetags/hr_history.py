"""Old → new in templates: one change of a field, and the file that a change put there."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from profiles.history.changes import Change
from profiles.lib.text_diff import Piece
from profiles.models import DocumentVersion, Viewer
from profiles.permissions import can_open

from .hr import DASH
from .hr_documents import is_pictured
from .hr_record import file_kind

register = template.Library()

_MARKS = {"del": "<del>{}</del>", "ins": "<ins>{}</ins>", "same": "{}"}


@register.simple_tag
def old_to_new(change: Change) -> SafeString:
    """The way of one field from old to new; words alone where no values may be shown."""
    if change.instead:
        return format_html('<span class="nil">{}</span>', change.instead)
    if change.words:
        return format_html_join("", "{}", ((_piece(piece),) for piece in change.words))
    if change.old is None:
        return _side("ins", change.new)
    if change.new is None:
        return _side("del", change.old)
    arrow = format_html(
        '<span class="to"><span aria-hidden="true">→</span><span class="vh">{}</span></span>', _("changed to")
    )
    return format_html("{}{}{}", _side("del", change.old), arrow, _side("ins", change.new))


def _piece(piece: Piece) -> SafeString:
    return format_html(_MARKS[piece.kind], piece.text)


def _side(mark: str, text: str | None) -> SafeString:
    if text is None or text == DASH:
        return format_html('<span class="nil">{}</span>', _("empty"))
    return format_html(_MARKS[mark], format_html('<bdi dir="auto">{}</bdi>', text))


@register.simple_tag(takes_context=True)
def version_thumb(context: template.RequestContext, version: DocumentVersion) -> SafeString:
    """The first page of that very version; leads to its preview for who may open it."""
    kind = file_kind(version.blob.storage_key)
    if not _may_open(context, version):
        return format_html('<span class="thumb none" aria-hidden="true">{}</span>', kind)
    has_picture = is_pictured(version.blob)
    return format_html(
        '<a class="thumb{}" href="{}" data-preview aria-label="{}"><span aria-hidden="true">{}</span>{}</a>',
        "" if has_picture else " none",
        preview_address(version),
        _("Preview %(title)s, version %(number)s") % {"title": version.document.title, "number": version.number},
        kind,
        _picture(version) if has_picture else "",
    )


@register.simple_tag(takes_context=True)
def version_link(context: template.RequestContext, version: DocumentVersion) -> SafeString:
    """The file's name; leads to the preview of that very version for who may open it."""
    if not _may_open(context, version):
        return format_html('<span dir="auto">{}</span>', version.display_name)
    return format_html('<a href="{}" data-preview dir="auto">{}</a>', preview_address(version), version.display_name)


def preview_address(version: DocumentVersion) -> str:
    """The preview of that very version."""
    return f"{reverse('profiles:preview', args=[version.document.public_id])}?v={version.number}"


def _picture(version: DocumentVersion) -> SafeString:
    url = reverse("profiles:preview-thumb", args=[version.document.public_id, version.number])
    return format_html('<img src="{}" alt="" width="48" height="62" loading="lazy">', url)


def _may_open(context: Any, version: DocumentVersion) -> bool:
    viewer: Viewer = context["request"].user
    return can_open(viewer, version)
