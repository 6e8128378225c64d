"""Looking at a document: who may, what is shown, what is told, what a browser may keep."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse
from django.utils import timezone

from profiles.documents.review import restore_version
from profiles.documents.seen import mark_of
from profiles.documents.uploads import archive_document
from profiles.models import Document, Event, RecordKind
from profiles.tests.files.test_who_may_open import anonymised
from profiles.tests.samples import upload

from .conftest import AddDocument, body, client_of

Cast = Callable[[str], User | AnonymousUser]
DONE, REFUSED = Event.Outcome.DONE, Event.Outcome.REFUSED


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """A person of the cast by name, or nobody."""
    return lambda name: AnonymousUser() if name == "nobody" else request.getfixturevalue(name)


def view(document: Document, query: str = "") -> str:
    return reverse("profiles:preview", args=[document.public_id]) + query


def addresses(document: Document, number: int = 1) -> list[str]:
    """Every address under which a version can be looked at."""
    return [
        view(document),
        view(document, f"?v={number}"),
        view(document, "?part=dialog"),
        reverse("profiles:preview-page", args=[document.public_id, number, 1]),
        reverse("profiles:preview-thumb", args=[document.public_id, number]),
    ]


def looks() -> list[tuple[int | None, int | None, int]]:
    """Who looked at whose file with what outcome, oldest first."""
    events = Event.objects.filter(kind=RecordKind.VERSION, action=Event.Action.PREVIEW).order_by("pk")
    return list(events.values_list("actor_id", "subject_id", "outcome"))


def page_of(user: User, address: str) -> str:
    return client_of(user).get(address).content.decode()


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
        ("contract", "aya", 200),
        ("reference", "emil", 404),
    ],
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_who_may_open_a_document_may_look_at_it_and_nobody_else(
    cast: Cast, emil: User, add: AddDocument, code: str, who: str, status: int, method: str
) -> None:
    document, client = add(emil, code), client_of(cast(who))

    assert {getattr(client, method)(address).status_code for address in addresses(document)} == {status}


@pytest.mark.parametrize(("who", "status"), [("emil", 404), ("hana", 200), ("olga", 404)])
def test_an_archived_document_is_looked_at_by_hr_alone(
    cast: Cast, emil: User, hana: User, add: AddDocument, who: str, status: int
) -> None:
    document = archive_document(add(emil), by=hana)

    assert {client_of(cast(who)).get(address).status_code for address in addresses(document)} == {status}


def test_not_there_and_not_yours_are_the_same_page(emil: User, olga: User, add: AddDocument) -> None:
    there, client = add(emil), client_of(olga)

    theirs, nowhere = client.get(view(there)), client.get(reverse("profiles:preview", args=[uuid.uuid4()]))
    assert anonymised(theirs.content) == anonymised(nowhere.content)


@pytest.mark.parametrize("number", ["", "0", "2", "-1", "x", "9" * 40, "²"])
def test_a_version_that_is_not_there_is_nowhere(emil: User, add: AddDocument, number: str) -> None:
    assert client_of(emil).get(view(add(emil)), {"v": number}).status_code == 404


@pytest.mark.parametrize(
    "place", ["v1/pages/2/", "v1/pages/0/", f"v1/pages/{10**30}/", f"v{10**30}/thumb/", "v2/thumb/"]
)
def test_a_page_that_is_not_there_is_nowhere(emil: User, add: AddDocument, place: str) -> None:
    assert client_of(emil).get(f"/documents/{add(emil).public_id}/{place}").status_code == 404


def test_a_look_is_told_once_and_its_pages_are_part_of_it(emil: User, hana: User, add: AddDocument) -> None:
    document, client = add(emil), client_of(hana)
    client.head(view(document))
    client.get(view(document))
    for address in addresses(document)[3:] * 2:
        client.get(address)

    assert looks() == [(hana.pk, emil.pk, DONE)]


def test_a_page_without_its_preview_is_a_look_of_its_own(emil: User, hana: User, add: AddDocument) -> None:
    document, client = add(emil), client_of(hana)
    for _ in range(2):
        client.get(addresses(document)[3])

    assert looks() == [(hana.pk, emil.pk, DONE)]


def test_every_refusal_is_told(emil: User, olga: User, add: AddDocument) -> None:
    for address in addresses(add(emil)):
        client_of(olga).get(address)

    assert looks() == [(olga.pk, emil.pk, REFUSED)] * 5


@pytest.mark.parametrize("place", [3, 4])
def test_an_image_is_kept_by_its_reader_alone_and_does_nothing(emil: User, add: AddDocument, place: int) -> None:
    response = client_of(emil).get(addresses(add(emil))[place])

    expected = {
        "Content-Type": "image/webp",
        "Cache-Control": "private, max-age=86400, immutable",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Content-Disposition": "inline",
    }
    assert {name: response[name] for name in expected} == expected
    assert body(response)[8:12] == b"WEBP"


def test_the_pages_have_size_and_words(emil: User, add: AddDocument) -> None:
    html = page_of(emil, view(add(emil)))

    assert 'alt="Page 1 of 1" width="707" height="1000"' in html
    assert "PDF, 1 page, " in html


def test_text_is_shown_escaped(emil: User, add: AddDocument) -> None:
    html = page_of(emil, view(add(emil, "other", file=upload("x.txt", b"Look: <script>alert(1)</script>"))))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_long_text_is_cut_and_says_so(emil: User, add: AddDocument) -> None:
    html = page_of(emil, view(add(emil, "other", file=upload("x.txt", b"many words \n" * 10_000))))

    assert "Only the beginning is shown." in html
    assert len(html) < 90_000


def test_a_table_is_shown_escaped_and_cut(emil: User, add: AddDocument) -> None:
    rows = "\n".join(f"{number},<b>Gdańsk</b>" for number in range(500))
    html = page_of(emil, view(add(emil, "other", file=upload("x.csv", rows.encode()))))

    assert '<td dir="auto">&lt;b&gt;Gdańsk&lt;/b&gt;</td>' in html
    assert "Only the first rows and columns are shown." in html


def test_a_missing_file_says_so_in_its_place(emil: User, add: AddDocument, own_media: Any) -> None:
    document = add(emil, render="later")
    assert document.current is not None
    (own_media / document.current.blob.storage_key).unlink()

    response = client_of(emil).get(view(document))
    assert response.status_code == 200
    assert "The stored file is missing" in response.content.decode()


def test_a_store_that_is_away_is_503(emil: User, add: AddDocument, own_media: Any) -> None:
    document = add(emil, render="later")
    own_media.rename(own_media.with_name("away"))

    assert {client_of(emil).get(address).status_code for address in addresses(document)} == {503}
    assert looks() == []


def test_earlier_versions_are_looked_at_and_can_be_made_current(emil: User, hana: User, add: AddDocument) -> None:
    add(emil, text="one")
    document = add(emil, text="two")

    html = page_of(hana, view(document, "?v=1"))
    assert "This is version 1, which was replaced." in html
    document.refresh_from_db()
    assert f'action="/admin/profiles/document/{document.pk}/restore/?seen={mark_of(document)}"' in html
    assert f"/documents/{document.public_id}/v1/pages/1/" in html


def test_the_person_decides_nothing_and_sees_no_hash(emil: User, add: AddDocument) -> None:
    html = page_of(emil, view(add(emil, "certificate")))

    assert [words for words in ("Verify", "Reject", "Archive", "SHA-256", "/admin/profiles/") if words in html] == []


def test_hr_decides_and_comes_back_to_the_page(emil: User, hana: User, add: AddDocument) -> None:
    document, client = add(emil, "certificate"), client_of(hana)
    html = page_of(hana, view(document))
    acts = f"/admin/profiles/document/{document.pk}/"
    assert all(f"{acts}{act}/" in html for act in ("verify", "reject", "archive"))

    answer = client.post(f"{acts}verify/?seen={mark_of(document)}", {"next": view(document)}, follow=True)
    assert answer.redirect_chain == [(view(document), 302)]
    assert "is verified" in answer.content.decode()


def test_auditors_read_and_decide_nothing(emil: User, aya: User, add: AddDocument) -> None:
    html = page_of(aya, view(add(emil, "contract")))

    assert "SHA-256" in html
    assert [words for words in ("Verify", "Reject", "Archive<", "<textarea") if words in html] == []


def test_the_neighbours_are_those_that_the_reader_may_open(emil: User, hana: User, add: AddDocument) -> None:
    first = add(emil, "cv")
    secret, last = add(emil, "reference", text="r"), add(emil, "other", text="o")
    archive_document(add(emil, "other", text="gone", title="Gone"), by=hana)

    assert view(secret) not in page_of(emil, view(first))
    assert "document 1 of 2" in page_of(emil, view(first))
    assert "document 1 of 3" in page_of(hana, view(first))
    assert view(secret) in page_of(hana, view(last))


def test_the_dialog_gets_the_same_without_the_frame(emil: User, hana: User, add: AddDocument) -> None:
    document = add(emil)
    part = page_of(hana, view(document, "?part=dialog"))

    assert "<html" not in part
    assert '<h2 id="preview-title"' in part
    assert f"/documents/{document.public_id}/v1/pages/1/" in part


def test_a_restored_version_is_looked_at_under_its_new_number(emil: User, hana: User, add: AddDocument) -> None:
    add(emil, text="one")
    document = restore_version(add(emil, text="two"), 1, by=hana)

    assert f"/documents/{document.public_id}/v3/pages/1/" in page_of(emil, view(document))


def test_a_later_look_is_told_again(emil: User, hana: User, add: AddDocument) -> None:
    document, client = add(emil), client_of(hana)
    client.get(view(document))
    client.get(view(document))

    assert len(looks()) == 2
    assert Event.objects.latest("at").at <= timezone.now()


def test_a_preview_asks_the_database_few_questions(
    emil: User, hana: User, add: AddDocument, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        document = add(emil, "other", text=f"{number}", title=f"Paper {number}")
    client = client_of(hana)

    with django_assert_max_num_queries(15):
        client.get(view(document))
    with django_assert_max_num_queries(7):
        client.get(addresses(document)[4])


def test_who_keeps_the_record_reads_beside_it_who_opened_it(emil: User, hana: User, add: AddDocument) -> None:
    view = f"/documents/{add(emil).public_id}/view/"
    client_of(emil).get(view, follow=True)
    client_of(hana).get(view)

    told = client_of(hana).get(view).content.decode().partition("Opened by")[2]
    assert told.index("Hana Novotná") < told.index("Emil Brandt")
    assert "Opened by" not in client_of(emil).get(view).content.decode()
