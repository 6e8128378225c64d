"""A file is opened before it is kept; what was made of it is stored beside it and shown from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from PIL import Image

from profiles.documents import previews, rendering
from profiles.documents.errors import UploadRejected
from profiles.documents.preview_words import NOT_SHOWN_BECAUSE, what_is_left_out, why_not_shown
from profiles.documents.uploads import add_document, replace_document
from profiles.models import Blob, Document, DocumentType, Extract, PreviewPage, Rendering
from profiles.tests import hostile
from profiles.tests.factories import make_pdf, make_person, pdf_upload
from profiles.tests.samples import make_image, png_header, upload

SAMPLES = Path(__file__).resolve().parents[1] / "sample_files"
FULL, THUMB = PreviewPage.Size.FULL, PreviewPage.Size.THUMB


def add(person: User, name: str, content: bytes, **options: Any) -> Blob:
    """The blob of a document just added."""
    other = DocumentType.objects.get(code="certificate")
    document = add_document(person, upload(name, content), type=other, by=None, **options)
    assert document.current is not None
    return document.current.blob


def test_an_upload_has_its_first_page_and_its_text_at_once(emil: User, own_media: Path) -> None:
    blob = add(emil, "cv.pdf", make_pdf("Emil in the lab"))

    assert (blob.rendering.form, blob.rendering.page_count, blob.rendering.has_text) == ("pages", 1, True)
    assert Extract.objects.get(blob=blob).text == "Emil in the lab"
    for page in blob.preview_pages.all():
        assert page.storage_key == f"previews/{previews.ENGINE}/{blob.sha256[:2]}/{blob.sha256}-1-{page.size}.webp"
        assert (own_media / page.storage_key).stat().st_size == page.size_bytes


def test_later_pages_are_made_on_first_view_and_kept(emil: User) -> None:
    blob = add(emil, "cv.pdf", hostile.pdf_of_pages(["one", "two", "three"]))
    assert blob.preview_pages.count() == 2

    page = previews.page_image(blob, 3, THUMB)
    assert page is not None and page.height == 300
    assert blob.preview_pages.count() == 4 and previews.page_image(blob, 3, THUMB) == page
    assert previews.page_image(blob, 4, FULL) is None and previews.page_image(blob, 0, FULL) is None


def test_an_image_that_got_lost_is_made_again(emil: User, own_media: Path) -> None:
    blob = add(emil, "cv.pdf", make_pdf())
    (own_media / blob.preview_pages.get(size=FULL).storage_key).unlink()

    found = previews.open_page_image(blob, 1, FULL)
    assert found is not None
    with found[1] as file:
        assert file.read(4) == b"RIFF"


def test_a_file_of_our_own_may_be_opened_at_its_first_view(emil: User) -> None:
    blob = add(emil, "cv.pdf", make_pdf(), render="later")
    assert not Rendering.objects.exists()

    assert previews.page_image(blob, 1, FULL) is not None
    assert Rendering.objects.get().form == "pages"


def test_text_is_shown_up_to_a_limit(emil: User) -> None:
    blob = add(emil, "note.txt", b"<b>Emil</b>\r\n" + b"x" * 70_000)

    shown = previews.text_preview(blob)
    assert shown is not None and shown.is_cut
    assert shown.text.startswith("<b>Emil</b>\nxxx") and len(shown.text) == previews.TEXT_SHOWN_MAX_BYTES
    assert blob.rendering.form == "text" and previews.table_preview(blob) == []


def test_tables_are_shown_sheet_by_sheet(emil: User) -> None:
    blob = add(emil, "pay.xlsx", (SAMPLES / "libreoffice.xlsx").read_bytes())

    (sheet,) = previews.table_preview(blob)
    assert sheet.rows[1] == ["Emil", "2026-01-31", "1234.5", "12%"]
    assert previews.text_preview(blob) is not None


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("cv.pdf", make_pdf()[:200], "damaged"),
        ("cv.pdf", hostile.pdf_of_looping_pages(), "damaged"),
        ("cv.pdf", hostile.pdf_with_a_password(), "encrypted"),
        ("cv.jpg", make_image("JPEG", (400, 400))[:-300], "damaged"),
        ("cv.gif", make_image("GIF", save_all=True, append_images=[Image.new("RGB", (240, 160))]), "moving"),
    ],
)
def test_what_cannot_be_opened_is_refused_and_leaves_nothing(
    emil: User, own_media: Path, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(UploadRejected) as caught:
        add(emil, name, content)

    assert (caught.value.code, caught.value.field) == (code, "file")
    assert not Blob.objects.exists() and not list(own_media.rglob("*.*"))


def test_a_damaged_file_never_takes_the_place_of_a_good_one(emil: User) -> None:
    document = add_document(emil, pdf_upload(), type=DocumentType.objects.get(code="cv"), by=emil)

    with pytest.raises(UploadRejected):
        replace_document(document, upload("cv.pdf", make_pdf()[:200]), by=emil)
    assert Document.objects.get().current == document.current


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("cv.pdf", hostile.pdf_of_nested_forms(), "limit"),
        ("cv.png", png_header(9000, 9000), "too-many-pixels"),
        ("note.txt", b"  \n", "empty"),
    ],
)
def test_a_file_that_takes_too_much_is_kept_without_a_preview(
    emil: User, name: str, content: bytes, reason: str
) -> None:
    shown = previews.prepare(add(emil, name, content))

    assert (shown.form, shown.reason, shown.is_ready) == ("none", reason, False)
    assert why_not_shown(shown) == str(NOT_SHOWN_BECAUSE[reason])


def test_a_page_that_cannot_be_shown_is_not_tried_with_each_view(
    emil: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blob = add(emil, "cv.pdf", hostile.pdf_of_pages(["one", "two"]))
    (tmp_path / "child.py").write_text("import os; os.abort()")
    monkeypatch.setattr(rendering, "CHILD", tmp_path / "child.py")

    page = previews.page_image(blob, 2, FULL)
    assert page is not None and (page.storage_key, page.reason) == ("", "limit")
    assert previews.page_image(blob, 2, FULL) == page and previews.open_page_image(blob, 2, FULL) is None


def test_of_a_long_document_the_first_pages_are_shown() -> None:
    long = Rendering(form="pages", page_count=73)

    assert previews.pages_shown(long) == 50
    assert what_is_left_out(long) == "The first 50 of 73 pages are shown. Download the file to read all."
    assert what_is_left_out(Rendering(form="pages", page_count=50)) == ""


def test_a_file_that_went_missing_is_said_to_be_missing(emil: User, own_media: Path) -> None:
    blob = add(emil, "cv.pdf", make_pdf(), render="later")
    (own_media / blob.storage_key).unlink()

    assert previews.prepare(blob).reason == "missing"
    assert not Rendering.objects.exists() and previews.page_image(blob, 1, FULL) is None


def test_the_same_bytes_have_one_preview_whoever_sent_them(emil: User) -> None:
    first = add(emil, "cv.pdf", make_pdf())

    assert add(make_person(), "other.pdf", make_pdf()) == first
    assert Rendering.objects.count() == 1 and PreviewPage.objects.count() == 2


def test_parts_that_were_complete_when_a_limit_struck_are_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    child = tmp_path / "child.py"
    child.write_text(
        'import os; os.write(1, b\'{"part": "text", "bytes": 2}\\nhi{"part": "x", "bytes": 9}\\nab\'); os.abort()'
    )
    monkeypatch.setattr(rendering, "CHILD", child)

    rendered = rendering.run_child(ContentFile(b"x"), "open", ["txt"])
    assert (rendered.code, [part.name for part in rendered.parts]) == ("limit", ["text"])
