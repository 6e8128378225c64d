"""Initials: two of them within one script, one character where a script writes whole names with it."""

import pytest

from profiles.lib.initials import initials


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Zofia Wróblewska", "ZW"),
        ("José Ángel Muñoz Ibáñez", "JI"),
        ("Łukasz Żółkiewski", "ŁŻ"),
        ("Þóra Einarsdóttir", "ÞE"),
        ("يارا الحداد Yara Al-Haddad", "يا"),
        ("李小雨 Li Xiaoyu", "李"),
        ("Ангела Петрова", "АП"),
        ("Cher", "C"),
        ("o'neill (ops) kate", "OK"),
        ("ßara", "S"),
        ("42", "4"),
        ("", "–"),
        ("   ", "–"),
    ],
)
def test_initials_of_names_of_many_kinds(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_letters_written_with_combining_marks_stay_whole() -> None:
    assert initials("A\u0301gnes E\u0301va") == "ÁÉ"
