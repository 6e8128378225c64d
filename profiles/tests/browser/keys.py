"""Going through a page by the Tab key: whatever has the focus on the way shows it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

#: The most steps from one part of a page to another.
STEPS = 150
_HAS_FOCUS = "(element) => element === document.activeElement"
_SHOWS_FOCUS = """(element) => {
  const style = getComputedStyle(element);
  return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
}"""
_IS_FREE = """() => {
  const part = document.activeElement, box = part.getBoundingClientRect();
  const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const at = document.elementFromPoint(x, box.y + Math.min(box.height / 2, 12));
  const near = [part, ...(part.labels || [])];
  return part === document.body || Boolean(at && (at.contains(part) || near.some((each) => each.contains(at))));
}"""


def move_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Tab until the target is reached; whatever has the focus on the way shows it."""
    expect(target).to_be_visible()
    for _step in range(STEPS):
        if target.evaluate(_HAS_FOCUS):
            return
        page.keyboard.press(key)
        focused = page.locator(":focus")
        assert focused.count() == 0 or focused.evaluate(_SHOWS_FOCUS), focused.evaluate(
            "(element) => element.outerHTML"
        )
    raise AssertionError(f"{target} cannot be reached with the Tab key")


def write(page: Page, target: Locator, text: str) -> None:
    """Move to the field and type."""
    move_to(page, target)
    page.keyboard.type(text)


def is_free(page: Page) -> bool:
    """Whether what has the focus is seen: in the window, if only in part, with nothing over it."""
    free: bool = page.evaluate(_IS_FREE)
    return free
