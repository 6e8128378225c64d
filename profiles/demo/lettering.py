"""Lettering on drawn pages: Pillow's built-in font knows plain letters only, so accents are drawn as pen strokes."""

import unicodedata
from functools import lru_cache

from PIL import ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
_PLAIN = {"æ": "ae", "Æ": "Ae", "œ": "oe", "ß": "ss", "þ": "th", "Þ": "Th", "’": "'", "–": "-", "“": '"', "”": '"'}
_STRUCK = {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ı": "i"}
# Strokes of each accent between (-0.5, 0) and (0.5, -1), to be scaled by the size of the letter.
_STROKES: dict[str, tuple[tuple[float, float], ...]] = {
    "\u0300": ((-0.25, -0.9), (0.15, -0.2)),
    "\u0301": ((0.25, -0.9), (-0.15, -0.2)),
    "\u0302": ((-0.4, -0.2), (0.0, -0.8), (0.4, -0.2)),
    "\u0303": ((-0.45, -0.3), (-0.15, -0.65), (0.15, -0.3), (0.45, -0.65)),
    "\u0304": ((-0.4, -0.5), (0.4, -0.5)),
    "\u0306": ((-0.4, -0.8), (-0.2, -0.3), (0.2, -0.3), (0.4, -0.8)),
    "\u030b": ((0.4, -0.9), (0.05, -0.2)),
    "\u030c": ((-0.4, -0.8), (0.0, -0.2), (0.4, -0.8)),
}
_DOTS = {"\u0307": (0.0,), "\u0308": (-0.3, 0.3), "\u030a": (0.0,)}
_HOOKS = {"\u0327": ((0.05, 0.0), (0.15, 0.45), (-0.25, 0.65)), "\u0328": ((0.35, 0.0), (0.1, 0.4), (0.4, 0.65))}


@lru_cache(maxsize=32)
def font(size: int) -> Font:
    """The built-in font in a size in pixels."""
    return ImageFont.load_default(size)


def _clusters(text: str) -> list[str]:
    spelled = "".join(_PLAIN.get(letter, letter) for letter in text)
    clusters: list[str] = []
    for letter in unicodedata.normalize("NFD", spelled):
        if unicodedata.combining(letter) and clusters:
            clusters[-1] += letter
        else:
            clusters.append(letter)
    return clusters


def lettering_width(text: str, size: int) -> float:
    """How wide the lettering is, in pixels."""
    return sum(font(size).getlength(_STRUCK.get(cluster[0], cluster[0])) for cluster in _clusters(text))


def letter(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, *, ink: str, bold: bool = False
) -> None:
    """Writes a line whose baseline starts at the point."""
    x, y = at
    # A pen outline makes small letters blobs; there, writing twice makes them bold.
    thick, again = (size // 24, 0.0) if size >= 30 else (0, size / 26)
    if not bold:
        thick, again = 0, 0.0
    for cluster in _clusters(text):
        base = _STRUCK.get(cluster[0], cluster[0])
        pen.text((x, y), base, fill=ink, font=font(size), anchor="ls", stroke_width=thick, stroke_fill=ink)
        if again:
            pen.text((x + again, y), base, fill=ink, font=font(size), anchor="ls")
        width = font(size).getlength(base)
        if cluster[0] in _STRUCK and base != "i":
            _strike(pen, x, y, base, width, size, ink)
        for mark in cluster[1:]:
            _accent(pen, x + width / 2, y, base, mark, size, ink)
        x += width


def _strike(pen: ImageDraw.ImageDraw, x: float, y: float, base: str, width: float, size: int, ink: str) -> None:
    middle = y - size * (0.36 if base in "lL" else 0.26 if base == "o" else 0.36)
    reach = width * (0.5 if base in "oO" else 0.35)
    centre = x + width * (0.35 if base == "L" else 0.5)
    pen.line([(centre - reach, middle + reach * 0.7), (centre + reach, middle - reach * 0.7)], ink, max(1, size // 14))


def _accent(pen: ImageDraw.ImageDraw, x: float, y: float, base: str, mark: str, size: int, ink: str) -> None:
    tall = base.isupper() or base in "bdfhklt"
    top = y - size * (0.76 if tall else 0.58)
    unit, width = size * 0.26, max(1, size // 14)
    if mark in _DOTS:
        radius = size * 0.055
        for shift in _DOTS[mark]:
            left, upper = x + shift * unit - radius, top - unit * 0.5 - radius
            pen.ellipse([left, upper, left + 2 * radius, upper + 2 * radius], fill=ink)
        return
    strokes, start = (_HOOKS, y) if mark in _HOOKS else (_STROKES, top)
    if mark in strokes:
        pen.line([(x + dx * unit, start + dy * unit) for dx, dy in strokes[mark]], ink, width, joint="curve")


def centre(
    pen: ImageDraw.ImageDraw, across: float, y: float, text: str, size: int, *, ink: str, bold: bool = False
) -> None:
    """Writes a line in the middle of a width, smaller when it would not fit."""
    while lettering_width(text, size) > across * 0.84 and size > 12:
        size -= 2
    letter(pen, ((across - lettering_width(text, size)) / 2, y), text, size, ink=ink, bold=bold)
