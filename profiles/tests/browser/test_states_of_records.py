"""What opens on lists and records: menus, dialogs, the bar of the selection, the pages of acts on many at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from profiles.files import bundle
from profiles.tests.browser.axe import problems_of, unfold
from profiles.tests.browser.chromium import DESKTOP, PHONE, Browse
from profiles.tests.factories import make_department
from profiles.tests.full_record import make_full_record
from profiles.tests.test_every_url_by_every_role import Record

Act = Callable[[Page, Record], None]

PEOPLE, DOCUMENTS = "/admin/auth/user/", "/admin/profiles/document/"


@pytest.fixture
def record(emil: User) -> Record:
    """emil's record with something in every part of it, in a department below another."""
    record = make_full_record(emil)
    make_department("Bench", parent=record.department)
    return record


def person(record: Record) -> str:
    """The address of emil's record."""
    return f"{PEOPLE}{record.emil.pk}/change/"


def open_menu(page: Page, name: str) -> None:
    """Open a menu of the page by the words on it."""
    page.locator("details.menu > summary").filter(has_text=re.compile(rf"^\s*{name}")).first.click()


def tick_all(page: Page) -> None:
    """Tick every row of the list."""
    page.get_by_label("Select all on this page").check()


def choose_columns(page: Page, record: Record) -> None:
    page.goto(PEOPLE)
    open_menu(page, "Columns")


def save_a_view(page: Page, record: Record) -> None:
    """The menu that keeps a view, with one that is kept already."""
    page.goto(f"{PEOPLE}?q=emil")
    open_menu(page, "Save this view")
    page.get_by_label("Name", exact=True).fill("Emils")
    page.get_by_role("button", name="Save", exact=True).and_(page.locator(":visible")).click()
    page.goto(f"{PEOPLE}?q=brandt")
    open_menu(page, "Save this view")


def open_a_ticked_filter(page: Page, record: Record) -> None:
    page.goto(PEOPLE)
    page.locator("details.menu:has(.ticks [type=checkbox]):has([method=get]) > summary").first.click()


def open_a_typed_filter(page: Page, record: Record) -> None:
    page.goto(PEOPLE)
    page.locator(".filters details.menu:has(.form-row input) > summary").first.click()


def change_many_to_nothing(page: Page, record: Record) -> None:
    """Many people, the same change, and not a word about what is to change."""
    page.goto(PEOPLE)
    tick_all(page)
    page.get_by_role("button", name="Change").click()
    page.get_by_label("Jobs change on").fill("2026-01-01")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator(".errornote")).to_be_visible()
    page.keyboard.press("End")  # what lies half under the bar is no small target


def ask_for_documents(page: Page, record: Record) -> None:
    page.goto(PEOPLE)
    tick_all(page)
    page.get_by_role("button", name="Ask for").click()
    expect(page.get_by_role("link", name="Ask nobody")).to_be_visible()


def select_documents(page: Page, record: Record) -> None:
    page.goto(DOCUMENTS)
    tick_all(page)


def reject_many_without_a_word(page: Page, record: Record) -> None:
    select_documents(page, record)
    page.get_by_role("button", name="Reject").click()
    page.get_by_role("button", name="Reject").click()
    expect(page.locator(".errorlist")).to_be_visible()


def ask_for_too_large_a_zip(page: Page, record: Record) -> None:
    select_documents(page, record)
    page.get_by_role("button", name="Download as ZIP").click()
    expect(page.get_by_role("heading", name="That is too much for one ZIP")).to_be_visible()


def look_at_a_department(page: Page, record: Record) -> None:
    page.goto(f"/admin/organisation/?department={record.department.pk}")
    unfold(page)


def look_at_a_manager(page: Page, record: Record) -> None:
    page.goto(f"/admin/organisation/?person={record.emil.pk}&day=2026-01-01")
    unfold(page)


def find_nothing(page: Page, record: Record) -> None:
    page.goto("/admin/search/?q=nothing-of-this-name")


def open_menu_of_a_person(page: Page, record: Record) -> None:
    page.goto(person(record))
    page.locator(".rec-head .menu > summary").click()


def open_menu_of_a_document(page: Page, record: Record) -> None:
    page.goto(person(record))
    page.locator(".docs .menu > summary").first.click()


def be_refused_a_record(page: Page, record: Record) -> None:
    """The record with a mistake in it: what was wrong is said at the top and at the field."""
    page.goto(person(record))
    page.get_by_label("Website").fill("javascript:alert(1)")
    page.get_by_role("button", name="Save and stay").click()
    expect(page.locator(".errornote")).to_be_visible()
    unfold(page)


def look_at_a_document(page: Page, record: Record) -> None:
    """The dialog of the preview."""
    page.goto(person(record))
    page.locator(".docs a[data-preview]").first.click()
    expect(page.locator("dialog[open]")).to_be_visible()


def filter_the_history(page: Page, record: Record) -> None:
    page.goto(f"{PEOPLE}{record.emil.pk}/history/")
    open_menu(page, "Filter")


def filter_the_audit_log(page: Page, record: Record) -> None:
    page.goto("/admin/audit/")
    open_menu(page, "Person")


ACTS = (
    choose_columns,
    save_a_view,
    open_a_ticked_filter,
    open_a_typed_filter,
    change_many_to_nothing,
    ask_for_documents,
    select_documents,
    reject_many_without_a_word,
    ask_for_too_large_a_zip,
    look_at_a_department,
    look_at_a_manager,
    find_nothing,
    open_menu_of_a_person,
    open_menu_of_a_document,
    be_refused_a_record,
    look_at_a_document,
    filter_the_history,
    filter_the_audit_log,
)


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_what_opens_fits_and_is_open_to_all(
    width: int, browse: Browse, hana: User, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "MOST", 0)
    page, problems = browse(hana, width=width), []

    for act in ACTS:
        act(page, record)
        problems += [f"{act.__name__}: {problem}" for problem in problems_of(page)]

    assert not problems, "\n".join(problems)
