"""What is being done, while it is being done: on stderr, so that the table can be piped elsewhere."""

from __future__ import annotations

from typing import TextIO


class Progress:
    """One line that is written over on a terminal; elsewhere the beginning of each part."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._on_terminal = stream.isatty()
        self._said = ""

    def say(self, what: str, done: int = 0, total: int = 0) -> None:
        """Tell what is under way, and how much of it is done when ``total`` is given."""
        if self._on_terminal:
            count = f" {done:,} of {total:,}" if total else ""
            self._write(f"\r{what}{count}\033[K")
        elif what != self._said:
            self._write(f"{what}\n")
        self._said = what

    def clear(self) -> None:
        """Leave the line empty for what comes after."""
        if self._on_terminal and self._said:
            self._write("\r\033[K")
        self._said = ""

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
