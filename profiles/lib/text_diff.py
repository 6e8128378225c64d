"""Word by word from an old text to a new one, at a bounded cost. Plain text in, plain text out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Kind = Literal["same", "del", "ins"]

#: Words put in and taken out that are told one by one; texts that differ more are told as replaced.
MOST_EDITS = 240

#: A word keeps the space after it, so that a run of changed words reads as one; languages that write without
#: spaces are compared letter by letter.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\s\u3040-\u30ff\u3400-\u9fff]+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed ("same"), went ("del") or came ("ins")."""

    kind: Kind
    text: str


def word_diff(old: str, new: str) -> list[Piece]:
    """The pieces that lead from ``old`` to ``new``; within a change what went stands before what came."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    middle = _edits(before[start : len(before) - end], after[start : len(after) - end])
    same_end: list[tuple[Kind, str]] = [("same", word) for word in after[len(after) - end :]]
    return list(_joined([*(("same", word) for word in after[:start]), *middle, *same_end]))


def shortened(pieces: Sequence[Piece], keep: int = 90) -> list[Piece]:
    """The pieces with long runs that stayed cut in the middle: about ``keep`` letters beside each change are shown."""
    last = len(pieces) - 1
    return [
        Piece("same", _cut(piece.text, keep if number else 0, keep if number < last else 0))
        if piece.kind == "same" and len(pieces) > 1
        else piece
        for number, piece in enumerate(pieces)
    ]


def _cut(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail + 30:
        return text
    front = text[:head].rsplit(None, 1)[0] + " " if head else ""
    back = " " + text[len(text) - tail :].split(None, 1)[-1] if tail else ""
    return f"{front}…{back}"


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _edits(before: list[str], after: list[str]) -> list[tuple[Kind, str]]:
    """The shortest way from one list to the other (Myers, 1986); everything replaced when it is too long."""
    trace: list[dict[int, int]] = []
    reach = {1: 0}
    for edits in range(min(len(before) + len(after), MOST_EDITS) + 1):
        trace.append(reach)
        reach = dict(reach)
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1])
            x = reach[diagonal + 1] if down else reach[diagonal - 1] + 1
            while x < len(before) and x - diagonal < len(after) and before[x] == after[x - diagonal]:
                x += 1
            reach[diagonal] = x
            if x >= len(before) and x - diagonal >= len(after):
                return _walk_back(before, after, trace)
    return [*(("del", word) for word in before), *(("ins", word) for word in after)]


def _walk_back(before: list[str], after: list[str], trace: list[dict[int, int]]) -> list[tuple[Kind, str]]:
    found: list[tuple[Kind, str]] = []
    x, y = len(before), len(after)
    for edits in range(len(trace) - 1, -1, -1):
        reach, diagonal = trace[edits], x - y
        down = diagonal == -edits or (diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1])
        came_from = diagonal + 1 if down else diagonal - 1
        from_x = reach[came_from]
        from_y = from_x - came_from
        while x > max(from_x, 0) and y > max(from_y, 0):
            x, y = x - 1, y - 1
            found.append(("same", before[x]))
        if edits:
            found.append(("ins", after[from_y]) if down else ("del", before[from_x]))
        x, y = from_x, from_y
    return found[::-1]


def _joined(words: Sequence[tuple[Kind, str]]) -> Iterator[Piece]:
    """Runs of one kind in one piece, and in each change what went before what came."""
    for is_same, run in groupby(words, key=lambda word: word[0] == "same"):
        part = list(run)
        kinds: tuple[Kind, ...] = ("same",) if is_same else ("del", "ins")
        for kind in kinds:
            text = "".join(word for its_kind, word in part if its_kind == kind)
            if text:
                yield Piece(kind, text)
