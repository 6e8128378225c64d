"""What people do most takes few clicks: each is counted, typing and the Enter key are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from profiles.models import Document, Profile
from profiles.tests.browser.chromium import DESKTOP, PHONE, Browse
from profiles.tests.factories import PASSWORD, make_pdf
from profiles.tests.journeys.steps import Clicks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "cv.pdf"
    path.write_bytes(make_pdf("Curriculum vitae"))
    return path


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_find_open_edit_save(width: int, browse: Browse, hana: User, emil: User) -> None:
    page, clicks = browse(hana, width=width), Clicks()
    page.goto("/admin/auth/user/")
    page.locator("#searchbar").fill("brandt emil")
    page.keyboard.press("Enter")
    clicks.on(page.get_by_role("link", name="Emil Brandt").first)
    page.get_by_label("Work phone").fill("+45 33 12 00 00")
    clicks.on(page.get_by_role("button", name="Save and stay"))

    expect(page.locator(".messagelist", has_text="was saved")).to_be_visible()
    assert Profile.objects.get(user=emil).work_phone == "+45 33 12 00 00"
    assert clicks.count <= 4


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_document_is_added_to_a_record(width: int, browse: Browse, hana: User, emil: User, scan: Path) -> None:
    page, clicks = browse(hana, width=width), Clicks()
    page.goto(f"/admin/auth/user/{emil.pk}/change/")
    page.get_by_role("group", name="Add a document").get_by_label("Type").select_option("Contract")
    clicks.count += 1  # the list that opens
    clicks.choose(page, page.locator("[data-upload-zone]"), scan)
    clicks.on(page.locator("[data-upload-send]"))

    expect(page.locator(".upload", has_text="Checked and stored")).to_be_visible()
    assert Document.objects.get(person=emil).type.code == "contract"
    assert clicks.count <= 4


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_an_employee_signs_in_and_brings_the_cv(width: int, browse: Browse, emil: User, scan: Path) -> None:
    page, clicks = browse(width=width), Clicks()
    page.goto("/sign-in/")
    page.get_by_label("Username or work e-mail").fill("emil")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    if "/edit/" not in page.url:  # a record that lacks nothing opens as a page to read
        clicks.on(page.get_by_role("link", name="Edit my details"))
    clicks.choose(page, page.locator("#id_cv"), scan)
    clicks.on(page.get_by_role("button", name="Save my details"))

    expect(page.locator(".messagelist", has_text="“CV” is checked and stored.")).to_be_visible()
    assert clicks.count <= 3
