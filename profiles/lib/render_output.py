"""How the rendering child answers: part by part, each complete as soon as it is written."""

from __future__ import annotations

import json
import re
from typing import Any, BinaryIO

from profiles.lib.render_limits import wanted

TEXT_MAX_BYTES = 1024 * 1024
#: Of a longer document only so many pages are shown and read.
PAGES_MAX = wanted("PREVIEW_PAGES_MAX", 50)

_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


class Refused(Exception):
    """The file cannot be used; the argument is the code of the reason."""


class Output:
    """A line of JSON for each part, then as many bytes as the line says; the last line holds the ``code``.

    What is written stays written when a limit ends the process: whoever started it uses the parts that came.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def part(self, name: str, content: bytes = b"", **facts: Any) -> None:
        """Answer one part."""
        self._line({"part": name, "bytes": len(content), **facts})
        self._stream.write(content)
        self._stream.flush()

    def text(self, text: str) -> None:
        """Answer the text, cleaned and cut at TEXT_MAX_BYTES."""
        content = clean(text).encode()
        cut = content[:TEXT_MAX_BYTES].decode("utf-8", "ignore").encode()
        self.part("text", cut, is_cut=len(cut) < len(content))

    def end(self, code: str) -> None:
        """Say how it ended: ``done`` or why not."""
        self._line({"code": code})
        self._stream.flush()

    def _line(self, value: dict[str, Any]) -> None:
        self._stream.write(json.dumps(value).encode() + b"\n")


def clean(text: str) -> str:
    """The text with one kind of line end, without what no database and no page can hold."""
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", text)).strip("\n\ufeff")
