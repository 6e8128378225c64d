"""An auditor asks who somebody's manager was on a day, and who changed it after."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from profiles.history.context import acting
from profiles.models import EmploymentRecord
from profiles.tests.browser.axe import problems_of
from profiles.tests.browser.chromium import DESKTOP, PHONE, Browse
from profiles.tests.factories import make_department, make_person


@pytest.fixture
def zofia(hana: User, olga: User) -> User:
    """Her manager was hana until 10 March, when hana herself made it olga."""
    begin = datetime(2024, 1, 5, 9, tzinfo=UTC)
    with time_machine.travel(begin, tick=False):
        person = make_person(
            "Zofia Lis", department=make_department(), job_title="Clerk", job={"manager": hana}, starts_on=begin.date()
        )
    with (
        time_machine.travel(datetime(2024, 3, 10, 9, tzinfo=UTC), tick=False),
        acting(kind="command", by=hana, reason="Olga leads the bench now"),
    ):
        EmploymentRecord.objects.filter(person=person).update(manager=olga)
    return person


class Clicks:
    """Clicks on the page, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, role: str, name: str) -> None:
        self.count += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("scripts", [True, False])
def test_who_was_her_manager_on_3_february_and_who_changed_it_after(
    browse: Browse, aya: User, zofia: User, width: int, scripts: bool
) -> None:
    page = browse(aya, width=width, java_script_enabled=scripts)
    page.goto("/admin/")
    clicks = Clicks(page)

    clicks.on("link", "People")
    clicks.on("link", "Zofia Lis")
    clicks.on("link", "As of a day")
    page.get_by_label("In force on").fill("2024-02-03")
    clicks.on("button", "Show")

    job = page.locator("#job-then")
    expect(job).to_contain_text("Known on that day: Hana Novotná")
    expect(job).to_contain_text("by Hana Novotná, 2024-03-10 09:00")
    expect(job).to_contain_text("Olga leads the bench now")
    assert clicks.count <= 4


def test_the_slider_and_the_date_say_the_same_day(browse: Browse, aya: User, zofia: User) -> None:
    page = browse(aya)
    page.goto(f"/admin/auth/user/{zofia.pk}/as-of/?day=2024-02-03")

    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("In force on")).to_have_value("2024-02-04")
    page.get_by_label("In force on").fill("2024-01-06")
    expect(page.get_by_role("slider")).to_have_value("1")


def test_without_scripts_the_slider_alone_chooses_the_day(browse: Browse, aya: User, zofia: User) -> None:
    page = browse(aya, java_script_enabled=False)
    page.goto(f"/admin/auth/user/{zofia.pk}/as-of/?day=2024-02-03")

    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("This is the record as of 2024-02-04")).to_be_visible()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize(
    "where", ["as-of/?day=2024-02-03&known=2024-02-03", "compare/?from=2024-02-03", "as-of/?day=x"]
)
def test_a_day_of_the_past_fits_and_is_open_to_all(
    browse: Browse, aya: User, zofia: User, width: int, where: str
) -> None:
    page = browse(aya, width=width)
    page.goto(f"/admin/auth/user/{zofia.pk}/{where}")

    assert problems_of(page) == []
