"""HR decides about documents from the record: one press each, and the page says what is now true."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from profiles.documents.review import reject_document
from profiles.documents.seen import mark_of
from profiles.documents.uploads import add_document, replace_document
from profiles.models import Document, DocumentType, Event
from profiles.tests.conftest import SignIn
from profiles.tests.factories import pdf_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(emil: User) -> Document:
    kind = DocumentType.objects.get(code="certificate")
    return add_document(emil, pdf_upload("iso.pdf"), type=kind, by=emil, title="ISO 17025")


def act(document: Document, name: str) -> str:
    """The address of the act on a page that shows the document as it is stored now."""
    document.refresh_from_db()
    return f"/admin/profiles/document/{document.pk}/{name}/?seen={mark_of(document)}"


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


def test_a_version_that_nobody_looked_at_is_not_verified(
    document: Document, emil: User, hana: User, as_user: SignIn
) -> None:
    address = act(document, "verify")
    replace_document(document, pdf_upload("new.pdf", "New"), by=emil)
    answer = as_user(hana).post(address, follow=True)

    document.refresh_from_db()
    assert document.state == Document.State.SUBMITTED
    assert "Emil Brandt added a newer version of “ISO 17025” on" in answer.content.decode()


def test_the_decision_of_another_is_not_written_over(
    document: Document, hana: User, sami: User, as_user: SignIn
) -> None:
    address = act(document, "verify")
    reject_document(document, by=sami, rejected_reason="The last page is missing.")
    answer = as_user(hana).post(address, follow=True)

    document.refresh_from_db()
    assert (document.state, document.verified_by) == (Document.State.REJECTED, sami)
    assert "Sami Rahman decided about “ISO 17025” on" in answer.content.decode()


@pytest.mark.parametrize("seen", ["", "?seen=", "?seen=x", "?seen=1-"])
def test_an_act_that_does_not_say_what_was_seen_is_refused(
    document: Document, hana: User, as_user: SignIn, seen: str
) -> None:
    address = f"/admin/profiles/document/{document.pk}/verify/{seen}"
    answer = as_user(hana).post(address, follow=True)

    document.refresh_from_db()
    assert document.state == Document.State.SUBMITTED
    assert "does not say which version of “ISO 17025”" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("verify", {}),
        ("archive", {}),
        ("reject", {"rejected_reason": "The last page is missing."}),
        ("restore", {"number": "1"}),
    ],
)
def test_an_act_sent_twice_is_done_once(
    document: Document, emil: User, hana: User, as_user: SignIn, name: str, data: dict[str, str]
) -> None:
    replace_document(document, pdf_upload("new.pdf", "New"), by=emil)
    address, client = act(document, name), as_user(hana)
    client.post(address, data)
    before = Event.objects.exclude(action=Event.Action.VIEW).count()
    answer = client.post(address, data, follow=True)

    assert "is as you wanted it" in answer.content.decode()
    assert Event.objects.exclude(action=Event.Action.VIEW).count() == before


def test_the_page_sends_what_it_showed(document: Document, hana: User, as_user: SignIn) -> None:
    page = as_user(hana).get(f"/admin/auth/user/{document.person_id}/change/").content.decode()

    assert f'formaction="{act(document, "verify")}"' in page
    assert f'formaction="{act(document, "archive")}"' in page
