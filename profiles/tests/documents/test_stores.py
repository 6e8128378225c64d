"""The same rules on disk, in S3 and in Azure: each place for files is a real one."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.utils import timezone

from profiles.documents.errors import StorageAway
from profiles.documents.storage import Attachment, DocumentStorage, parse_address, storage_key
from profiles.documents.storage_azure import BLOCK_BYTES
from profiles.tests.servers import free_port

KEY, OTHER = storage_key("cvs", "ab" * 32, "pdf"), storage_key("other", "cd" * 32, "txt")
Place = Callable[[str], DocumentStorage]


@pytest.fixture(params=["local", "s3", "azure"])
def storage(request: pytest.FixtureRequest, own_media: Path, tmp_path: Path) -> DocumentStorage:
    """An empty store of each kind: a folder of its own on disk, in the bucket, in the container."""
    if request.param == "local":
        own_media.mkdir()
        return DocumentStorage()
    address: str = request.getfixturevalue(f"{request.param}_server")
    return DocumentStorage(address.replace("/files?", f"/{tmp_path.name}-{tmp_path.parent.name}?"))


@pytest.fixture(params=["s3", "azure"])
def address(request: pytest.FixtureRequest) -> str:
    """The address of each server."""
    found: str = request.getfixturevalue(f"{request.param}_server")
    return found


def test_what_is_stored_comes_back(storage: DocumentStorage) -> None:
    assert storage.save(KEY, ContentFile(b"the bytes")) == KEY

    assert storage.exists(KEY)
    assert storage.size(KEY) == 9
    with storage.open(KEY) as file:
        assert (file.size, file.read(), file.read()) == (9, b"the bytes", b"")


def test_nothing_is_overwritten(storage: DocumentStorage) -> None:
    storage.save(KEY, ContentFile(b"first"))
    storage.save(KEY, ContentFile(b"second"))
    storage.store.save(KEY, ContentFile(b"third"), "application/pdf")  # as by somebody at the same moment

    assert storage.open(KEY).read() == b"first"


def test_a_file_is_read_from_any_place(storage: DocumentStorage) -> None:
    storage.save(KEY, ContentFile(bytes(range(256)) * 40))
    file = storage.open(KEY)

    file.seek(5000)
    assert (file.read(2), file.tell()) == (bytes([5000 % 256, 5001 % 256]), 5002)
    file.seek(-3, 2)
    assert file.read() == bytes([253, 254, 255])
    file.seek(0)
    assert file.read(4) == bytes([0, 1, 2, 3])


def test_a_file_of_several_blocks_comes_back_whole(storage: DocumentStorage) -> None:
    content = bytes(range(251)) * (BLOCK_BYTES // 251 + 5000)
    storage.save(KEY, ContentFile(content))

    assert b"".join(storage.open(KEY).chunks()) == content


def test_a_file_that_is_not_there(storage: DocumentStorage) -> None:
    assert not storage.exists(KEY)
    for act in (storage.open, storage.size):
        with pytest.raises(FileNotFoundError):
            act(KEY)


def test_everything_is_listed_with_size_and_time(storage: DocumentStorage) -> None:
    storage.save(KEY, ContentFile(b"one"))
    storage.save(OTHER, ContentFile(b"three"))
    found = {entry.key: entry for entry in storage.entries()}

    assert {key: entry.size_bytes for key, entry in found.items()} == {KEY: 3, OTHER: 5}
    assert all(abs(timezone.now() - entry.stored_at) < timedelta(minutes=1) for entry in found.values())


def test_a_renewed_file_counts_as_stored_now(storage: DocumentStorage) -> None:
    storage.save(KEY, ContentFile(b"one"))
    (before,) = storage.entries()
    time.sleep(1.1)  # object stores count in seconds
    storage.renew(KEY)

    (after,) = storage.entries()
    assert after.stored_at > before.stored_at
    assert storage.open(KEY).read() == b"one"


def test_an_orphan_can_be_removed_and_nothing_else_is(storage: DocumentStorage) -> None:
    storage.save(KEY, ContentFile(b"one"))
    storage.save(OTHER, ContentFile(b"two"))
    storage.remove_orphan(KEY)
    storage.remove_orphan(KEY)

    assert [entry.key for entry in storage.entries()] == [OTHER]


def test_a_link_saves_the_file_under_its_name(address: str) -> None:
    storage = DocumentStorage(address)
    storage.save(KEY, ContentFile(b"%PDF"))
    link = storage.link(KEY, 60, Attachment('attachment; filename="a b.pdf"', "application/pdf"))
    assert link is not None

    response = requests.get(link, timeout=10)
    assert response.content == b"%PDF"
    assert response.headers["Content-Disposition"] == 'attachment; filename="a b.pdf"'
    assert response.headers["Content-Type"] == "application/pdf"


def test_without_the_signature_nothing_is_given(azure_server: str) -> None:
    link = DocumentStorage(azure_server).link(KEY, 60, Attachment("attachment", "application/pdf"))
    assert link is not None

    assert requests.get(link.partition("?")[0], timeout=10).status_code in {401, 403, 404}


def test_a_link_to_the_disk_there_is_none(own_media: Path) -> None:
    assert DocumentStorage().link(KEY, 60, Attachment("attachment", "application/pdf")) is None


@pytest.mark.parametrize(("key", "kind"), [(KEY, "application/pdf"), (OTHER, "text/plain")])
def test_objects_know_their_type(address: str, key: str, kind: str) -> None:
    storage = DocumentStorage(address)
    storage.save(key, ContentFile(b"x"))

    assert kind_of(storage.store, key) == kind


def kind_of(store: Any, key: str) -> str:
    """The type that the server keeps with the object."""
    if hasattr(store, "_client"):
        return str(store._client.head_object(**store._at(key))["ContentType"])
    return str(store._blob(key).get_blob_properties().content_settings.content_type)


def test_a_server_that_is_down_is_a_store_that_is_away(address: str) -> None:
    before, _, port = address.partition("endpoint=http://127.0.0.1:")
    down = f"{before}endpoint=http://127.0.0.1:{free_port()}{port.lstrip('0123456789')}"

    began = time.monotonic()
    with pytest.raises(StorageAway):
        DocumentStorage(down).open(KEY)
    with pytest.raises(StorageAway):
        DocumentStorage(down).save(KEY, ContentFile(b"x"))
    assert time.monotonic() - began < 15


def test_a_bucket_that_is_not_there_is_a_store_that_is_away(address: str) -> None:
    elsewhere = address.replace("//hr-records/", "//not-there/")
    for act in (DocumentStorage(elsewhere).open, DocumentStorage(elsewhere).size):
        with pytest.raises(StorageAway):
            act(KEY)
    with pytest.raises(StorageAway):
        list(DocumentStorage(elsewhere).entries())


@pytest.mark.parametrize(
    "text", ["ftp://x/y", "s3://", "s3:bucket", "media", "s3://user:secret@bucket", "azure:///x", "s3://a#b"]
)
def test_an_address_that_is_not_understood(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="MEDIA_STORAGE"):
        parse_address(text)


@pytest.mark.parametrize(
    "text", ["s3://bucket?color=red", "azure://container?endpoint=http://x", "azure://c?account=a"]
)
def test_options_that_do_not_fit(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_STORAGE_KEY", raising=False)

    with pytest.raises(ImproperlyConfigured, match="MEDIA_STORAGE"):
        DocumentStorage(text).exists(KEY)
