"""Text for the standard fonts of PDF: widths, and accented letters put together from letter and accent.

The standard fonts need no embedding, but their encodings lack most letters of Polish, Czech, Turkish or Vietnamese.
They do hold the accents as glyphs of their own, so such letters are drawn as two glyphs, one above the other.
Widths are those of the Helvetica family, in thousandths of the font size.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_ASCII_REGULAR = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 "
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 "
    "278 556 500 722 500 500 500 334 260 334 584"
)
_ASCII_BOLD = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 "
    "584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 "
    "333 611 556 778 556 556 500 389 280 389 584"
)
# Letters of the standard glyph set that the usual encoding leaves out, at codes it does not use.
GLYPHS: dict[str, tuple[int, str]] = {
    "\u030c": (1, "caron"), "\u0306": (2, "breve"), "\u0307": (3, "dotaccent"), "\u030a": (4, "ring"),
    "\u0328": (5, "ogonek"), "\u030b": (6, "hungarumlaut"), "Ł": (7, "Lslash"), "ł": (8, "lslash"),
    "ı": (11, "dotlessi"), "\u0300": (14, "grave"), "\u0301": (15, "acute"), "\u0302": (16, "circumflex"),
    "\u0303": (17, "tilde"), "\u0308": (18, "dieresis"), "\u0327": (19, "cedilla"), "\u0304": (20, "macron"),
}  # fmt: skip
_SPECIAL_WIDTHS = {
    "Æ": (1000, 1000), "æ": (889, 889), "Ø": (778, 778), "ø": (611, 611), "ß": (611, 611), "Ð": (722, 722),
    "ð": (556, 611), "Þ": (667, 667), "þ": (556, 611), "Ł": (556, 611), "ł": (222, 278), "ı": (278, 278),
    "–": (556, 556), "—": (1000, 1000), "‘": (222, 278), "’": (222, 278), "“": (333, 500), "”": (333, 500),
    "•": (350, 350), "…": (1000, 1000), "°": (400, 400), "·": (278, 278), "€": (556, 556), "§": (556, 556),
    "×": (584, 584), "±": (584, 584), "µ": (556, 611), "º": (365, 365), "ª": (370, 370), "Œ": (1000, 1000),
    "œ": (944, 944), "Š": (667, 667), "š": (500, 556), "Ž": (611, 611), "ž": (500, 500), "«": (556, 556),
    "»": (556, 556), "²": (333, 333), "³": (333, 333), "¹": (333, 333), "½": (834, 834), "\u00a0": (278, 278),
}  # fmt: skip
_PLAIN = {"Đ": "Ð", "đ": "d", "\u02bc": "’", "‐": "-", "−": "–"}
_ACCENT_WIDTH = 333
_BELOW = {"\u0327", "\u0328"}
# How much higher an accent sits over a capital, and over another accent, in thousandths.
_CAPITAL_RISE, _STACK_RISE = 195, 150
# Czech and Slovak write the caron of these as an apostrophe.
_APOSTROPHE_CARON = "dtlL"
_APOSTROPHE_WIDTH = 120


@dataclass(frozen=True)
class Glyph:
    """One glyph to draw: its code, where it starts and how high, both in thousandths of the font size."""

    code: int
    at: int
    rise: int


@dataclass(frozen=True)
class TextRun:
    """A line of text as glyphs, with its width in thousandths of the font size."""

    glyphs: tuple[Glyph, ...]
    width: int


def _widths(table: str, column: int) -> dict[str, int]:
    widths = {chr(32 + place): int(width) for place, width in enumerate(table.split())}
    return {**widths, **{letter: pair[column] for letter, pair in _SPECIAL_WIDTHS.items()}}


_WIDTHS = {False: _widths(_ASCII_REGULAR, 0), True: _widths(_ASCII_BOLD, 1)}


def _code(letter: str) -> int | None:
    """The code of a letter in the font's encoding; None when it has none."""
    if letter in GLYPHS:
        return GLYPHS[letter][0]
    try:
        return letter.encode("cp1252")[0]
    except UnicodeEncodeError:
        return None


def _clusters(text: str) -> list[str]:
    """The text letter by letter, each with its accents, taken apart."""
    clusters: list[str] = []
    if text.isascii():
        return list(text)
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.combining(letter) and clusters:
            clusters[-1] += letter
        else:
            clusters.append(letter)
    return clusters


def _parts(cluster: str) -> tuple[str, str]:
    """A letter as base and accents to draw; accents that the font knows together with the letter stay in it."""
    base = _PLAIN.get(cluster[0], cluster[0])
    accents = "".join(mark for mark in cluster[1:] if mark in GLYPHS)
    for known in range(len(accents), 0, -1):
        whole = unicodedata.normalize("NFC", base + accents[:known])
        if len(whole) == 1 and _code(whole) is not None:
            return whole, accents[known:]
    if base == "i" and accents and accents[0] not in _BELOW:
        base = "ı"
    return (base, accents) if _code(base) is not None else ("?", "")


def _has_apostrophe(base: str, accents: str) -> bool:
    return base in _APOSTROPHE_CARON and "\u030c" in accents


def _accents(base: str, accents: str, at: int, width: int) -> list[Glyph]:
    """The accents of a letter, centred over it, stacked when there are several."""
    glyphs: list[Glyph] = []
    # Over a letter that brings an accent of its own, the next one sits higher.
    above = _STACK_RISE if len(unicodedata.normalize("NFD", base)) > 1 else 0
    for mark in accents:
        code = GLYPHS[mark][0]
        if _has_apostrophe(base, mark):
            glyphs.append(Glyph(_code("’") or 0, at + width - 60, 1))
            continue
        shift = (width - _ACCENT_WIDTH) // 2
        if mark == "\u0328":
            shift = width - _ACCENT_WIDTH + (30 if base.islower() else 0)
        rise = 0 if mark in _BELOW else (_CAPITAL_RISE if base.isupper() else 0) + above
        above += 0 if mark in _BELOW else _STACK_RISE
        glyphs.append(Glyph(code, at + shift, rise))
    return glyphs


@lru_cache(maxsize=2048)
def _set_letter(cluster: str, *, bold: bool) -> TextRun:
    """The glyphs of one letter with its accents."""
    base, accents = _parts(cluster)
    width = _letter_width(base, _WIDTHS[bold])
    glyphs = (Glyph(_code(base) or 63, 0, 0), *_accents(base, accents, 0, width))
    return TextRun(glyphs, width + (_APOSTROPHE_WIDTH if _has_apostrophe(base, accents) else 0))


def set_text(text: str, *, bold: bool = False) -> TextRun:
    """The glyphs of a line of text; letters outside the Latin alphabet come out as question marks."""
    glyphs: list[Glyph] = []
    at = 0
    for cluster in _clusters(text):
        letter = _set_letter(cluster, bold=bold)
        glyphs.extend(Glyph(glyph.code, at + glyph.at, glyph.rise) for glyph in letter.glyphs)
        at += letter.width
    return TextRun(tuple(glyphs), at)


def _letter_width(letter: str, widths: dict[str, int]) -> int:
    known = widths.get(letter)
    if known is None:
        # An accented letter is as wide as its base.
        known = widths.get(unicodedata.normalize("NFD", letter)[0], 556)
    return known


def latin(text: str) -> str:
    """The words of a text that are in Latin letters: the standard fonts have no others."""
    return " ".join(word for word in text.split() if word[0] < "\u0370" or "\u1e00" <= word[0] < "\u2e80")


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is, in points."""
    return sum(_set_letter(cluster, bold=bold).width for cluster in _clusters(text)) * size / 1000


def wrap(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """The text in lines no wider than ``width`` points; words are never broken."""
    lines: list[list[str]] = []
    space = text_width(" ", size, bold=bold)
    used = 0.0
    for word in text.split():
        across = text_width(word, size, bold=bold)
        if lines and used + space + across <= width:
            lines[-1].append(word)
            used += space + across
        else:
            lines.append([word])
            used = across
    return [" ".join(line) for line in lines]
