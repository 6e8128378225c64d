"""Word by word from old to new: nothing is lost, nothing takes long, nothing is markup."""

from __future__ import annotations

import random
import time

import pytest

from profiles.lib.text_diff import Piece, shortened, word_diff


def old_of(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != "ins")


def new_of(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != "del")


def test_changed_words_stand_between_those_that_stayed() -> None:
    pieces = word_diff("Leads the length laboratory in Oslo", "Leads the angle laboratory in Oslo")

    assert pieces == [
        Piece("same", "Leads the "),
        Piece("del", "length "),
        Piece("ins", "angle "),
        Piece("same", "laboratory in Oslo"),
    ]


@pytest.mark.parametrize("seed", range(30))
def test_both_texts_can_be_read_from_the_pieces(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - makes texts, guards nothing
    old, new = (" ".join(dice.choices(["a", "b", "c", "d", "e\n"], k=dice.randrange(40))) for _ in range(2))

    pieces = word_diff(old, new)

    assert (old_of(pieces), new_of(pieces)) == (old, new)


def test_two_texts_with_nothing_in_common_are_told_as_replaced_at_once() -> None:
    old, new = (" ".join(f"{letter}{n}" for n in range(20_000)) for letter in "ab")
    started = time.perf_counter()

    pieces = word_diff(old, new)

    assert [piece.kind for piece in pieces] == ["del", "ins"]
    assert time.perf_counter() - started < 2


def test_markup_stays_text() -> None:
    pieces = word_diff("before", "<script>alert(1)</script>")

    assert pieces == [Piece("del", "before"), Piece("ins", "<script>alert(1)</script>")]


def test_languages_without_spaces_are_compared_by_letters() -> None:
    assert [piece.text for piece in word_diff("東京支社", "大阪支社")] == ["東京", "大阪", "支社"]


def test_long_runs_that_stayed_are_cut_in_the_middle() -> None:
    same = "word " * 200
    pieces = shortened(word_diff(f"{same}old {same}", f"{same}new {same}"))

    assert [piece.kind for piece in pieces] == ["same", "del", "ins", "same"]
    assert all(len(piece.text) < 100 for piece in pieces)
    assert pieces[0].text.startswith("…")


def test_a_text_that_stayed_is_one_piece() -> None:
    assert word_diff("", "") == []
    assert shortened(word_diff("x " * 500, "x " * 500)) == [Piece("same", "x " * 500)]
