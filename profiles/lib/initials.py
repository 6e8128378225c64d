"""Initials: the one or two characters that stand for a person without a photo."""

from __future__ import annotations

import unicodedata

# Scripts whose first character stands for the whole name.
_SINGLE = frozenset({"CJK", "HANGUL", "HIRAGANA", "KATAKANA", "BOPOMOFO", "YI"})


def _script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0]


def _first_letter(word: str) -> str:
    return next((character for character in word if character.isalpha()), "")


def initials(name: str) -> str:
    """The first and the last initial of a name, within the script it begins in; one character for CJK names.

    A name without letters gives its first visible character, an empty one gives a dash.
    """
    words = unicodedata.normalize("NFC", name).split()
    letters = [letter for letter in map(_first_letter, words) if letter]
    if not letters:
        return words[0][:1] if words else "–"
    script = _script(letters[0])
    if script in _SINGLE:
        return letters[0]
    run = [letter for letter in letters if _script(letter) == script]
    ends = [run[0], run[-1]] if len(run) > 1 else run
    return "".join(letter.upper()[:1] for letter in ends)
