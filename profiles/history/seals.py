"""Sealing: the events since the last seal get a Merkle root, chained to the seal before and signed.

Writers never wait for it. What is proved: no event before the seal was changed, removed, added or reordered since.
A rewritten ledger with a stolen key is found by the checkpoints sent elsewhere (``checkpoints``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max, QuerySet, TextField
from django.db.models.functions import Cast

from profiles.lib.canonical import canonical
from profiles.lib.merkle import root_of
from profiles.models import Event, Operation, Seal

from .commitments import LEAF_COLUMNS, event_leaf, stored_time
from .keys import public_key_of, signing_key
from .locks import settle_ledger

#: How many lines are read at a time.
PIECE = 5000
_OPERATION = LEAF_COLUMNS.index("operation_id")

#: The commitments of operations, by their numbers.
Commitments = Callable[[set[int]], Mapping[int, Any]]

#: The most events under one seal: what is held in memory at once (32 bytes each) and hashed to prove one event.
BATCH = 50_000


class LedgerBusy(Exception):
    """Events are under way, or another sealer was faster: try again in a moment."""


def seal_events() -> list[Seal]:
    """Seal every settled event that has no seal yet; the seals made, oldest first, none when nothing is new.

    Raises LedgerBusy when a writer is in the middle of its transaction, KeyUnusable without a key.
    """
    made: list[Seal] = []
    newest = _newest_settled()
    while (seal := _seal_next(newest)) is not None:
        made.append(seal)
    return made


def _newest_settled() -> int:
    """The newest event below which no number can still appear. The lock is given back at once."""
    with transaction.atomic():
        if not settle_ledger():
            raise LedgerBusy
        return int(Event.objects.aggregate(newest=Max("id"))["newest"] or 0)


def _seal_next(newest: int) -> Seal | None:
    last = Seal.objects.order_by("-number").first()
    sealed = last.last_event if last else 0
    events = Event.objects.filter(id__gt=sealed, id__lte=newest).order_by("id")[:BATCH]
    leaves: list[bytes] = []
    for event in leaf_rows(events):
        leaves.append(event_leaf(event))
        newest = event["id"]
    if not leaves:
        return None
    # The range begins where the one before ended: numbers that were never used belong to it too.
    return _store(last, first=sealed + 1, last=newest, leaves=leaves)


def _store(before: Seal | None, *, first: int, last: int, leaves: list[bytes]) -> Seal:
    key = signing_key()
    seal = Seal(
        number=before.number + 1 if before else 1,
        first_event=first,
        last_event=last,
        count=len(leaves),
        root=root_of(leaves).hex(),
        previous=before.hash if before else "",
        public_key=public_key_of(key),
    )
    seal.hash = seal_hash(seal)
    seal.signature = key.sign(bytes.fromhex(seal.hash)).hex()
    try:
        with transaction.atomic():
            seal.save(force_insert=True)
    except IntegrityError as error:
        raise LedgerBusy from error
    return seal


def seal_hash(seal: Seal) -> str:
    """What is signed and chained: SHA-256 over number, bounds, count, root and the hash before, 64 hex digits."""
    parts = [seal.number, seal.first_event, seal.last_event, seal.count, seal.root, seal.previous]
    return hashlib.sha256(canonical(parts)).hexdigest()


def leaf_rows(events: QuerySet[Event], commitments: Commitments | None = None) -> Iterator[dict[str, Any]]:
    """The columns of the leaf for each event, read in pieces; no commitment where the operation is gone.

    Times and names of fields are text, as ``leaf_text`` takes them. ``commitments`` gives those of operations by their
    numbers, for who reads the operations anyway.
    """
    rows: Iterator[tuple[Any, ...]] = iter(events.values_list(*_stored_columns()).iterator(chunk_size=PIECE))
    known = commitments or _commitments
    while piece := list(islice(rows, PIECE)):
        found = known({row[_OPERATION] for row in piece})
        for row in piece:
            line = dict(zip(LEAF_COLUMNS, (*row, found.get(row[_OPERATION])), strict=True))
            line["at"] = stored_time(line["at"])
            yield line


def _commitments(operations: set[int]) -> Mapping[int, Any]:
    return dict(Operation.objects.filter(pk__in=operations).values_list("pk", "commitment"))


def _stored_columns() -> list[Any]:
    """The columns of an event's own row, as text where making objects of them would take most of the time."""
    as_text = {"changed": Cast("changed", TextField())}
    if connection.vendor == "sqlite":
        as_text["at"] = Cast("at", TextField())
    return [as_text.get(name, name) for name in LEAF_COLUMNS[:-1]]


def checkpoint_line(seal: Seal) -> str:
    """The seal as one line of JSON, about 500 bytes, for a place outside the database."""
    return json.dumps(
        {
            "seal": seal.number,
            "first": seal.first_event,
            "last": seal.last_event,
            "count": seal.count,
            "root": seal.root,
            "previous": seal.previous,
            "hash": seal.hash,
            "signature": seal.signature,
            "key": seal.public_key,
            "at": seal.sealed_at.astimezone(UTC).isoformat(timespec="seconds"),
        }
    )
