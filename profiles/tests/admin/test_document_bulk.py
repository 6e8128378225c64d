"""Many documents at once: what is concerned is shown first; then it is one act, and a ZIP says what is in it."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from typing import Any

import pytest
from django.contrib.auth.models import User

from profiles.documents.seen import mark_of
from profiles.documents.uploads import add_document, archive_document, replace_document
from profiles.models import Document, DocumentType, Event
from profiles.tests.conftest import SignIn
from profiles.tests.factories import pdf_upload

pytestmark = pytest.mark.django_db

LIST = "/admin/profiles/document/"


@pytest.fixture
def two(emil: User, olga: User) -> list[Document]:
    kind = DocumentType.objects.get(code="certificate")
    return [
        add_document(person, pdf_upload(f"{title}.pdf", title), type=kind, by=person, title=title)
        for person, title in ((emil, "Welding"), (olga, "First aid"))
    ]


def chosen(documents: list[Document], action: str, **data: Any) -> dict[str, Any]:
    """What the page that asks would send, were it opened now."""
    stored = Document.objects.in_bulk([document.pk for document in documents])
    seen = ",".join(f"{pk}:{mark_of(document)}" for pk, document in stored.items())
    return {"action": action, "_selected_action": [document.pk for document in documents], "seen": seen, **data}


def test_what_it_is_about_is_shown_and_nothing_is_done_yet(two: list[Document], hana: User, as_user: SignIn) -> None:
    page = as_user(hana).post(LIST, chosen(two, "verify_selected")).content.decode()

    assert "Verify 2 documents?" in page and "Welding" in page and "First aid" in page
    assert {document.state for document in Document.objects.all()} == {"submitted"}


def test_confirmed_it_is_one_act_with_its_reason(two: list[Document], hana: User, as_user: SignIn) -> None:
    data = chosen(two, "verify_selected", confirmed="1", reason="Seen in the originals")
    answer = as_user(hana).post(LIST, data, follow=True).content.decode()
    events = Event.objects.filter(kind=6, action=Event.Action.UPDATE, actor_id=hana.pk)

    assert "2 documents are verified." in answer
    assert {document.state for document in Document.objects.all()} == {"verified"}
    assert [event.operation.reason for event in events] == ["Seen in the originals"] * 2
    assert len({event.operation_id for event in events}) == 1


def test_rejecting_needs_a_reason_that_everybody_concerned_reads(
    two: list[Document], hana: User, as_user: SignIn
) -> None:
    client = as_user(hana)
    asked = client.post(LIST, chosen(two, "reject_selected", confirmed="1", reason=" ")).content.decode()
    assert "Say what is wrong" in asked and Document.objects.filter(state="submitted").count() == 2

    client.post(LIST, chosen(two, "reject_selected", confirmed="1", reason="Only the first page is there."))
    assert {document.rejected_reason for document in Document.objects.all()} == {"Only the first page is there."}


def test_what_stays_as_it_is_says_why(two: list[Document], hana: User, as_user: SignIn) -> None:
    archive_document(two[0], by=hana)
    client = as_user(hana)
    page = client.post(LIST, chosen(two, "verify_selected")).content.decode()
    client.post(LIST, chosen(two, "verify_selected", confirmed="1"))

    assert "Verify 1 document?" in page and "It is archived. Bring it back first." in page
    assert [Document.objects.get(pk=document.pk).state for document in two] == ["archived", "verified"]


def test_what_somebody_changed_meanwhile_is_left_and_named(
    two: list[Document], emil: User, hana: User, as_user: SignIn
) -> None:
    sent = chosen(two, "verify_selected", confirmed="1")
    replace_document(two[0], pdf_upload("new.pdf", "New"), by=emil)
    answer = as_user(hana).post(LIST, sent, follow=True).content.decode()

    assert "stays as it is: Welding. Look at it again." in answer
    assert "1 document is verified." in answer
    assert [Document.objects.get(pk=document.pk).state for document in two] == ["submitted", "verified"]


def test_a_page_that_does_not_say_what_it_showed_is_shown_again(
    two: list[Document], hana: User, as_user: SignIn
) -> None:
    sent = chosen(two, "verify_selected", confirmed="1")
    del sent["seen"]

    assert "does not say what it showed" in as_user(hana).post(LIST, sent).content.decode()
    assert not Document.objects.filter(state="verified").exists()


def test_out_of_scope_nothing_is_decided(two: list[Document], sven: User, aya: User, as_user: SignIn) -> None:
    assert as_user(aya).post(LIST, chosen(two, "verify_selected", confirmed="1")).status_code == 403
    as_user(sven).post(LIST, chosen(two, "verify_selected", confirmed="1"))

    assert [Document.objects.get(pk=document.pk).state for document in two] == ["submitted", "verified"]


def test_all_that_match_are_meant_where_all_is_ticked(two: list[Document], hana: User, as_user: SignIn) -> None:
    data = chosen(two[:1], "verify_selected", select_across="1")
    page = as_user(hana).post(f"{LIST}?state=submitted", data).content.decode()

    assert "Verify 2 documents?" in page


def test_a_zip_holds_the_bytes_and_says_what_they_are(two: list[Document], hana: User, as_user: SignIn) -> None:
    answer = as_user(hana).post("/documents/zip/", chosen(two, ""))
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    lines = list(csv.DictReader(io.StringIO(packed.read("manifest.csv").decode("utf-8-sig"))))

    assert [(line["title"], line["note"]) for line in lines] == [("Welding", ""), ("First aid", "")]
    for line in lines:
        assert hashlib.sha256(packed.read(line["file"])).hexdigest() == line["sha256"]
    taken = Event.objects.filter(action=Event.Action.DOWNLOAD, changed=["zip"])
    assert {event.subject_id for event in taken} == {document.person_id for document in two}


def test_what_the_reader_may_not_open_is_named_and_not_in_it(two: list[Document], aya: User, as_user: SignIn) -> None:
    answer = as_user(aya).post("/documents/zip/", chosen(two, ""))
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]

    assert packed.namelist() == ["manifest.csv"]
    assert packed.read("manifest.csv").decode("utf-8-sig").count("Your role may not open it.") == 2
    assert not Event.objects.filter(action=Event.Action.DOWNLOAD).exists()


def test_nobody_takes_what_they_may_not_know_of(two: list[Document], sven: User, as_user: SignIn) -> None:
    assert as_user(sven).post("/documents/zip/", chosen(two[:1], "")).status_code == 404


@pytest.mark.parametrize("data", [{}, {"_selected_action": ["x", "²", "9" * 30, "-1"]}])
def test_nonsense_is_nothing(data: dict[str, Any], two: list[Document], hana: User, as_user: SignIn) -> None:
    assert as_user(hana).post("/documents/zip/", data).status_code == 404


def test_too_many_are_refused_in_a_sentence(two: list[Document], hana: User, as_user: SignIn) -> None:
    answer = as_user(hana).post("/documents/zip/", chosen(two, "", select_across="1"))

    assert answer.status_code == 400 and "up to 100 documents" in answer.content.decode()
