"""What people do on the pages, in their words; a test tells a story with these."""

from __future__ import annotations

import re
from pathlib import Path

from django.core import mail
from playwright.sync_api import Locator, Page, expect

from profiles.tests.factories import PASSWORD, make_pdf

CHOSEN = "a quiet harbour at dawn"


class Clicks:
    """Clicks, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, target: Locator) -> None:
        """Click it."""
        self.count += 1
        target.click()

    def choose(self, page: Page, target: Locator, *paths: Path) -> None:
        """Choose files by a click."""
        with page.expect_file_chooser() as chooser:
            self.on(target)
        chooser.value.set_files(paths)


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Sign in by the form, wherever that leads."""
    page.goto("/sign-in/")
    page.get_by_label("Username or work e-mail").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page) -> None:
    """Sign out by the menu behind the picture."""
    page.locator("#user-tools details.menu > summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in/$"))


def said(page: Page, text: str) -> None:
    """The page says so in a message."""
    expect(page.locator(".messagelist", has_text=text)).to_be_visible()


def take_invitation(page: Page, email: str) -> None:
    """Follow the link of the newest mail to this address and choose a password."""
    message = next(message for message in reversed(mail.outbox) if message.to == [email])
    link = re.search(r"https?://\S+", str(message.body))
    assert link is not None, message.body
    page.goto(link[0])
    page.locator("#id_new_password1").fill(CHOSEN)
    page.locator("#id_new_password2").fill(CHOSEN)
    page.get_by_role("button", name="Save and go to my record").click()


def add_person(page: Page, name: str, email: str, department: str, job_title: str) -> None:
    """Add somebody by the short form of the people list; the new record opens."""
    page.goto("/admin/auth/user/")
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("Full name").fill(name)
    page.get_by_label("Work e-mail").fill(email)
    page.get_by_label("Job title").fill(job_title)
    choose(page, "Department", department)
    page.get_by_role("button", name="Save", exact=True).click()
    said(page, f"{name} was added.")


def choose(page: Page, label: str, value: str) -> None:
    """Choose by typing in a field that searches."""
    page.get_by_role("combobox", name=label).and_(page.locator(".select2-selection")).click()
    page.locator(".select2-search__field").last.fill(value)
    page.locator(".select2-results__option", has_text=value).first.click()


def save_record(page: Page, name: str, reason: str = "") -> None:
    """Save and stay on the record, saying why where that is asked."""
    field = page.get_by_label("Reason for this change")
    if reason and not field.is_visible():
        page.locator("summary", has_text="Reason for this change").click()
    if reason:
        field.fill(reason)
    page.get_by_role("button", name="Save and stay").click()
    said(page, f"The record of {name} was saved.")


def open_record(page: Page, name: str, *, scripts: bool = True) -> None:
    """Find the person by name in the top bar's search and open the record; without scripts from the search page."""
    page.goto("/admin/")
    page.get_by_label("Search everything").fill(name)
    if scripts:
        expect(page.get_by_role("option", selected=True)).to_contain_text(name)
    page.get_by_label("Search everything").press("Enter")
    if not scripts:
        page.get_by_role("main").get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def invite(page: Page) -> None:
    """Send the invitation from the menu of the record."""
    page.locator(".rec-head .menu > summary").click()
    page.get_by_role("button", name="Send an invitation to sign in").click()
    said(page, "can choose a password with the link sent to")


def pdf(folder: Path, name: str, text: str) -> Path:
    """A PDF of this name on the person's own disk."""
    path = folder / name
    path.write_bytes(make_pdf(text))
    return path


def downloaded(page: Page, title: str) -> bytes:
    """What comes when the download of this title is clicked."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=f"Download {title}").click()
    return Path(waiting.value.path()).read_bytes()
