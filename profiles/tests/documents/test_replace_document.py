"""Replacing a file adds a version; nothing of before is lost or changed."""

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection

from profiles.documents.errors import UploadRejected
from profiles.documents.uploads import add_document, archive_document, replace_document
from profiles.models import Document, DocumentType, WriteRefused
from profiles.tests.factories import make_pdf, pdf_upload


@pytest.fixture
def licence(emil: User, hana: User) -> Document:
    """A verified certificate of emil's."""
    kind = DocumentType.objects.get(code="certificate")
    return add_document(emil, pdf_upload(text="one"), type=kind, by=hana, title="Forklift", issuer="TÜV")


def test_the_versions_before_stay_as_they_were(emil: User, licence: Document, own_media: Path) -> None:
    replaced = replace_document(licence, pdf_upload("new.pdf", "two"), by=emil, note=" Better scan ")

    new, old = replaced.versions.all()
    assert (new.number, new.note, new.uploaded_by, replaced.current) == (2, "Better scan", emil, new)
    assert (own_media / old.blob.storage_key).read_bytes() == make_pdf("one")
    with pytest.raises(WriteRefused):
        old.save()


def test_details_change_only_where_they_are_given(emil: User, licence: Document) -> None:
    replaced = replace_document(licence, pdf_upload(text="two"), by=emil, expires_on=date(2030, 1, 1))

    assert (replaced.title, replaced.issuer, replaced.expires_on) == ("Forklift", "TÜV", date(2030, 1, 1))


def test_what_the_person_sends_has_to_be_verified_again(emil: User, licence: Document) -> None:
    replaced = replace_document(licence, pdf_upload(text="two"), by=emil)

    assert replaced.state == Document.State.SUBMITTED
    assert (replaced.verified_by, replaced.verified_at) == (None, None)


def test_a_rejection_is_over_with_a_better_file(emil: User, licence: Document) -> None:
    licence.state, licence.rejected_reason = Document.State.REJECTED, "Too dark to read."
    licence.save()

    replaced = replace_document(licence, pdf_upload(text="two"), by=emil)
    assert (replaced.state, replaced.rejected_reason) == (Document.State.SUBMITTED, "")


def test_the_same_file_is_no_new_version(emil: User, licence: Document) -> None:
    with pytest.raises(UploadRejected) as caught:
        replace_document(licence, pdf_upload(text="one"), by=emil)

    assert caught.value.code == "duplicate"
    assert licence.versions.count() == 1


def test_an_older_file_may_come_back(emil: User, licence: Document) -> None:
    replace_document(licence, pdf_upload(text="two"), by=emil)
    replaced = replace_document(licence, pdf_upload(text="one"), by=emil)

    third, _second, first = replaced.versions.all()
    assert third.blob == first.blob


def test_two_who_replace_at_once_leave_two_versions(emil: User, licence: Document) -> None:
    same = Document.objects.get(pk=licence.pk)
    replace_document(licence, pdf_upload(text="two"), by=emil)

    assert [v.number for v in replace_document(same, pdf_upload(text="three"), by=emil).versions.all()] == [3, 2, 1]


@pytest.mark.parametrize("who", ["olga", "aya", "sven"])
def test_who_may_not_add_may_not_replace(request: pytest.FixtureRequest, licence: Document, who: str) -> None:
    with pytest.raises(PermissionDenied):
        replace_document(licence, pdf_upload(text="two"), by=request.getfixturevalue(who))


def test_an_archived_document_stays_as_it_is(emil: User, hana: User, licence: Document) -> None:
    archived = archive_document(licence, by=hana)

    with pytest.raises(PermissionDenied):
        replace_document(archived, pdf_upload(text="two"), by=emil)
    with pytest.raises(UploadRejected) as caught:
        replace_document(archived, pdf_upload(text="two"), by=hana)
    assert caught.value.code == "archived"


@pytest.mark.parametrize("who", ["emil", "olga", "aya", "sven"])
def test_only_hr_archives(request: pytest.FixtureRequest, licence: Document, who: str) -> None:
    with pytest.raises(PermissionDenied):
        archive_document(licence, by=request.getfixturevalue(who))


def test_archiving_keeps_the_file_and_is_told_once(hana: User, licence: Document, own_media: Path) -> None:
    archive_document(licence, by=hana, reason="Scanned the wrong page")
    archive_document(licence, by=hana)

    licence.refresh_from_db()
    assert licence.state == Document.State.ARCHIVED and licence.current is not None
    assert (own_media / licence.current.blob.storage_key).exists()
    assert licence.history.count() == 3  # added, its version, archived


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts in threads of their own and answer the codes of those refused."""
    barrier, refused = threading.Barrier(len(acts)), list[str]()

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except UploadRejected as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_moment_wait_for_each_other(emil: User, licence: Document) -> None:
    refused = at_once(*(lambda n=n: replace_document(licence, pdf_upload(text=f"v{n}"), by=None) for n in range(3)))

    assert refused == []
    assert sorted(licence.versions.values_list("number", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_adds_one_document(emil: User) -> None:
    kind = DocumentType.objects.get(code="certificate")
    refused = at_once(*(lambda: add_document(emil, pdf_upload(), type=kind, by=None) for _ in range(2)))

    assert refused == ["duplicate"]
    assert Document.objects.filter(person=emil).count() == 1
