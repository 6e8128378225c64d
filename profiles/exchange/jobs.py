"""Long imports in a process of their own: more than ROWS_INLINE rows run beside the request, fewer within it.

The process runs ``manage.py import_run`` and the very verbs of ``batches``; how far it is ``progress`` tells. A job
that was killed leaves all old or all new, is told as lost, and can be started again or dropped. ``IMPORT_JOBS =
"inline"`` in the settings runs everything within the request.

This is all that the rest knows of jobs. Behind it stands a process for each job and not a queue: a queue (this Django
has none; the back-port of its tasks comes with one in the database) needs a worker that somebody starts and watches,
and without one a file of 100,000 rows would be read within a request.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.history.context import Circumstances, current, under
from profiles.history.sealer import seal_now
from profiles.models import ImportBatch, ImportJob, Operation

from .batches import cancel, confirm, preview, undo
from .errors import Cancelled, ExchangeError, NotNow
from .people_rows import Options
from .previews import keep_options
from .progress import Teller, ask_to_stop, forget_signs, sign_of

logger = logging.getLogger(__name__)

ROWS_INLINE = 2000
PREVIEW, CONFIRM, UNDO = ImportJob.Act.PREVIEW, ImportJob.Act.CONFIRM, ImportJob.Act.UNDO
State = ImportBatch.State
_PASSED_ON = ("route", "ip", "user_agent", "session_hash", "request_id")
#: Where a batch stands again when its job ended without a result.
_BEFORE = {State.READING: State.UPLOADED, State.APPLYING: State.PREVIEWED, State.UNDOING: State.APPLIED}
Tell = Callable[[int, int], None]


def start_preview(batch: ImportBatch, mapping: dict[str, str] | None = None, options: Options | None = None) -> bool:
    """Preview now, or beside the request; whether it is done. Raises as ``preview`` does."""
    if not _is_long(batch):
        preview(batch, mapping, options)
        return True
    if options is not None:
        keep_options(batch, options)
    batch.mapping = {**batch.mapping, **(mapping or {})}
    batch.state, batch.done, batch.started_at = State.READING, 0, timezone.now()
    batch.message = ""
    batch.save(update_fields=["options", "mapping", "state", "done", "started_at", "message"])
    _begin(batch, PREVIEW, batch.by)
    return False


def start_confirm(batch: ImportBatch, reason: str, leave_out_errors: bool = False) -> bool:
    """Confirm now, or beside the request; whether it is done. Raises as ``confirm`` does."""
    if not _is_long(batch):
        confirm(batch, reason, leave_out_errors)
        seal_now()
        return True
    if _moves(batch, State.PREVIEWED, State.APPLYING):
        _begin(batch, CONFIRM, batch.by, reason=reason, leave_out_errors=leave_out_errors)
    batch.refresh_from_db()
    return False


def start_undo(batch: ImportBatch, by: User | None, reason: str) -> bool:
    """Undo now, or beside the request; whether it is done. Raises as ``undo`` does."""
    if not _is_long(batch):
        undo(batch, by, reason)
        seal_now()
        return True
    if _moves(batch, State.APPLIED, State.UNDOING):
        _begin(batch, UNDO, by, reason=reason)
    batch.refresh_from_db()
    return False


def start_again(batch: ImportBatch) -> None:
    """Start a lost job once more, as it was asked for. Raises NotNow for one that is at work or over."""
    job, sign = ImportJob.objects.filter(batch=batch).first(), sign_of(batch)
    if batch.state not in _BEFORE or job is None or sign is None or not sign.is_lost:
        raise NotNow(_("The work on this import is under way, or it is over."))
    # Of two who ask at once one is heard.
    if ImportJob.objects.filter(pk=job.pk, beat_at=job.beat_at).update(beat_at=timezone.now(), is_stop_asked=False):
        forget_signs(batch)
        _spawn(batch)


def stop(batch: ImportBatch) -> None:
    """Stop the job of a batch, or drop the batch when the job is lost or has not begun. Raises NotNow."""
    sign = sign_of(batch)
    if batch.state in _BEFORE and sign is not None and not sign.is_lost:
        ask_to_stop(batch)
        return
    if batch.state == State.UNDOING:
        _give_back(batch, "")
    else:
        cancel(batch)
    _end(batch)


def _moves(batch: ImportBatch, before: str, after: str) -> bool:
    """Whether this call, and no other, took the batch from one state to the next."""
    waiting = ImportBatch.objects.filter(pk=batch.pk, state=before)
    return bool(waiting.update(state=after, started_at=timezone.now(), done=0, message=""))


def _is_long(batch: ImportBatch) -> bool:
    return batch.total > ROWS_INLINE and getattr(settings, "IMPORT_JOBS", "process") != "inline"


def _begin(batch: ImportBatch, act: str, by: User | None, **told: Any) -> None:
    """Write down what is to be done, and let a process do it."""
    known = current()
    told |= {"by": by.pk if by is not None else None}
    told |= {"circumstances": {name: getattr(known, name) for name in _PASSED_ON}}
    new = {"act": act, "told": told, "done": 0, "total": batch.total, "beat_at": timezone.now(), "is_stop_asked": False}
    forget_signs(batch)
    ImportJob.objects.update_or_create(batch=batch, defaults=new)
    _spawn(batch)


def _spawn(batch: ImportBatch) -> None:
    manage = Path(settings.BASE_DIR) / "manage.py"
    subprocess.Popen(  # noqa: S603 - our own program and a UUID
        [sys.executable, str(manage), "import_run", str(batch.public_id)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def run(batch: ImportBatch) -> None:
    """What the process does: the act of the batch's job, under the circumstances of the request that asked for it."""
    job = ImportJob.objects.get(batch=batch)
    by = User.objects.filter(pk=job.told["by"]).first()
    circumstances = Circumstances(Operation.Kind.IMPORT, by=by, **job.told["circumstances"])
    try:
        with under(circumstances), Teller(batch) as teller:
            _ACTS[ImportJob.Act(job.act)](batch, by, job.told, teller.tell)
    except Cancelled:
        _stopped(batch)
    except ExchangeError as error:
        _give_back(batch, str(error))
    except Exception:
        logger.exception("An import failed")
        _give_back(batch, _("The work failed and nothing was written. Try again, or ask an administrator."))
    _end(batch)
    seal_now()


def _preview(batch: ImportBatch, _by: User | None, _told: Mapping[str, Any], tell: Tell) -> None:
    preview(batch, progress=tell)


def _confirm(batch: ImportBatch, _by: User | None, told: Mapping[str, Any], tell: Tell) -> None:
    confirm(batch, told["reason"], told["leave_out_errors"], progress=tell)


def _undo(batch: ImportBatch, by: User | None, told: Mapping[str, Any], tell: Tell) -> None:
    undo(batch, by, told["reason"], progress=tell)


_ACTS = {PREVIEW: _preview, CONFIRM: _confirm, UNDO: _undo}


def _stopped(batch: ImportBatch) -> None:
    batch.refresh_from_db()
    if batch.state == State.APPLYING:
        cancel(batch)
    _give_back(batch, _("The undo was stopped. Nothing was undone."), {State.UNDOING})


def _give_back(batch: ImportBatch, message: str, states: set[ImportBatch.State] | None = None) -> None:
    """Let the batch be read, confirmed or undone again, with what went wrong."""
    for state in states or set(_BEFORE):
        stored = ImportBatch.objects.filter(pk=batch.pk, state=state)
        if stored.update(state=_BEFORE[state], message=message):
            return
    if states is None:
        ImportBatch.objects.filter(pk=batch.pk).update(message=message)


def _end(batch: ImportBatch) -> None:
    ImportJob.objects.filter(batch=batch).delete()
    forget_signs(batch)
