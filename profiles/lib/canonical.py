"""One byte string for equal values, whatever database they come from: what commitments and seals are made of.

The form is JSON with sorted keys and no spaces. What JSON has no type for carries a tag: ``["decimal", "1000"]``
(without trailing zeros), ``["time", "2026-02-03T09:00:00.000000Z"]`` (UTC, microseconds), ``["day", "2026-02-03"]``,
``["uuid", …]`` and ``["bytes", hex]``. NULL and an empty text differ; text is taken as it is, not normalised.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

NONCE_BYTES = 16


def canonical(value: Any) -> bytes:
    """The canonical UTF-8 bytes of a value built of mappings with text keys, sequences and the types named above.

    Raises TypeError for any other type, ValueError for a number that is not one.
    """
    return _encode(value).encode()


def commit(nonce: bytes, value: Any) -> bytes:
    """SHA-256 over the nonce and the canonical value, 32 bytes: says nothing of the value once the nonce is gone."""
    return hashlib.sha256(nonce + _encode(value).encode()).digest()


def _decimal(value: Decimal) -> list[str]:
    return ["decimal", format(value.normalize() if value else Decimal(0), "f")]


def utc_text(value: dt.datetime) -> str:
    """A time in UTC to the microsecond, ``2026-02-03T09:00:00.000000Z``. Raises TypeError for one without a zone."""
    if value.tzinfo is None:
        raise TypeError("A time without a zone has no canonical form.")
    utc = value if value.tzinfo is dt.UTC else value.astimezone(dt.UTC)
    return utc.isoformat(timespec="microseconds")[:-6] + "Z"


#: How each type is told; asked by the exact type, as this runs for every line of the ledger.
_TAGS: Mapping[type, Callable[[Any], list[str]]] = {
    dt.datetime: lambda value: ["time", utc_text(value)],
    dt.date: lambda value: ["day", value.isoformat()],
    Decimal: _decimal,
    uuid.UUID: lambda value: ["uuid", value.hex],
    bytes: lambda value: ["bytes", value.hex()],
    memoryview: lambda value: ["bytes", bytes(value).hex()],
}


def _tagged(value: Any) -> list[str]:
    tag = _TAGS.get(type(value))
    if tag is None:
        raise TypeError(f"No canonical form for {type(value).__name__}.")
    return tag(value)


_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_tagged
).encode
