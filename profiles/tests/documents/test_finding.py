"""Documents are found by every word of theirs and of their text, and by nothing that the reader may not open."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet

from profiles.documents.finding import find_documents, with_snippets
from profiles.documents.reading import read_beside, unread_blobs
from profiles.documents.uploads import add_document, archive_document, replace_document
from profiles.models import Document, DocumentType, Extract, Rendering
from profiles.people.accounts import give_roles
from profiles.permissions import can_open, openable_documents
from profiles.policy import AUDITOR, HR_SCOPED
from profiles.tests.factories import make_person, pdf_upload
from profiles.tests.samples import upload

pytestmark = pytest.mark.django_db
Add = Callable[..., Document]


def found(text: str, by: User) -> list[str]:
    return sorted(row.title for row in find_documents(Document.objects.all(), text, by))


@pytest.fixture
def add(hana: User) -> Add:
    def add(person: User, code: str = "contract", text: str = "Plain words", name: str = "a.pdf", **facts: Any) -> Any:
        facts.setdefault("title", "A paper")
        type = DocumentType.objects.get(code=code)
        return add_document(person, pdf_upload(name, text), type=type, by=None, **facts)

    return add


@pytest.fixture
def paper(emil: User) -> Document:
    type = DocumentType.objects.get(code="contract")
    type.formats = []
    file = upload("Arbeitsvertrag_emil-2024.txt", "The laboratory pays a Weihnachtsgeld in Décembre, straße 7".encode())
    return add_document(emil, file, type=type, by=None, title="Employment agreement", issuer="Nordlys A/S")


@pytest.mark.parametrize(
    "text",
    ["employment", "AGREEM", "agreement employ", "nordlys", "arbeitsvertrag", "2024", "contract", "brandt", "emil",
     "brandt contract", "weihnachtsgeld", "decembre", "Décem", "laboratory brandt", "strasse", "Straße",
     "contract weihnachts emil 2024"],
)  # fmt: skip
def test_a_document_is_found_by_every_word_of_its_own(hana: User, paper: Document, text: str) -> None:
    assert found(text, hana) == ["Employment agreement"]


@pytest.mark.parametrize(
    "text",
    ["", "-", "@", '"', "'", "\\", "%", "*", "\x00", "\ud800", "😀", "NOT", "a AND", "'o:*'", "{text}: a", "x" * 5000,
     "geld", "la", "brandt lind", "o" * 60, "weihnachtsgeld passport"],
)  # fmt: skip
def test_what_none_has_finds_none(hana: User, paper: Document, text: str) -> None:
    assert found(text, hana) == []


def test_nobody_finds_by_a_text_that_they_may_not_open(
    add: Add, hana: User, sven: User, emil: User, olga: User, aya: User, sami: User
) -> None:
    DocumentType.objects.update(auditor_opens=False)
    add(emil, text="a secret garnishment", title="Emil's paper")
    add(olga, text="a secret garnishment", title="Olga's paper")

    assert found("garnishment", hana) == found("garnishment", sami) == ["Emil's paper", "Olga's paper"]
    assert found("garnishment", sven) == found("secret", sven) == ["Olga's paper"]
    assert found("garnishment", aya) == []
    assert (found("garnishment", emil), found("garnishment", olga)) == (["Emil's paper"], ["Olga's paper"])
    assert found("emil's", sven) == []
    assert found("emil's", aya) == found("emil", aya) == ["Emil's paper"]


def test_auditors_find_by_the_text_of_types_that_they_may_open(add: Add, emil: User, aya: User) -> None:
    add(emil, "certificate", text="a welding course")
    DocumentType.objects.filter(code="certificate").update(auditor_opens=True)

    assert found("welding", aya) == ["A paper"]


def test_types_that_the_person_does_not_see_are_not_theirs_to_find(add: Add, emil: User, hana: User) -> None:
    add(emil, text="a warning")
    archived = add(emil, "certificate", text="a warning", title="Archived")
    archive_document(archived, by=hana, reason="Outdated")
    DocumentType.objects.filter(code="contract").update(employee_sees=False)

    assert (found("warning", emil), found("contract", emil)) == ([], [])
    assert found("warning", hana) == ["A paper", "Archived"]


def test_who_may_be_asked_for_is_who_may_be_opened(
    add: Add, emil: User, olga: User, sami: User, hana: User, sven: User, aya: User
) -> None:
    papers = [
        add(person, code, title=f"{person} {code} {n}", text=f"{person} {code} {n}")
        for person in (emil, olga, sami, sven, aya)
        for code in ("contract", "certificate")
        for n in (1, 2)
    ]
    for paper in papers[::2]:
        archive_document(paper, by=sami, reason="Old")
    DocumentType.objects.filter(code="contract").update(employee_sees=False, auditor_opens=True)
    give_roles(olga, frozenset({HR_SCOPED, AUDITOR}), by=sami)

    for account in (emil, olga, sami, hana, sven, aya):
        by = User.objects.get(pk=account.pk)
        opened = {
            row.title for row in Document.objects.select_related("current") if row.current and can_open(by, row.current)
        }
        visible = {row.title for row in Document.objects.visible_to(by)}
        assert {row.title for row in openable_documents(by)} == opened & visible, account


def test_a_text_is_that_of_the_current_version(add: Add, hana: User, paper: Document) -> None:
    replace_document(paper, pdf_upload("new.pdf", "Ostergeld from now on"), by=hana)

    assert found("weihnachtsgeld", hana) == found("arbeitsvertrag", hana) == []
    assert found("ostergeld new", hana) == ["Employment agreement"]


def test_words_of_sheets_and_plain_texts_are_found(emil: User, hana: User) -> None:
    kind = DocumentType.objects.get(code="contract")
    DocumentType.objects.filter(pk=kind.pk).update(formats=[])
    kind.refresh_from_db()
    add_document(emil, upload("a.txt", "Überstunden im März".encode()), type=kind, by=None, title="Note")
    add_document(emil, upload("b.csv", b"month,bonus\nMay,Zulage\n"), type=kind, by=None, title="Table")

    assert (found("uberstunden", hana), found("zulage", hana)) == (["Note"], ["Table"])


def test_changed_and_removed_rows_are_found_no_more(hana: User, paper: Document) -> None:
    paper.title, paper.issuer = "Renamed", ""
    paper.save()
    assert (found("employment", hana), found("nordlys", hana), found("renamed", hana)) == ([], [], ["Renamed"])

    Extract.objects.update(text="Other words " + "w" * 5000)
    assert (found("weihnachtsgeld", hana), found("other", hana)) == ([], ["Renamed"])

    Extract.objects.all().delete()
    assert found("other", hana) == []


def test_a_long_text_is_found_by_its_beginning(hana: User, paper: Document) -> None:
    Extract.objects.update(text=f"first {'filler ' * 20_000} last")

    assert (found("first", hana), found("last", hana)) == (["Employment agreement"], [])


def test_files_that_nobody_looked_at_are_read_by_the_command(hana: User, paper: Document, capsys: Any) -> None:
    Rendering.objects.all().delete()
    Extract.objects.all().delete()
    assert found("weihnachtsgeld", hana) == []

    call_command("documents_read")

    assert found("weihnachtsgeld", hana) == ["Employment agreement"]
    assert capsys.readouterr().out == "Read 1 files; 1 of them have text; 0 are missing.\n"


@pytest.mark.django_db(transaction=True)
def test_a_server_that_has_just_taken_in_files_reads_them_beside(hana: User, paper: Document) -> None:
    Rendering.objects.all().delete()
    Extract.objects.all().delete()

    read_beside().join(timeout=60)

    assert found("weihnachtsgeld", hana) == ["Employment agreement"]


def test_files_that_are_away_stay_unread(paper: Document, own_media: Path, capsys: Any) -> None:
    Rendering.objects.all().delete()
    assert paper.current is not None
    (own_media / paper.current.blob.storage_key).unlink()

    call_command("documents_read")

    assert capsys.readouterr().out == "Read 0 files; 0 of them have text; 1 are missing.\n"
    assert unread_blobs().count() == 1

    shutil.rmtree(own_media)
    with pytest.raises(CommandError, match="The store for files cannot be reached"):
        call_command("documents_read")


def told(text: str, by: User) -> list[str]:
    rows = find_documents(Document.objects.all(), text, by).with_version()
    return [
        "".join(f"[{piece.text}]" if piece.is_found else piece.text for piece in one.snippet)
        for one in with_snippets(rows, text, by)
    ]


def test_a_snippet_shows_where_the_word_stands(hana: User, aya: User, paper: Document) -> None:
    assert told("decembre brandt", hana) == ["The laboratory pays a Weihnachtsgeld in [D\xe9cembre], stra\xdfe 7"]
    assert told("brandt", hana) == [""]
    DocumentType.objects.update(auditor_opens=False)
    assert told("agreement", aya) == [""]


def test_a_search_of_many_takes_no_more_statements(
    hana: User, sven: User, sales: Any, add: Add, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        person = make_person(f"Person {number}", department=sales)
        add(person, text=f"garnishment {number}", title=f"Paper {number}")
    by = User.objects.get(pk=sven.pk)

    with django_assert_max_num_queries(6):
        rows = find_documents(Document.objects.all(), "garnishment", by).with_version()
        assert len(with_snippets(rows.select_related("person__profile"), "garnishment", by)) == 5


def plan_of(rows: QuerySet[Any]) -> str:
    if connection.vendor == "postgresql":
        # A table of a few rows is cheapest read whole; what is left to the planner is what it does with many.
        with connection.cursor() as cursor:
            for way in ("seqscan", "indexscan", "indexonlyscan", "nestloop"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    return rows.explain()


def test_no_text_is_read_whole(hana: User, paper: Document) -> None:
    plan = plan_of(find_documents(Document.objects.all(), "weihnachtsgeld", hana).order_by().values("pk"))

    if connection.vendor == "sqlite":
        assert plan.count("VIRTUAL TABLE INDEX") == 4
    else:
        assert all(f"{table}_found" in plan for table in ("documentwords", "filewords", "textwords", "profilewords"))
