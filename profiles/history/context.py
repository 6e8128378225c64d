"""Who acts, why and from where: the circumstances under which writes and looks are recorded."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from profiles.lib.canonical import NONCE_BYTES
from profiles.models import Operation

from .commitments import operation_commitment, operation_values
from .locks import hold_ledger, holding_ledger
from .prepared import insert_one

KINDS = {
    "web": Operation.Kind.WEB,
    "import": Operation.Kind.IMPORT,
    "command": Operation.Kind.COMMAND,
    "api": Operation.Kind.API,
    "system": Operation.Kind.SYSTEM,
}


class ReasonNeeded(ValidationError):
    """Raised when a change that the policy marks is written without a reason; nothing of the act is kept."""


@dataclass
class Circumstances:
    """What is known of the act under way; the ``Operation`` row is written with its first event.

    ``asks_reason`` holds where a person acts and can be asked why.
    """

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
    asks_reason: bool = False
    _stored: Operation | None = field(default=None, repr=False)
    _is_settled: bool = field(default=False, repr=False)
    _known_marks: list[Any] | None = field(default=None, repr=False)

    @property
    def actor_id(self) -> int | None:
        """The account that acts, or None for the system."""
        return self.by.pk if self.by is not None else None

    def operation(self) -> Operation:
        """The row of this act, written on first use; written again if a rollback took it away."""
        if self._stored is not None and self._is_under_way():
            return self._stored
        if self._stored is None or not self._is_settled:
            self._stored = self._written()
        else:
            hold_ledger()
        transaction.on_commit(self._settle)
        connection = transaction.get_connection()
        self._known_marks = connection.run_on_commit if connection.in_atomic_block else None
        return self._stored

    def _is_under_way(self) -> bool:
        """Whether the transaction of now has used the row, and no rollback to a savepoint took it away.

        What waits for the commit is forgotten by exactly those rollbacks that take the row away.
        """
        marks: list[Any] = transaction.get_connection().run_on_commit
        if marks is not self._known_marks and any(mark[1] == self._settle for mark in marks):
            self._known_marks = marks
        return bool(marks) and marks is self._known_marks

    def _settle(self) -> None:
        self._is_settled = True

    def _written(self) -> Operation:
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
        row.commitment = operation_commitment(nonce, operation_values(row))
        values = {field.attname: getattr(row, field.attname) for field in Operation._meta.concrete_fields}
        values.pop("id")
        row.pk = insert_one(Operation, tuple(values), tuple(values.values()), first=holding_ledger())
        row._state.adding = False
        return row


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


def require_reason(fields: Iterable[str]) -> None:
    """Raises ReasonNeeded when a person who can be asked changes these fields, by their names, and does not say why."""
    known, named = _current.get(), [str(name) for name in fields]
    if named and known is not None and known.asks_reason and not known.reason:
        raise ReasonNeeded(
            _("Say why: changing the %(fields)s needs a reason.") % {"fields": get_text_list(named, _("and"))}
        )


def act_as(user: User, *, session_key: str | None = None) -> None:
    """Name the actor of the act under way when it is only known inside it, as at sign-in."""
    known = _current.get()
    if known is not None and known.by is None:
        known.by = user
    if known is not None and session_key:
        known.session_hash = session_hash(session_key)


def session_hash(key: str) -> str:
    """What the ledger knows a session by: 64 hex digits from which its key does not follow; "" for none."""
    return hashlib.sha256(key.encode()).hexdigest() if key else ""


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
