"""What axe finds on a page, and whether the page fits its window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: The one rule of WCAG 2.2 AA that axe leaves out unless asked.
ALSO = {"target-size": {"enabled": True}}
#: The rules that depend on colours.
COLOURS = ("color-contrast", "link-in-text-block")
_UNFOLD = 'document.querySelectorAll("details:not(.menu)").forEach((part) => { part.open = true; })'
_SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def unfold(page: Page) -> None:
    """Open every part of the page that can be opened, menus aside: what is folded away is not looked at."""
    page.evaluate(_UNFOLD)


def barriers_on(page: Page, only: Sequence[str] = ()) -> list[str]:
    """A line for each rule that the page breaks: of WCAG 2.0 to 2.2, A and AA, and of good practice, or of ``only``."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": list(only) or RULES, "rules": {} if only else ALSO, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = page.evaluate("(options) => axe.run(options).then((all) => all.violations)", options)
    return [f"{rule['id']}: {rule['help']} {[node['target'] for node in rule['nodes']][:5]}" for rule in found]


def overhang(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    width: int = page.evaluate(_SIDEWAYS)
    return width


def problems_of(page: Page) -> list[str]:
    """What is wrong with the page as it is now, in light and in dark: a theme changes colours alone."""
    problems = [f"{overhang(page)} px too wide"] if overhang(page) else []
    problems += barriers_on(page)
    page.emulate_media(color_scheme="dark")
    problems += [f"in dark: {barrier}" for barrier in barriers_on(page, COLOURS)]
    page.emulate_media(color_scheme="light")
    return problems
