"""The place in a text where words were found, as plain pieces; accents and capitals do not count."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

#: Letters of a snippet before and after its first word found.
BEFORE, AFTER = 60, 140

_SPACE = re.compile(r"\s+")
#: Letters that stand for two.
_PAIRS = {"ss": "ßẞ", "ae": "æÆ", "oe": "œŒ", "th": "þÞ"}
_OTHERS = {"o": "øØ", "l": "łŁ", "d": "đĐðÐ", "i": "ı"}


@dataclass(frozen=True)
class Piece:
    """A run of text; ``is_found`` for a word that was looked for."""

    text: str
    is_found: bool = False


def _variants() -> dict[str, str]:
    """For each letter without an accent those that have one."""
    found: defaultdict[str, str] = defaultdict(str, _OTHERS)
    for number in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000)):
        base = unicodedata.normalize("NFD", chr(number))[0]
        if base != chr(number):
            found[base.lower()] += chr(number)
    return dict(found)


_VARIANTS = _variants()
_MARKS = "[\u0300-\u036f]*"


def snippet(text: str, words: Sequence[str], *, before: int = BEFORE, after: int = AFTER) -> list[Piece]:
    """A line around the first place where a word begins with one of ``words``, each in small letters without accents.

    Empty when none is there. A word that was found is marked to its end.
    """
    pattern = _pattern(words)
    first = pattern.search(text) if pattern is not None else None
    if pattern is None or first is None:
        return []
    start, end = _edge(text, first.start() - before, -1), _edge(text, first.end() + after, 1)
    shown = _SPACE.sub(" ", text[start:end]).strip()
    pieces = _pieces(shown, pattern)
    if start > 0:
        pieces.insert(0, Piece("… "))
    if end < len(text):
        pieces.append(Piece(" …"))
    return pieces


def marked(text: str, words: Sequence[str]) -> list[Piece]:
    """The whole text with the words found in it marked."""
    pattern = _pattern(words)
    return _pieces(text, pattern) if pattern is not None else [Piece(text)]


def _pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    told = sorted({word for word in words if word}, key=len, reverse=True)
    if not told:
        return None
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(_like, told))})[^\W_]*", re.IGNORECASE)


def _like(word: str) -> str:
    """A pattern for the word with any accents."""
    said, at = "", 0
    while at < len(word):
        pair = word[at : at + 2]
        if pair in _PAIRS:
            said += f"(?:{_letter(pair[0])}{_letter(pair[1])}|[{_PAIRS[pair]}])"
            at += 2
        else:
            said += _letter(word[at])
            at += 1
    return said


def _letter(letter: str) -> str:
    return f"[{re.escape(letter)}{_VARIANTS.get(letter, '')}]{_MARKS}"


def _edge(text: str, at: int, step: int) -> int:
    """The nearest end of a word, looked for over 20 letters at most."""
    if at <= 0 or at >= len(text):
        return max(0, min(at, len(text)))
    for moved in range(20):
        here = at + moved * step
        if not 0 < here < len(text):
            return max(0, min(here, len(text)))
        if text[here].isspace():
            return here
    return at


def _pieces(text: str, pattern: re.Pattern[str]) -> list[Piece]:
    pieces, done = [], 0
    for match in pattern.finditer(text):
        if match.start() > done:
            pieces.append(Piece(text[done : match.start()]))
        pieces.append(Piece(match.group(), is_found=True))
        done = match.end()
    if done < len(text):
        pieces.append(Piece(text[done:]))
    return pieces
