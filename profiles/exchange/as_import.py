"""The circumstances of an import: one operation, with what is known of the request or command it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User

from profiles.history.context import Circumstances, current, under
from profiles.models import Operation


@contextmanager
def as_import(by: User | None, reason: str, source_sha256: str) -> Iterator[Circumstances]:
    """Run the block as one operation of kind import with a reason and the SHA-256 of the file."""
    known = current()
    made = Circumstances(
        Operation.Kind.IMPORT,
        by=by if by is not None else known.by,
        reason=reason,
        route=known.route,
        ip=known.ip,
        user_agent=known.user_agent,
        session_hash=known.session_hash,
        request_id=known.request_id,
        source_sha256=source_sha256,
    )
    with under(made) as circumstances:
        yield circumstances
