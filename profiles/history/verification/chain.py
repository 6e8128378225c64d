"""The chain of seals, and the checkpoints that were sent elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from profiles.history.keys import is_signed, trusted_keys
from profiles.history.seals import seal_hash
from profiles.models import Seal

from .report import Code, Finding


def check_chain(seals: Iterable[Seal]) -> Iterator[Finding]:
    """Each seal follows from the one before it, is as it was made and signed by a trusted key."""
    trusted = trusted_keys()
    before: Seal | None = None
    for seal in seals:
        place = _("seal %(number)s") % {"number": seal.number}
        if seal_hash(seal) != seal.hash:
            yield Finding(Code.SEAL_ALTERED, place)
        elif not is_signed(bytes.fromhex(seal.hash), seal.signature, seal.public_key):
            yield Finding(Code.SEAL_UNSIGNED, place)
        elif seal.public_key not in trusted:
            yield Finding(Code.UNKNOWN_KEY, place)
        if not _follows(seal, before):
            yield Finding(Code.SEAL_MISSING, place)
        before = seal


def _follows(seal: Seal, before: Seal | None) -> bool:
    if before is None:
        return (seal.number, seal.first_event, seal.previous) == (1, 1, "")
    expected = (before.number + 1, before.last_event + 1, before.hash)
    return (seal.number, seal.first_event, seal.previous) == expected


def check_checkpoints(seals: Iterable[Seal], lines: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[Finding]:
    """Each line sent elsewhere tells of a seal that is still here and the same."""
    hashes = {seal.number: seal.hash for seal in seals}
    for where, line in lines:
        number = line["seal"]
        if number not in hashes:
            yield Finding(Code.CHECKPOINT_AHEAD, _("seal %(number)s in %(where)s") % {"number": number, "where": where})
        elif hashes[number] != line["hash"]:
            yield Finding(
                Code.CHECKPOINT_DIFFERS, _("seal %(number)s in %(where)s") % {"number": number, "where": where}
            )
