"""Who acts, why and from where: the circumstances under which writes and looks are recorded."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from profiles.lib.canonical import NONCE_BYTES
from profiles.models import Operation

from .commitments import operation_commitment
from .locks import hold_ledger

KINDS = {
    "web": Operation.Kind.WEB,
    "import": Operation.Kind.IMPORT,
    "command": Operation.Kind.COMMAND,
    "api": Operation.Kind.API,
    "system": Operation.Kind.SYSTEM,
}


@dataclass
class Circumstances:
    """What is known of the act under way; the ``Operation`` row is written with its first event."""

    kind: Operation.Kind
    by: User | None = None
    reason: str = ""
    route: str = ""
    ip: str | None = None
    user_agent: str = ""
    session_hash: str = ""
    request_id: str = ""
    source_sha256: str = ""
    is_attributed: bool = True
    _stored: Operation | None = field(default=None, repr=False)
    _stored_in: list[Any] = field(default_factory=list, repr=False)

    @property
    def actor_id(self) -> int | None:
        """The account that acts, or None for the system."""
        return self.by.pk if self.by is not None else None

    def operation(self) -> Operation:
        """The row of this act, written on first use; written again if a rollback took it away."""
        blocks = transaction.get_connection().atomic_blocks
        if self._stored is not None:
            # Still inside the block that wrote it: it is there. After leaving it, a rollback may have undone it.
            inside = blocks[: len(self._stored_in)] == self._stored_in
            if inside:
                return self._stored
            if Operation.objects.filter(pk=self._stored.pk).exists():
                hold_ledger()
                self._stored_in = list(blocks)
                return self._stored
        hold_ledger()
        row = Operation(
            kind=self.kind,
            actor_id=self.actor_id,
            actor_name=self.by.profile.display_name[:200] if self.by is not None else "",
            ip=str(ip_address(self.ip)) if self.ip else None,
            user_agent=self.user_agent[:300],
            session_hash=self.session_hash,
            request_id=self.request_id,
            route=self.route[:200],
            reason=self.reason,
            source_sha256=self.source_sha256,
            is_attributed=self.is_attributed,
        )
        row.nonce = nonce = secrets.token_bytes(NONCE_BYTES)
        row.commitment = operation_commitment(nonce, row)
        row.save(force_insert=True)
        self._stored = row
        self._stored_in = list(blocks)
        return self._stored


_current: ContextVar[Circumstances | None] = ContextVar("circumstances", default=None)


def current() -> Circumstances:
    """The circumstances of the act under way; unattributed ones, to be shown to auditors, when there are none."""
    known = _current.get()
    return known if known is not None else Circumstances(Operation.Kind.SYSTEM, is_attributed=False)


def give_reason(reason: str) -> None:
    """Say why the act under way happens; counts for the operation when said before its first event."""
    known = _current.get()
    if known is not None:
        known.reason = reason.strip()


def act_as(user: User) -> None:
    """Name the actor of the act under way when it is only known inside it, as at sign-in."""
    known = _current.get()
    if known is not None and known.by is None:
        known.by = user


@contextmanager
def under(circumstances: Circumstances) -> Iterator[Circumstances]:
    """Run the block under these circumstances."""
    token = _current.set(circumstances)
    try:
        yield circumstances
    finally:
        _current.reset(token)


@contextmanager
def acting(
    *, kind: str, by: User | None = None, reason: str = "", route: str = "", source_sha256: str = ""
) -> Iterator[Circumstances]:
    """Run the block as one operation of ``kind`` (``command``, ``import`` …). Raises KeyError for unknown kinds."""
    made = Circumstances(KINDS[kind], by=by, reason=reason, route=route, source_sha256=source_sha256)
    with under(made) as circumstances:
        yield circumstances
