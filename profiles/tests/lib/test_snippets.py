"""Where words were found in a text, whichever accents either has."""

import pytest

from profiles.lib.snippets import Piece, marked, snippet


def told(pieces: list[Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.is_found else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Müller und Groß", ["mull", "gross"], "[Müller] und [Groß]"),
        ("Mu\u0308ller", ["muller"], "[Mu\u0308ller]"),
        ("Ægir, Łódź; ŁÓDŹ", ["aegir", "lodz"], "[Ægir], [Łódź]; [ŁÓDŹ]"),
        ("a<b>c & x", ["c"], "a<b>[c] & x"),
        ("Hyphened-word", ["word"], "Hyphened-[word]"),
        ("sword", ["word"], "sword"),
        ("Дмитрий Ёлкин", ["дмит", "елк"], "[Дмитрий] [Ёлкин]"),
        ("x (y) [z]", ["(x", ".*z", "z"], "x (y) [[z]]"),
        ("anything", [], "anything"),
        ("anything", [""], "anything"),
    ],
)
def test_words_are_marked(text: str, words: list[str], shown: str) -> None:
    assert told(marked(text, words)) == shown


def test_a_snippet_is_a_line_around_the_first_word() -> None:
    text = f"{'before ' * 50}\n\n the  word\there {'after ' * 50}"

    shown = told(snippet(text, ["word"], before=20, after=20))

    assert shown == "… before before the [word] here after after after …"


def test_a_word_that_is_not_there_has_no_snippet() -> None:
    assert snippet("some text", ["other"]) == snippet("some text", []) == snippet("", ["a"]) == []


def test_a_long_text_without_spaces_is_cut() -> None:
    assert len(told(snippet("x" * 500 + " word" + "y" * 5000, ["word"]))) < 5300
