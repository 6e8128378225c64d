"""The stylesheets, a file by component for those who read them, and the one file that browsers are sent."""

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
#: Paths of static files. The order is part of the look: what comes later may refine what came before.
SHEETS = tuple(f"profiles/css/{part}.css" for part in _PARTS)
#: All of them one after another, made when static files are collected: one request instead of one for each.
JOINED = "profiles/css/all.css"
