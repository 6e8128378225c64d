"""Each figure of the home page is the length of the list that it leads to, for each of those who may see it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from profiles.admin.home import numbers as numbers_module
from profiles.admin.home.numbers import QUESTIONS, month_ends, running_totals
from profiles.admin.home.places import telling_level, with_below
from profiles.models import Department, Document, DocumentType, EmploymentRecord, Profile
from profiles.people.findings import months
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department, make_job, make_location, make_person


def give(person: User, *, days: int) -> None:
    """A certificate whose last day comes in so many days."""
    kind = DocumentType.objects.get(code="certificate")
    last = timezone.localdate() + timedelta(days=days)
    Document.objects.create(person=person, type=kind, title="Certificate", expires_on=last)


def make_company(department: Department, manager: User) -> None:
    """People of one department of whom every question of the home page finds at least one."""
    today, following = timezone.localdate(), months(timezone.localdate())["next-month"]
    this = months(today)["this-month"]

    def person(name: str, **facts: Any) -> User:
        return make_person(f"{name} of {department}", department=department, job_title="Technician", **facts)

    holder = person("Holder", job={"manager": manager})
    for days in (-1, 5, 50, 80):
        give(holder, days=days)
    for name, start in (("Starter", this[0]), ("Next", following[0])):
        person(name, starts_on=start)
    for name, day in (("Leaver", this[1] - timedelta(days=1)), ("Later", following[0])):
        Profile.objects.filter(user=person(name)).update(leave_date=day)
    gone = person("Gone")
    Profile.objects.filter(user=gone).update(leave_date=today - timedelta(days=5))
    User.objects.filter(pk=gone.pk).update(is_active=True)
    give(gone, days=-1)
    Department.objects.filter(pk=department.pk).update(manager=gone)
    person("Led by who left", job={"manager": gone})
    ended = person("Ended")
    EmploymentRecord.objects.filter(person=ended).update(effective_to=today - timedelta(days=3))
    moving = EmploymentRecord.objects.get(person=person("Moving"))
    EmploymentRecord.objects.filter(pk=moving.pk).update(effective_to=following[0])
    make_job(moving.person, following[0], department=department, job_title="Lead")
    Profile.objects.filter(user__in=[holder, ended]).update(personal_email=f"{department.pk}@home.example")


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers are counted anew each time, however slow the machine; one test keeps them on purpose."""
    monkeypatch.setattr(numbers_module, "TOOK_LONG", 3600)


@pytest.fixture
def company(lab: Department, sales: Department, hana: User) -> None:
    for department in (lab, sales):
        make_company(department, hana)


@pytest.mark.parametrize("who", ["hana", "sven", "aya", "sami"])
def test_each_figure_is_the_length_of_its_list(
    who: str, company: None, as_user: SignIn, request: pytest.FixtureRequest
) -> None:
    client = as_user(request.getfixturevalue(who))
    page = client.get("/admin/")
    counts = numbers_module.numbers(page.wsgi_request).counts
    assert counts
    lengths = {key: client.get(QUESTIONS[key].url).context["cl"].result_count for key in counts}
    assert counts == lengths
    assert all(counts.values()), "a question that finds nobody proves nothing"


@pytest.mark.parametrize("who", ["hana", "sven", "aya", "sami"])
def test_each_figure_stands_on_the_page_with_its_link(
    who: str, company: None, as_user: SignIn, request: pytest.FixtureRequest
) -> None:
    page = as_user(request.getfixturevalue(who)).get("/admin/")
    text = page.content.decode().replace("&amp;", "&")
    for key in numbers_module.numbers(page.wsgi_request).counts:
        assert f'href="{QUESTIONS[key].url}"' in text, key


def test_an_auditor_is_told_no_figure_of_facts_that_auditors_do_not_see(
    company: None, aya: User, as_user: SignIn
) -> None:
    text = as_user(aya).get("/admin/").content.decode()
    assert "complete=no" not in text
    assert "data=twins" not in text


def test_scoped_hr_counts_its_own_people_alone(company: None, hana: User, sven: User, as_user: SignIn) -> None:
    figures = {
        user.username: numbers_module.numbers(as_user(user).get("/admin/").wsgi_request) for user in (hana, sven)
    }
    assert figures["sven"].counts["expired"] == 1
    assert figures["hana"].counts["expired"] == 2
    assert figures["sven"].months[-1][1] < figures["hana"].months[-1][1]
    assert {place[0] for place in figures["sven"].places} == {Department.objects.get(name="Sales").pk}


def test_what_took_long_is_kept_for_those_who_see_the_same_and_nobody_else(
    company: None, hana: User, sven: User, as_user: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers_module, "TOOK_LONG", -1)
    first = numbers_module.numbers(as_user(hana).get("/admin/").wsgi_request)
    Document.objects.update(expires_on=None)
    kept = numbers_module.numbers(as_user(hana).get("/admin/").wsgi_request)
    scoped = numbers_module.numbers(as_user(sven).get("/admin/").wsgi_request)
    assert kept.counts == first.counts
    assert scoped.counts["expired"] == 0
    cache.clear()
    assert numbers_module.numbers(as_user(hana).get("/admin/").wsgi_request).counts["expired"] == 0


def test_the_plot_is_what_its_table_says(company: None, hana: User, as_user: SignIn) -> None:
    headcount = as_user(hana).get("/admin/").context["headcount"]
    figures = headcount["figures"]
    assert len(headcount["plot"].line.split()) == len(figures)
    today = EmploymentRecord.objects.visible_to(hana).current().count()
    assert figures[0] == (timezone.localdate(), today)
    day = figures[3][0]
    assert figures[3][1] == EmploymentRecord.objects.visible_to(hana).as_of(day).count()


def test_bars_lead_to_as_many_people_as_they_say(company: None, hana: User, as_user: SignIn) -> None:
    EmploymentRecord.objects.filter(person__profile__full_name__startswith="Holder").update(location=make_location())
    client = as_user(hana)
    page = client.get("/admin/")
    for bars in (page.context["by_department"], page.context["by_location"]):
        assert bars.rows
        for bar in bars.rows:
            assert client.get(bar.url).context["cl"].result_count == bar.count


@pytest.mark.parametrize("who", ["hana", "sven", "aya", "sami"])
def test_the_page_takes_at_most_twenty_queries_whatever_the_company(
    who: str, company: None, as_user: SignIn, request: pytest.FixtureRequest
) -> None:
    client = as_user(request.getfixturevalue(who))
    counts = []
    for _round in range(2):
        client.get("/admin/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/admin/")
        counts.append(len(captured))
        make_company(make_department(f"Plant {_round}"), make_person("Boss"))
    assert counts[0] == counts[1] <= 20


def test_an_empty_company_is_told_what_to_do(sami: User, as_user: SignIn) -> None:
    EmploymentRecord.objects.all().delete()
    page = as_user(sami).get("/admin/")
    assert page.status_code == 200
    assert page.context["headcount"] is None


def test_headcount_adds_up_day_by_day() -> None:
    steps = [(date(2026, 1, 5), 2), (date(2026, 3, 1), -1), (date(2020, 1, 1), 1)]
    ends = [date(2026, 1, 4), date(2026, 1, 31), date(2026, 3, 1)]
    assert [total for _day, total in running_totals(steps, ends)] == [1, 3, 2]


def test_months_end_on_their_last_day() -> None:
    ends = month_ends(date(2026, 3, 31))
    assert ends[-3:] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    assert len(ends) == len(set(ends)) == numbers_module.MONTHS + 1


def test_departments_are_told_apart_on_the_highest_level_that_does() -> None:
    parents: dict[int, int | None] = {1: None, 2: 1, 3: 1, 4: 2}
    assert with_below({4: 3, 3: 2}, parents) == {4: 3, 3: 2, 2: 3, 1: 5}
    assert sorted(telling_level({4: 3, 3: 2}, with_below({4: 3, 3: 2}, parents), parents)) == [2, 3]
    assert list(telling_level({1: 1, 4: 3}, with_below({1: 1, 4: 3}, parents), parents)) == [1]
