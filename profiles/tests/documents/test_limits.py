"""How much of a file is shown is for the installation to say; what is larger is kept whole, and people are told."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from profiles.documents.errors import UploadRejected
from profiles.documents.preview_words import what_is_left_out, why_not_shown
from profiles.documents.previews import prepare, table_preview
from profiles.documents.uploads import add_document, set_photo
from profiles.models import Blob, DocumentType
from profiles.tests import hostile
from profiles.tests.conftest import SignIn
from profiles.tests.samples import make_image, upload

pytestmark = pytest.mark.django_db


def kept(person: User, file: SimpleUploadedFile) -> Blob:
    """The stored bytes of a document that is accepted."""
    document = add_document(person, file, type=DocumentType.objects.get(code="other"), by=None)
    assert document.current is not None
    return document.current.blob


def test_a_picture_with_more_pixels_is_kept_and_not_shown(emil: User, settings: Any) -> None:
    settings.PREVIEW_PIXELS_MAX = 10_000
    rendering = prepare(kept(emil, upload("a.png", make_image("PNG", size=(200, 200)))))

    assert (rendering.form, rendering.reason) == ("none", "too-many-pixels")
    assert "too many pixels" in why_not_shown(rendering)


def test_no_photo_is_made_of_it_and_the_limit_is_said(emil: User, settings: Any) -> None:
    settings.PREVIEW_PIXELS_MAX = 1_000_000

    with pytest.raises(UploadRejected, match="more than 1 million pixels"):
        set_photo(emil, upload("a.png", make_image("PNG", size=(1100, 1000))), by=emil)


def test_pages_of_a_scan_count_together(emil: User, settings: Any) -> None:
    settings.PREVIEW_SCAN_PIXELS_MAX = 100_000
    pages = [Image.new("L", (200, 200), shade) for shade in (10, 20, 30)]
    scan = io.BytesIO()
    pages[0].save(scan, "TIFF", save_all=True, append_images=pages[1:])

    assert prepare(kept(emil, upload("a.tif", scan.getvalue()))).reason == "too-many-pixels"


def test_of_a_table_the_first_rows_and_columns_are_shown(emil: User, settings: Any) -> None:
    settings.PREVIEW_ROWS_MAX, settings.PREVIEW_COLUMNS_MAX = 2, 3
    (sheet,) = table_preview(kept(emil, upload("a.csv", b"a,b,c,d\n1,2,3,4\n5,6,7,8\n")))

    assert (sheet.rows, sheet.is_cut) == ([["a", "b", "c"], ["1", "2", "3"]], True)


def test_of_a_document_the_first_pages_are_shown(emil: User, settings: Any) -> None:
    settings.PREVIEW_PAGES_MAX = 2
    rendering = prepare(kept(emil, upload("a.pdf", hostile.pdf_of_pages(["one", "two", "three"]))))

    assert what_is_left_out(rendering) == "The first 2 of 3 pages are shown. Download the file to read all."


@pytest.mark.parametrize(("who", "page"), [("emil", "/profile/documents/"), ("hana", "/admin/auth/user/{pk}/change/")])
def test_the_limits_stand_beside_the_field(
    request: pytest.FixtureRequest, emil: User, as_user: SignIn, settings: Any, who: str, page: str
) -> None:
    settings.PREVIEW_PAGES_MAX, settings.PREVIEW_PIXELS_MAX = 7, 44_000_000
    html = as_user(request.getfixturevalue(who)).get(page.format(pk=emil.pk)).content.decode()

    assert "pictures of up to 44 million pixels, the first 7 pages" in html
