"""A document is kept with its bytes, once, by those who may, in the state that fits."""

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError

from profiles.documents.errors import StorageAway, UploadRejected
from profiles.documents.uploads import add_document, archive_document, latest_document
from profiles.history.context import acting
from profiles.models import Blob, Document, DocumentType, DocumentVersion, Event, Operation
from profiles.tests.factories import make_person, pdf_upload

SUBMITTED, VERIFIED = Document.State.SUBMITTED, Document.State.VERIFIED


@pytest.fixture
def cv(db: None) -> DocumentType:
    """One current document, checked by nobody."""
    return DocumentType.objects.get(code="cv")


@pytest.fixture
def certificate(db: None) -> DocumentType:
    """Any number of documents, verified by HR."""
    return DocumentType.objects.get(code="certificate")


def test_the_file_is_kept_under_the_folder_of_its_type(emil: User, cv: DocumentType, own_media: Path) -> None:
    document = add_document(emil, pdf_upload("My CV.pdf"), type=cv, by=emil)

    version = document.current
    assert version is not None
    assert (version.number, version.display_name, version.uploaded_by) == (1, "My CV.pdf", emil)
    assert version.blob.storage_key.startswith("cvs/")
    assert (own_media / version.blob.storage_key).stat().st_size == version.blob.size_bytes


def test_details_are_kept_and_cleaned(emil: User, certificate: DocumentType) -> None:
    document = add_document(
        emil,
        pdf_upload(),
        type=certificate,
        by=emil,
        title=" Fork\u202elift\x00 licence ",
        issued_on=date(2024, 1, 1),
        expires_on=date(2029, 1, 1),
        issuer="TÜV\r\n Nord",
    )

    document.refresh_from_db()
    assert (document.title, document.issuer) == ("Forklift licence", "TÜV Nord")
    assert (document.issued_on, document.expires_on) == (date(2024, 1, 1), date(2029, 1, 1))


def test_without_a_title_it_is_called_like_its_type(emil: User, certificate: DocumentType) -> None:
    assert add_document(emil, pdf_upload(), type=certificate, by=emil).title == "Certificate"


@pytest.mark.parametrize(
    ("code", "by", "state"),
    [
        ("cv", "emil", VERIFIED),
        ("cv", None, VERIFIED),
        ("certificate", "emil", SUBMITTED),
        ("certificate", None, SUBMITTED),
        ("certificate", "hana", VERIFIED),
        ("certificate", "sami", VERIFIED),
    ],
)
def test_the_state_says_whether_somebody_has_to_look(
    request: pytest.FixtureRequest, emil: User, code: str, by: str | None, state: str
) -> None:
    who: User | None = request.getfixturevalue(by) if by else None
    document = add_document(emil, pdf_upload(), type=DocumentType.objects.get(code=code), by=who)

    keeper = who if who != emil else None
    assert (document.state, document.verified_by) == (state, keeper)
    assert (document.verified_at is not None) == (keeper is not None)


def test_nobody_verifies_their_own_document(hana: User, certificate: DocumentType) -> None:
    assert add_document(hana, pdf_upload(), type=certificate, by=hana).state == SUBMITTED


@pytest.mark.parametrize(
    ("by", "code"),
    [("olga", "cv"), ("aya", "cv"), ("sven", "cv"), ("emil", "contract"), ("emil", "reference")],
)
def test_who_may_not_add_is_turned_away(request: pytest.FixtureRequest, emil: User, by: str, code: str) -> None:
    with pytest.raises(PermissionDenied):
        add_document(emil, pdf_upload(), type=DocumentType.objects.get(code=code), by=request.getfixturevalue(by))
    assert not Blob.objects.exists()


def test_a_type_that_is_switched_off_takes_nothing(emil: User, hana: User, cv: DocumentType) -> None:
    cv.is_active = False
    cv.save()

    with pytest.raises(PermissionDenied):
        add_document(emil, pdf_upload(), type=cv, by=hana)


def test_a_second_cv_is_a_new_version_of_the_first(emil: User, cv: DocumentType) -> None:
    first = add_document(emil, pdf_upload(text="one"), type=cv, by=emil, title="CV of Emil")
    second = add_document(emil, pdf_upload(text="two"), type=cv, by=emil)

    assert second == first
    assert [version.number for version in second.versions.all()] == [2, 1]
    assert second.current is not None
    assert (second.title, second.current.number) == ("CV of Emil", 2)


def test_a_second_certificate_is_a_second_document(emil: User, certificate: DocumentType) -> None:
    add_document(emil, pdf_upload(text="one"), type=certificate, by=emil)
    add_document(emil, pdf_upload(text="two"), type=certificate, by=emil)

    assert Document.objects.filter(person=emil).count() == 2


def test_a_cv_after_an_archived_one_begins_anew(emil: User, hana: User, cv: DocumentType) -> None:
    old = archive_document(add_document(emil, pdf_upload(text="one"), type=cv, by=emil), by=hana)

    assert add_document(emil, pdf_upload(text="two"), type=cv, by=emil) != old


def test_the_same_file_twice_is_told_and_not_kept_twice(emil: User, certificate: DocumentType) -> None:
    add_document(emil, pdf_upload(), type=certificate, by=emil, title="Forklift")

    with pytest.raises(UploadRejected) as caught:
        add_document(emil, pdf_upload("other name.pdf"), type=certificate, by=emil)
    assert caught.value.code == "duplicate"
    assert "“Forklift”" in caught.value.message
    assert DocumentVersion.objects.count() == 1


def test_what_others_have_is_nobodys_business(emil: User, cv: DocumentType) -> None:
    add_document(make_person(), pdf_upload(), type=cv, by=None)

    mine = add_document(emil, pdf_upload(), type=cv, by=emil)
    assert mine.current is not None
    assert Blob.objects.count() == 1


def test_a_type_may_ask_for_the_day_of_expiry(emil: User) -> None:
    permit = DocumentType.objects.get(code="work-permit")

    with pytest.raises(UploadRejected) as caught:
        add_document(emil, pdf_upload(), type=permit, by=emil)
    assert (caught.value.code, caught.value.field) == ("expiry-missing", "expires_on")


def test_dates_that_contradict_are_refused_before_anything_is_stored(emil: User, certificate: DocumentType) -> None:
    with pytest.raises(ValidationError):
        add_document(
            emil,
            pdf_upload(),
            type=certificate,
            by=emil,
            issued_on=date(2024, 1, 2),
            expires_on=date(2024, 1, 1),
        )
    with pytest.raises(ValidationError):
        add_document(emil, pdf_upload(), type=certificate, by=emil, title="x" * 201)
    assert not Blob.objects.exists() and not Document.objects.exists()


def test_a_store_that_is_away_leaves_no_row(emil: User, cv: DocumentType, own_media: Path) -> None:
    own_media.write_text("not a folder")

    with pytest.raises(StorageAway):
        add_document(emil, pdf_upload(), type=cv, by=emil)
    assert not Blob.objects.exists() and not Document.objects.exists()


def test_the_act_is_told_with_its_reason(emil: User, hana: User, cv: DocumentType) -> None:
    with acting(kind="command", by=hana):
        document = add_document(emil, pdf_upload(), type=cv, by=hana, reason="Sent by post")

    event = Event.objects.filter(object_id=document.pk, action=Event.Action.CREATE).latest("pk")
    assert (event.actor_id, event.subject_id) == (hana.pk, emil.pk)
    assert Operation.objects.get(pk=event.operation_id).reason == "Sent by post"


def test_the_newest_that_is_not_archived_is_the_latest(emil: User, hana: User, certificate: DocumentType) -> None:
    first = add_document(emil, pdf_upload(text="one"), type=certificate, by=emil)
    second = add_document(emil, pdf_upload(text="two"), type=certificate, by=emil)
    assert latest_document(emil, "certificate") == second
    assert emil.profile.certificate == second.current

    archive_document(second, by=hana)
    assert latest_document(emil, "certificate") == first
    assert emil.profile.cv is None
