"""What the scanner finds is refused; a scanner that is away refuses everything or nothing, as it is set."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from profiles.documents.errors import UploadRejected
from profiles.documents.scanning import UNSCANNED, ScannerAway, ask_clamd, scan
from profiles.documents.uploads import add_document, set_photo
from profiles.models import Document, DocumentType, Event, RecordKind, Rendering
from profiles.tests.conftest import SignIn
from profiles.tests.factories import pdf_upload
from profiles.tests.samples import make_image, upload
from profiles.tests.servers import free_port

FOUND = b"stream: Eicar-Test-Signature FOUND\0"
Clamd = Callable[[bytes], str]


class FakeClamd(Thread):
    """Takes one INSTREAM on a socket as clamd does and gives a settled answer; ``heard`` is what was sent."""

    def __init__(self, listener: socket.socket, answer: bytes, limit: int = 2**31) -> None:
        super().__init__(daemon=True)
        self.listener, self.reply, self.limit, self.heard = listener, answer, limit, b""

    def run(self) -> None:
        """Serve one client."""
        client, _address = self.listener.accept()
        with client, client.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!I", stream.read(4))[0]:
                self.heard += stream.read(size)
                if len(self.heard) > self.limit:
                    break
            client.sendall(self.reply)


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[socket.socket]:
    """A socket in a file."""
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(tmp_path / "clamd.ctl"))
        made.listen()
        yield made


@pytest.fixture
def clamd(listener: socket.socket, settings: Any) -> Clamd:
    """Starts a scanner with this answer and sets it; gives its address."""

    def start(answer: bytes) -> str:
        FakeClamd(listener, answer).start()
        settings.CLAMD = f"unix:{listener.getsockname()}"
        return str(settings.CLAMD)

    return start


def test_without_a_scanner_nothing_is_asked() -> None:
    assert scan(ContentFile(b"x"))


def test_a_clean_file_is_clean(clamd: Clamd) -> None:
    clamd(b"stream: OK\0")
    file = ContentFile(b"x" * 200_000)

    assert scan(file)
    assert file.tell() == 0


def test_the_scanner_is_shown_every_byte(listener: socket.socket) -> None:
    fake = FakeClamd(listener, b"stream: OK\0")
    fake.start()
    content = bytes(range(256)) * 1000

    assert ask_clamd(f"unix:{listener.getsockname()}", ContentFile(content)) == ""
    fake.join(5)
    assert fake.heard == content


def test_an_infected_file_is_refused_with_the_name(clamd: Clamd) -> None:
    clamd(FOUND)

    with pytest.raises(UploadRejected, match=r"This file is infected \(Eicar-Test-Signature\)\. It was not stored\."):
        scan(ContentFile(b"x"))


def test_it_is_reached_by_network_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        FakeClamd(listener, FOUND).start()

        assert ask_clamd(f"tcp:127.0.0.1:{listener.getsockname()[1]}", ContentFile(b"x")) == "Eicar-Test-Signature"


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"nonsense"])
def test_an_answer_that_is_no_verdict_is_none(clamd: Clamd, answer: bytes) -> None:
    address = clamd(answer)

    with pytest.raises(ScannerAway):
        ask_clamd(address, ContentFile(b"x"))


def test_a_file_beyond_the_scanners_limit_was_not_scanned(listener: socket.socket) -> None:
    FakeClamd(listener, b"INSTREAM size limit exceeded. ERROR\0", limit=100_000).start()

    with pytest.raises(ScannerAway):
        ask_clamd(f"unix:{listener.getsockname()}", ContentFile(b"x" * 5_000_000))


@pytest.mark.parametrize("place", ["unix:/nowhere/clamd.ctl", "tcp:127.0.0.1:{port}"])
def test_while_it_is_away_files_are_accepted_as_not_scanned(place: str, settings: Any) -> None:
    settings.CLAMD = place.format(port=free_port())

    assert not scan(ContentFile(b"x"))


def test_while_it_is_away_and_required_nothing_is_accepted(settings: Any) -> None:
    settings.CLAMD, settings.CLAMD_REQUIRED = "unix:/nowhere/clamd.ctl", True

    with pytest.raises(UploadRejected, match="Try again later") as caught:
        scan(ContentFile(b"x"))
    assert caught.value.code == "not-scanned"


def add_cv(person: User) -> Document:
    """Add a CV to the person's record."""
    return add_document(person, pdf_upload(), type=DocumentType.objects.get(code="cv"), by=person)


def test_of_an_infected_upload_nothing_is_stored(emil: User, clamd: Clamd, own_media: Path) -> None:
    clamd(FOUND)

    with pytest.raises(UploadRejected, match="infected"):
        add_cv(emil)
    assert not Document.objects.exists()
    assert list(own_media.rglob("*.*")) == []


def test_an_infected_photo_is_refused_beside_its_field(emil: User, clamd: Clamd) -> None:
    clamd(FOUND)

    with pytest.raises(UploadRejected) as caught:
        set_photo(emil, upload("me.png", make_image("PNG")), by=emil)
    assert (caught.value.code, caught.value.field) == ("infected", "photo")


def test_what_was_not_scanned_is_marked(emil: User, clamd: Clamd, settings: Any) -> None:
    clamd(b"stream: OK\0")
    add_cv(emil)
    settings.CLAMD = "unix:/nowhere/clamd.ctl"
    document = add_document(emil, pdf_upload(text="2"), type=DocumentType.objects.get(code="cv"), by=emil)

    marked = Event.objects.filter(kind=RecordKind.VERSION, changed=[UNSCANNED])
    assert list(marked.values_list("object_id", "subject_id")) == [(document.current_id, emil.pk)]


def scan_of(document: Document) -> str:
    """What is kept of the scan of its current version."""
    assert document.current is not None
    return Rendering.objects.get(blob_id=document.current.blob_id).scan


def test_what_the_scanner_said_stays_with_the_bytes(emil: User, clamd: Clamd, settings: Any) -> None:
    assert scan_of(add_cv(emil)) == ""
    settings.CLAMD = "unix:/nowhere/clamd.ctl"
    kind = DocumentType.objects.get(code="cv")
    assert scan_of(add_document(emil, pdf_upload(text="2"), type=kind, by=emil)) == "unscanned"
    clamd(b"stream: OK\0")
    assert scan_of(add_document(emil, pdf_upload(text="3"), type=kind, by=emil)) == "clean"


def test_hr_sees_on_the_document_that_it_was_not_scanned(
    emil: User, hana: User, as_user: SignIn, settings: Any
) -> None:
    settings.CLAMD = "unix:/nowhere/clamd.ctl"
    view = f"/documents/{add_cv(emil).public_id}/view/"

    assert "Not scanned" in as_user(hana).get(view).content.decode()
    assert "Not scanned" in as_user(hana).get(f"/admin/auth/user/{emil.pk}/change/").content.decode()
    assert "Not scanned" not in as_user(emil).get(view).content.decode()
