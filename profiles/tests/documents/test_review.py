"""HR verifies, rejects with a reason, archives, brings back and restores; nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError

from profiles.documents.review import reject_document, reopen_document, restore_version, verify_document
from profiles.documents.uploads import add_document, archive_document, replace_document
from profiles.models import Document, DocumentType, Event
from profiles.tests.factories import pdf_upload

pytestmark = pytest.mark.django_db

VERBS: dict[str, Callable[[Document, User], Any]] = {
    "verify": lambda document, by: verify_document(document, by=by),
    "reject": lambda document, by: reject_document(document, by=by, rejected_reason="The last page is missing."),
    "reopen": lambda document, by: reopen_document(document, by=by),
    "restore": lambda document, by: restore_version(document, 1, by=by),
}


@pytest.fixture
def document(emil: User) -> Document:
    kind = DocumentType.objects.get(code="certificate")
    return add_document(emil, pdf_upload("iso.pdf"), type=kind, by=emil, title="ISO 17025")


def test_a_new_document_waits_and_is_then_verified(document: Document, hana: User) -> None:
    assert document.state == Document.State.SUBMITTED

    verified = verify_document(document, by=hana)

    assert (verified.state, verified.verified_by) == (Document.State.VERIFIED, hana)
    assert "state" in Event.objects.latest("id").changed


def test_a_rejection_says_why(document: Document, hana: User) -> None:
    rejected = reject_document(document, by=hana, rejected_reason="The last page is missing.")

    assert (rejected.state, rejected.rejected_reason) == (Document.State.REJECTED, "The last page is missing.")
    with pytest.raises(ValidationError, match="Say what is wrong"):
        reject_document(document, by=hana, rejected_reason="  ")


def test_an_older_version_comes_back_as_a_new_one(document: Document, hana: User) -> None:
    replace_document(document, pdf_upload("new.pdf", "New"), by=hana)

    restored = restore_version(document, 1, by=hana)

    numbers = [(version.number, version.blob_id) for version in restored.versions.order_by("number")]
    assert [number for number, _blob in numbers] == [1, 2, 3]
    assert numbers[0][1] == numbers[2][1]
    assert restored.current is not None
    assert restored.current.number == 3


@pytest.mark.parametrize("number", [1, 9])
def test_a_version_that_is_current_or_unknown_is_not_restored(document: Document, hana: User, number: int) -> None:
    with pytest.raises(ValidationError):
        restore_version(document, number, by=hana)


def test_an_archived_document_is_brought_back_before_anything_else(document: Document, hana: User) -> None:
    archive_document(document, by=hana)

    with pytest.raises(ValidationError, match="archived"):
        verify_document(document, by=hana)
    assert reopen_document(document, by=hana).state == Document.State.SUBMITTED


@pytest.mark.parametrize("verb", sorted(VERBS))
@pytest.mark.parametrize("who", ["emil", "olga", "sven", "aya"])
def test_only_hr_in_scope_decides(request: pytest.FixtureRequest, document: Document, verb: str, who: str) -> None:
    by = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        VERBS[verb](document, by)


def test_nobody_verifies_their_own_document(hana: User) -> None:
    own = add_document(hana, pdf_upload(), type=DocumentType.objects.get(code="certificate"), by=hana)

    with pytest.raises(ValidationError, match="Nobody verifies their own"):
        verify_document(own, by=hana)
