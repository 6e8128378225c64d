"""HR adds files on the person's page, one after the other by the page's script, or in one form without it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.documents.uploads import archive_document
from profiles.models import Document, DocumentType
from profiles.tests.conftest import SignIn
from profiles.tests.factories import pdf_upload
from profiles.tests.samples import upload

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


def send(client: Client, person: User, headers: dict[str, str] | None = None, **data: Any) -> Any:
    values = {"type": "certificate", "file": pdf_upload("iso.pdf", "ISO"), **data}
    return client.post(f"/admin/auth/user/{person.pk}/documents/", values, headers=headers or JSON)


def test_a_file_that_is_stored_is_answered_with_what_it_became(emil: User, hana: User, as_user: SignIn) -> None:
    answer = send(as_user(hana), emil, title="ISO 17025", expires_on="2030-01-31", issuer="EMC")

    document = Document.objects.get(person=emil)
    assert (answer.status_code, answer.json()) == (
        201,
        {
            "document": str(document.public_id),
            "version": 1,
            "name": "iso.pdf",
            "media_type": "application/pdf",
            "preview": "ready",
            "message": "“ISO 17025” is checked and stored.",
        },
    )
    assert (document.issuer, str(document.expires_on), document.verified_by) == ("EMC", "2030-01-31", hana)


def test_the_type_may_be_named_by_its_number(emil: User, hana: User, as_user: SignIn) -> None:
    kind = DocumentType.objects.get(code="contract")

    assert send(as_user(hana), emil, type=str(kind.pk)).status_code == 201
    assert Document.objects.get(person=emil).type == kind


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        ({"type": ""}, 400, "type-required"),
        ({"type": "no-such-type"}, 400, "type-unknown"),
        ({"file": ""}, 400, "file-required"),
        ({"expires_on": "tomorrow"}, 400, "expires-on-invalid"),
        ({"issued_on": "2030-01-01", "expires_on": "2020-01-01"}, 400, "refused"),
        ({"file": upload("empty.pdf", b"")}, 400, "empty"),
        ({"file": upload("page.html", b"<!doctype html><p>Hello")}, 400, "web"),
        ({"file": upload("large.pdf", b"%PDF-1.4\n" + b"x" * 2_000_000)}, 413, "too-large"),
    ],
)
def test_a_refusal_is_one_sentence_with_a_code(
    emil: User, hana: User, as_user: SignIn, settings: Any, data: dict[str, Any], status: int, code: str
) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    answer = send(as_user(hana), emil, **data)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"].endswith(".")
    assert not Document.objects.exists()


def test_a_store_that_is_away_is_said_and_nothing_kept(emil: User, hana: User, as_user: SignIn, own_media: Any) -> None:
    send(as_user(hana), emil)
    own_media.rename(own_media.with_name("away"))
    own_media.write_text("no folder")

    answer = send(as_user(hana), emil, file=pdf_upload("b.pdf", "B"))
    assert (answer.status_code, answer.json()["code"]) == (503, "storage-away")
    assert Document.objects.count() == 1


@pytest.mark.parametrize("mount_point_is_left", [True, False])
def test_nothing_is_stored_beside_a_disk_that_is_not_mounted(
    emil: User, hana: User, as_user: SignIn, own_media: Any, mount_point_is_left: bool
) -> None:
    send(as_user(hana), emil)
    own_media.rename(own_media.with_name("away"))
    if mount_point_is_left:
        own_media.mkdir()

    answer = send(as_user(hana), emil, file=pdf_upload("b.pdf", "B"))
    assert (answer.status_code, answer.json()["code"]) == (503, "storage-away")
    assert Document.objects.count() == 1


@pytest.mark.parametrize(("who", "status"), [("aya", 403), ("sven", 404), ("emil", 404), ("olga", 404)])
def test_only_who_keeps_the_record_adds_to_it(
    request: pytest.FixtureRequest, emil: User, as_user: SignIn, who: str, status: int
) -> None:
    assert send(as_user(request.getfixturevalue(who)), emil).status_code == status
    assert not Document.objects.exists()


def test_without_a_script_it_leads_back_to_the_record(emil: User, hana: User, as_user: SignIn) -> None:
    client = as_user(hana)
    for data, said in (({}, "is checked and stored"), ({"type": ""}, "Say what it is")):
        answer = send(client, emil, {"accept": "text/html"}, **data)
        assert answer["Location"] == f"/admin/auth/user/{emil.pk}/change/#documents-part"
        assert said in client.get(answer["Location"]).content.decode()


def test_the_page_offers_what_each_type_takes(emil: User, hana: User, as_user: SignIn) -> None:
    html = as_user(hana).get(f"/admin/auth/user/{emil.pk}/change/").content.decode()

    assert f'data-upload="/admin/auth/user/{emil.pk}/documents/"' in html
    assert '<script id="upload-limits" type="application/json">' in html


def test_lists_lead_to_the_preview_for_who_may_open_it(emil: User, hana: User, aya: User, as_user: SignIn) -> None:
    send(as_user(hana), emil, type="cv")
    link = f'href="/documents/{Document.objects.get().public_id}/view/"'

    for place in ("/admin/profiles/document/", f"/admin/auth/user/{emil.pk}/change/"):
        assert link in as_user(hana).get(place).content.decode()
        assert link not in as_user(aya).get(place).content.decode()


def test_archived_documents_are_looked_at_from_the_list(emil: User, hana: User, as_user: SignIn) -> None:
    send(as_user(hana), emil)
    document = archive_document(Document.objects.get(), by=hana)

    assert (
        f"/documents/{document.public_id}/v1/thumb/" in as_user(hana).get("/admin/profiles/document/").content.decode()
    )


def test_a_list_for_a_scope_asks_no_question_a_row(
    sven: User, olga: User, hana: User, as_user: SignIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        send(as_user(hana), olga, file=pdf_upload("a.pdf", f"{number}"), title=f"Paper {number}")
    client = as_user(sven)
    client.get("/admin/profiles/document/")

    with django_assert_max_num_queries(11):
        assert client.get("/admin/profiles/document/").content.decode().count("/thumb/") == 8
