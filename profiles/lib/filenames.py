"""Names of files as people see them: cleaned for every system, never used as a path."""

from __future__ import annotations

import re
import unicodedata

NAME_MAX_BYTES = 180  # as UTF-8, with the extension; file systems end at 255

_REPLACED = re.compile(r'[<>"|:*?;$`]')
_EXTENSION = re.compile(r"(?=[0-9]*[a-z])[a-z0-9]{1,8}")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)  # devices on Windows


def clean_text(text: str) -> str:
    """The text in NFC on one line, without control characters, direction marks and lone surrogates."""
    visible = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or not unicodedata.category(char).startswith("C")
    )
    return " ".join(visible.split())


def _last_part(name: str) -> str:
    return clean_text(name.replace("\\", "/").rpartition("/")[2]).rstrip(". ")


def extension_of(name: str) -> str:
    """The extension in small letters without the dot; "" when what follows the last dot is none ("v1.2")."""
    _stem, dot, extension = _last_part(name).rpartition(".")
    extension = extension.lower()
    return extension if dot and _EXTENSION.fullmatch(extension) else ""


def clean_stem(name: str) -> str:
    """The name without its path and extension, cleaned; "" when nothing is left of it."""
    last, extension = _last_part(name), extension_of(name)
    stem = last[: -len(extension) - 1] if extension else last
    return _REPLACED.sub("_", stem).strip(". ")


def clean_name(name: str, extension: str, fallback: str = "document") -> str:
    """``name`` as a file name that is safe to show and to save anywhere, ending in ``.extension``.

    At most NAME_MAX_BYTES long; ``fallback`` stands in when nothing of the name is left.
    """
    stem = clean_stem(name) or fallback
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    room = NAME_MAX_BYTES - len(extension) - 1
    return f"{_cut(stem, room).rstrip('. ')}.{extension}"


def _cut(text: str, max_bytes: int) -> str:
    """The beginning of the text that fits, ending between characters and not before an accent of its own."""
    kept = text.encode()[:max_bytes].decode(errors="ignore")
    while len(kept) < len(text) and kept and unicodedata.combining(text[len(kept)]):
        kept = kept[:-1]
    return kept
