"""Rows and files are compared both ways; what loses nothing is put right, documents are never touched."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from profiles.documents import previews
from profiles.documents.care import MISSING, NO_PREVIEW, ORPHAN, WRONG_HASH, WRONG_SIZE, check_documents
from profiles.documents.checks import inspect_upload
from profiles.documents.intake import store_bytes
from profiles.documents.storage import storage_key
from profiles.documents.uploads import add_document, set_photo
from profiles.models import Blob, DocumentType, Event, Operation, PreviewPage
from profiles.tests.factories import make_pdf, pdf_upload
from profiles.tests.samples import make_image, upload

STRAY = f"cvs/ab/{'ab' * 32}.pdf"


@pytest.fixture
def blob(emil: User) -> Blob:
    """The stored file of a CV of emil's."""
    document = add_document(emil, pdf_upload(), type=DocumentType.objects.get(code="cv"), by=None)
    assert document.current is not None
    return document.current.blob


def put(media: Path, key: str, *, hours_ago: int, content: bytes = b"%PDF") -> Path:
    """A file that no row names."""
    path = media / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    then = (timezone.now() - timedelta(hours=hours_ago)).timestamp()
    os.utime(path, (then, then))
    return path


def found(*, hashes: bool = False, fix: bool = False) -> list[tuple[str, str, bool]]:
    """Code, key and whether it was put right, of each problem."""
    report = check_documents(hashes=hashes, fix=fix)
    return [(problem.code, problem.key, problem.repaired) for problem in report.problems]


def run(*options: str) -> tuple[int, str]:
    """The status and the output of the command."""
    out = StringIO()
    try:
        call_command("documents_check", *options, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def test_all_is_well(blob: Blob, emil: User) -> None:
    set_photo(emil, upload("me.png", make_image("PNG")), by=emil)

    assert found(hashes=True) == []
    status, said = run("--hash")
    assert (status, "Everything is as it should be." in said) == (0, True)


def test_before_the_first_file_all_is_well(db: None) -> None:
    assert run() == (0, run()[1])


def test_a_missing_file_is_found_and_named_by_number(blob: Blob, own_media: Path) -> None:
    (own_media / blob.storage_key).unlink()
    version = blob.versions.get()

    assert found(fix=True) == [(MISSING, blob.storage_key, False)]
    status, said = run()
    assert (status, f"document {version.document_id} version 1" in said) == (1, True)
    assert "Emil" not in said


def test_a_file_of_another_size_is_found(blob: Blob, own_media: Path) -> None:
    (own_media / blob.storage_key).write_bytes(b"%PDF")

    assert found(fix=True) == [(WRONG_SIZE, blob.storage_key, False)]


def test_changed_bytes_are_found_when_they_are_read(blob: Blob, own_media: Path) -> None:
    path = own_media / blob.storage_key
    path.write_bytes(path.read_bytes()[:-1] + b"X")

    assert found() == []
    assert found(hashes=True, fix=True) == [(WRONG_HASH, blob.storage_key, False)]
    assert path.read_bytes().endswith(b"X")


def test_a_file_without_a_row_counts_after_a_day(db: None, own_media: Path) -> None:
    put(own_media, STRAY, hours_ago=23)
    assert found() == []

    put(own_media, STRAY, hours_ago=25)
    assert found() == [(ORPHAN, STRAY, False)]


def test_an_orphan_is_removed_when_asked_and_the_ledger_says_so(blob: Blob, own_media: Path) -> None:
    stray, half = put(own_media, STRAY, hours_ago=25), put(own_media, "cvs/ab/.arriving-x1y2", hours_ago=25)
    status, said = run("--fix")

    assert (status, said.count("put right")) == (0, 2)
    assert not stray.exists() and not half.exists()
    assert (own_media / blob.storage_key).exists()
    operation = Operation.objects.get(route="documents_check")
    removed = operation.events.filter(action=Event.Action.DELETE).values_list("changed", flat=True)
    assert sorted(removed) == [["cvs/ab/.arriving-x1y2"], [STRAY]]


def test_what_others_put_there_is_told_and_left(db: None, own_media: Path) -> None:
    path = put(own_media, "notes/shopping.txt", hours_ago=25)

    assert found(fix=True) == [(ORPHAN, "notes/shopping.txt", False)]
    assert path.exists()


def test_an_orphan_that_comes_into_use_stays(emil: User, own_media: Path) -> None:
    digest = hashlib.sha256(make_pdf("Second")).hexdigest()
    left = put(own_media, storage_key("other", digest, "pdf"), hours_ago=48, content=make_pdf("Second"))
    facts = inspect_upload(pdf_upload(text="Second"), DocumentType.objects.get(code="other"))
    store_bytes(pdf_upload(text="Second"), facts, "other")  # and its row is not written yet

    assert found(fix=True) == []
    assert left.exists()


def test_a_lost_page_image_is_made_again(blob: Blob, own_media: Path) -> None:
    previews.prepare(blob)
    page = PreviewPage.objects.filter(blob=blob, number=1, size="thumb").get()
    (own_media / page.storage_key).unlink()

    assert found() == [(NO_PREVIEW, page.storage_key, False)]
    assert found(fix=True) == [(NO_PREVIEW, page.storage_key, True)]
    assert found() == []


def test_the_report_is_there_as_json(db: None, own_media: Path) -> None:
    put(own_media, STRAY, hours_ago=25)
    status, said = run("--json")
    facts: dict[str, Any] = json.loads(said)

    assert (status, facts["files"], facts["rows"], facts["open"]) == (1, 1, 0, 1)
    assert facts["problems"] == [{"code": ORPHAN, "key": STRAY, "text": "no row names this file", "repaired": False}]


def test_a_store_that_is_away_is_said_once(blob: Blob, own_media: Path) -> None:
    own_media.rename(own_media.with_name("away"))

    with pytest.raises(CommandError, match="The store for files cannot be reached"):
        run()


def test_progress_is_told_to_who_asks(blob: Blob) -> None:
    told: list[tuple[int, int]] = []
    check_documents(progress=lambda done, total: told.append((done, total)))

    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1] > 0
