"""The days of HR and of employees, each with its clicks counted: typing and the Enter key are none."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from profiles.documents.uploads import add_document
from profiles.models import Department, Document, DocumentType, Profile
from profiles.tests.browser.chromium import DESKTOP, PHONE, Browse
from profiles.tests.factories import make_department, make_person, pdf_upload
from profiles.tests.journeys import steps
from profiles.tests.journeys.steps import Clicks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parametrize("width", [DESKTOP, PHONE])]

TODAY = timezone.localdate()


def button(page: Page, name: str) -> Locator:
    """The button of this name that shows."""
    return page.get_by_role("button", name=name).and_(page.locator(":visible")).first


def test_monday_review_of_what_came_in(width: int, browse: Browse, hana: User, emil: User, olga: User) -> None:
    for person in (emil, olga):
        add_document(person, pdf_upload(), type=DocumentType.objects.get(code="certificate"), by=person)
    page, clicks = browse(hana, width=width), Clicks()
    page.goto("/admin/")

    clicks.on(page.get_by_role("link", name=re.compile("Documents? to verify")).first)
    clicks.on(page.get_by_label("Select all on this page"))
    clicks.on(button(page, "Verify"))
    clicks.on(button(page, "Verify 2 documents"))

    steps.said(page, "2 documents are verified.")
    assert clicks.count <= 4


def test_monday_review_of_what_is_missing(width: int, browse: Browse, hana: User, emil: User) -> None:
    add_document(hana, pdf_upload(), type=DocumentType.objects.get(code="cv"), by=hana)
    page, clicks = browse(hana, width=width), Clicks()
    page.goto("/admin/")

    clicks.on(page.get_by_role("link", name=re.compile("required document")).first)
    clicks.on(page.get_by_label("Select all on this page"))
    clicks.on(button(page, "Ask for documents"))
    clicks.on(button(page, "Send 1 mail"))

    steps.said(page, "1 person was asked by mail.")
    assert [message.to for message in mail.outbox] == [[emil.email]]
    assert clicks.count <= 4


def test_a_department_is_moved_from_a_day_and_back(width: int, browse: Browse, hana: User, lab: Department) -> None:
    bench, first_day = make_department("Test Bench"), TODAY + timedelta(days=60)
    people = [make_person(f"Olsen {name}", department=lab, job_title="Technician") for name in ("Able", "Baker")]
    page, clicks = browse(hana, width=width), Clicks()
    page.goto("/admin/auth/user/?q=olsen")

    clicks.on(page.get_by_label("Select all on this page"))
    clicks.on(button(page, "Change"))
    page.get_by_label("Department", exact=True).select_option(bench.name)
    clicks.count += 1  # the list that opens
    page.get_by_label("Jobs change on").fill(first_day.isoformat())
    clicks.on(button(page, "Show what would change"))
    page.get_by_label("Reason").fill("Reorganisation")
    clicks.on(button(page, "Change 2 people"))
    expect(page.get_by_role("link", name="Olsen Able")).to_be_visible()
    assert [departments(person) for person in people] == [["Calibration Lab", "Test Bench"]] * 2
    assert clicks.count <= 5

    clicks.on(page.get_by_role("link", name=re.compile("Undo")))
    page.get_by_label("Reason").fill("Not yet")
    clicks.on(button(page, "Undo"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("undone")
    assert [departments(person) for person in people] == [["Calibration Lab"]] * 2
    assert clicks.count <= 7


def departments(person: User) -> list[str]:
    """The departments of the person's jobs, from the first to the last."""
    return list(person.employment.order_by("effective_from").values_list("department__name", flat=True))


def test_a_starter_with_a_paper_file(width: int, browse: Browse, hana: User, lab: Department, tmp_path: Path) -> None:
    page, clicks = browse(hana, width=width), Clicks()
    page.goto("/admin/auth/user/")

    clicks.on(page.get_by_role("link", name="Add a person"))
    page.get_by_label("Full name").fill("Lena Fischer")
    page.get_by_label("Work e-mail").fill("lena@nordlys.example")
    page.get_by_label("Full name").press("Enter")
    steps.said(page, "Lena Fischer was added.")
    page.get_by_role("group", name="Add a document").get_by_label("Type").select_option("Contract")
    clicks.count += 1  # the list that opens
    scans = [steps.pdf(tmp_path, f"scan-{n}.pdf", f"Page {n}") for n in range(1, 6)]
    clicks.choose(page, page.locator("[data-upload-zone]"), *scans)
    clicks.on(page.locator("[data-upload-send]"))
    expect(page.locator(".upload", has_text="Checked and stored")).to_have_count(5)
    clicks.on(page.locator(".rec-head .menu > summary"))
    clicks.on(button(page, "Send an invitation to sign in"))

    steps.said(page, "can choose a password with the link sent to")
    assert Document.objects.filter(person__email="lena@nordlys.example", type__code="contract").count() == 5
    assert clicks.count <= 6


def test_what_the_starter_lacks_is_asked_for(width: int, browse: Browse, hana: User, emil: User) -> None:
    page, clicks = browse(hana, width=width), Clicks()
    page.goto(f"/admin/auth/user/{emil.pk}/change/")

    clicks.on(button(page, "Ask for documents by mail"))
    clicks.on(button(page, "Send 1 mail"))

    steps.said(page, "1 person was asked by mail.")
    assert "/profile/documents/#add" in str(mail.outbox[0].body)
    assert clicks.count <= 2


def test_an_employee_moves_house(width: int, browse: Browse, hana: User, emil: User) -> None:
    page, clicks = browse(emil, width=width), Clicks()
    page.goto("/profile/")

    clicks.on(page.get_by_role("link", name="Edit my details"))
    page.get_by_label("Street and number").fill("Storgata 1")
    page.get_by_label("City").fill("Oslo")
    clicks.on(button(page, "Save my details"))
    steps.said(page, "saved")

    assert Profile.objects.get(user=emil).city == "Oslo"
    assert clicks.count <= 2
    page.goto("/profile/")
    expect(page.locator("section", has_text="Who changed and who looked")).to_contain_text("You changed")
    seen = browse(hana, width=width)
    seen.goto(f"/admin/auth/user/{emil.pk}/history/")
    expect(seen.locator(".tl").first).to_contain_text("Oslo")


def test_an_employee_renews_a_certificate(width: int, browse: Browse, hana: User, emil: User, tmp_path: Path) -> None:
    kind = DocumentType.objects.get(code="certificate")
    soon, later = TODAY + timedelta(days=20), TODAY + timedelta(days=700)
    add_document(emil, pdf_upload(), type=kind, by=emil, title="First aid", expires_on=soon)
    page, clicks = browse(emil, width=width), Clicks()
    page.goto("/profile/")

    clicks.on(page.get_by_role("link", name="Add the new one").first)
    clicks.choose(page, page.locator("[data-upload-zone]"), steps.pdf(tmp_path, "new.pdf", "First aid, again"))
    page.get_by_label("Valid until").fill(later.isoformat())
    clicks.on(page.locator("[data-upload-send]"))
    expect(page.locator(".upload", has_text="Checked and stored")).to_be_visible()

    kept = Document.objects.filter(person=emil, type=kind, title="First aid").values_list("expires_on", flat=True)
    assert set(kept) == {soon, later}
    assert clicks.count <= 3
    expect(page.get_by_role("link", name="Add the new one")).to_have_count(0)
