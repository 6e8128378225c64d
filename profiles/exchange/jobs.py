"""Long imports in a process of their own: more than ROWS_INLINE rows run beside the request, fewer within it.

The process runs ``manage.py import_run`` and the very verbs of ``batches``; progress is ``done`` of ``total`` on the
batch, and a job that was killed leaves all old or all new: it can be started again. ``IMPORT_JOBS = "inline"`` in the
settings runs everything within the request. import-export has no jobs, and this Django has no tasks yet.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.history.context import Circumstances, current, under
from profiles.models import ImportBatch, Operation

from .batches import confirm, preview
from .errors import Cancelled, ExchangeError
from .people_rows import Options
from .previews import keep_options

logger = logging.getLogger(__name__)

ROWS_INLINE = 2000
PREVIEW, CONFIRM = "preview", "confirm"
_PASSED_ON = ("route", "ip", "user_agent", "session_hash", "request_id")


def start_preview(batch: ImportBatch, mapping: dict[str, str] | None = None, options: Options | None = None) -> bool:
    """Preview now, or beside the request; whether it is done. Raises as ``preview`` does."""
    if not _is_long(batch):
        preview(batch, mapping, options)
        return True
    if options is not None:
        keep_options(batch, options)
    batch.mapping = {**batch.mapping, **(mapping or {})}
    batch.state, batch.done, batch.started_at = ImportBatch.State.READING, 0, timezone.now()
    batch.message = ""
    batch.save(update_fields=["options", "mapping", "state", "done", "started_at", "message"])
    _start(batch, PREVIEW)
    return False


def start_confirm(batch: ImportBatch, reason: str, leave_out_errors: bool = False) -> bool:
    """Confirm now, or beside the request; whether it is done. Raises as ``confirm`` does."""
    if not _is_long(batch):
        confirm(batch, reason, leave_out_errors)
        return True
    waiting = ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.PREVIEWED)
    if waiting.update(state=ImportBatch.State.APPLYING, started_at=timezone.now(), done=0, message=""):
        _start(batch, CONFIRM, reason=reason, leave_out_errors=leave_out_errors)
    batch.refresh_from_db()
    return False


def _is_long(batch: ImportBatch) -> bool:
    return batch.total > ROWS_INLINE and getattr(settings, "IMPORT_JOBS", "process") != "inline"


def _start(batch: ImportBatch, act: str, **told: Any) -> None:
    known = current()
    told |= {"act": act, "circumstances": {name: getattr(known, name) for name in _PASSED_ON}}
    manage = Path(settings.BASE_DIR) / "manage.py"
    process = subprocess.Popen(  # noqa: S603 - our own program and a UUID
        [sys.executable, str(manage), "import_run", str(batch.public_id)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    if process.stdin is not None:
        # By the pipe: what stands in a command line is for everybody on the machine to read.
        with process.stdin as pipe:
            pipe.write(json.dumps(told).encode())


def run(batch: ImportBatch, told: dict[str, Any]) -> None:
    """What the process does: the act, under the circumstances of the request that asked for it."""
    circumstances = Circumstances(Operation.Kind.IMPORT, by=batch.by, **told["circumstances"])
    try:
        with under(circumstances):
            if told["act"] == PREVIEW:
                preview(batch)
            else:
                confirm(batch, told["reason"], told["leave_out_errors"])
    except Cancelled:
        return
    except ExchangeError as error:
        _give_back(batch, str(error))
    except Exception:
        logger.exception("An import failed")
        _give_back(batch, _("The import failed and nothing was written. Try again, or ask an administrator."))


def _give_back(batch: ImportBatch, message: str) -> None:
    """Let the batch be read or confirmed again, with what went wrong."""
    stored = ImportBatch.objects.filter(pk=batch.pk)
    stored.filter(state=ImportBatch.State.APPLYING).update(state=ImportBatch.State.PREVIEWED)
    stored.filter(state=ImportBatch.State.READING).update(state=ImportBatch.State.UPLOADED)
    stored.update(message=message)
