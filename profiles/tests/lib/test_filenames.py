"""Names of files are safe to show and to save on every system."""

import pytest

from profiles.lib.filenames import NAME_MAX_BYTES, clean_name, clean_text, extension_of


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Lebenslauf.PDF", "Lebenslauf.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\emil\\cv.pdf", "cv.pdf"),
        ("cv\x00.pdf", "cv.pdf"),
        ("cv\r\nSet-Cookie: a=b.pdf", "cv Set-Cookie_ a=b.pdf"),
        ("harmless\u202efdp.pdf", "harmlessfdp.pdf"),
        ("cv\ud800.pdf", "cv.pdf"),
        ('a<b>"c"|d:e*f?g;h$i`.pdf', "a_b__c__d_e_f_g_h_i_.pdf"),
        ("  . cv . .pdf. ", "cv.pdf"),
        (".pdf", "document.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        ("NUL.pdf", "_NUL.pdf"),
        ("com1.final.pdf", "_com1.final.pdf"),
        ("contract v1.2", "contract v1.2.pdf"),
        ("e\u0301t\u00e9.pdf", "été.pdf"),
        ("履歴書.pdf", "履歴書.pdf"),
        ("a  b\tc.pdf", "a b c.pdf"),
    ],
)
def test_a_name_is_cleaned(given: str, kept: str) -> None:
    assert clean_name(given, "pdf") == kept


@pytest.mark.parametrize("char", ["a", "é", "履", "👩", "e\u0301\u0327"])
def test_a_long_name_is_cut_between_characters(char: str) -> None:
    name = clean_name(char * 300 + ".pdf", "pdf")

    assert len(name.encode()) <= NAME_MAX_BYTES
    assert set(name.removesuffix(".pdf")) <= set(clean_text(char))


def test_the_extension_comes_from_the_content() -> None:
    assert clean_name("photo.png", "jpg") == "photo.jpg"


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("a.PDF", "pdf"),
        ("a.tar.gz", "gz"),
        ("a.7z", "7z"),
        ("a", ""),
        ("v1.2", ""),
        ("J. Smith", ""),
        ("a.pdf.", "pdf"),
        ("a.p\u202edf", "pdf"),
        ("a.verylongend", ""),
        (".docx", "docx"),
    ],
)
def test_an_extension_is_what_follows_the_last_dot(name: str, extension: str) -> None:
    assert extension_of(name) == extension
