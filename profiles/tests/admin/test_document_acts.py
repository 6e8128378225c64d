"""HR decides about documents from the record: one press each, and the page says what is now true."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from profiles.documents.uploads import add_document, replace_document
from profiles.models import Document, DocumentType
from profiles.tests.conftest import SignIn
from profiles.tests.factories import pdf_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(emil: User) -> Document:
    kind = DocumentType.objects.get(code="certificate")
    return add_document(emil, pdf_upload("iso.pdf"), type=kind, by=emil, title="ISO 17025")


def act(document: Document, name: str) -> str:
    return f"/admin/profiles/document/{document.pk}/{name}/"


@pytest.mark.parametrize(
    ("name", "data", "state", "sentence"),
    [
        ("verify", {}, "verified", "is verified"),
        ("reject", {"rejected_reason": "The last page is missing."}, "rejected", "is rejected"),
        ("reject", {"rejected_reason": ""}, "submitted", "Say what is wrong"),
        ("archive", {}, "archived", "is archived"),
        ("restore", {"number": "9" * 40}, "submitted", "Choose one of the versions"),
        ("restore", {"number": "1"}, "submitted", "is the current one already"),
    ],
)
def test_each_act_says_what_is_now_true(
    document: Document, hana: User, as_user: SignIn, name: str, data: dict[str, Any], state: str, sentence: str
) -> None:
    answer = as_user(hana).post(act(document, name), data, follow=True)

    document.refresh_from_db()
    assert document.state == state
    assert sentence in answer.content.decode()


def test_an_archived_document_comes_back(document: Document, hana: User, as_user: SignIn) -> None:
    client = as_user(hana)
    client.post(act(document, "archive"))

    client.post(act(document, "reopen"))

    document.refresh_from_db()
    assert document.state == Document.State.SUBMITTED


def test_an_older_version_is_restored(document: Document, hana: User, as_user: SignIn) -> None:
    replace_document(document, pdf_upload("new.pdf", "New"), by=hana)

    as_user(hana).post(act(document, "restore"), {"number": "1"})

    assert document.versions.count() == 3


def test_the_way_back_stays_on_this_site(document: Document, hana: User, as_user: SignIn) -> None:
    answer = as_user(hana).post(act(document, "verify"), {"next": "https://evil.example/"})

    assert answer["Location"] == f"/admin/auth/user/{document.person_id}/change/#documents-part"
