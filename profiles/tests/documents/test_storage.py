"""Files are named by content, written in one step, never overwritten, and have no public address."""

import errno
import os
import stat
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from profiles.documents.errors import StorageAway
from profiles.documents.storage import DocumentStorage, storage_key
from profiles.models import WriteRefused

KEY = storage_key("cvs", "ab" * 32, "pdf")


class Breaking(ContentFile[bytes]):
    """Content that breaks off after its first chunk."""

    def chunks(self, chunk_size: int | None = None):  # type: ignore[no-untyped-def]
        """Half of the content, then an error."""
        yield b"half"
        raise OSError(errno.EIO, "Input/output error")


def test_the_store_is_ours() -> None:
    assert isinstance(default_storage, DocumentStorage)


def test_a_file_lies_below_the_media_root_under_its_key(own_media: Path) -> None:
    assert default_storage.save(KEY, ContentFile(b"one")) == KEY

    assert (own_media / KEY).read_bytes() == b"one"
    assert default_storage.open(KEY).read() == b"one"


def test_files_and_folders_are_closed_to_others(own_media: Path) -> None:
    default_storage.save(KEY, ContentFile(b"one"))
    path = own_media / KEY

    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.parent.parent)} == {0o750}


def test_nothing_is_ever_overwritten(own_media: Path) -> None:
    default_storage.save(KEY, ContentFile(b"one"))

    assert default_storage.save(KEY, ContentFile(b"two")) == KEY
    assert (own_media / KEY).read_bytes() == b"one"


def test_two_who_save_at_once_leave_one_file(own_media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    default_storage.save(KEY, ContentFile(b"one"))
    monkeypatch.setattr(DocumentStorage, "exists", lambda self, name: False)
    default_storage.save(KEY, ContentFile(b"two"))

    assert [path.name for path in (own_media / KEY).parent.iterdir()] == [Path(KEY).name]
    assert (own_media / KEY).read_bytes() == b"one"


def test_a_write_that_breaks_off_leaves_nothing(own_media: Path) -> None:
    with pytest.raises(StorageAway):
        default_storage.save(KEY, Breaking(b"whole"))

    assert list((own_media / KEY).parent.iterdir()) == []


def test_a_file_system_without_hard_links_is_enough(own_media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    default_storage.save(KEY, ContentFile(b"one"))

    assert (own_media / KEY).read_bytes() == b"one"


@pytest.mark.parametrize(
    "name",
    [
        "../outside.pdf",
        "/etc/passwd",
        "cvs/../../outside.pdf",
        "cvs/ab/short.pdf",
        KEY.upper(),
        f"{KEY}/more",
        f"a/{KEY}",
        f"{KEY}\n",
        f"{KEY}\x00",
        "",
    ],
)
def test_what_is_no_key_is_refused(name: str) -> None:
    with pytest.raises(SuspiciousFileOperation):
        default_storage.open(name)
    with pytest.raises(SuspiciousFileOperation):
        default_storage.save(name or "\x00", ContentFile(b"x"))


def test_there_is_no_public_address() -> None:
    with pytest.raises(ValueError, match="no public address"):
        default_storage.url(KEY)


def test_files_are_neither_removed_nor_opened_for_writing() -> None:
    default_storage.save(KEY, ContentFile(b"one"))

    with pytest.raises(WriteRefused):
        default_storage.delete(KEY)
    with pytest.raises(WriteRefused):
        default_storage.open(KEY, "wb")


def test_a_missing_file_and_a_missing_store_are_told_apart(own_media: Path) -> None:
    with pytest.raises(StorageAway):
        default_storage.open(KEY)

    own_media.mkdir()
    assert not default_storage.exists(KEY)
    with pytest.raises(FileNotFoundError):
        default_storage.open(KEY)
    with pytest.raises(FileNotFoundError):
        default_storage.size(KEY)


def test_a_store_that_is_no_folder_is_away(own_media: Path) -> None:
    own_media.write_text("not a folder")

    for act in (default_storage.exists, default_storage.open, default_storage.size):
        with pytest.raises(StorageAway):
            act(KEY)
    with pytest.raises(StorageAway):
        default_storage.save(KEY, ContentFile(b"x"))


def test_a_full_disk_is_a_store_that_is_away(own_media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageAway, match="No space left"):
        default_storage.save(KEY, ContentFile(b"x"))


def test_the_folder_of_tests_is_read_at_use(own_media: Path, settings: object, tmp_path: Path) -> None:
    default_storage.save(KEY, ContentFile(b"one"))
    settings.MEDIA_ROOT = tmp_path / "elsewhere"  # type: ignore[attr-defined]
    default_storage.save(KEY, ContentFile(b"two"))

    assert (tmp_path / "elsewhere" / KEY).read_bytes() == b"two"
