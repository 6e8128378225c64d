"""Two people at one page: each of its parts, the pages beside it, and rows that are gone meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.documents.uploads import add_document
from profiles.models import Document, DocumentType, EmergencyContact, Profile
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department, make_location, pdf_upload
from profiles.tests.pages import form_of, problems_on

pytestmark = pytest.mark.django_db
REASON = {"_reason": "Test"}


@pytest.fixture
def hr(hana: User, as_user: SignIn) -> Client:
    return as_user(hana)


@pytest.fixture
def address(emil: User) -> str:
    return f"/admin/auth/user/{emil.pk}/change/"


@pytest.fixture
def contact(emil: User) -> EmergencyContact:
    return EmergencyContact.objects.create(person=emil, name="Ida", phone="112")


@pytest.fixture
def document(emil: User) -> Document:
    kind = DocumentType.objects.get(code="certificate")
    return add_document(emil, pdf_upload("iso.pdf"), type=kind, by=emil, title="ISO 17025")


def test_two_tabs_of_different_parts_are_brought_together(emil: User, hr: Client, address: str) -> None:
    one, other = form_of(hr, address), form_of(hr, address)
    contact = {"emergency_contacts-0-name": "Ida", "emergency_contacts-0-phone": "112"}

    assert hr.post(address, {**one, **contact, **REASON}).status_code == 302
    assert hr.post(address, {**other, "profile-0-bio": "New words", **REASON}).status_code == 302
    assert Profile.objects.get(user=emil).bio == "New words"
    assert EmergencyContact.objects.get(person=emil).phone == "112"


def test_a_contact_that_both_changed_is_asked_about(hr: Client, address: str, contact: EmergencyContact) -> None:
    page = form_of(hr, address)
    contact.phone = "113"
    contact.save()
    answer = hr.post(address, {**page, "emergency_contacts-0-phone": "114", **REASON})

    [problem] = problems_on(answer)
    assert "changed this to “113”" in problem
    contact.refresh_from_db()
    assert contact.phone == "113"


def test_a_contact_removed_meanwhile_stays_removed_and_input_is_kept(
    emil: User, hr: Client, address: str, contact: EmergencyContact
) -> None:
    page = form_of(hr, address)
    contact.delete()
    answer = hr.post(address, {**page, "profile-0-bio": "New words", **REASON})

    assert answer.status_code in {200, 302}
    assert answer.status_code == 302 or "New words" in answer.content.decode()
    assert not EmergencyContact.objects.filter(person=emil).exists()


def test_a_document_that_both_changed_is_asked_about(hr: Client, address: str, document: Document) -> None:
    page = form_of(hr, address)
    document.refresh_from_db()
    document.title = "Theirs"
    document.save()
    answer = hr.post(address, {**page, "documents-0-title": "Mine", **REASON})

    [problem] = problems_on(answer)
    assert "changed this to “Theirs”" in problem
    document.refresh_from_db()
    assert document.title == "Theirs"


def kept_by_hr() -> list[tuple[str, Any]]:
    """What HR keeps beside people, with the form that it is kept in."""
    kind = DocumentType.objects.get(code="certificate")
    rows = (("department", make_department("Before")), ("location", make_location("Before")), ("documenttype", kind))
    return [(f"/admin/profiles/{name}/{row.pk}/change/", row) for name, row in rows]


@pytest.mark.parametrize("number", [0, 1, 2], ids=["department", "location", "document type"])
@pytest.mark.parametrize("version", ["", "x", "999999999-2"])
def test_a_page_without_its_version_is_refused(hr: Client, number: int, version: str) -> None:
    address, row = kept_by_hr()[number]
    before = row.name
    page = {**form_of(hr, address, f"{row._meta.model_name}_form"), "name": "Mine", "_version": version, **REASON}

    assert "does not say which version" in hr.post(address, page).content.decode()
    row.refresh_from_db()
    assert row.name == before


@pytest.mark.parametrize("number", [0, 1, 2], ids=["department", "location", "document type"])
def test_what_both_changed_is_asked_about(hr: Client, number: int) -> None:
    address, row = kept_by_hr()[number]
    page = form_of(hr, address, f"{row._meta.model_name}_form")
    row.name = "Theirs"
    row.save()
    answer = hr.post(address, {**page, "name": "Mine", **REASON})

    assert "changed this to “Theirs”" in answer.content.decode()
    row.refresh_from_db()
    assert row.name == "Theirs"


def test_the_choice_stands_beside_the_field_alone(emil: User, hr: Client, address: str) -> None:
    page = form_of(hr, address)
    emil.profile.bio = "Theirs"
    emil.profile.save()
    html = hr.post(address, {**page, "profile-0-bio": "Mine", **REASON}).content.decode()

    assert html.count("changed this to “Theirs”") == 2, "above the form and beside the field"
    assert html.count('name="profile-0-bio-theirs"') == 1
    assert 'data-unsaved-refused="Nothing is saved yet"' in html
