"""The first days of Lena: from the administrator who sets up HR to the auditor who reads what was done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from profiles.models import Department, Document
from profiles.tests.browser.chromium import DESKTOP, PHONE, Browse
from profiles.tests.journeys import steps

HR_MAIL, LENA_MAIL = "mona@nordlys.example", "lena@nordlys.example"
LENA = "Lena Fischer"


@dataclass
class Papers:
    """The files that the story needs, as they lie on people's own disks."""

    contract: Path
    cv: Path
    certificate: Path


@pytest.fixture
def papers(tmp_path: Path) -> Papers:
    return Papers(
        contract=steps.pdf(tmp_path, "contract.pdf", "Contract of employment"),
        cv=steps.pdf(tmp_path, "my-cv.pdf", "Lena Fischer"),
        certificate=steps.pdf(tmp_path, "welding.pdf", "Welding, class two"),
    )


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_from_the_first_hr_user_to_the_auditor(
    width: int, browse: Browse, papers: Papers, cast: None, lab: Department
) -> None:
    mona, lena = browse(width=width), browse(width=width)

    administrator_makes_an_hr_user(browse(width=width))
    hr_user_chooses_a_password(mona)
    hr_adds_lena(mona, papers)
    lena_is_led_to_what_is_missing(lena)
    lena_fills_in_her_page(lena, papers)
    lena_finds_her_documents(lena, papers)
    hr_sees_what_lena_did(mona, papers)
    nobody_else_gets_in(browse(width=width), browse(width=width))
    auditor_reads_and_changes_nothing(browse(width=width), papers)


@pytest.fixture
def cast(sami: User, sven: User, olga: User, aya: User) -> None:
    """The others of the story, who have their accounts already."""


def administrator_makes_an_hr_user(page: Page) -> None:
    """sami adds Mona, gives her the role and invites her."""
    steps.sign_in(page, "sami")
    steps.add_person(page, "Mona Keller", HR_MAIL, "Calibration Lab", "HR partner")
    page.get_by_text("Account and access").first.click()
    page.get_by_role("checkbox", name="HR", exact=True).check()
    steps.save_record(page, "Mona Keller", reason="HR partner of the lab")
    steps.invite(page)


def hr_user_chooses_a_password(page: Page) -> None:
    """Mona follows the link from her mail and stands in the administration."""
    steps.take_invitation(page, HR_MAIL)
    expect(page).to_have_url(re.compile("/admin/$"))


def hr_adds_lena(page: Page, papers: Papers) -> None:
    """Mona adds Lena, completes profile and job, files the contract and invites her."""
    steps.add_person(page, LENA, LENA_MAIL, "Calibration Lab", "Technician")
    page.get_by_label("Employee number").fill("00731")
    page.get_by_text("Change from a day").click()
    change = page.locator("details.act", has_text="Change from a day")
    change.get_by_label("First day").fill((timezone.localdate() + timedelta(days=90)).isoformat())
    change.get_by_label("Job title").fill("Senior technician")
    papers_form = page.get_by_role("group", name="Add a document")
    papers_form.get_by_label("Type").select_option("Contract")
    papers_form.get_by_label("File").set_input_files(papers.contract)
    steps.save_record(page, LENA)
    expect(page.locator("#employment-group")).to_contain_text("Senior technician")
    expect(page.locator("#documents-group")).to_contain_text("Contract")
    steps.invite(page)


def lena_is_led_to_what_is_missing(page: Page) -> None:
    """Lena takes the invitation; after each sign-in she is asked once for what is missing, and may leave it."""
    steps.take_invitation(page, LENA_MAIL)
    expect(page).to_have_url(re.compile("/profile/edit/$"))
    steps.said(page, "Still missing in your record:")
    page.get_by_role("link", name="Leave it for now").click()
    expect(page).to_have_url(re.compile("/profile/$"))
    steps.sign_out(page)
    steps.sign_in(page, "lena@nordlys.example", steps.CHOSEN)
    expect(page).to_have_url(re.compile("/profile/edit/$"))


def lena_fills_in_her_page(page: Page, papers: Papers) -> None:
    """Bio, what is missing, CV and certificate go in one save."""
    page.get_by_label("Biography").fill("Welds, and plays the cello.")
    page.get_by_label("Mobile").fill("+49 170 5550100")
    page.locator("#id_cv").set_input_files(papers.cv)
    page.locator("#id_certificate").set_input_files(papers.certificate)
    page.get_by_role("button", name="Save my details").click()
    steps.said(page, "“CV” is checked and stored.")
    expect(page.get_by_label("Biography")).to_have_value("Welds, and plays the cello.")


def lena_finds_her_documents(page: Page, papers: Papers) -> None:
    """Her record shows the documents, and what she downloads is what she gave."""
    page.goto("/profile/")
    assert steps.downloaded(page, "CV") == papers.cv.read_bytes()
    assert steps.downloaded(page, "Certificate") == papers.certificate.read_bytes()
    assert steps.downloaded(page, "Contract") == papers.contract.read_bytes()


def hr_sees_what_lena_did(page: Page, papers: Papers) -> None:
    """Mona finds the bio and the CV in the record."""
    steps.open_record(page, LENA)
    expect(page.get_by_label("Biography")).to_have_value("Welds, and plays the cello.")
    assert steps.downloaded(page, "CV") == papers.cv.read_bytes()


def nobody_else_gets_in(sven: Page, olga: Page) -> None:
    """HR of another department is told that there is nothing; another employee has no way into the administration."""
    record, file = lenas_addresses()
    steps.sign_in(sven, "sven")
    steps.sign_in(olga, "olga")
    expect(olga).to_have_url(re.compile("/profile/"))
    for page, status in ((sven, 404), (olga, 404)):
        answer = page.goto(record)
        assert answer is not None and answer.status == status
        assert page.request.get(file).status == 404


def auditor_reads_and_changes_nothing(page: Page, papers: Papers) -> None:
    """aya reads the record as text and the contract; there is nothing to save with, and the CV stays shut."""
    steps.sign_in(page, "aya")
    steps.open_record(page, LENA)
    expect(page.locator(".rec-main")).to_contain_text("Senior technician")
    record = page.locator("#user_form")
    expect(record.locator("input:not([type=hidden]), select, textarea, button")).to_have_count(0)
    assert steps.downloaded(page, "Contract") == papers.contract.read_bytes()
    assert page.request.get(lenas_addresses()[1]).status == 404


def lenas_addresses() -> tuple[str, str]:
    """Where Lena's record and her CV are, for those who would guess."""
    cv = Document.objects.get(person__email=LENA_MAIL, type__code="cv")
    return f"/admin/auth/user/{cv.person_id}/change/", f"/documents/{cv.public_id}/"
