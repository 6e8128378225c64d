"""Who opened a document: HR and auditors see every look, download and refusal, with the version and the address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from profiles.documents.openings import count_openings, openings
from profiles.documents.uploads import add_document
from profiles.models import Document, DocumentType
from profiles.tests.factories import pdf_upload
from profiles.tests.files.conftest import body

SignIn = Callable[[User], Client]


@pytest.fixture
def document(emil: User) -> Document:
    """A CV of emil's in two versions."""
    kind = DocumentType.objects.get(code="cv")
    add_document(emil, pdf_upload(text="one"), type=kind, by=None)
    return add_document(emil, pdf_upload(text="two"), type=kind, by=None)


def address_of(document: Document) -> str:
    return reverse("admin:profiles_document_openings", args=[document.pk])


def open_it(client: Client, document: Document, tail: str = "") -> None:
    """Download a version, all bytes."""
    address = f"/documents/{document.public_id}/{tail}"
    body(client.get(address, REMOTE_ADDR="192.0.2.7", headers={"user-agent": "B"}))


def test_every_look_is_told_the_newest_first(
    emil: User, hana: User, olga: User, document: Document, as_user: SignIn
) -> None:
    open_it(as_user(emil), document, "v1/")
    open_it(as_user(hana), document, "view/")
    open_it(as_user(hana), document)
    open_it(as_user(olga), document)

    told = [(one.who, one.what, one.version, one.was_refused, one.ip) for one in openings(document)]
    assert told == [
        ("Olga Lind", "refused", 2, True, "192.0.2.7"),
        ("Hana Novotná", "downloaded", 2, False, "192.0.2.7"),
        ("Hana Novotná", "previewed", 2, False, "192.0.2.7"),
        ("Emil Brandt", "downloaded", 1, False, "192.0.2.7"),
    ]


def test_looks_at_other_documents_are_not_among_them(
    emil: User, hana: User, document: Document, as_user: SignIn
) -> None:
    other = add_document(emil, pdf_upload(text="x"), type=DocumentType.objects.get(code="other"), by=None)
    open_it(as_user(hana), other)

    assert (openings(document), count_openings(document)) == ([], 0)


def test_many_looks_take_few_questions(
    hana: User, document: Document, as_user: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = as_user(hana)
    for _ in range(5):
        open_it(client, document)

    with django_assert_max_num_queries(3):
        assert len(openings(document)) == 5


@pytest.mark.parametrize("who", ["hana", "aya", "sami"])
def test_the_page_says_who_when_what_and_from_where(
    request: pytest.FixtureRequest, emil: User, document: Document, as_user: SignIn, who: str
) -> None:
    open_it(as_user(emil), document)
    page = as_user(request.getfixturevalue(who)).get(address_of(document)).content.decode()

    assert all(said in page for said in ("Who opened", "Emil Brandt", "downloaded", "192.0.2.7"))


def test_nobody_yet(hana: User, document: Document, as_user: SignIn) -> None:
    assert "Nobody has opened it yet." in as_user(hana).get(address_of(document)).content.decode()


def test_more_than_a_page_is_turned(hana: User, document: Document, as_user: SignIn) -> None:
    client = as_user(hana)
    for _ in range(51):
        open_it(client, document)

    first, last = (client.get(address_of(document), {"p": page}).content.decode() for page in ("1", "99"))
    assert ("1 to 50 of 51" in first, "51 to 51 of 51" in last) == (True, True)
    assert client.get(address_of(document), {"p": "x"}).status_code == 200


def test_only_reading_is_possible(hana: User, document: Document, as_user: SignIn) -> None:
    assert as_user(hana).post(address_of(document)).status_code == 405
