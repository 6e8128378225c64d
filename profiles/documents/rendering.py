"""Hands a stranger's file to the rendering child and takes back what it made; nothing is parsed in this process."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from profiles.lib.filetypes import FileType

from .errors import UploadRejected

logger = logging.getLogger(__name__)

CHILD = Path(__file__).resolve().parent.parent / "lib" / "render.py"
WALL_LIMIT = timedelta(seconds=12)
RESULT_MAX_BYTES = 32 * 1024 * 1024

_CHUNK = 1024 * 1024
_LINE_MAX_BYTES = 4096


@dataclass(frozen=True)
class Part:
    """One part of an answer: its name, what is said of it, its bytes."""

    name: str
    facts: Mapping[str, Any]
    content: bytes


@dataclass(frozen=True)
class Rendered:
    """What the child answered: ``code`` is "done" or says why not; ``parts`` are those that were complete."""

    code: str
    parts: Sequence[Part] = field(default_factory=list)

    def first(self, name: str) -> Part | None:
        """The first part of this name, or None."""
        return next((part for part in self.parts if part.name == name), None)


def run_child(file: File[Any], operation: str, arguments: Sequence[str] = ()) -> Rendered:
    """Run one operation of ``lib/render.py`` on the file's bytes, in its own process and within its limits.

    A child that is stopped by a limit answers with the code "limit" and the parts that it had completed.
    """
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as result:
        file.seek(0)
        while chunk := file.read(_CHUNK):
            source.write(chunk)
        source.seek(0)
        status = _run([sys.executable, "-I", str(CHILD), operation, *arguments], source, result)
        result.seek(0)
        return _answer(status, result)


def limits() -> dict[str, str]:
    """How much of a file the child shows, in the environment that it starts with; nothing else comes from ours."""
    names = ("PIXELS", "SCAN_PIXELS", "PAGES", "ROWS", "COLUMNS")
    return {f"PREVIEW_{name}_MAX": str(getattr(settings, f"PREVIEW_{name}_MAX")) for name in names}


def _run(command: Sequence[str], source: IO[bytes], result: IO[bytes]) -> int:
    """The exit status; the whole group of processes is ended when the child takes longer than WALL_LIMIT."""
    process = subprocess.Popen(  # noqa: S603 - our own program, and nothing of the file in the command
        command,
        stdin=source,
        stdout=result,
        stderr=subprocess.DEVNULL,
        env={"OMP_NUM_THREADS": "1", **limits()},
        cwd="/",
        start_new_session=True,
    )
    try:
        return process.wait(WALL_LIMIT.total_seconds())
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    finally:
        # Also when this process is asked to stop: nothing of the child stays behind.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answer(status: int, result: IO[bytes]) -> Rendered:
    """A line of JSON for each part, followed by its bytes; a line with the code ends the answer."""
    parts: list[Part] = []
    room = RESULT_MAX_BYTES
    while line := result.readline(_LINE_MAX_BYTES):
        try:
            said = json.loads(line)
        except ValueError:
            break
        if not isinstance(said, dict):
            break
        if "code" in said:
            return Rendered(str(said["code"]), parts)
        name, length = str(said.pop("part", "")), int(said.pop("bytes", 0))
        room -= length
        content = result.read(length) if length >= 0 and room >= 0 else b""
        if len(content) != length:
            break
        parts.append(Part(name, said, content))
    if status >= 0:
        # No limit ended it: the installation lacks something.
        logger.error("The rendering child failed with status %s", status)
    return Rendered("limit", parts)


def render_photo(file: File[Any], kind: FileType) -> bytes:
    """A square WebP of the picture for the profile. Raises UploadRejected with the field ``photo``."""
    rendered = run_child(file, "photo", [kind.code])
    photo = rendered.first("photo")
    if rendered.code == "done" and photo is not None:
        return photo.content
    sentences = {
        "too-small": _("This picture is too small. Upload one of at least 96 × 96 pixels."),
        "too-many-pixels": _("This picture has more than %(most)d million pixels. Save it smaller and upload it again.")
        % {"most": settings.PREVIEW_PIXELS_MAX // 1_000_000},
        "limit": _("This picture takes too long to read. Save it again as a smaller JPEG and upload that."),
    }
    damaged = _("This picture is damaged and cannot be read. Open it, save it again and upload the new copy.")
    raise UploadRejected(rendered.code, sentences.get(rendered.code, damaged), field="photo")
