"""The preview in the browser: by mouse and by keyboard, in a window and on a phone, and without a script."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from profiles.documents.uploads import add_document
from profiles.models import DocumentType, Event
from profiles.tests.browser.axe import barriers_on, overhang
from profiles.tests.browser.chromium import DESKTOP, PHONE, Browse
from profiles.tests.hostile import pdf_of_pages
from profiles.tests.samples import upload

PAGES = 3


@pytest.fixture(autouse=True)
def papers(emil: User) -> None:
    """Emil's contract of three pages, and a note."""
    kinds = {kind.code: kind for kind in DocumentType.objects.all()}
    add_document(emil, upload("contract.pdf", pdf_of_pages(["One", "Two", "Three"])), type=kinds["contract"], by=None)
    add_document(emil, upload("note.txt", b"Keys are in the safe."), type=kinds["other"], by=None, title="Note")


def open_contract(page: Page, place: str) -> None:
    """Open the preview by a click on the title."""
    page.goto(place)
    page.get_by_role("link", name="Contract", exact=True).click()
    expect(page.get_by_role("dialog", name="Contract")).to_be_visible()
    expect(page.get_by_role("img", name=f"Page 1 of {PAGES}")).to_be_visible()


def record_of(person: User) -> str:
    return f"/admin/auth/user/{person.pk}/change/"


def test_by_mouse(browse: Browse, emil: User, hana: User) -> None:
    page = browse(hana)
    open_contract(page, "/admin/profiles/document/")
    page.get_by_role("button", name="Next page").click()
    expect(page.get_by_text(f"Page 2 of {PAGES}")).to_be_visible()
    page.get_by_role("button", name="Zoom in").click()
    expect(page.get_by_text("125 %")).to_be_visible()
    page.get_by_role("link", name="Next document: Note").click()
    expect(page.get_by_role("dialog", name="Note")).to_contain_text("Keys are in the safe.")
    page.mouse.click(5, 5)

    expect(page.locator("dialog[open]")).to_have_count(0)
    assert Event.objects.filter(action=Event.Action.PREVIEW, actor_id=hana.pk).count() == 2


def test_by_keyboard(browse: Browse, emil: User, hana: User) -> None:
    page = browse(hana)
    page.goto(record_of(emil))
    link = page.get_by_role("link", name="Preview Contract")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Page 1 of {PAGES}")).to_be_visible()
    for key, words in (("ArrowRight", "Page 2"), ("PageDown", "Page 3"), ("PageUp", "Page 2"), ("ArrowLeft", "Page 1")):
        page.keyboard.press(key)
        expect(page.locator("dialog")).to_contain_text(words)
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")

    expect(link).to_be_focused()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_and_is_open_to_all(browse: Browse, emil: User, width: int, theme: str) -> None:
    page = browse(emil, width=width, theme=theme)
    open_contract(page, "/profile/documents/")

    assert (barriers_on(page), overhang(page)) == ([], 0)


def test_a_decision_leads_back_to_the_record(browse: Browse, emil: User, hana: User) -> None:
    page = browse(hana)
    open_contract(page, record_of(emil))
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Reject", exact=True).click()
    dialog.get_by_label("What is wrong with it").fill("The last page is missing.")
    dialog.get_by_role("button", name="Reject with this reason").click()

    expect(page).to_have_url(re.compile(f"{record_of(emil)}#documents-part$"))
    expect(page.locator("#documents-group")).to_contain_text("The last page is missing.")


def test_with_a_modifier_it_is_a_link_like_any_other(browse: Browse, emil: User) -> None:
    page = browse(emil)
    page.goto("/profile/documents/")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Contract", exact=True).click(modifiers=["ControlOrMeta"])

    expect(opened.value.get_by_role("heading", name="Contract")).to_be_visible()
    expect(page.locator("dialog")).to_have_count(0)


def test_without_a_script_the_link_leads_to_the_page(browse: Browse, emil: User) -> None:
    page = browse(emil, java_script_enabled=False)
    page.goto("/profile/documents/")
    page.get_by_role("link", name="Contract", exact=True).click()

    expect(page.get_by_role("heading", name="Contract")).to_be_visible()
    expect(page.get_by_role("img", name="Page 1 of 3")).to_be_visible()
