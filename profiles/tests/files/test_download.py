"""A download is saved under its name and never shown, comes in parts when asked, and says when it is missing."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.urls import reverse

from profiles.documents.uploads import add_document
from profiles.files import views
from profiles.models import Document, DocumentType
from profiles.tests.factories import make_pdf
from profiles.tests.samples import upload

from .conftest import AddDocument, accesses, body, client_of

PDF = make_pdf()


@pytest.fixture
def document(emil: User, add: AddDocument) -> Document:
    """A CV of emil's."""
    return add(emil)


def address_of(document: Document) -> str:
    return reverse("profiles:document", args=[document.public_id])


def test_a_download_is_saved_and_never_shown(emil: User, document: Document) -> None:
    response = client_of(emil).get(address_of(document))

    expected = {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="cv.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
        "Accept-Ranges": "bytes",
        "Content-Length": str(len(PDF)),
    }
    assert {name: response[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a.txt\r\nSet-Cookie: stolen=1.txt", 'attachment; filename="a.txt Set-Cookie_ stolen=1.txt"'),
        ('quote".txt', 'attachment; filename="quote_.txt"'),
        ("Grüße 履歴書.txt", "attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe%20%E5%B1%A5%E6%AD%B4%E6%9B%B8.txt"),
        ("x\u202etxt.exe.txt", 'attachment; filename="xtxt.exe.txt"'),
        ("../../passwd.txt", 'attachment; filename="passwd.txt"'),
        ("b" * 300 + ".txt", f'attachment; filename="{"b" * 176}.txt"'),
    ],
)
def test_a_name_cannot_break_out_of_the_header(emil: User, name: str, header: str) -> None:
    file = upload("x.txt", b"Hello")
    file.__dict__["_name"] = name  # as a client may send it, past the cleaning of Django's own class
    document = add_document(emil, file, type=DocumentType.objects.get(code="other"), by=None)

    response = client_of(emil).get(address_of(document))
    assert response["Content-Disposition"] == header
    assert "Set-Cookie" not in response.headers


def test_text_is_sent_with_its_encoding(emil: User) -> None:
    file = upload("x.csv", "é;ü".encode("cp1252"))
    document = add_document(emil, file, type=DocumentType.objects.get(code="other"), by=None)

    assert client_of(emil).get(address_of(document))["Content-Type"] == "text/csv; charset=windows-1252"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=10-", 10, len(PDF) - 1), ("bytes=-5", len(PDF) - 5, len(PDF) - 1)],
)
def test_a_part_is_sent_when_asked_for(emil: User, document: Document, asked: str, first: int, last: int) -> None:
    response = client_of(emil).get(address_of(document), headers={"range": asked})

    assert (response.status_code, body(response)) == (206, PDF[first : last + 1])
    assert response["Content-Range"] == f"bytes {first}-{last}/{len(PDF)}"
    assert response["Content-Length"] == str(last - first + 1)
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_part_behind_the_end_is_refused(emil: User, document: Document) -> None:
    response = client_of(emil).get(address_of(document), headers={"range": "bytes=99999-"})

    assert (response.status_code, body(response)) == (416, b"")
    assert response["Content-Range"] == f"bytes */{len(PDF)}"
    assert accesses() == []


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "bytes=5-4", "pages=1", "bytes=x"])
def test_what_is_no_single_range_is_answered_in_full(emil: User, document: Document, asked: str) -> None:
    response = client_of(emil).get(address_of(document), headers={"range": asked})

    assert (response.status_code, body(response)) == (200, PDF)


def test_a_part_of_other_bytes_is_not_mixed_in(emil: User, document: Document) -> None:
    client, address = client_of(emil), address_of(document)
    etag = client.get(address)["ETag"]

    same = client.get(address, headers={"range": "bytes=5-", "if-range": etag})
    other = client.get(address, headers={"range": "bytes=5-", "if-range": '"other"'})
    assert (same.status_code, other.status_code) == (206, 200)


def test_a_part_is_not_for_others_either(emil: User, olga: User, document: Document) -> None:
    for method in ("get", "head"):
        response = getattr(client_of(olga), method)(address_of(document), headers={"range": "bytes=0-9"})
        assert response.status_code == 404


def test_a_download_in_parts_is_one_line(emil: User, document: Document) -> None:
    client = client_of(emil)
    for asked in ("bytes=0-9", "bytes=10-19", "bytes=20-"):
        body(client.get(address_of(document), headers={"range": asked}))

    assert len(accesses()) == 1


def test_beginning_in_the_middle_is_told_all_the_same(emil: User, hana: User, document: Document) -> None:
    body(client_of(emil).get(address_of(document)))
    body(client_of(hana).get(address_of(document), headers={"range": "bytes=1-"}))

    assert [actor for actor, _subject, _outcome in accesses()] == [emil.pk, hana.pk]


def test_a_missing_file_is_shown_as_missing(emil: User, document: Document, own_media: Path) -> None:
    assert document.current is not None
    (own_media / document.current.blob.storage_key).unlink()
    response = client_of(emil).get(address_of(document))

    assert response.status_code == 404
    assert "This file is missing" in response.content.decode()
    assert accesses() == []


def test_a_file_that_was_cut_short_is_not_sent(emil: User, document: Document, own_media: Path) -> None:
    assert document.current is not None
    path = own_media / document.current.blob.storage_key
    path.write_bytes(PDF[:20])

    assert "missing from the store or is damaged" in client_of(emil).get(address_of(document)).content.decode()


def test_a_missing_file_is_no_news_to_others(olga: User, document: Document, own_media: Path) -> None:
    assert document.current is not None
    (own_media / document.current.blob.storage_key).unlink()

    assert "There is nothing here" in client_of(olga).get(address_of(document)).content.decode()


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_store_that_is_away_is_503_on_documents_only(
    emil: User, document: Document, own_media: Path, method: str
) -> None:
    own_media.rename(own_media.with_name("away"))
    client = client_of(emil)

    response = getattr(client, method)(address_of(document))
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert client.get("/healthz").status_code == 200
    assert accesses() == []


def test_without_its_line_in_the_ledger_no_byte_leaves(
    emil: User, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(views, "record_access", away)
    response = client_of(emil).get(address_of(document))

    assert response.status_code == 503
    assert PDF not in body(response)


def test_a_download_asks_the_database_few_questions(
    emil: User, document: Document, django_assert_max_num_queries: object
) -> None:
    client = client_of(emil)

    with django_assert_max_num_queries(9):  # type: ignore[operator]
        body(client.get(address_of(document)))
