"""Texts that stand in plain data: marked here for the catalogues, translated where they are shown."""

from __future__ import annotations


def gettext_noop(text: str) -> str:
    """The text as it is. Imported as ``_``, it tells the collector of messages that this is one."""
    return text
