"""Facts that do not fit, starters and leavers are found by the list's filters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory
from django.utils import timezone

from profiles.models import EmploymentRecord, Profile, people
from profiles.people.filters import PeopleFilter
from profiles.people.findings import months, twins_of
from profiles.tests.factories import make_job, make_person

TODAY = timezone.localdate


def found(viewer: User, **by: str) -> set[str]:
    """Names of the people that the filter finds in the list of this account."""
    request: Any = RequestFactory().get("/", by)
    request.user = viewer
    rows = people().visible_to(viewer).with_current_job().with_document_state()
    chosen = PeopleFilter(by, queryset=rows, request=request)
    assert chosen.is_valid(), chosen.errors
    return {person.profile.full_name for person in chosen.qs}


def leave(person: User, day: date) -> None:
    Profile.objects.filter(user=person).update(leave_date=day)


def test_nobody_without_manager_who_leads_nobody(sami: User, hana: User, emil: User) -> None:
    EmploymentRecord.objects.filter(person=emil).update(manager=hana)
    assert found(sami, data="no-manager") == {"Sami Rahman"}


def test_a_manager_who_left_is_told(sami: User, hana: User, emil: User) -> None:
    EmploymentRecord.objects.filter(person=emil).update(manager=hana)
    assert found(sami, data="manager-left") == set()
    leave(hana, TODAY() - timedelta(days=1))
    assert found(sami, data="manager-left") == {"Emil Brandt"}


def test_a_leaver_whose_account_is_on_is_told_from_the_day_after(sami: User, emil: User) -> None:
    leave(emil, TODAY())
    assert found(sami, data="can-sign-in") == set()
    leave(emil, TODAY() - timedelta(days=1))
    assert found(sami, data="can-sign-in") == {"Emil Brandt"}
    User.objects.filter(pk=emil.pk).update(is_active=False)
    assert found(sami, data="can-sign-in") == set()


def test_a_job_that_ended_without_a_last_day_is_told(sami: User, emil: User) -> None:
    EmploymentRecord.objects.filter(person=emil).update(effective_to=TODAY())
    assert found(sami, data="ended") == {"Emil Brandt"}
    make_job(emil, TODAY() + timedelta(days=9), job_title="Technician")
    assert found(sami, data="ended") == set()


@pytest.mark.parametrize(
    ("facts", "is_twin"),
    [
        ({"full_name": "emil brandt", "birth_date": date(1990, 1, 1)}, True),
        ({"full_name": "Emil Brandt", "birth_date": date(1991, 1, 1)}, False),
        ({"full_name": "E. Brandt", "personal_email": "Emil@home.example"}, True),
        ({"full_name": "Emil Brandt"}, False),
    ],
)
def test_whoever_may_be_there_twice_is_told(
    sami: User, emil: User, olga: User, facts: dict[str, Any], is_twin: bool
) -> None:
    Profile.objects.filter(user=emil).update(birth_date=date(1990, 1, 1), personal_email="emil@home.example")
    Profile.objects.filter(user=olga).update(**facts)
    assert found(sami, data="twins") == ({"Emil Brandt", str(facts["full_name"])} if is_twin else set())
    assert twins_of(User.objects.get(pk=emil.pk), people()).exists() is is_twin


def test_a_twin_out_of_scope_is_not_told(sami: User, sven: User, emil: User, olga: User) -> None:
    Profile.objects.filter(user__in=[emil, olga]).update(personal_email="same@home.example")
    assert found(sven, data="twins") == set()


def test_an_auditor_finds_nobody_by_facts_that_auditors_do_not_see(aya: User, emil: User, olga: User) -> None:
    Profile.objects.filter(user__in=[emil, olga]).update(personal_email="same@home.example")
    assert found(aya, data="twins") == found(aya, complete="no") == set()


def test_anything_that_does_not_fit_is_each_of_them(sami: User, hana: User, emil: User, olga: User) -> None:
    EmploymentRecord.objects.filter(person__in=[emil, olga, sami]).update(manager=hana)
    leave(emil, TODAY() - timedelta(days=1))
    each = ["no-manager", "manager-left", "can-sign-in", "ended", "twins"]
    assert found(sami, data="any") == set().union(*(found(sami, data=kind) for kind in each)) == {"Emil Brandt"}


def test_starters_and_leavers_of_a_month(sami: User, emil: User) -> None:
    this, following = months(TODAY())["this-month"], months(TODAY())["next-month"]
    make_person("Starts now", starts_on=this[0])
    make_person("Starts next", starts_on=following[0])
    leave(emil, following[1] - timedelta(days=1))
    assert found(sami, starts="this-month") == {"Starts now"}
    assert found(sami, starts="next-month") == {"Starts next"}
    assert found(sami, leaves="next-month") == {"Emil Brandt"}


def test_months_go_over_the_end_of_a_year() -> None:
    assert months(date(2026, 12, 31)) == {
        "this-month": (date(2026, 12, 1), date(2027, 1, 1)),
        "next-month": (date(2027, 1, 1), date(2027, 2, 1)),
    }


def test_a_change_written_down_for_later_is_told(sami: User, emil: User, lab: Any) -> None:
    row = EmploymentRecord.objects.get(person=emil)
    later = TODAY() + timedelta(days=40)
    EmploymentRecord.objects.filter(pk=row.pk).update(effective_to=later)
    make_job(emil, later, job_title="Lead")
    make_person("Starter", starts_on=later, job_title="Welder")
    assert found(sami, changes="future") == {"Emil Brandt"}


def test_what_is_missing_is_found_by_completeness_and_by_documents(sami: User, emil: User) -> None:
    assert found(sami, complete="no") == found(sami, documents="missing") == {"Sami Rahman", "Emil Brandt"}
    leave(emil, TODAY() - timedelta(days=1))
    assert found(sami, complete="yes") == {"Emil Brandt"}
    assert found(sami, documents="missing") == {"Sami Rahman"}
