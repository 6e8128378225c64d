"""Whose document it is and who asks decide; "not there" and "not yours" are one answer."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from profiles.documents.uploads import archive_document
from profiles.models import Document, Event
from profiles.tests.factories import make_pdf

from .conftest import AddDocument, accesses, body, client_of

Cast = Callable[[str], User | AnonymousUser]
DONE, REFUSED = Event.Outcome.DONE, Event.Outcome.REFUSED


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """A person of the cast by name, or nobody."""

    def find(name: str) -> User | AnonymousUser:
        return AnonymousUser() if name == "nobody" else request.getfixturevalue(name)

    return find


def addresses(document: Document) -> list[str]:
    """Every address under which the current bytes of a document can be asked for."""
    assert document.current is not None
    return [
        reverse("profiles:document", args=[document.public_id]),
        reverse("profiles:document-version", args=[document.public_id, document.current.number]),
        reverse("profiles:media", args=[document.current.blob.storage_key]),
    ]


def anonymised(content: bytes) -> bytes:
    """A page without the number of its request."""
    return re.sub(rb"[0-9a-f]{32}", b"", content)


@pytest.mark.parametrize(
    ("code", "who", "status"),
    [
        ("cv", "emil", 200),
        ("cv", "hana", 200),
        ("cv", "sami", 200),
        ("cv", "aya", 404),
        ("cv", "olga", 404),
        ("cv", "sven", 404),
        ("cv", "nobody", 404),
        ("contract", "emil", 200),
        ("contract", "hana", 200),
        ("contract", "aya", 200),
        ("contract", "olga", 404),
        ("contract", "sven", 404),
        ("reference", "emil", 404),
        ("reference", "hana", 200),
        ("reference", "aya", 404),
    ],
)
def test_a_document_opens_for_those_whom_its_type_allows(
    cast: Cast, emil: User, add: AddDocument, code: str, who: str, status: int
) -> None:
    document = add(emil, code)
    client = client_of(cast(who))

    for address in addresses(document):
        response = client.get(address)
        assert response.status_code == status
        assert (body(response) == make_pdf()) == (status == 200)


@pytest.mark.parametrize(("who", "status"), [("emil", 404), ("hana", 200), ("sami", 200), ("olga", 404)])
def test_an_archived_document_opens_for_hr_alone(
    cast: Cast, emil: User, hana: User, add: AddDocument, who: str, status: int
) -> None:
    document = archive_document(add(emil), by=hana)

    assert {client_of(cast(who)).get(address).status_code for address in addresses(document)} == {status}


def test_hr_of_a_department_opens_what_lies_in_it(sven: User, olga: User, add: AddDocument) -> None:
    assert {client_of(sven).get(address).status_code for address in addresses(add(olga))} == {200}


def test_hr_does_not_open_the_documents_of_administrators(hana: User, sami: User, add: AddDocument) -> None:
    assert {client_of(hana).get(address).status_code for address in addresses(add(sami))} == {404}


def test_an_account_that_is_switched_off_opens_nothing(emil: User, add: AddDocument) -> None:
    document, client = add(emil), client_of(emil)
    emil.is_active = False
    emil.save()

    assert {client.get(address).status_code for address in addresses(document)} == {404}


@pytest.mark.parametrize("end", ["expired", "gone", "password"])
def test_a_session_that_has_ended_opens_nothing(emil: User, add: AddDocument, end: str) -> None:
    document, client = add(emil), client_of(emil)
    if end == "password":
        emil.set_password("something new and long")
        emil.save()
    elif end == "gone":
        Session.objects.all().delete()
    else:
        Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    for headers in ({}, {"range": "bytes=0-9"}):
        assert {client.get(address, headers=headers).status_code for address in addresses(document)} == {404}
    assert {client.head(address).status_code for address in addresses(document)} == {404}


@pytest.mark.parametrize("who", ["nobody", "olga", "aya"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_not_there_and_not_yours_are_the_same_answer(
    cast: Cast, emil: User, add: AddDocument, who: str, method: str
) -> None:
    there, client = add(emil), client_of(cast(who))
    nowhere = [
        reverse("profiles:document", args=[uuid.uuid4()]),
        reverse("profiles:document-version", args=[uuid.uuid4(), 1]),
        reverse("profiles:media", args=[f"cvs/ab/{'ab' * 32}.pdf"]),
    ]

    answers = [getattr(client, method)(address) for address in (*addresses(there), *nowhere)]
    assert {(answer.status_code, anonymised(body(answer))) for answer in answers} == {
        (404, anonymised(body(answers[0])))
    }
    assert len({frozenset(answer.headers) for answer in answers}) == 1


@pytest.mark.parametrize(
    "key",
    ["../settings.py", "cvs/", "cvs/../../hrsite/settings.py", "cvs/ab/x.pdf", "%00", "a" * 5000, "//etc/passwd"],
)
def test_a_path_that_is_no_key_leads_nowhere(hana: User, key: str) -> None:
    assert client_of(hana).get(f"/media/{key}").status_code in (400, 404)


@pytest.mark.parametrize("number", ["0", "2", "99999999999", "9" * 40, "-1", "x"])
def test_a_version_that_is_not_there(emil: User, add: AddDocument, number: str) -> None:
    document = add(emil)

    assert client_of(emil).get(f"/documents/{document.public_id}/v{number}/").status_code == 404


def test_older_versions_stay_open(emil: User, add: AddDocument) -> None:
    add(emil, text="one")
    document = add(emil, text="two")
    client = client_of(emil)

    old = client.get(reverse("profiles:document-version", args=[document.public_id, 1]))
    new = client.get(reverse("profiles:document", args=[document.public_id]))
    assert (body(old), body(new)) == (make_pdf("one"), make_pdf("two"))


def test_bytes_that_two_people_share_open_for_each_as_their_own(emil: User, olga: User, add: AddDocument) -> None:
    mine, _theirs = add(emil), add(olga)
    assert mine.current is not None
    address = reverse("profiles:media", args=[mine.current.blob.storage_key])

    assert [client_of(who).get(address).status_code for who in (emil, olga)] == [200, 200]
    assert accesses() == [(emil.pk, emil.pk, DONE), (olga.pk, olga.pk, DONE)]


def test_every_download_and_every_refusal_is_told(emil: User, hana: User, olga: User, add: AddDocument) -> None:
    address = addresses(add(emil))[0]
    for who in (hana, olga, AnonymousUser()):
        body(client_of(who).get(address))
    client_of(olga).get(reverse("profiles:document", args=[uuid.uuid4()]))

    assert accesses() == [(hana.pk, emil.pk, DONE), (olga.pk, emil.pk, REFUSED)]


def test_the_line_is_written_before_the_first_byte(emil: User, add: AddDocument) -> None:
    response = client_of(emil).get(addresses(add(emil))[0])

    assert accesses() == [(emil.pk, emil.pk, DONE)]
    response.close()


def test_looking_at_the_headers_is_no_download(emil: User, add: AddDocument) -> None:
    response = client_of(emil).head(addresses(add(emil))[0])

    assert (response.status_code, body(response)) == (200, b"")
    assert response["Content-Length"] == str(len(make_pdf()))
    assert accesses() == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_there_is_nothing_to_do_but_read(emil: User, add: AddDocument, method: str) -> None:
    client = client_of(emil)

    assert {getattr(client, method)(address).status_code for address in addresses(add(emil))} == {405}
