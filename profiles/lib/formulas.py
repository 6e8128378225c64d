"""Cells of a CSV file that a spreadsheet would take for a formula: made inert on the way out, restored on the way in.

A leading apostrophe is what spreadsheets themselves write for "this is text". A value that begins with one is
given a second, so that nothing is lost: ``bare(inert(text)) == text`` for every text.
"""

from __future__ import annotations

#: What a spreadsheet takes for the beginning of a formula, and the apostrophe itself.
DANGEROUS = frozenset("=+-@\t\r\n'")


def inert(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would calculate with it."""
    return f"'{text}" if text[:1] in DANGEROUS and text else text


def bare(text: str) -> str:
    """The text without the apostrophe that ``inert`` put in front; any other apostrophe stays."""
    return text[1:] if text[:1] == "'" and text[1:2] in DANGEROUS and len(text) > 1 else text
