"""Shows arriving files to a virus scanner: a client for clamd's INSTREAM command, switched on by ``CLAMD``."""

from __future__ import annotations

import logging
import socket
import struct
from contextlib import closing, suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from profiles.history.access import record_access
from profiles.models import DocumentVersion, Event, RecordKind, Rendering

from .errors import UploadRejected

logger = logging.getLogger(__name__)

CONNECT_TIMEOUT = timedelta(seconds=2)
ANSWER_TIMEOUT = timedelta(seconds=20)
ANSWER_MAX_BYTES = 4096

#: Stands among the details of the event of a version that was not scanned.
UNSCANNED = "unscanned"

_CHUNK_BYTES = 64 * 1024


class ScannerAway(Exception):
    """The scanner does not answer, or cannot say anything about this file."""


def scan(file: File[Any], field: str = "file") -> bool:
    """Whether the file was scanned and found clean; True also when no scanner is set.

    False when the scanner is away and not required. Raises UploadRejected with the form field for an infected
    file, and for every file while a required scanner is away. Comes back with the file at its beginning.
    """
    if not settings.CLAMD:
        return True
    try:
        found = ask_clamd(settings.CLAMD, file)
    except ScannerAway as problem:
        logger.warning("The virus scanner did not scan an upload: %s", problem)
        if settings.CLAMD_REQUIRED:
            raise UploadRejected(
                "not-scanned",
                _("This file could not be scanned for viruses, so it was not stored. Try again later."),
                field,
            ) from problem
        return False
    finally:
        file.seek(0)
    if found:
        logger.warning("An infected upload was refused: %s", found)
        sentence = _("This file is infected (%(name)s). It was not stored.") % {"name": found}
        raise UploadRejected("infected", sentence, field)
    return True


def record_scan(version: DocumentVersion, *, was_scanned: bool) -> None:
    """Keep whether the scanner looked at the version's bytes; that it did not is a line in the ledger too.

    Bytes that were found clean once stay so. Without a scanner nothing is kept.
    """
    if not settings.CLAMD:
        return
    known = Rendering.objects.filter(blob=version.blob).exclude(scan=Rendering.Scan.CLEAN)
    known.update(scan=Rendering.Scan.CLEAN if was_scanned else Rendering.Scan.UNSCANNED)
    if was_scanned:
        return
    record_access(
        Event.Action.CREATE,
        subject=version.document.person,
        kind=RecordKind.VERSION,
        object_id=version.pk,
        details=[UNSCANNED],
    )


def ask_clamd(address: str, file: File[Any]) -> str:
    """The name of what clamd finds in the file, empty for a clean one. Raises ScannerAway.

    The address is ``unix:/path/to/socket`` or ``tcp:host:port``.
    """
    try:
        with closing(_connected(address)) as clamd:
            # A file beyond clamd's own limit breaks the pipe; clamd may have said why before.
            with suppress(BrokenPipeError, ConnectionResetError):
                _send(clamd, file)
            answer = _answer(clamd)
    except OSError as error:
        raise ScannerAway(str(error)) from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerAway(answer or "it hung up")


def _connected(address: str) -> socket.socket:
    kind, _colon, place = address.partition(":")
    if kind == "unix":
        clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        clamd.settimeout(CONNECT_TIMEOUT.total_seconds())
        try:
            clamd.connect(place)
        except OSError:
            clamd.close()
            raise
    else:
        host, _colon, port = place.rpartition(":")
        clamd = socket.create_connection((host.strip("[]"), int(port)), CONNECT_TIMEOUT.total_seconds())
    clamd.settimeout(ANSWER_TIMEOUT.total_seconds())
    return clamd


def _send(clamd: socket.socket, file: File[Any]) -> None:
    """The command, then chunks with their length in front; a length of zero ends the stream."""
    clamd.sendall(b"zINSTREAM\0")
    file.seek(0)
    while chunk := file.read(_CHUNK_BYTES):
        clamd.sendall(struct.pack("!I", len(chunk)) + chunk)
    clamd.sendall(struct.pack("!I", 0))


def _answer(clamd: socket.socket) -> str:
    """One line that ends with a NUL."""
    said = b""
    while not said.endswith(b"\0") and len(said) < ANSWER_MAX_BYTES:
        chunk = clamd.recv(ANSWER_MAX_BYTES)
        if not chunk:
            break
        said += chunk
    return said.rstrip(b"\0\n").decode("ascii", "replace")
