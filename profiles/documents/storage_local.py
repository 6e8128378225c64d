"""Files below ``settings.MEDIA_ROOT``: written beside their place, made durable, then put in place in one step."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File

from .errors import StorageAway
from .storage import ARRIVING, Attachment, StoredFile

FILE_MODE, FOLDER_MODE = 0o640, 0o750

#: Keeps the folder in the repository.
_PLACEHOLDER = ".gitkeep"
_NO_HARD_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


@contextmanager
def _reaching() -> Iterator[None]:
    """Tell a disk that fails from a file that is not there: StorageAway, or FileNotFoundError as it is."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StorageAway(str(error.strerror or error)) from error


class LocalStore:
    """The folder ``settings.MEDIA_ROOT``, read at each use."""

    def _path(self, key: str) -> Path:
        return Path(settings.MEDIA_ROOT, key)

    def facts(self, key: str) -> StoredFile:
        """Size and time of change. Raises FileNotFoundError, or StorageAway when the whole folder is not there."""
        with _reaching():
            try:
                return _entry(key, self._path(key).stat())
            except FileNotFoundError:
                _assert_root()
                raise

    def open(self, key: str) -> File[bytes]:
        """The file for reading. Raises FileNotFoundError, or StorageAway when the whole folder is not there."""
        with _reaching():
            try:
                return File(self._path(key).open("rb"), key)
            except FileNotFoundError:
                _assert_root()
                raise

    def save(self, key: str, content: File[Any], media_type: str) -> None:
        """Store the content; bytes that somebody else put there meanwhile stay."""
        target = self._path(key)
        try:
            with _reaching():
                _make_folder(target.parent)
                _write(target, content)
        except FileNotFoundError as error:
            raise StorageAway("The folder for files went away.") from error

    def renew(self, key: str) -> None:
        """Set the file's time to now. Raises FileNotFoundError."""
        with _reaching():
            os.utime(self._path(key))

    def entries(self) -> Iterator[StoredFile]:
        """Every file below the folder; links are not followed."""
        with _reaching():
            _assert_root()
            yield from _below(Path(settings.MEDIA_ROOT), "")

    def remove(self, key: str) -> None:
        """Remove the file; its folder stays."""
        with _reaching():
            self._path(key).unlink(missing_ok=True)

    def is_blank(self) -> bool:
        """Whether the folder is missing or empty."""
        root = Path(settings.MEDIA_ROOT)
        with _reaching():
            return not root.is_dir() or all(entry.name == _PLACEHOLDER for entry in root.iterdir())

    def link(self, key: str, seconds: int, attachment: Attachment) -> str | None:
        """None: a folder has no addresses."""
        return None


def _assert_root() -> None:
    if not Path(settings.MEDIA_ROOT).is_dir():
        raise StorageAway("The folder for files is not there.")


def _below(folder: Path, prefix: str) -> Iterator[StoredFile]:
    with os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(Path(entry.path), f"{prefix}{entry.name}/")
                continue
            try:
                facts = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # written under another name, or tidied away, while we look
            if entry.name != _PLACEHOLDER:
                yield _entry(prefix + entry.name, facts)


def _entry(key: str, facts: os.stat_result) -> StoredFile:
    return StoredFile(key, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))


def _make_folder(folder: Path) -> None:
    """Make the folder and what is missing above it, so that it survives a power cut."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    try:
        folder.mkdir(mode=FOLDER_MODE)
    except FileExistsError:
        # Somebody else made it just now; a plain file in its place fails at the next step.
        return
    folder.chmod(FOLDER_MODE)
    _settle(folder.parent)


def _write(target: Path, content: File[Any]) -> None:
    """Write beside the target, then put it in place in one step: nobody ever sees half a file."""
    descriptor, name = tempfile.mkstemp(prefix=ARRIVING, dir=target.parent)
    arriving = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fchmod(file.fileno(), FILE_MODE)
            os.fsync(file.fileno())
        _put_in_place(arriving, target)
    finally:
        arriving.unlink(missing_ok=True)
    _settle(target.parent)


def _put_in_place(arriving: Path, target: Path) -> None:
    try:
        target.hardlink_to(arriving)
    except FileExistsError:
        # The same bytes arrived twice at once; the first ones stay.
        return
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        arriving.rename(target)


def _settle(folder: Path) -> None:
    """Make the folder's list of names durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
