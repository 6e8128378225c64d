"""Photo, CV and certificate on the edit page: checked, stored with the rest or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from profiles.models import Document, DocumentType, DocumentVersion, Profile
from profiles.tests.factories import pdf_upload

SignIn = Callable[[User], Client]
URL = "/profile/edit/"

pytestmark = pytest.mark.usefixtures("own_media")


def photo(name: str = "me.png") -> SimpleUploadedFile:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (200, 200), "teal").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")


def own(person: User) -> Profile:
    """The profile as stored now."""
    return Profile.objects.get(user=person)


def test_a_cv_is_stored_and_a_second_becomes_its_next_version(as_user: SignIn, emil: User) -> None:
    client = as_user(emil)
    response = client.post(URL, {"cv": pdf_upload()}, follow=True)
    client.post(URL, {"cv": pdf_upload(text="Second")})
    document = Document.objects.get(person=emil)
    assert "“CV” is checked and stored." in response.content.decode()
    assert (document.type.code, document.versions.count()) == ("cv", 2)
    assert document.current is not None
    assert document.current.uploaded_by == emil


def test_a_certificate_is_stored_with_what_is_said_of_it(as_user: SignIn, emil: User) -> None:
    facts = {"certificate_title": "Lead assessor", "certificate_expires_on": "2031-05-01"}
    as_user(emil).post(URL, {"certificate": pdf_upload("iso.pdf"), **facts})
    document = Document.objects.get(person=emil)
    assert (document.type.code, document.title, document.expires_on) == (
        "certificate",
        "Lead assessor",
        date(2031, 5, 1),
    )
    assert document.state == Document.State.SUBMITTED


def test_a_certificate_needs_nothing_but_its_file(as_user: SignIn, emil: User) -> None:
    as_user(emil).post(URL, {"certificate": pdf_upload("forklift.pdf")})
    assert Document.objects.get(person=emil).title == "Certificate"


def test_details_and_files_are_saved_together(as_user: SignIn, emil: User) -> None:
    as_user(emil).post(URL, {"bio": "New", "photo": photo(), "cv": pdf_upload(), "certificate": pdf_upload(text="C")})
    assert own(emil).bio == "New"
    assert own(emil).photo is not None
    assert {document.type.code for document in Document.objects.filter(person=emil)} == {"cv", "certificate"}


def test_a_photo_is_set_and_removed(as_user: SignIn, emil: User) -> None:
    client = as_user(emil)
    assert "remove_photo" not in client.get(URL).content.decode()
    client.post(URL, {"photo": photo()})
    assert own(emil).photo is not None
    assert "remove_photo" in client.get(URL).content.decode()
    client.post(URL, {"remove_photo": "on"})
    assert own(emil).photo is None


@pytest.mark.parametrize(
    ("name", "file", "words"),
    [
        ("cv", SimpleUploadedFile("cv.pdf", b""), "This file is empty"),
        ("cv", SimpleUploadedFile("cv.exe", b"MZ\x90\x00" * 40), "Programs are not accepted"),
        ("certificate", SimpleUploadedFile("c.pdf", b"<html><script>"), "Web pages and SVG files are not accepted"),
        ("photo", pdf_upload("me.jpg"), "This is not a photo"),
    ],
)
def test_a_refused_file_is_said_beside_its_input_and_nothing_is_stored(
    as_user: SignIn, emil: User, name: str, file: SimpleUploadedFile, words: str
) -> None:
    file.seek(0)
    html = as_user(emil).post(URL, {"bio": "New", name: file}).content.decode()
    assert f'<a href="#id_{name}">' in html
    assert f'id="id_{name}_error"' in html
    assert words in html
    assert "Choose your files again" in html
    assert (own(emil).bio, DocumentVersion.objects.count()) == ("", 0)


def test_a_good_file_is_not_stored_beside_a_bad_one(as_user: SignIn, emil: User) -> None:
    bad = SimpleUploadedFile("c.pdf", b"no certificate")
    as_user(emil).post(URL, {"bio": "New", "photo": photo(), "cv": pdf_upload(), "certificate": bad})
    assert (own(emil).bio, own(emil).photo, Document.objects.count()) == ("", None, 0)


def test_a_mistake_in_the_details_keeps_the_files_out(as_user: SignIn, emil: User) -> None:
    html = as_user(emil).post(URL, {"website": "nonsense", "cv": pdf_upload()}).content.decode()
    assert Document.objects.count() == 0
    assert "Choose your files again" in html


def test_the_same_file_twice_is_refused_in_words(as_user: SignIn, emil: User) -> None:
    client = as_user(emil)
    client.post(URL, {"cv": pdf_upload()})
    assert "already here" in client.post(URL, {"cv": pdf_upload()}).content.decode()
    assert DocumentVersion.objects.count() == 1


def test_facts_without_their_certificate_are_not_lost_silently(as_user: SignIn, emil: User) -> None:
    html = as_user(emil).post(URL, {"certificate_title": "Forklift"}).content.decode()
    assert "Choose the file of the certificate" in html


def test_a_day_that_is_none_is_said(as_user: SignIn, emil: User) -> None:
    form = {"certificate": pdf_upload(), "certificate_expires_on": "31/02/2030"}
    assert "Write the day as year, month and day" in as_user(emil).post(URL, form).content.decode()
    assert Document.objects.count() == 0


def test_a_type_that_needs_its_last_day_asks_for_it(as_user: SignIn, emil: User) -> None:
    DocumentType.objects.filter(code="certificate").update(expiry_required=True)
    html = as_user(emil).post(URL, {"certificate": pdf_upload()}).content.decode()
    assert "Write the last day on which it is valid." in html
    assert Document.objects.count() == 0


@pytest.mark.parametrize("switch", ["is_active", "employee_adds", "employee_sees"])
def test_a_type_that_people_may_not_add_is_neither_shown_nor_taken(as_user: SignIn, emil: User, switch: str) -> None:
    DocumentType.objects.filter(code="cv").update(**{switch: False})
    client = as_user(emil)
    assert 'name="cv"' not in client.get(URL).content.decode()
    client.post(URL, {"cv": pdf_upload()})
    assert Document.objects.count() == 0


def test_a_cv_that_needs_its_last_day_is_added_where_there_is_room_for_it(as_user: SignIn, emil: User) -> None:
    DocumentType.objects.filter(code="cv").update(expiry_required=True)
    assert 'name="cv"' not in as_user(emil).get(URL).content.decode()
    form = {"type": "cv", "file": pdf_upload(), "expires_on": "2031-01-01"}
    assert as_user(emil).post("/profile/documents/", form).status_code == 302


def test_text_where_a_file_belongs_is_no_file(as_user: SignIn, emil: User) -> None:
    assert as_user(emil).post(URL, {"cv": "../../settings.py", "photo": "x"}).status_code == 302
    assert Document.objects.count() == 0


def test_limits_stand_beside_the_input(as_user: SignIn, emil: User) -> None:
    DocumentType.objects.filter(code="cv").update(formats=["pdf"], max_size_mb=3)
    html = as_user(emil).get(URL).content.decode()
    assert "PDF, up to 3 MB." in html
    assert 'accept=".pdf"' in html
