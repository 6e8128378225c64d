"""HR settles on a type's page how its documents are treated: each rule has its effect, and no file is ever removed."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.models import Blob, Document, DocumentType
from profiles.tests.conftest import SignIn
from profiles.tests.factories import pdf_upload
from profiles.tests.pages import form_of, problems_on
from profiles.tests.samples import make_image, upload

pytestmark = pytest.mark.django_db
ADD = "/admin/profiles/documenttype/add/"


def settle(hr: Client, code: str, **changes: Any) -> DocumentType:
    """Save the type's page with these changes; None takes a tick away."""
    kind = DocumentType.objects.get(code=code)
    address = f"/admin/profiles/documenttype/{kind.pk}/change/"
    data = {
        name: value
        for name, value in {**form_of(hr, address, "documenttype_form"), **changes}.items()
        if value is not None
    }
    answer = hr.post(address, data)
    assert answer.status_code == 302, problems_on(answer)
    return DocumentType.objects.get(code=code)


def send(client: Client, file: Any, code: str = "certificate", **facts: str) -> Any:
    """Add a document on one's own page, as the script does."""
    return client.post(
        "/profile/documents/", {"type": code, "file": file, **facts}, headers={"accept": "application/json"}
    )


@pytest.fixture
def hr(hana: User, as_user: SignIn) -> Client:
    """HR at work."""
    return as_user(hana)


@pytest.fixture
def own(emil: User, as_user: SignIn) -> Client:
    """An employee on his own pages."""
    return as_user(emil)


def test_formats_are_ticked_and_the_others_refused(hr: Client, own: Client) -> None:
    kind = settle(hr, "certificate", formats=["pdf", "jpg"])

    assert kind.formats == ["pdf", "jpg"]
    assert "Upload one of these: PDF, JPEG." in send(own, upload("a.png", make_image("PNG"))).json()["message"]
    assert send(own, upload("a.jpg", make_image())).status_code == 201


def test_the_page_says_what_people_are_told(hr: Client) -> None:
    kind = settle(hr, "certificate", formats=["pdf"], max_size_mb="3")

    assert "PDF, up to 3 MB" in hr.get(f"/admin/profiles/documenttype/{kind.pk}/change/").content.decode()


def test_no_format_ticked_stands_for_all(hr: Client, own: Client) -> None:
    settle(hr, "certificate", formats=["pdf"])
    settle(hr, "certificate", formats=None)

    assert send(own, upload("a.png", make_image("PNG"))).status_code == 201


def test_a_format_that_nobody_knows_is_refused(hr: Client) -> None:
    kind = DocumentType.objects.get(code="certificate")
    address = f"/admin/profiles/documenttype/{kind.pk}/change/"

    assert problems_on(hr.post(address, {**form_of(hr, address, "documenttype_form"), "formats": ["exe"]}))


@pytest.mark.parametrize("size", ["0", "26", "-1"])
def test_a_size_that_nothing_keeps_to_is_refused(hr: Client, size: str) -> None:
    address = f"/admin/profiles/documenttype/{DocumentType.objects.get(code='cv').pk}/change/"

    assert problems_on(hr.post(address, {**form_of(hr, address, "documenttype_form"), "max_size_mb": size}))


def test_a_larger_file_is_refused(hr: Client, own: Client) -> None:
    settle(hr, "certificate", max_size_mb="1")

    assert send(own, upload("a.pdf", b"%PDF-1.4\n" + b"x" * 1_100_000)).status_code == 413


def test_who_sees_it(hr: Client, own: Client, aya: User, as_user: SignIn) -> None:
    send(own, pdf_upload())
    address = f"/documents/{Document.objects.get().public_id}/"
    assert [client.get(address).status_code for client in (own, as_user(aya))] == [200, 404]

    settle(hr, "certificate", employee_sees=None, auditor_opens="on")
    assert [client.get(address).status_code for client in (own, as_user(aya), hr)] == [404, 200, 200]


def test_who_may_add_it(hr: Client, own: Client) -> None:
    assert send(own, pdf_upload(), "contract").status_code == 400
    settle(hr, "contract", employee_adds="on")

    assert send(own, pdf_upload(), "contract").status_code == 201


def test_one_current_document_or_many(hr: Client, own: Client) -> None:
    settle(hr, "certificate", one_current="on")
    for text in ("one", "two"):
        send(own, pdf_upload(text=text))

    document = Document.objects.get()
    assert (document.current and document.current.number) == 2


def test_a_last_day_and_a_second_look(hr: Client, own: Client) -> None:
    settle(hr, "certificate", expiry_required="on", needs_verification="on")
    assert send(own, pdf_upload()).json()["code"] == "expires-on-required"

    assert send(own, pdf_upload(), expires_on="2031-01-31").status_code == 201
    assert Document.objects.get().state == Document.State.SUBMITTED
    settle(hr, "certificate", needs_verification=None)
    send(own, pdf_upload(text="2"), title="Other", expires_on="2031-01-31")
    assert Document.objects.get(title="Other").state == Document.State.VERIFIED


def test_a_new_type_has_a_folder_of_its_own(hr: Client, own: Client) -> None:
    facts = {"name": "Permit", "code": "permit", "folder": "permits", "position": "5", "retention_months": "60"}
    hr.post(ADD, {**facts, "employee_sees": "on", "employee_adds": "on", "is_active": "on", "formats": ["pdf"]})
    send(own, pdf_upload(), "permit")

    assert DocumentType.objects.get(code="permit").retention_months == 60
    assert Blob.objects.get().storage_key.startswith("permits/")


@pytest.mark.parametrize("folder", ["photos", "previews", "../etc", "A b", ""])
def test_a_folder_that_holds_other_files_is_refused(hr: Client, folder: str) -> None:
    facts = {"name": "Permit", "code": "permit", "folder": folder, "position": "5", "retention_months": "60"}

    assert problems_on(hr.post(ADD, facts))
    assert not DocumentType.objects.filter(code="permit").exists()


def test_a_type_that_is_switched_off_keeps_its_documents(hr: Client, own: Client, emil: User) -> None:
    send(own, pdf_upload())
    document, stored = Document.objects.get(), Blob.objects.get()
    settle(hr, "certificate", is_active=None, employee_adds=None, formats=["png"], folder="elsewhere")

    assert send(own, pdf_upload(text="2")).status_code == 400
    assert [client.get(f"/documents/{document.public_id}/").status_code for client in (own, hr)] == [200, 200]
    assert (Blob.objects.get().storage_key, Document.objects.count()) == (stored.storage_key, 1)
    assert document.title in hr.get(f"/admin/auth/user/{emil.pk}/change/").content.decode()


def test_no_type_is_removed(hr: Client, sami: User, as_user: SignIn) -> None:
    address = f"/admin/profiles/documenttype/{DocumentType.objects.get(code='cv').pk}/delete/"

    for client in (hr, as_user(sami)):
        client.post(address, {"post": "yes"})

    assert DocumentType.objects.filter(code="cv").exists()


def test_auditors_read_it_in_words(aya: User, hr: Client, as_user: SignIn) -> None:
    kind = settle(hr, "cv", formats=["pdf", "docx"])
    html = as_user(aya).get(f"/admin/profiles/documenttype/{kind.pk}/change/").content.decode()

    assert "PDF, Word" in html and 'name="formats"' not in html
