"""What is too large never fills memory or disk, and the rest of its form arrives; the same bytes are stored once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpRequest
from django.test import Client, RequestFactory

from profiles.documents.checks import inspect_upload
from profiles.documents.errors import UploadRejected
from profiles.documents.intake import FILES_IN_ONE_FORM, TooLargeFile, store_blob
from profiles.models import Blob, DocumentType
from profiles.tests.factories import make_pdf, pdf_upload

LIMIT = 100_000


@pytest.fixture(autouse=True)
def limit(settings: Any) -> None:
    """A limit that is quickly passed."""
    settings.UPLOAD_MAX_BYTES = LIMIT


def sent(*files: tuple[str, bytes]) -> HttpRequest:
    """A form with these files between two fields, as a browser sends it."""
    data = {"before": "1", **{name: SimpleUploadedFile(f"{name}.pdf", content) for name, content in files}}
    return RequestFactory().post("/", {**data, "after": "2"})


def file_of(request: HttpRequest, name: str = "file") -> UploadedFile[Any]:
    """The file that arrived in a field."""
    file = request.FILES[name]
    assert isinstance(file, UploadedFile)
    return file


def test_a_file_of_exactly_the_limit_arrives_whole() -> None:
    request = sent(("file", b"x" * LIMIT))

    assert file_of(request).read() == b"x" * LIMIT


@pytest.mark.parametrize("size", [LIMIT + 1, 3 * LIMIT])
def test_a_file_beyond_the_limit_arrives_without_bytes(size: int) -> None:
    request = sent(("file", b"x" * size))
    file = file_of(request)

    assert isinstance(file, TooLargeFile)
    assert (file.name, file.size) == ("file.pdf", size)


def test_of_somebody_not_signed_in_no_byte_is_kept(db: None) -> None:
    request = sent(("file", b"small"))
    request.user = AnonymousUser()

    assert isinstance(file_of(request), TooLargeFile)
    assert request.POST.dict() == {"before": "1", "after": "2"}


def test_a_session_that_ended_leads_to_the_sign_in(db: None) -> None:
    response = Client().post("/profile/edit/", {"cv": SimpleUploadedFile("cv.pdf", b"x" * 2 * LIMIT)})

    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/profile/edit/")


def test_the_rest_of_the_form_arrives() -> None:
    request = sent(("big", b"x" * 2 * LIMIT), ("small", b"small"))

    assert request.POST.dict() == {"before": "1", "after": "2"}
    assert file_of(request, "small").read() == b"small"


def test_the_check_of_the_size_refuses_it_beside_the_field() -> None:
    with pytest.raises(UploadRejected) as caught:
        inspect_upload(file_of(sent(("file", b"x" * 2 * LIMIT))), DocumentType(name="Other"))

    assert caught.value.code == "too-large"


def test_code_that_reads_it_without_a_look_at_the_size_gets_413() -> None:
    file = file_of(sent(("file", b"x" * 2 * LIMIT)))

    for read in (file.read, lambda: list(file.chunks()), lambda: list(file), file.readline):
        with pytest.raises(RequestDataTooBig):
            read()


def test_a_body_that_announces_several_times_the_limit_is_not_read() -> None:
    length = str(FILES_IN_ONE_FORM * LIMIT + 3_000_000)
    kind = "multipart/form-data; boundary=b"
    request = RequestFactory().generic("POST", "/", b"--b\r\n", content_type=kind, CONTENT_LENGTH=length)

    with pytest.raises(RequestDataTooBig):
        _ = request.FILES


def test_the_same_bytes_are_stored_once(db: None, own_media: Path) -> None:
    first, second = pdf_upload("a.pdf"), pdf_upload("b.pdf")
    kind = DocumentType.objects.get(code="cv")

    one = store_blob(first, inspect_upload(first, kind), "cvs")
    assert store_blob(second, inspect_upload(second, kind), "certificates") == one
    assert one.storage_key == f"cvs/{one.sha256[:2]}/{one.sha256}.pdf"
    assert [path.read_bytes() for path in own_media.rglob("*.pdf")] == [make_pdf()]


def test_a_file_that_went_missing_comes_back_with_its_bytes(db: None, own_media: Path) -> None:
    file = pdf_upload()
    facts = inspect_upload(file, DocumentType.objects.get(code="cv"))
    blob = store_blob(file, facts, "cvs")
    (own_media / blob.storage_key).unlink()

    assert store_blob(ContentFile(make_pdf()), facts, "other") == blob
    assert (own_media / blob.storage_key).read_bytes() == make_pdf()
    assert Blob.objects.count() == 1
