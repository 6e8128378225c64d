"""Memory while a file is read.

Rows hold no cycles, and looking for them takes a third of the time. What was freed at the end lies in pieces: a worker
that reads the next file would take as much again.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 200_000
#: Known to the GNU C library alone.
_TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None)


@contextmanager
def few_collections() -> Iterator[None]:
    """Let the collector look only after many more objects than usual; give back what is free when the block ends."""
    usual = gc.get_threshold()
    gc.set_threshold(max(_OBJECTS, usual[0]), *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        if _TRIM is not None:
            _TRIM(0)
