"""Words that were looked for, marked where they were found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from profiles.lib.snippets import Piece, marked

register = template.Library()


@register.simple_tag
def marked_text(text: str, words: Sequence[str]) -> SafeString:
    """The text with the words marked; each word in small letters without accents."""
    return pieces(marked(str(text), words))


@register.filter
def pieces(found: Iterable[Piece]) -> SafeString:
    """The pieces of a snippet."""
    return format_html_join("", "{}", ((_piece(piece),) for piece in found))


def _piece(piece: Piece) -> SafeString:
    return format_html("<mark>{}</mark>" if piece.is_found else "{}", piece.text)
