"""Links to the store, when they are switched on: after the permission and the line, for a minute, as a download."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.contrib.auth.models import User
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from profiles.models import Document
from profiles.tests.factories import make_pdf
from profiles.tests.servers import free_port

from .conftest import AddDocument, accesses, body, client_of

PDF = make_pdf()


def place_files(settings: Any, address: str) -> None:
    """Put the files of the application at the address."""
    ours = {"BACKEND": "profiles.documents.storage.DocumentStorage", "OPTIONS": {"address": address}}
    settings.STORAGES = {**settings.STORAGES, "default": ours}


@pytest.fixture(params=["s3", "azure"])
def document(request: pytest.FixtureRequest, settings: Any, emil: User, add: AddDocument) -> Iterator[Document]:
    """A CV of emil's in S3 and in Azure."""
    place_files(settings, request.getfixturevalue(f"{request.param}_server"))
    yield add(emil)


def ask(who: User, document: Document, **headers: str) -> Any:
    return client_of(who).get(reverse("profiles:document", args=[document.public_id]), headers=headers)


def test_by_default_the_bytes_come_from_here(emil: User, document: Document) -> None:
    whole, part = ask(emil, document), ask(emil, document, range="bytes=10-19")

    assert (whole.status_code, body(whole)) == (200, PDF)
    assert (part.status_code, body(part)) == (206, PDF[10:20])


def test_switched_on_the_browser_is_sent_to_the_store(emil: User, document: Document, settings: Any) -> None:
    settings.PRESIGNED_SECONDS = 30
    response = ask(emil, document)
    link = response["Location"]
    there = requests.get(link, timeout=10)

    assert (response.status_code, response["Cache-Control"]) == (302, "private, no-store")
    assert response["Referrer-Policy"] == "no-referrer"
    assert (there.content, there.headers["Content-Disposition"]) == (PDF, 'attachment; filename="cv.pdf"')
    assert parse_qs(urlsplit(link).query).get("X-Amz-Expires", ["30"]) == ["30"]
    assert accesses() == [(emil.pk, emil.pk, 1)]


def test_who_may_not_open_it_gets_no_link(olga: User, document: Document, settings: Any) -> None:
    settings.PRESIGNED_SECONDS = 30

    assert [ask(olga, document).status_code, Client().get(f"/documents/{document.public_id}/").status_code] == [404] * 2


def test_a_missing_object_is_shown_as_missing(emil: User, document: Document, settings: Any) -> None:
    settings.PRESIGNED_SECONDS = 30
    assert document.current is not None
    storages["default"].remove_orphan(document.current.blob.storage_key)  # type: ignore[attr-defined]
    response = ask(emil, document)

    assert (response.status_code, b"This file is missing" in response.content) == (404, True)


def test_files_on_this_disk_have_no_links(emil: User, add: AddDocument, settings: Any) -> None:
    settings.PRESIGNED_SECONDS = 30

    assert body(ask(emil, add(emil))) == PDF


@pytest.mark.parametrize("seconds", [0, 30])
def test_a_store_that_is_down_is_503_on_documents_only(
    emil: User, add: AddDocument, settings: Any, s3_server: str, seconds: int
) -> None:
    document, client = add(emil), client_of(emil)
    place_files(settings, f"s3://hr-records?region=us-east-1&endpoint=http://127.0.0.1:{free_port()}")
    settings.PRESIGNED_SECONDS = seconds

    assert client.get(f"/documents/{document.public_id}/").status_code == 503
    assert [client.get(path).status_code for path in ("/profile/", "/profile/documents/", "/readyz")] == [200] * 3
    assert accesses() == []
