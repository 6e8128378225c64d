"""The collector of cycles while a file is read: rows hold none, and looking for them takes a third of the time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 200_000


@contextmanager
def few_collections() -> Iterator[None]:
    """Let the collector look only after many more objects than usual, until the block ends."""
    usual = gc.get_threshold()
    gc.set_threshold(max(_OBJECTS, usual[0]), *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
