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
#: What the reader set as the size of letters in the browser, in pixels, and twice of it.
USUAL, DOUBLE = 16, 32
_CUT_OFF = """() => [...document.body.querySelectorAll("*")].filter((part) => {
  const { overflowX, overflowY, textOverflow } = getComputedStyle(part);
  const hides = [overflowX, overflowY].some((overflow) => overflow === "hidden" || overflow === "clip");
  if (!hides || textOverflow === "ellipsis" || !part.checkVisibility() || part.closest(".vh, .av")) return false;
  const over = [part.scrollWidth - part.clientWidth, part.scrollHeight - part.clientHeight];
  return part.innerText?.trim() && Math.max(...over) > 1;
}).map((part) => part.outerHTML.slice(0, 120))"""
#: Controls without any words: neither of their own nor in a label, a title or what they refer to.
_NAMELESS = """() => [...document.querySelectorAll("a[href], button, summary, [role=button], input, select, textarea")]
  .filter((part) => part.type !== "hidden" && part.checkVisibility())
  .filter((part) => {
    const named = (part.getAttribute("aria-labelledby") || "").split(" ").map((id) => document.getElementById(id));
    const words = [part, ...(part.labels || []), ...named].map((each) => each?.innerText);
    const said = ["aria-label", "title", "alt"].map((name) => part.getAttribute(name));
    const inside = [...part.querySelectorAll("img[alt], svg title")].map((each) => each.alt || each.textContent);
    const value = /^(submit|button)$/.test(part.type) ? part.value : "";
    return ![...words, ...said, ...inside, value].some((text) => text?.trim());
  }).map((part) => part.outerHTML.slice(0, 120))"""
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


def nameless_on(page: Page) -> list[str]:
    """The controls that show and have no name: a picture alone tells nothing to who does not see it."""
    found: list[str] = page.evaluate(_NAMELESS)
    return [f"no name: {part}" for part in found]


def problems_in_large_letters(page: Page) -> list[str]:
    """What does not fit when the reader's browser writes letters of twice the size."""
    browser = page.context.new_cdp_session(page)

    def set_size(size: int) -> None:
        browser.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})

    set_size(DOUBLE)
    width, cut_off = overhang(page), page.evaluate(_CUT_OFF)
    set_size(USUAL)
    browser.detach()
    problems = [f"in large letters: {width} px too wide"] if width else []
    return problems + [f"in large letters: cut off: {part}" for part in cut_off]


def problems_of(page: Page) -> list[str]:
    """What is wrong with the page as it is now: in large letters too, in light and in dark, which differ in colour."""
    problems = [f"{overhang(page)} px too wide"] if overhang(page) else []
    problems += [*problems_in_large_letters(page), *nameless_on(page)]
    problems += barriers_on(page)
    page.emulate_media(color_scheme="dark")
    problems += [f"in dark: {barrier}" for barrier in barriers_on(page, COLOURS)]
    page.emulate_media(color_scheme="light")
    return problems
