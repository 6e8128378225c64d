"""One's own documents: all that the person may see with every version, and adding what the policy lets people add."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from profiles.documents.uploads import add_document, replace_document
from profiles.models import Document, DocumentType
from profiles.tests.factories import make_department, make_person, pdf_upload
from profiles.tests.samples import png_header, upload

SignIn = Callable[[User], Client]
URL = "/profile/documents/"
JSON = {"accept": "application/json"}

pytestmark = pytest.mark.usefixtures("own_media")


def kind(code: str) -> DocumentType:
    """The document type with this code."""
    return DocumentType.objects.get(code=code)


def give(person: User, code: str, by: User | None = None, **facts: Any) -> Document:
    """A stored document."""
    return add_document(person, pdf_upload(text=f"{code} {facts}"), type=kind(code), by=by, **facts)


def test_a_visitor_is_sent_to_sign_in(client: Client, db: None) -> None:
    for response in (client.get(URL), client.post(URL, {"type": "other"})):
        assert (response.status_code, response.headers["Location"]) == (302, "/sign-in/?next=/profile/documents/")


def test_a_visitor_who_asks_for_json_is_told_to_sign_in(client: Client, db: None) -> None:
    response = client.post(URL, {"type": "other", "file": pdf_upload()}, headers=JSON)
    assert response.status_code == 401
    assert response.json()["code"] == "signed-out"


def test_it_lists_every_document_with_its_versions(as_user: SignIn, emil: User, hana: User) -> None:
    document = give(emil, "cv", by=emil)
    replace_document(document, pdf_upload("second.pdf", "Second"), by=hana)
    html = as_user(emil).get(URL).content.decode()
    assert f'href="/documents/{document.public_id}/"' in html
    assert f'href="/documents/{document.public_id}/v1/"' in html
    assert f'href="/documents/{document.public_id}/v2/"' in html
    assert "Added by Hana Novotná" in html


@pytest.mark.parametrize("url", ["/profile/", URL])
def test_only_documents_that_the_person_may_know_of_are_shown(
    as_user: SignIn, emil: User, olga: User, url: str
) -> None:
    give(emil, "reference", title="What they say of Emil")
    give(olga, "cv", title="CV of Olga")
    archived = give(emil, "other", title="An old thing")
    archived.state = Document.State.ARCHIVED
    archived.save()
    give(emil, "contract", title="Contract of Emil")
    html = as_user(emil).get(url).content.decode()
    assert "Contract of Emil" in html
    assert not [words for words in ("What they say", "CV of Olga", "An old thing") if words in html]


@pytest.mark.parametrize("who", ["hana", "sven", "aya", "sami"])
def test_on_their_own_page_staff_see_what_every_employee_sees(
    request: pytest.FixtureRequest, as_user: SignIn, emil: User, who: str
) -> None:
    person = request.getfixturevalue(who)
    give(person, "cv", title="My own CV")
    give(person, "reference", title="A reference")
    give(emil, "cv", title="CV of Emil")
    html = as_user(person).get(URL).content.decode()
    assert "My own CV" in html
    assert "A reference" not in html
    assert "CV of Emil" not in html


def test_hr_outside_its_own_scope_sees_its_own_documents(as_user: SignIn, sven: User) -> None:
    sven.employment.update(department=make_department("Elsewhere"))
    document = give(sven, "cv")
    client = as_user(sven)
    assert str(document.public_id) in client.get("/profile/").content.decode()
    assert client.get(f"/documents/{document.public_id}/").status_code == 200


def test_the_link_on_the_page_opens_the_file_for_its_owner_alone(as_user: SignIn, emil: User, olga: User) -> None:
    url = f"/documents/{give(emil, 'cv').public_id}/"
    assert as_user(emil).get(url).status_code == 200
    assert as_user(olga).get(url).status_code == 404


def test_a_rejected_document_shows_the_reason_and_the_way_on(as_user: SignIn, emil: User) -> None:
    document = give(emil, "certificate", title="Forklift licence")
    document.state, document.rejected_reason = Document.State.REJECTED, "The scan cannot be read."
    document.save()
    html = as_user(emil).get("/profile/").content.decode()
    assert "Not accepted" in html
    assert "The scan cannot be read." in html
    assert 'href="/profile/documents/?type=certificate&amp;title=Forklift%20licence#add"' in html


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "Ran out on"), (0, "Runs out on"), (60, "Runs out on"), (61, "valid until")]
)
def test_what_runs_out_is_said_in_time(as_user: SignIn, emil: User, days: int, words: str) -> None:
    day = timezone.localdate() + timedelta(days=days)
    give(emil, "certificate", title="Lead assessor", expires_on=day)
    html = as_user(emil).get("/profile/").content.decode()
    assert f"{words} {day}" in html
    assert ('<li class="warning">' in html) == (days <= 60)


def test_a_certificate_renewed_under_its_name_is_no_longer_asked_for(as_user: SignIn, emil: User) -> None:
    give(emil, "certificate", title="Lead assessor", expires_on=date(2020, 1, 1))
    give(emil, "certificate", title="lead assessor", expires_on=timezone.localdate() + timedelta(days=700))
    html = as_user(emil).get("/profile/").content.decode()
    assert "A newer one took its place" in html
    assert '<li class="warning">' not in html


@pytest.mark.parametrize(
    ("code", "by_hr", "words"),
    [("certificate", False, "HR has not checked it yet"), ("certificate", True, "Checked by HR"), ("cv", False, "")],
)
def test_how_far_hr_has_come_is_said(
    as_user: SignIn, emil: User, hana: User, code: str, by_hr: bool, words: str
) -> None:
    give(emil, code, by=hana if by_hr else emil)
    html = as_user(emil).get("/profile/").content.decode()
    found = [said for said in ("HR has not checked it yet", "Checked by HR") if said in html]
    assert found == ([words] if words else [])


def test_a_document_is_added(as_user: SignIn, emil: User) -> None:
    facts = {"type": "certificate", "title": "Forklift", "issued_on": "2026-01-02", "expires_on": "2031-01-02"}
    response = as_user(emil).post(URL, {**facts, "file": pdf_upload()}, follow=True)
    document = Document.objects.get(person=emil)
    assert response.redirect_chain == [(URL, 302)]
    assert "“Forklift” is checked and stored." in response.content.decode()
    assert (document.type.code, document.issued_on, document.expires_on) == (
        "certificate",
        date(2026, 1, 2),
        date(2031, 1, 2),
    )


def test_the_list_offers_exactly_the_types_that_people_may_add(as_user: SignIn, emil: User) -> None:
    DocumentType.objects.filter(code="tax").update(is_active=False)
    form = as_user(emil).get(URL).context["form"]
    offered = {code for code, _name in form.fields["type"].choices if code}
    assert offered == {"cv", "certificate", "id-document", "work-permit", "medical", "other"}


@pytest.mark.parametrize("code", ["contract", "warning", "reference", "", "no-such-type", "0", "\0", "9" * 50])
def test_other_types_are_refused(as_user: SignIn, emil: User, code: str) -> None:
    for response in (
        as_user(emil).post(URL, {"type": code, "file": pdf_upload()}),
        as_user(emil).post(URL, {"type": code, "file": pdf_upload()}, headers=JSON),
    ):
        assert response.status_code in (200, 400)
    assert Document.objects.count() == 0


def test_a_type_can_be_named_by_its_number(as_user: SignIn, emil: User) -> None:
    as_user(emil).post(URL, {"type": kind("other").pk, "file": pdf_upload()})
    assert Document.objects.get().type.code == "other"


def test_a_refusal_stands_beside_the_file_and_the_rest_is_kept(as_user: SignIn, emil: User) -> None:
    bad = SimpleUploadedFile("x.pdf", b"MZ\x90\x00" * 40)
    html = as_user(emil).post(URL, {"type": "other", "title": "My thing", "file": bad}).content.decode()
    assert '<a href="#id_file">File:' in html
    assert 'value="My thing"' in html
    assert '<option value="other" selected>' in html
    assert Document.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"issued_on": "2026-05-01", "expires_on": "2026-04-30"}, "It ends before it was issued"),
        ({"type": "id-document"}, "Write the last day on which it is valid"),
        ({"issued_on": "soon"}, "Write the day as year, month and day"),
        ({"title": "x" * 201}, "This is too long: 201 characters"),
        ({"title": "a\0b"}, "This contains a character that cannot be stored"),
        ({"file": ""}, "Choose a file."),
    ],
)
def test_each_mistake_has_its_sentence(as_user: SignIn, emil: User, facts: dict[str, str], words: str) -> None:
    form = {"type": "certificate", "file": pdf_upload(), **facts}
    assert words in as_user(emil).post(URL, form).content.decode()
    assert Document.objects.count() == 0


def test_asked_for_json_it_answers_with_the_version(as_user: SignIn, emil: User) -> None:
    response = as_user(emil).post(URL, {"type": "cv", "file": pdf_upload("my cv.pdf")}, headers=JSON)
    document = Document.objects.get(person=emil)
    assert response.status_code == 201
    assert response.json() == {
        "document": str(document.public_id),
        "version": 1,
        "name": "my cv.pdf",
        "media_type": "application/pdf",
        "preview": "ready",
        "message": "“CV” is checked and stored.",
    }


def test_a_file_without_a_preview_is_stored_and_says_so(as_user: SignIn, emil: User) -> None:
    file = upload("scan.png", png_header(9000, 9000))
    answer = as_user(emil).post(URL, {"type": "certificate", "file": file}, headers=JSON).json()

    assert answer["preview"] == "none"
    assert answer["message"] == (
        "“Certificate” is checked and stored. This picture has too many pixels to be shown. Download it to see it."
    )


def test_how_much_one_may_still_add_stands_beside_the_field(as_user: SignIn, emil: User) -> None:
    assert "You can add 200 more files, up to 500 MB together." in as_user(emil).get(URL).content.decode()


@pytest.mark.parametrize(
    ("facts", "status", "code"),
    [
        ({"file": SimpleUploadedFile("x.pdf", b"")}, 400, "empty"),
        ({"file": SimpleUploadedFile("x.exe", b"MZ\x90\x00" * 40)}, 400, "program"),
        ({"file": ""}, 400, "file-required"),
        ({"type": "contract"}, 400, "invalid-choice"),
        ({"type": "id-document"}, 400, "expires-on-required"),
    ],
)
def test_asked_for_json_it_refuses_with_a_code_and_a_sentence(
    as_user: SignIn, emil: User, facts: dict[str, Any], status: int, code: str
) -> None:
    if hasattr(facts.get("file"), "seek"):
        facts["file"].seek(0)
    response = as_user(emil).post(URL, {"type": "other", "file": pdf_upload(), **facts}, headers=JSON)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert set(response.json()) == {"code", "message"}
    assert Document.objects.count() == 0


def test_a_file_that_is_too_large_is_refused(as_user: SignIn, emil: User, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    big = SimpleUploadedFile("x.pdf", b"%PDF-1.4" + b"0" * 2000)
    response = as_user(emil).post(URL, {"type": "other", "file": big}, headers=JSON)
    assert (response.status_code, response.json()["code"]) == (413, "too-large")
    big.seek(0)
    assert "This file is larger than" in as_user(emil).post(URL, {"type": "other", "file": big}).content.decode()


def test_a_link_can_choose_type_and_title(as_user: SignIn, emil: User) -> None:
    html = as_user(emil).get(URL, {"type": "certificate", "title": '"><script>'}).content.decode()
    assert '<option value="certificate" selected>' in html
    assert 'value="&quot;&gt;&lt;script&gt;"' in html
    assert as_user(emil).get(URL, {"type": "nonsense"}).status_code == 200


def test_the_queries_do_not_grow_with_the_documents(as_user: SignIn, emil: User) -> None:
    client = as_user(emil)
    counts = []
    for title in ("First", "Second", "Third"):
        give(emil, "other", title=title)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 6


def test_the_documents_of_somebody_else_stay_theirs_whatever_is_posted(as_user: SignIn, emil: User) -> None:
    other = make_person("Nina Holm")
    forged = {"person": other.pk, "person_id": other.pk, "user": other.pk, "state": "verified", "by": other.pk}
    as_user(emil).post(URL, {"type": "certificate", "file": pdf_upload(), **forged})
    document = Document.objects.get()
    assert (document.person, document.state) == (emil, Document.State.SUBMITTED)
