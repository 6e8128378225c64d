"""What the texts of a column mean. Each text is read once: most columns say the same few things again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: No value is to be written.
UNTOUCHED: Any = object()
#: So many texts of a column are kept, so that memory does not grow with the file.
_KEPT = 5000


class Wrong:
    """A text that is no value of its column, with the sentence that says why."""

    __slots__ = ("sentence",)

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence


class Cells(dict[str, Any]):
    """The value of each text of one column by ``cells[text]``: a value, UNTOUCHED or ``Wrong``."""

    __slots__ = ("_read",)

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Any:
        if len(self) >= _KEPT:
            self.clear()
        value = self[text] = self._read(text)
        return value
