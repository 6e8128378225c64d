"""HR takes the people out as a workbook, corrects one cell, brings it back, and takes the import back again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from profiles.tests.browser.axe import problems_of
from profiles.tests.browser.chromium import DESKTOP, PHONE, Browse
from profiles.tests.journeys.steps import open_record

EDITED = "Lead technician"


@pytest.mark.parametrize(("width", "scripts"), [(DESKTOP, True), (PHONE, True), (DESKTOP, False)])
def test_out_as_a_workbook_one_cell_changed_and_in_again(
    width: int, scripts: bool, browse: Browse, hana: User, emil: User, olga: User, tmp_path: Path
) -> None:
    page = browse(hana, width=width, java_script_enabled=scripts)

    workbook = takes_everybody_out(page, tmp_path)
    edits_one_cell(workbook)
    sees_that_cell_alone(page, workbook)
    looks_well(page, scripts=scripts)
    confirms(page)
    looks_well(page, scripts=scripts)
    finds_the_record(page)
    undoes(page, scripts=scripts)
    assert emil.employment.get().job_title == "Technician"


def takes_everybody_out(page: Page, folder: Path) -> Path:
    page.goto("/admin/auth/user/")
    page.get_by_role("link", name="Export").and_(page.locator(".object-tools a")).click()
    page.get_by_label("Format").select_option("xlsx")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export 3 rows").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def edits_one_cell(workbook: Path) -> None:
    book: Any = openpyxl.load_workbook(workbook)
    heads = [cell.value for cell in book.active[1]]
    for row in book.active.iter_rows(min_row=2):
        if row[heads.index("employee_number")].value == "00412":
            row[heads.index("job_title")].value = EDITED
    book.save(workbook)


def sees_that_cell_alone(page: Page, workbook: Path) -> None:
    page.goto("/admin/imports/")
    page.get_by_role("link", name="Import a file").click()
    page.get_by_label("File", exact=True).set_input_files(workbook)
    page.get_by_label("Job columns correct the present job").check()
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("dl.diff > div")).to_have_count(1)
    expect(page.locator("dl.diff del")).to_have_text("Technician")
    expect(page.locator("dl.diff ins")).to_have_text(EDITED)


def looks_well(page: Page, *, scripts: bool) -> None:
    """The page shuts nobody out and fits; both are asked with scripts."""
    page.wait_for_load_state("networkidle")
    assert not scripts or problems_of(page) == []


def confirms(page: Page) -> None:
    page.get_by_label("Reason").fill("Corrected in the spreadsheet")
    page.get_by_role("button", name="Import 1 person").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 person was imported")


def finds_the_record(page: Page) -> None:
    page.get_by_role("link", name="Emil Brandt").click()
    expect(page.locator("body")).to_contain_text(EDITED)


def undoes(page: Page, *, scripts: bool) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile("Last import")).click()
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_label("Reason").fill("It was right before")
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The import was undone")
    open_record(page, "Emil Brandt", scripts=scripts)
    expect(page.locator("body")).not_to_contain_text(EDITED)
