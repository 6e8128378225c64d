"""A file is what its bytes say, never what its name says."""

import io

import pytest

from profiles.lib.archives import Flaw
from profiles.lib.filetypes import ACCEPTED, all_types, check_structure, detect, settle, text_encoding
from profiles.tests import samples
from profiles.tests.factories import make_pdf
from profiles.tests.samples import make_image, make_odf, make_ooxml, make_zip, ordinary_files

ORDINARY = ordinary_files()


def code_of(content: bytes) -> str | None:
    found = detect(io.BytesIO(content))
    return found.code if found else None


@pytest.mark.parametrize("name", ORDINARY)
def test_every_accepted_type_is_recognised_and_in_order(name: str) -> None:
    extension = name.rpartition(".")[2]
    found = detect(io.BytesIO(ORDINARY[name]))

    assert found is not None
    kind = settle(found, extension)
    assert kind is ACCEPTED[extension]
    check_structure(io.BytesIO(ORDINARY[name]), kind)


def test_there_is_an_ordinary_file_of_every_accepted_type() -> None:
    assert {name.rpartition(".")[2] for name in ORDINARY} == set(ACCEPTED)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xef\xbb\xbf\r\n" + make_pdf(), "pdf"),
        (b"<html><body>%PDF-1.4", "web"),
        (b"  <!DOCTYPE html><p>x", "web"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "web"),
        ("\ufeff<?xml version='1.0'?><svg/>".encode("utf-16"), "web"),
        (b"#!/bin/sh\nrm -rf /\n", "program"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "program"),
        (b"\x7fELF\x02\x01\x01\x00", "program"),
        (b"MZ is where I was born.", "txt"),
        (b"BMW is my car", "txt"),
        (b"{\\rtf1\\ansi Hello}", "rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old-office"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "locked-office",
        ),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "heic"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "film"),
        (b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00", "picture"),
        (make_zip({"a.txt": "a"}), "archive"),
        (make_zip({}), "archive"),
        (b"PK\x03\x04 and no more", "archive"),
        (b"Rar!\x1a\x07\x01\x00", "archive"),
        (make_ooxml(samples.MACRO_WORD), "macros"),
        (make_ooxml(samples.SLIDES, part="ppt/presentation.xml"), "slides"),
        (make_odf("application/vnd.oasis.opendocument.text-template"), "template"),
        (make_odf("application/vnd.oasis.opendocument.text-web"), "odt"),
        (make_odf(extra={"[Content_Types].xml": "<Types/>"}), "archive"),
        (b"\x00\x01\x02\x03", None),
        (b"ok so far\x00\x01", None),
        (b"\x81\x8d\x8f text in no encoding", None),
    ],
)
def test_content_decides(content: bytes, code: str | None) -> None:
    assert code_of(content) == code
    assert code is None or code in all_types()


def test_macros_are_found_by_content_type_whatever_the_part_is_called() -> None:
    types = '<Types><Override PartName="/x.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'

    assert code_of(make_zip({"[Content_Types].xml": types, "x.bin": "x"})) == "macros"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Łódź".encode(), "utf-8"),
        ("\ufeffŁódź".encode(), "utf-8"),
        ("Łódź".encode("utf-16"), "utf-16"),
        ("Größe – 5 €".encode("cp1252"), "windows-1252"),
        (b"\xff\xfea", None),
        ("x".encode("utf-16") + b"\x00\x00", None),
    ],
)
def test_text_is_read_in_three_encodings(content: bytes, encoding: str | None) -> None:
    assert text_encoding(io.BytesIO(content)) == encoding


def test_a_character_may_lie_across_two_reads() -> None:
    content = b"a" * (1024 * 1024 - 1) + "é".encode()

    assert text_encoding(io.BytesIO(content)) == "utf-8"


@pytest.mark.parametrize(
    ("code", "extension", "kept_as"),
    [
        ("jpg", "png", "jpg"),
        ("jpg", "jpeg", "jpg"),
        ("txt", "csv", "csv"),
        ("pdf", "", "pdf"),
        ("pdf", "png", None),
        ("png", "pdf", None),
        ("txt", "html", None),
        ("docx", "doc", None),
        ("docx", "odt", None),
        ("pdf", "exe", None),
    ],
)
def test_name_and_content_have_to_agree_except_among_pictures(code: str, extension: str, kept_as: str | None) -> None:
    kept = settle(ACCEPTED[code], extension)

    assert (kept.code if kept else None) == kept_as


@pytest.mark.parametrize(
    ("code", "content", "flaw"),
    [
        ("pdf", make_pdf() + b"/S /Launch /F (cmd.exe)", "launch"),
        ("pdf", make_pdf() + b"/#53/La#75nch<<", "launch"),
        ("pdf", b"%PDF-" + b" " * (1024 * 1024 - 8) + b"/S /Launch ", "launch"),
        ("pdf", make_pdf() + make_zip({"a.txt": "a"}), "two-in-one"),
        ("png", make_image("PNG") + make_zip({"a.txt": "a"}), "two-in-one"),
        ("jpg", make_image("JPEG") + make_zip({"a.txt": "a"}) + b"trailer", "two-in-one"),
        ("gif", make_image("GIF") + make_ooxml(), "two-in-one"),
    ],
)
def test_what_hides_in_a_file_is_found(code: str, content: bytes, flaw: str) -> None:
    with pytest.raises(Flaw) as caught:
        check_structure(io.BytesIO(content), ACCEPTED[code])

    assert caught.value.code == flaw


@pytest.mark.parametrize("tail", [b"PK\x05\x06", b"PK\x05\x06" + b"\x00" * 18, b"/S /LaunchPad", b"/Launch"])
def test_bytes_that_only_look_like_it_are_in_order(tail: bytes) -> None:
    check_structure(io.BytesIO(make_pdf() + tail), ACCEPTED["pdf"])
