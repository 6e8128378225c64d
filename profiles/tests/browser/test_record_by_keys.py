"""The record of a person by keys alone: each section is reached, a field is changed, saved and confirmed."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from profiles.models import Profile
from profiles.tests.browser.chromium import DESKTOP, PHONE, Browse
from profiles.tests.browser.keys import is_free, move_to, write

_IN_PART = "(id) => Boolean(document.activeElement.closest(`[id='${id}']`))"


def focused_in(page: Page, part: str) -> bool:
    """Whether the focus stands in this part of the record, with nothing over it."""
    inside: bool = page.evaluate(_IN_PART, part)
    assert not inside or is_free(page), page.evaluate("document.activeElement.outerHTML")
    return inside


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_each_section_is_reached_and_what_is_written_is_kept(
    width: int, browse: Browse, hana: User, emil: User
) -> None:
    page = browse(hana, width=width)
    page.goto(f"/admin/auth/user/{emil.pk}/change/")
    tabs = page.locator("nav.tabs a[href^='#']")

    for tab in tabs.all():
        move_to(page, tab)
        part = str(tab.get_attribute("href")).removeprefix("#")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert focused_in(page, part), f"{part} is not where the tab leads"
        page.keyboard.press("Control+Home")
        page.reload()

    write(page, page.get_by_label("Work phone"), "+45 33 12 00 00")
    move_to(page, page.get_by_role("button", name="Save and stay"))
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist", has_text="was saved")).to_be_visible()
    assert Profile.objects.get(user=emil).work_phone == "+45 33 12 00 00"


def test_nothing_lies_over_what_has_the_focus(browse: Browse, hana: User, emil: User) -> None:
    page = browse(hana)
    page.goto(f"/admin/auth/user/{emil.pk}/change/")
    hidden = []

    for key in ("Tab", "Shift+Tab"):
        for _step in range(70):
            page.keyboard.press(key)
            if not is_free(page):
                hidden.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))

    assert hidden == []


def test_a_refusal_takes_the_keys_to_the_field(browse: Browse, hana: User, emil: User) -> None:
    page = browse(hana)
    page.goto(f"/admin/auth/user/{emil.pk}/change/")
    write(page, page.get_by_label("Website"), "javascript:alert(1)")
    page.keyboard.press("Enter")

    link = page.locator(".errornote").get_by_role("link", name="Website")
    move_to(page, link)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Website")).to_be_focused()
