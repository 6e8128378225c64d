"""Departments may have a head: chosen among visible people, shown in tree and chart, told of at a leave."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from profiles.history.labels import LABELLED
from profiles.models import Department, Event, Profile, RecordKind
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department, make_job, make_person
from profiles.tests.pages import form_of

pytestmark = pytest.mark.django_db

CHART, DEPARTMENTS, PEOPLE = "/admin/organisation/", "/admin/profiles/department/", "/admin/auth/user/"


@pytest.fixture
def hr(hana: User, as_user: SignIn) -> Client:
    return as_user(hana)


def choose(client: Client, department: Department, head: User | None) -> Any:
    address = f"{DEPARTMENTS}{department.pk}/change/"
    fields = form_of(client, address, "department_form")
    return client.post(address, {**fields, "manager": str(head.pk) if head else "", "_reason": "New head"})


def lead(department: Department, head: User | None) -> None:
    department.manager = head
    department.save()


def leave(person: User) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Profile.objects.filter(user=person).update(leave_date=yesterday, leave_reason="other")


def text_of(client: Client, address: str) -> str:
    return str(client.get(address).content.decode())


def test_hr_chooses_a_head_and_takes_it_away(hr: Client, lab: Department, emil: User) -> None:
    choose(hr, lab, emil)
    lab.refresh_from_db()
    assert lab.manager == emil

    choose(hr, lab, None)
    lab.refresh_from_db()
    assert lab.manager is None


def test_the_history_names_the_head(hr: Client, lab: Department, emil: User, olga: User) -> None:
    choose(hr, lab, emil)
    event = Event.objects.filter(kind=RecordKind.DEPARTMENT, object_id=lab.pk).latest("pk")
    row = lab.history.get(history_id=event.history_id)

    assert event.changed == ["manager"] and row.labels["manager_id"] == "Emil Brandt"
    assert "manager_id" in LABELLED[Department]


def test_nobody_out_of_sight_is_chosen(hr: Client, lab: Department, sami: User) -> None:
    page = choose(hr, lab, sami).content.decode()

    lab.refresh_from_db()
    assert "This person cannot be chosen here" in page and lab.manager is None


def test_nobody_who_left_is_chosen_but_may_stay(hr: Client, lab: Department, emil: User, olga: User) -> None:
    leave(emil)
    assert "This person has left" in choose(hr, lab, emil).content.decode()

    lead(lab, emil)
    address = f"{DEPARTMENTS}{lab.pk}/change/"
    hr.post(address, {**form_of(hr, address, "department_form"), "name": "Laboratory"})
    lab.refresh_from_db()
    assert (lab.name, lab.manager) == ("Laboratory", emil)


def test_tree_and_chart_name_the_head_else_to_whom_most_report(
    hr: Client, lab: Department, emil: User, olga: User
) -> None:
    make_job(make_person("Ida Below"), date(2020, 1, 1), department=lab, manager=olga)
    assert "Olga Lind</a><small>most report to</small>" in text_of(hr, DEPARTMENTS)

    lead(lab, emil)
    assert "Emil Brandt</a><small>head</small>" in text_of(hr, DEPARTMENTS)
    chart = text_of(hr, CHART)
    assert "head:" in chart and f'<a href="?person={emil.pk}">Emil Brandt</a>' in chart


def test_a_head_who_left_is_marked_and_looked_into(hr: Client, lab: Department, emil: User) -> None:
    lead(lab, emil)
    leave(emil)

    assert "<small>head, has left</small>" in text_of(hr, DEPARTMENTS)
    assert "head, has left:" in text_of(hr, CHART)
    assert "Left, still heads a department" in text_of(hr, "/admin/")
    assert "Emil Brandt" in text_of(hr, f"{PEOPLE}?data=heads") and "Olga" not in text_of(hr, f"{PEOPLE}?data=heads")


def test_a_department_that_is_over_needs_no_other_head(hr: Client, lab: Department, emil: User) -> None:
    lead(lab, emil)
    leave(emil)
    Department.objects.filter(pk=lab.pk).update(valid_to=date(2020, 1, 1))

    assert "Emil Brandt" not in text_of(hr, f"{PEOPLE}?data=heads")


def test_scoped_hr_finds_no_head_beyond_its_people(sven: User, sales: Department, emil: User, as_user: SignIn) -> None:
    lead(sales, emil)
    client = as_user(sven)
    pages = [text_of(client, each) for each in (DEPARTMENTS, CHART, f"{DEPARTMENTS}{sales.pk}/change/")]

    assert all(sales.name in page and "Emil Brandt" not in page for page in pages)


def test_an_auditor_reads_the_head_and_changes_nothing(lab: Department, emil: User, aya: User, as_user: SignIn) -> None:
    lead(lab, emil)
    page = text_of(as_user(aya), f"{DEPARTMENTS}{lab.pk}/change/")

    assert f'<a href="/admin/auth/user/{emil.pk}/change/">Emil Brandt</a>' in page and 'name="manager"' not in page


def test_ending_an_employment_names_the_departments_without_a_head(hr: Client, lab: Department, emil: User) -> None:
    lead(lab, emil)
    page = text_of(hr, f"{PEOPLE}{emil.pk}/end-employment/")

    assert "1 department needs a new head:" in page and f"{DEPARTMENTS}{lab.pk}/change/" in page


def test_whoever_leads_a_department_is_not_deleted(lab: Department) -> None:
    head = make_person("Ida Head")
    lead(lab, head)

    with pytest.raises((ProtectedError, Exception)):
        head.delete()


def test_two_writers_who_choose_two_heads_are_asked(hr: Client, lab: Department, emil: User, olga: User) -> None:
    address = f"{DEPARTMENTS}{lab.pk}/change/"
    fields = form_of(hr, address, "department_form")
    choose(hr, lab, emil)
    page = hr.post(address, {**fields, "manager": str(olga.pk)}).content.decode()

    lab.refresh_from_db()
    assert lab.manager == emil and "changed this to “Emil Brandt”" in page


def test_a_path_over_the_head_filters_no_list(hr: Client, lab: Department, emil: User) -> None:
    lead(lab, emil)

    answer = hr.get(f"{DEPARTMENTS}?manager__profile__birth_date__gte=1980-01-01")
    assert answer.status_code in (302, 400, 404) or "e=1" in answer.get("Location", "")


def test_a_new_department_may_have_a_head_at_once(hr: Client, emil: User) -> None:
    address = f"{DEPARTMENTS}add/"
    hr.post(address, {**form_of(hr, address, "department_form"), "name": "Optics", "manager": str(emil.pk)})

    assert Department.objects.get(name="Optics").manager == emil
    assert make_department("Other").manager is None
