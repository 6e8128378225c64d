"""Checkpoints: each newest seal is told to places outside the database, where no one can take it back.

Places are addresses in ``AUDIT_CHECKPOINTS``: ``file:///path/of/a/log``, ``mailto:auditor@example.org``, ``syslog:``
and ``store:folder`` (the storage of documents, for example a bucket with object lock).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from logging.handlers import SysLogHandler
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from profiles.models import Checkpoint, Seal

from .seals import checkpoint_line

log = logging.getLogger("profiles.history")

SYSLOG_SOCKET = "/dev/log"


def send_checkpoints(seal: Seal) -> list[Checkpoint]:
    """Tell each place of the settings that does not know the seal; one that fails is tried again next time."""
    told = set(Checkpoint.objects.filter(seal=seal, is_sent=True).values_list("sink", flat=True))
    return [_send(seal, place) for place in settings.AUDIT_CHECKPOINTS if place not in told]


def _send(seal: Seal, place: str) -> Checkpoint:
    try:
        receipt = _SENDERS[urlsplit(place).scheme](place, seal)
    except Exception as error:  # noqa: BLE001 - whatever a place does, the seal stands and the failure is shown
        log.warning("A checkpoint could not be sent.", extra={"place": urlsplit(place).scheme})
        return Checkpoint.objects.create(seal=seal, sink=place, is_sent=False, receipt=str(error)[:300])
    return Checkpoint.objects.create(seal=seal, sink=place, receipt=receipt[:300])


def _to_file(place: str, seal: Seal) -> str:
    path = Path(unquote(urlsplit(place).path))
    with path.open("a", encoding="utf-8") as file:
        file.write(checkpoint_line(seal) + "\n")
    return str(path)


def _to_mail(place: str, seal: Seal) -> str:
    send_mail(
        _("HR Records: seal %(number)s") % {"number": seal.number},
        _("Keep this line: it proves what the history was at that time.\n\n%(line)s\n")
        % {"line": checkpoint_line(seal)},
        None,
        [urlsplit(place).path],
    )
    return urlsplit(place).path


def _to_syslog(_place: str, seal: Seal) -> str:
    handler = SysLogHandler(address=SYSLOG_SOCKET)
    try:
        handler.emit(logging.makeLogRecord({"msg": f"hr-records {checkpoint_line(seal)}", "levelno": logging.INFO}))
    finally:
        handler.close()
    return SYSLOG_SOCKET


def _to_store(place: str, seal: Seal) -> str:
    key = f"{urlsplit(place).path.strip('/') or 'checkpoints'}/{seal.number:08d}-{seal.hash[:16]}.json"
    # Beside the documents, under a key that no document has; the store never overwrites.
    store: Any = storages["default"]
    store.store.save(key, ContentFile(checkpoint_line(seal).encode()), "application/json")
    return key


_SENDERS: Mapping[str, Callable[[str, Seal], str]] = {
    "file": _to_file,
    "mailto": _to_mail,
    "syslog": _to_syslog,
    "store": _to_store,
}
SCHEMES = frozenset(_SENDERS)


def kept_lines() -> Iterator[tuple[str, dict[str, Any]]]:
    """What files of checkpoints hold, as place and line; a place that is not there is skipped."""
    for place in settings.AUDIT_CHECKPOINTS:
        path = Path(unquote(urlsplit(place).path))
        if urlsplit(place).scheme == "file" and path.is_file():
            yield from ((place, line) for line in lines_of(path))


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of one file of checkpoints; what is no line of ours is skipped. Raises OSError."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for text in file:
            try:
                line = json.loads(text[text.index("{") :])
            except ValueError:
                continue
            if isinstance(line, dict) and {"seal", "hash"} <= set(line):
                yield line
