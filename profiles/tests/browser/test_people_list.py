"""The people list by keys, and its filters and views without a barrier on desktop and phone."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from profiles.tests.browser.axe import barriers_on, overhang
from profiles.tests.browser.chromium import DESKTOP, PHONE, Browse
from profiles.tests.browser.keys import is_free

PEOPLE = "/admin/auth/user/"


def test_keys_go_down_and_up_tick_and_open(browse: Browse, hana: User, emil: User, olga: User) -> None:
    page = browse(hana)
    page.goto(PEOPLE)
    for key in ("j", "j", "j", "k", "x"):
        page.keyboard.press(key)

    expect(page.get_by_role("link", name="Hana Novotná", exact=True)).to_be_focused()
    expect(page.locator("#result_list .action-select:checked")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/admin/auth/user/{hana.pk}/change/\?at=1$"))


def test_typing_into_the_search_moves_nothing(browse: Browse, hana: User, emil: User) -> None:
    page = browse(hana)
    page.goto(PEOPLE)
    page.keyboard.press("/")
    page.keyboard.type("jkx")

    expect(page.locator("#searchbar")).to_have_value("jkx")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_open_filters_and_views_hold_no_barrier(browse: Browse, hana: User, emil: User, size: int) -> None:
    page = browse(hana, width=size)
    page.goto(f"{PEOPLE}?status=active&status=left")
    page.locator("summary", has_text="Department").first.click()

    assert barriers_on(page) == []
    assert overhang(page) == 0
    page.locator("summary", has_text="Save this view").click()
    assert barriers_on(page) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_keys_come_by_nothing_unseen(browse: Browse, hana: User, emil: User, size: int) -> None:
    page, unseen = browse(hana, width=size), []
    page.goto(PEOPLE)

    for _step in range(60):
        page.keyboard.press("Tab")
        if not is_free(page):
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))

    assert unseen == []
