"""The sealer: seals again and again, and tells the places outside."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence

from django.db import DatabaseError, connection

from profiles.models import Checkpoint, Seal

from .checkpoints import send_checkpoints
from .keys import KeyUnusable
from .seals import LedgerBusy, seal_events

log = logging.getLogger("profiles.history")

#: How often a busy ledger is asked again before giving up for this round.
TRIES, PAUSE_SECONDS = 20, 0.25


def seal_patiently() -> list[Seal]:
    """Seal what is new, asking again while writers are at work; the seals made.

    Raises LedgerBusy when they do not come to an end, KeyUnusable without a key.
    """
    for _try in range(TRIES - 1):
        try:
            return seal_events()
        except LedgerBusy:
            time.sleep(PAUSE_SECONDS)
    return seal_events()


def newest_of(made: Sequence[Seal]) -> Seal | None:
    """The newest of the seals just made, else of those that stand: one whose sealer died before it told anybody."""
    return made[-1] if made else Seal.objects.order_by("-number").first()


def tell(newest: Seal | None) -> list[Checkpoint]:
    """Tell the places outside of the newest seal, which stands for all before it; what was sent now."""
    return send_checkpoints(newest) if newest is not None else []


def seal_now() -> None:
    """Seal what is new, where nobody is in the way; else the sealer does later."""
    try:
        tell(newest_of(seal_events()))
    except (LedgerBusy, KeyUnusable, DatabaseError):
        log.info("The history is sealed later.")


def seal_beside(every_seconds: int) -> threading.Thread:
    """Seal in a thread of this process until it ends: for an installation that runs no sealer of its own."""

    def run() -> None:
        while True:
            time.sleep(every_seconds)
            try:
                tell(newest_of(seal_patiently()))
            except (LedgerBusy, KeyUnusable, DatabaseError):
                log.warning("The history could not be sealed; it is tried again in %s s.", every_seconds)
            finally:
                connection.close()

    thread = threading.Thread(target=run, name="sealer", daemon=True)
    thread.start()
    return thread
