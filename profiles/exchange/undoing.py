"""Takes an import back from history: what still is as the import left it; the rest is kept and named."""

from __future__ import annotations

from django.contrib.auth.models import User

from profiles.models import ImportBatch


def undo(batch: ImportBatch, by: User | None, reason: str) -> ImportBatch:
    """Not there yet."""
    raise NotImplementedError
