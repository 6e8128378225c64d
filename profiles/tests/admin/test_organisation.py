"""The departments as a tree and the organisation chart: who is where, as a reader may know it, on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from profiles.models import Department
from profiles.people import organisation
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department, make_job, make_person
from profiles.tests.pages import form_of

pytestmark = pytest.mark.django_db

CHART, DEPARTMENTS = "/admin/organisation/", "/admin/profiles/department/"


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return str(response.content.decode())


def move(client: Client, department: Department, to: Department) -> Any:
    address = f"{DEPARTMENTS}{department.pk}/change/"
    return client.post(address, {**form_of(client, address, "department_form"), "parent": str(to.pk)})


@pytest.fixture
def optics(lab: Department) -> Department:
    return make_department("Optics", lab)


def test_departments_stand_below_the_one_they_are_part_of(hana: User, lab: Department, as_user: SignIn) -> None:
    make_department("Zinc", lab)
    make_department("Mirrors", make_department("Optics", lab))

    page = text_of(as_user(hana), DEPARTMENTS)

    assert page.index(">Calibration Lab<") < page.index(">Optics<") < page.index(">Mirrors<") < page.index(">Zinc<")
    assert '<span class="depth-2">Mirrors</span>' in page


def test_a_department_counts_its_own_people_and_those_below(
    hana: User, lab: Department, optics: Department, as_user: SignIn
) -> None:
    before = organisation.branches(hana, None, timezone.localdate())[0]
    make_person("Ida Own", department=lab)
    make_person("Ida Below", department=optics)
    make_person("Ida Below Too", department=optics)

    branch = organisation.branches(hana, None, timezone.localdate())[0]

    assert branch.department == lab
    assert (branch.own - before.own, branch.total - before.total) == (1, 3)
    assert f"{branch.own} directly" in text_of(as_user(hana), DEPARTMENTS)


def test_a_search_of_departments_says_what_they_are_part_of(hana: User, optics: Department, as_user: SignIn) -> None:
    page = text_of(as_user(hana), f"{DEPARTMENTS}?q=opti")

    assert "part of Calibration Lab" in page


def test_a_department_moves_with_its_people(hana: User, lab: Department, optics: Department, as_user: SignIn) -> None:
    other = make_department("Engineering")

    move(as_user(hana), optics, other)

    optics.refresh_from_db()
    assert optics.parent == other


def test_a_department_cannot_move_below_itself(
    hana: User, lab: Department, optics: Department, as_user: SignIn
) -> None:
    response = move(as_user(hana), lab, optics)

    lab.refresh_from_db()
    assert lab.parent is None
    assert "A department cannot lie below itself. Choose a department outside it." in response.content.decode()


def test_the_chart_shows_who_reports_to_whom(hana: User, lab: Department, as_user: SignIn) -> None:
    boss = make_person("Berit Boss", department=lab)
    middle = make_person("Mona Middle", department=lab, job={"manager": boss})
    make_person("Liv Leaf", department=lab, job={"manager": middle})

    page = text_of(as_user(hana), f"{CHART}?person={boss.pk}")

    assert page.index("Berit Boss") < page.index("Mona Middle") < page.index("Liv Leaf")


def test_the_chart_of_a_person_shows_the_managers_above(hana: User, lab: Department, as_user: SignIn) -> None:
    boss = make_person("Berit Boss", department=lab)
    middle = make_person("Mona Middle", department=lab, job={"manager": boss})
    leaf = make_person("Liv Leaf", department=lab, job={"manager": middle})

    page = text_of(as_user(hana), f"{CHART}?person={leaf.pk}")

    assert page.index("Berit Boss") < page.index("Mona Middle") < page.index("Liv Leaf")


def test_the_chart_is_of_the_day(hana: User, lab: Department, as_user: SignIn) -> None:
    boss, later = make_person("Berit Boss", department=lab), make_person("Lone Later", starts_on=None)
    make_job(later, date(2024, 5, 1), department=lab, manager=boss)

    assert "Lone Later" not in text_of(as_user(hana), f"{CHART}?person={boss.pk}&day=2024-04-30")
    assert "Lone Later" in text_of(as_user(hana), f"{CHART}?person={boss.pk}&day=2024-05-01")


def test_the_chart_of_a_department_lists_its_people(hana: User, optics: Department, as_user: SignIn) -> None:
    make_person("Ola Optician", department=optics)

    assert "Ola Optician" in text_of(as_user(hana), f"{CHART}?department={optics.pk}")


def test_hr_of_a_scope_sees_neither_people_nor_departments_outside_it(
    sven: User, olga: User, emil: User, lab: Department, as_user: SignIn
) -> None:
    client = as_user(sven)

    assert "Calibration Lab" not in text_of(client, CHART)
    assert emil.profile.full_name not in text_of(client, f"{CHART}?people=1")
    assert "Not in the chart" in text_of(client, f"{CHART}?person={emil.pk}")
    assert olga.profile.full_name in text_of(client, f"{CHART}?people=1")
    assert client.get(f"{CHART}?department={lab.pk}").status_code == 404


def test_somebody_whose_manager_is_not_to_be_seen_stands_at_the_top(
    sven: User, olga: User, emil: User, as_user: SignIn
) -> None:
    job = olga.employment.get()
    job.manager = emil
    job.save()

    assert olga.profile.full_name in text_of(as_user(sven), f"{CHART}?people=1")


def test_many_reports_come_page_by_page(hana: User, lab: Department, as_user: SignIn) -> None:
    boss = make_person("Berit Boss", department=lab)
    for number in range(organisation.SEATS + 1):
        make_person(f"Report {number:03d}", job={"manager": boss})
    client = as_user(hana)

    first, second = text_of(client, f"{CHART}?person={boss.pk}"), f"{CHART}?person={boss.pk}&start={organisation.SEATS}"

    assert "Report 049" in first
    assert "Report 050" not in first
    assert f"start={organisation.SEATS}" in first
    assert "Report 050" in text_of(client, second)


@pytest.mark.parametrize(
    "asked",
    ["?day=nonsense", "?day=0001-01-01", "?day=9999-12-31", "?person=x", "?person=99999999999999999999", "?start=-1",
     "?person=0", "?people=", "?department=x&day=2026"],
)  # fmt: skip
def test_nonsense_in_the_address_breaks_nothing(asked: str, hana: User, as_user: SignIn) -> None:
    assert as_user(hana).get(f"{CHART}{asked}").status_code == 200


def test_a_day_that_cannot_be_read_is_said(hana: User, as_user: SignIn) -> None:
    assert "Write the day as year, month and day" in text_of(as_user(hana), f"{CHART}?day=tomorrow")
