"""What the rendering child gives up before it reads a byte of a stranger's file."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
import time

MEMORY_MAX_BYTES = 1024 * 1024 * 1024
CPU_MAX_SECONDS = 10
OUTPUT_MAX_BYTES = 64 * 1024 * 1024
OPEN_FILES_MAX = 64
#: Ends a child whose parent is gone; the parent's own limit comes first.
WALL_MAX_SECONDS = 15
#: From here on the child begins nothing new, so that what it has is kept.
CPU_SOFT_SECONDS = 5

_CLONE_NEWUSER, _CLONE_NEWNET = 0x1000_0000, 0x4000_0000
_PR_SET_NO_NEW_PRIVS = 38


def wanted(name: str, otherwise: int) -> int:
    """How much of a file is shown: the number that whoever started us gave for this name."""
    said = os.environ.get(name, "")
    return int(said) if said.isascii() and said.isdigit() else otherwise


def limit_process(*, needs_threads: bool = False) -> None:
    """Bound what this process may take; a limit that the platform does not know is skipped.

    With ``needs_threads`` new threads and processes are not forbidden: the system counts both as one.
    """
    limits = {
        resource.RLIMIT_AS: MEMORY_MAX_BYTES,
        resource.RLIMIT_CPU: CPU_MAX_SECONDS,
        resource.RLIMIT_FSIZE: OUTPUT_MAX_BYTES,
        resource.RLIMIT_NOFILE: OPEN_FILES_MAX,
        resource.RLIMIT_CORE: 0,
    }
    if not needs_threads:
        # Binds every account but root: another reason to run the service as its own.
        limits[resource.RLIMIT_NPROC] = 0
    for name, most in limits.items():
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(name, (most, most))
    signal.alarm(WALL_MAX_SECONDS)


def leave_network() -> bool:
    """Move to a network of our own that leads nowhere; False where the platform does not let us."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return any(libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))
    except (OSError, AttributeError):
        return False


def is_time_to_end() -> bool:
    """Whether so much processor time is gone that nothing new is begun."""
    return time.process_time() > CPU_SOFT_SECONDS
