"""Reads stored files that nobody has looked at yet, so that their documents are found by their text."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.db.models import QuerySet

from profiles.models import Blob, Rendering

from .errors import StorageAway
from .previews import prepare

log = logging.getLogger(__name__)

#: What a reader beside a server leaves to the server after each file.
PAUSE_SECONDS = 0.2


def unread_blobs() -> QuerySet[Blob]:
    """Stored files of documents that no program has read yet, in the order in which they came."""
    return Blob.objects.filter(versions__isnull=False, rendering__isnull=True).distinct().order_by("pk")


def read_unread() -> Iterator[Rendering]:
    """Read each of them in a process of its own, with what was made of it; can be stopped and begun again at any time.

    Files that are missing have the reason "missing" and stay unread. Raises StorageAway.
    """
    for key in list(unread_blobs().values_list("pk", flat=True)):
        yield prepare(Blob.objects.get(pk=key))


def read_beside() -> threading.Thread:
    """Read in a thread of this process, slowly: for an installation that has just taken in many files."""

    def run() -> None:
        try:
            for _rendering in read_unread():
                time.sleep(PAUSE_SECONDS)
        except (StorageAway, DatabaseError, OSError):
            log.warning("Not every file could be read; manage.py documents_read goes on with it.")
        finally:
            connection.close()

    thread = threading.Thread(target=run, name="reader", daemon=True)
    thread.start()
    return thread
