"""The search of the top bar by keyboard, by mouse and on a phone; and without any script."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from profiles.tests.browser.axe import problems_of
from profiles.tests.browser.chromium import DESKTOP, PHONE, Browse
from profiles.tests.factories import make_person


def type_into(page: Page, text: str) -> None:
    """The keys alone: the shortcut, then the words, until the list is there."""
    page.keyboard.press("Control+k")
    page.keyboard.type(text)
    expect(page.get_by_role("option", selected=True)).to_be_visible()


def test_a_record_is_found_and_opened_by_keys_alone(browse: Browse, hana: User, emil: User) -> None:
    page = browse(hana)
    page.goto("/admin/")

    type_into(page, "brandt")
    expect(page.get_by_role("combobox", name="Search everything")).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Emil Brandt")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Emil Brandt")


def test_arrows_choose_round_and_escape_closes(browse: Browse, hana: User) -> None:
    for name in ("Olsen Able", "Olsen Baker"):
        make_person(name)
    page = browse(hana)
    page.goto("/admin/")
    type_into(page, "olsen")
    chosen = page.get_by_role("option", selected=True)

    for key, label in (
        ("ArrowDown", "Olsen Baker"),
        ("ArrowDown", "Everything about"),
        ("ArrowDown", "Olsen Able"),
        ("ArrowUp", "Everything about"),
    ):
        page.keyboard.press(key)
        expect(chosen).to_contain_text(label)
        assert page.evaluate("document.activeElement.getAttribute('aria-activedescendant')") == chosen.get_attribute(
            "id"
        )

    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_label("Search everything")).to_have_value("olsen")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_the_list_that_is_there_belongs_to_the_words_that_are_there(browse: Browse, hana: User, emil: User) -> None:
    page = browse(hana)
    page.goto("/admin/")
    type_into(page, "brandt")

    page.keyboard.type(" nobody")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()


def test_who_was_opened_lately_is_offered_before_anything_is_typed(browse: Browse, hana: User, emil: User) -> None:
    page = browse(hana)
    page.goto(f"/admin/auth/user/{emil.pk}/change/")
    page.goto("/admin/")

    page.keyboard.press("Control+k")
    expect(page.get_by_role("group", name="Opened lately").get_by_role("option")).to_contain_text(["Emil Brandt"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Emil Brandt")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_open_list_fits_and_is_open_to_all(width: int, theme: str, browse: Browse, hana: User, emil: User) -> None:
    page = browse(hana, width=width, theme=theme)
    page.goto("/admin/")
    page.get_by_label("Search everything").click()
    page.get_by_label("Search everything").press_sequentially("e")
    expect(page.get_by_role("option", selected=True)).to_be_visible()

    # What the list lies over is no target while it is half covered.
    assert [line for line in problems_of(page) if "target-size" not in line or "found" in line] == []
    box = page.locator("[data-found]").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width

    page.get_by_role("option", name="Emil Brandt").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Emil Brandt")


def test_without_script_the_field_leads_to_the_page(browse: Browse, hana: User, emil: User) -> None:
    page = browse(hana, java_script_enabled=False)
    page.goto("/admin/")

    page.get_by_label("Search everything").fill("brandt")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Emil Brandt").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Emil Brandt")
