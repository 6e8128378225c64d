"""Every refusal is one plain sentence that says what to do; ordinary files pass."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tablib import Dataset

from profiles.documents.checks import (
    FLAW_SENTENCES,
    INSTEAD,
    PHOTO_TYPES,
    accept_attribute,
    inspect_photo,
    inspect_upload,
    limits_text,
    max_bytes,
)
from profiles.documents.errors import UploadRejected
from profiles.lib.filetypes import ACCEPTED, HEIC_IS_READ, REFUSED
from profiles.models import DocumentType
from profiles.tests import samples
from profiles.tests.factories import make_pdf
from profiles.tests.samples import make_image, make_odf, make_ooxml, make_zip, ordinary_files, upload

ORDINARY = ordinary_files()
ANY = DocumentType(name="Other", code="other")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def refusal(name: str, content: bytes, kind: DocumentType = ANY) -> UploadRejected:
    with pytest.raises(UploadRejected) as caught:
        inspect_upload(upload(name, content), kind)
    return caught.value


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_file_of_every_type_passes(name: str) -> None:
    facts = inspect_upload(upload(name, ORDINARY[name]), ANY)

    assert facts.type.code == name.rpartition(".")[2]
    assert facts.sha256 == hashlib.sha256(ORDINARY[name]).hexdigest()
    assert (facts.size_bytes, facts.display_name) == (len(ORDINARY[name]), name)


def test_a_spreadsheet_of_a_common_library_passes() -> None:
    table = Dataset(["Emil", 1], headers=["name", "number"]).export("xlsx")

    assert inspect_upload(upload("t.xlsx", table), ANY).type.code == "xlsx"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("cv.pdf", b"", "empty"),
        ("cv.exe", b"MZ\x90\x00\x03\x00\x00\x00", "program"),
        ("cv.pdf", b"MZ\x90\x00\x03\x00\x00\x00", "program"),
        ("cv.pdf", b"<html><script>alert(1)</script>", "web"),
        ("cv.svg", b"<svg onload='alert(1)'/>", "web"),
        ("cv.doc", OLE, "old-office"),
        ("cv.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "locked-office"),
        ("cv.docm", make_ooxml(samples.MACRO_WORD), "macros"),
        ("cv.docx", make_ooxml(samples.MACRO_WORD), "macros"),
        ("cv.docx", make_ooxml(extra={"word/vbaProject.bin": b"x"}), "macros"),
        ("cv.odt", make_odf(extra={"Basic/Standard/Module1.xml": b"<x/>"}), "macros"),
        ("cv.docx", make_ooxml(extra={"../x": b"x"}), "unsafe-members"),
        ("cv.docx", make_ooxml()[:-30], "damaged"),
        ("cv.docx", make_zip({"a.txt": "a"}), "damaged"),
        ("cv.docx", make_ooxml(extra={"word/a.bin": b"\x00" * 25_000_000}), "bomb"),
        ("cv.zip", make_zip({"a.txt": "a"}), "archive"),
        ("cv.pptx", make_ooxml(samples.SLIDES), "slides"),
        *([] if HEIC_IS_READ else [("photo.heic", b"\x00\x00\x00\x18ftypheic\x00\x00", "heic")]),
        ("cv.rtf", b"{\\rtf1 Hello}", "rtf"),
        ("cv.pdf", make_pdf() + b"/S/Launch ", "launch"),
        ("cv.pdf", make_pdf() + make_zip({"a.txt": "a"}), "two-in-one"),
        ("cv.pdf", make_pdf() + b"Rar!\x1a\x07\x01\x00", "two-in-one"),
        ("cv.jpg", make_image("JPEG") + b"7z\xbc\xaf\x27\x1c", "two-in-one"),
        ("cv.gif", b"GIF89a" + make_pdf(), "two-in-one"),
        ("cv.jpg", make_image("JPEG") + make_zip({"a.txt": "a"}), "two-in-one"),
        ("cv.png", make_pdf(), "mismatch"),
        ("cv.pdf", make_image("PNG"), "mismatch"),
        ("cv.html", b"plain text", "mismatch"),
        ("cv.pdf.exe", make_pdf(), "mismatch"),
        ("cv.doc", make_ooxml(), "mismatch"),
        ("note.txt", b"\x81\x8d\x8f", "encoding"),
        ("note.csv", b"a;b\x00c", "encoding"),
        ("cv.bin", b"\x00\x01\x02", "unknown-type"),
        ("cv.pdf", b"\x00\x01\x02", "unknown-type"),
    ],
)
def test_a_file_that_is_not_accepted_is_refused_with_what_to_do(name: str, content: bytes, code: str) -> None:
    refused = refusal(name, content)

    assert (refused.code, refused.field) == (code, "file")
    assert refused.message.count(". ") <= 1 and refused.message.endswith(".")
    assert "please" not in refused.message.lower() and "invalid" not in refused.message.lower()


def test_every_flaw_and_every_refused_type_has_its_sentence() -> None:
    assert INSTEAD.keys() == REFUSED.keys()
    for sentence in (*INSTEAD.values(), *FLAW_SENTENCES.values()):
        assert len(str(sentence)) <= 130


def test_content_wins_among_pictures_and_names_the_file() -> None:
    facts = inspect_upload(upload("IMG_0001.PNG", make_image("JPEG")), ANY)

    assert (facts.type.code, facts.display_name) == ("jpg", "IMG_0001.jpg")


def test_a_name_without_an_extension_gets_one() -> None:
    assert inspect_upload(upload("My CV v1.2", make_pdf()), ANY).display_name == "My CV v1.2.pdf"


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.txt", "é".encode(), "text/plain; charset=utf-8"),
        ("a.csv", "é".encode("cp1252"), "text/csv; charset=windows-1252"),
        ("a.txt", "é".encode("utf-16"), "text/plain; charset=utf-16"),
    ],
)
def test_text_is_kept_with_its_encoding(name: str, content: bytes, media_type: str) -> None:
    assert inspect_upload(upload(name, content), ANY).media_type == media_type


def test_a_type_may_take_fewer_formats() -> None:
    scans = DocumentType(name="Certificate", formats=["pdf", "jpg"])

    assert inspect_upload(upload("a.pdf", make_pdf()), scans).type.code == "pdf"
    assert refusal("a.docx", make_ooxml(), scans).message == (
        "Certificate: this kind of file is not accepted here. Upload one of these: PDF, JPEG."
    )
    assert limits_text(scans) == "PDF, JPEG, up to 25 MB"
    assert accept_attribute(scans) == ".pdf,.jpg,.jpeg,.jpe,.jfif"


def test_a_type_may_be_smaller_and_never_larger_than_the_limit_for_all(settings: object) -> None:
    small = DocumentType(name="Photo of a badge", max_size_mb=1)

    assert max_bytes(small) == 1024 * 1024
    assert max_bytes(DocumentType(max_size_mb=900)) == settings.UPLOAD_MAX_BYTES  # type: ignore[attr-defined]
    assert refusal("a.pdf", make_pdf() + b"\n" * 1024 * 1024, small).message == (
        "This file is larger than 1 MB. Make it smaller, for example as PDF, and upload it again."
    )


def test_without_formats_everything_on_the_list_is_offered() -> None:
    assert limits_text(ANY).startswith("PDF, JPEG, PNG")
    assert all(f".{code}" in accept_attribute(ANY) for code in ACCEPTED)


@pytest.mark.parametrize("name", ["cv.pdf", "scan.gif", "scan.tif", "letter.docx"])
def test_a_photo_is_a_picture(name: str) -> None:
    with pytest.raises(UploadRejected) as caught:
        inspect_photo(upload(name, ORDINARY[name]))

    assert (caught.value.code, caught.value.field) == ("not-a-photo", "photo")


@pytest.mark.parametrize("code", PHOTO_TYPES)
def test_the_usual_pictures_can_be_a_photo(code: str) -> None:
    assert inspect_photo(upload("me", ORDINARY[f"scan.{code}"])).code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), *([] if HEIC_IS_READ else [(b"\x00\x00\x00\x18ftypheic\x00", "heic")])],
)
def test_a_photo_that_is_not_accepted_is_refused_beside_its_field(content: bytes, code: str) -> None:
    with pytest.raises(UploadRejected) as caught:
        inspect_photo(SimpleUploadedFile("me.heic", content))

    assert (caught.value.code, caught.value.field) == (code, "photo")
