"""How far a job is, told beside its transaction: what a job writes itself nobody sees before it ends.

On PostgreSQL a second connection writes it to ``ImportJob``. SQLite has one writer at a time, the job itself: there it
stands in a file of this machine's, as does the wish to stop. A job that has not been heard of for a while is lost.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from django.db import DatabaseError, connection
from django.utils import timezone

from profiles.models import ImportBatch, ImportJob

from .errors import Cancelled

#: How often a job is heard of, and after which silence it is taken for lost: its process was killed.
BEAT_SECONDS = 1.0
LOST_AFTER = timedelta(seconds=30)


@dataclass(frozen=True)
class Sign:
    """What is known of a job: rows done of ``total``, whether it is still heard of, whether it is asked to stop."""

    done: int
    total: int
    is_lost: bool
    is_stop_asked: bool


def sign_of(batch: ImportBatch) -> Sign | None:
    """The newest sign of the batch's job; None when there is none."""
    job = ImportJob.objects.filter(batch=batch).first()
    if job is None:
        return None
    done, total, heard_at, is_stop_asked = job.done, job.total, job.beat_at, job.is_stop_asked
    with contextlib.suppress(OSError, ValueError):
        path = _file(batch, "sign")
        done, total = json.loads(path.read_text())
        heard_at = max(heard_at, datetime.fromtimestamp(path.stat().st_mtime, UTC))
    is_stop_asked = is_stop_asked or _file(batch, "stop").exists()
    return Sign(done, total, timezone.now() - heard_at > LOST_AFTER, is_stop_asked)


def ask_to_stop(batch: ImportBatch) -> None:
    """Ask the job to stop; it does within seconds, unless it has come to its end."""
    if connection.vendor == "sqlite":
        _file(batch, "stop").touch()
    else:
        ImportJob.objects.filter(batch=batch).update(is_stop_asked=True)


def forget_signs(batch: ImportBatch) -> None:
    """Remove what stands in files."""
    for name in ("sign", "stop"):
        _file(batch, name).unlink(missing_ok=True)


def _file(batch: ImportBatch, name: str) -> Path:
    folder = Path(tempfile.gettempdir()) / f"hr-records-jobs-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{batch.public_id}.{name}"


class Teller:
    """Tells how far a job is while the block runs, from a thread of its own so that long statements are no silence."""

    def __init__(self, batch: ImportBatch) -> None:
        self._batch, self._done, self._total = batch, 0, batch.total
        self._end, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="job-progress", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _t: TracebackType | None) -> None:
        self._end.set()
        self._thread.join()

    def tell(self, done: int, total: int) -> None:
        """Say that so many rows are done. Raises Cancelled when somebody asked to stop."""
        self._done, self._total = done, total
        if self._stop.is_set():
            raise Cancelled

    def _run(self) -> None:
        try:
            while True:
                # A beat that fails is a silence, and the job goes on.
                with contextlib.suppress(OSError, DatabaseError):
                    self._beat()
                if self._end.wait(BEAT_SECONDS):
                    return
        finally:
            connection.close()

    def _beat(self) -> None:
        if connection.vendor == "sqlite":
            path = _file(self._batch, "sign")
            beside = path.with_suffix(".next")
            beside.write_text(json.dumps([self._done, self._total]))
            beside.replace(path)
            asked = _file(self._batch, "stop").exists()
        else:
            job = ImportJob.objects.filter(batch_id=self._batch.pk)
            job.update(done=self._done, total=self._total, beat_at=timezone.now())
            asked = job.filter(is_stop_asked=True).exists()
        if asked:
            self._stop.set()
