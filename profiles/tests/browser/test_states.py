"""States of a page that its address alone does not bring up: menus, choices, refusals, the chosen theme."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, Route, expect

from profiles.tests.browser.axe import problems_of
from profiles.tests.browser.chromium import DESKTOP, PHONE, Browse
from profiles.tests.factories import make_pdf
from profiles.tests.journeys.steps import said
from profiles.tests.samples import make_image

Act = Callable[[Page], None]


def open_menu(page: Page) -> None:
    """The menu behind the picture."""
    page.goto("/admin/")
    page.locator("#user-tools details.menu > summary").click()


def open_filter(page: Page) -> None:
    """A filter of the people list, which drops down beside others."""
    page.goto("/admin/auth/user/?status=active")
    page.locator("#changelist-filter details > summary, .filters details > summary").nth(1).click()


def open_choice(page: Page) -> None:
    """The list of a field that searches."""
    page.goto("/admin/auth/user/add/")
    page.get_by_role("combobox", name="Department").and_(page.locator(".select2-selection")).click()
    expect(page.locator(".select2-results__option").first).to_contain_text("Calibration Lab")


def be_refused_a_person(page: Page) -> None:
    """The form for a new person, sent without a word."""
    page.goto("/admin/auth/user/add/")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errornote")).to_be_visible()


def be_refused_own_details(page: Page) -> None:
    """One's own page with a website that is none."""
    page.goto("/profile/edit/")
    page.get_by_label("Website").fill("javascript:alert(1)")
    page.get_by_role("button", name="Save my details").click()
    expect(page.locator(".errorlist").first).to_be_visible()


def find_nothing(page: Page) -> None:
    """The page for an address that is none."""
    page.goto("/no/such/page/")


def find_nobody(page: Page) -> None:
    """The people list without a hit."""
    page.goto("/admin/auth/user/?q=nobody-of-this-name")


ACTS = (
    open_menu,
    open_filter,
    open_choice,
    be_refused_a_person,
    be_refused_own_details,
    find_nothing,
    find_nobody,
)


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_every_state_fits_and_is_open_to_all(width: int, browse: Browse, hana: User) -> None:
    page, problems = browse(hana, width=width), []

    for act in ACTS:
        act(page)
        problems += [f"{act.__name__}: {problem}" for problem in problems_of(page)]

    assert not problems, "\n".join(problems)


def test_who_is_refused_reads_why(browse: Browse, aya: User) -> None:
    page = browse(aya)

    answer = page.goto("/admin/auth/user/add/")

    assert answer is not None and answer.status == 403
    assert problems_of(page) == []
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_chosen_theme_is_kept(browse: Browse, emil: User) -> None:
    page = browse(emil, theme="light")
    page.goto("/profile/")
    page.locator("#user-tools details.menu > summary").click()
    for shown in ("Light", "Dark"):
        page.locator("[data-theme-toggle]").click()
        expect(page.locator("[data-theme-name]")).to_have_text(shown)

    page.goto("/profile/edit/")

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_unsaved_changes_are_counted_and_asked_about(browse: Browse, emil: User) -> None:
    page = browse(emil)
    page.goto("/profile/edit/")
    page.get_by_label("Biography").fill("Half a sentence")
    expect(page.locator("[data-unsaved-state]")).to_have_text("1 change not saved")

    with page.expect_event("dialog") as question:
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("link", name="Cancel").click()

    assert question.value.type == "beforeunload"
    expect(page).to_have_url(re.compile("/profile/$"))


def test_a_reason_that_lacks_is_asked_for_before_files_are_sent(browse: Browse, emil: User, hana: User) -> None:
    page = browse(hana)
    page.goto(f"/admin/auth/user/{emil.pk}/change/")
    page.get_by_label("Employee number").fill("00999")
    page.locator("#id_profile-0-photo_file").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": make_image()}
    )
    page.get_by_role("button", name="Save and stay").click()

    reason = page.get_by_label("Reason for this change")
    expect(reason).to_be_focused()
    assert reason.evaluate("field => field.validationMessage") == "Say why: this change needs a reason."
    reason.fill("The old number was given twice")
    page.get_by_role("button", name="Save and stay").click()
    said(page, "The record of Emil Brandt was saved.")


def test_what_is_chosen_before_the_scripts_run_is_kept(browse: Browse, emil: User, hana: User) -> None:
    page = browse(hana)
    late: list[Route] = []
    page.route("**/upload*.js", lambda route: late.append(route))
    page.goto(f"/admin/auth/user/{emil.pk}/change/", wait_until="commit")
    page.get_by_role("group", name="Add a document").get_by_label("Type").select_option("Contract")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "early.pdf", "mimeType": "application/pdf", "buffer": make_pdf()}
    )
    late[0].continue_()
    page.wait_for_load_state()

    page.get_by_role("button", name="Save and stay").click()

    expect(page.locator("#documents-group .docs")).to_contain_text("Contract")
