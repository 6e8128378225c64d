"""Stylesheets and scripts: a file by component for those who read them, and one of each that browsers are sent.

The joined ones are made when static files are collected: one request instead of one for each.
"""

from __future__ import annotations

_PARTS = (
    "tokens",
    "base",
    "shell",
    "parts",
    "cards",
    "lists",
    "forms",
    "inlines",
    "record",
    "person",
    "dialogs",
    "previews",
    "history",
    "exchange",
    "chart",
    "own",
    "responsive",
    "print",
)
#: Paths of stylesheets. The order is part of the look: what comes later may refine what came before.
SHEETS = tuple(f"profiles/css/{part}.css" for part in _PARTS)
SHEET = "profiles/css/all.css"
#: Paths of scripts that wait for the document. Each does nothing on a page without what it is about.
SCRIPTS = tuple(
    f"profiles/js/{part}.js"
    for part in (
        "menus",
        "shortcuts",
        "find",
        "rows",
        "selection",
        "unsaved",
        "autocomplete-names",
        "preview",
        "upload",
        "as-of",
        "import-progress",
    )
)
SCRIPT = "profiles/js/all.js"
#: What is joined, by the file that it becomes.
JOINED = {SHEET: SHEETS, SCRIPT: SCRIPTS}
