"""One's own page for people whose browser runs no scripts, and for those who use the keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from profiles.models import Profile
from profiles.tests.browser.chromium import PHONE, Browse
from profiles.tests.browser.keys import move_to, write
from profiles.tests.factories import PASSWORD
from profiles.tests.journeys import steps


def test_without_scripts_everything_works(browse: Browse, emil: User, tmp_path: Path) -> None:
    page, cv = browse(width=PHONE, java_script_enabled=False), steps.pdf(tmp_path, "cv.pdf", "Emil Brandt")
    steps.sign_in(page, "emil")
    steps.said(page, "Still missing in your record:")

    fill_in_details(page)
    page.locator("#id_cv").set_input_files(cv)
    page.get_by_role("button", name="Save my details").click()
    steps.said(page, "“CV” is checked and stored.")
    add_a_document(page, cv.with_name("permit.pdf"))

    page.goto("/profile/")
    assert steps.downloaded(page, "CV") == cv.read_bytes()
    expect(page.get_by_text("Calibrates pressure gauges.")).to_be_visible()
    steps.sign_out(page)


def fill_in_details(page: Page) -> None:
    """The bio, what the record requires, and somebody to call."""
    page.get_by_label("Biography").fill("Calibrates pressure gauges.")
    page.get_by_label("Mobile").fill("+47 900 00 000")
    page.get_by_label("Street and number").fill("Storgata 1")
    page.get_by_label("City").fill("Oslo")
    page.get_by_label("Country").select_option("Norway")
    contact = page.get_by_role("group", name="Another contact").first
    contact.get_by_label("Name").fill("Nina Brandt")
    contact.get_by_label("Phone").fill("+47 911 11 111")


def add_a_document(page: Page, path: Path) -> None:
    """Another kind of document, which needs a last day; the first try forgets it and says so beside the field."""
    page.goto("/profile/documents/")
    page.get_by_label("What is it").select_option("Work permit")
    for last_day in ("", "2031-05-01"):
        page.get_by_label("File").set_input_files(steps.pdf(path.parent, path.name, "Work permit"))
        page.get_by_label("Valid until").fill(last_day)
        page.get_by_role("button", name="Add this document").click()
        if not last_day:
            expect(page.locator(".errorlist")).to_be_visible()
    steps.said(page, "“Work permit” is checked and stored.")


def test_with_the_keyboard_alone(browse: Browse, emil: User) -> None:
    page = browse()
    page.goto("/sign-in/")
    write(page, page.get_by_label("Username or work e-mail"), "emil")
    write(page, page.get_by_label("Password", exact=True), PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/profile/edit/$"))

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skip to main content
    write(page, page.get_by_label("Biography"), "Plays the cello.")
    move_to(page, page.get_by_role("button", name="Save my details"))
    page.keyboard.press("Enter")

    steps.said(page, "saved")
    assert Profile.objects.get(user=emil).bio == "Plays the cello."
    sign_out_by_keyboard(page)


def sign_out_by_keyboard(page: Page) -> None:
    """The menu opens and closes by key, and gives the focus back to where it was opened."""
    menu = page.locator("#user-tools details.menu")
    move_to(page, menu.locator("summary"))
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    page.keyboard.press("Enter")
    move_to(page, page.get_by_role("button", name="Sign out"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/sign-in/$"))
