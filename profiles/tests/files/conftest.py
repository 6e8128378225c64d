"""What the tests of the door share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.test import Client

from profiles.documents.uploads import add_document
from profiles.models import Document, DocumentType, Event, RecordKind
from profiles.tests.factories import pdf_upload

AddDocument = Callable[..., Document]


@pytest.fixture
def add() -> AddDocument:
    """Add a document of the type with this code to a person's record."""

    def add_to(person: User, code: str = "cv", text: str = "Curriculum vitae", **options: Any) -> Document:
        file = options.pop("file", None) or pdf_upload(text=text)
        return add_document(person, file, type=DocumentType.objects.get(code=code), by=None, **options)

    return add_to


def body(response: HttpResponseBase) -> bytes:
    """All bytes of a response, streamed or not."""
    if isinstance(response, StreamingHttpResponse):
        content: bytes = response.getvalue()
        return content
    return bytes(response.content)  # type: ignore[attr-defined]


def client_of(user: User | AnonymousUser) -> Client:
    """A client signed in as the user, or as nobody."""
    client = Client()
    if isinstance(user, User):
        client.force_login(user)
    return client


def accesses() -> list[tuple[int | None, int | None, int]]:
    """Who asked for whose file with what outcome, oldest first."""
    events = Event.objects.filter(kind=RecordKind.VERSION, action=Event.Action.DOWNLOAD).order_by("pk")
    return list(events.values_list("actor_id", "subject_id", "outcome"))
