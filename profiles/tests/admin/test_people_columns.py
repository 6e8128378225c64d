"""Columns of the people list: chosen and ordered by each for themselves, sorted by the same address for all."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.admin.people_columns import COLUMNS
from profiles.models import Preferences
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department, make_person

pytestmark = pytest.mark.django_db

PEOPLE, KEEP = "/admin/auth/user/", "/admin/auth/user/columns/"
USUAL = ["Person", "Number", "Job", "Location", "Status", "Documents"]


@pytest.fixture
def hr(hana: User, as_user: SignIn) -> Client:
    return as_user(hana)


def page(client: Client, query: str = "") -> str:
    answer = client.get(PEOPLE + query)
    assert answer.status_code == 200
    return answer.content.decode()


def headings(client: Client, query: str = "") -> list[str]:
    return re.findall(r'<div class="text">(?:<a [^>]*>)?([^<]+)', page(client, query))


def names(client: Client, query: str) -> list[str]:
    return [user.profile.full_name for user in client.get(PEOPLE + query).context["cl"].result_list]


def keep(client: Client, *shown: str, **more: str) -> Any:
    return client.post(KEEP, {"shown": shown, **more})


def test_who_chose_nothing_sees_the_usual_ones(hr: Client, emil: User) -> None:
    assert headings(hr) == USUAL


def test_ticked_columns_stand_in_the_order_of_their_numbers(hr: Client, emil: User) -> None:
    answer = keep(hr, "manager", "number", "mail", **{"place-mail": "1", "query": "q=emil&p=1"})

    assert answer["Location"] == f"{PEOPLE}?q=emil&p=1"
    assert headings(hr) == ["Person", "Work e-mail", "Number", "Manager"]
    assert f'<a href="mailto:{emil.email}">' in page(hr)


def test_a_column_that_moves_back_stands_behind_the_one_whose_place_it_takes(hr: Client, emil: User) -> None:
    keep(hr, "number", "job", "place", **{"place-number": "3"})

    assert headings(hr) == ["Person", "Job", "Location", "Number"]


def test_the_choice_is_ones_own_and_can_be_given_back(hr: Client, sami: User, as_user: SignIn, emil: User) -> None:
    keep(hr, "phone", compact="on")

    assert 'class="compact"' in page(hr)
    assert headings(as_user(sami)) == USUAL
    keep(hr, "phone", usual="")
    assert headings(hr) == USUAL
    assert 'class="compact"' not in page(hr)


def test_language_and_columns_do_not_undo_each_other(hana: User, hr: Client) -> None:
    hr.post("/profile/preferences/", {"language": "en", "time_zone": "UTC"})
    keep(hr, "phone")
    hr.post("/profile/preferences/", {"language": "en", "time_zone": "Europe/Paris"})
    kept = Preferences.objects.get(person=hana)

    assert (kept.people_columns, kept.time_zone) == (["person", "phone"], "Europe/Paris")


def test_an_address_sorts_by_the_same_column_whoever_shows_which(hr: Client, emil: User, olga: User) -> None:
    emil.profile.hire_date, olga.profile.hire_date = date(2030, 1, 1), date(2001, 1, 1)
    for person in (emil, olga):
        person.profile.save()
    by_hire = f"?o=-{list(COLUMNS).index('hired') + 1}"
    first = names(hr, by_hire)
    keep(hr, "hired", "number", **{"place-hired": "1"})

    assert first.index("Emil Brandt") < first.index("Olga Lind")
    assert names(hr, by_hire) == first
    assert "column-hired sorted descending" in page(hr, by_hire)
    assert 'href="?o=2.-8"' in page(hr, by_hire)


def test_completeness_is_for_those_who_see_what_is_asked_for(hr: Client, aya: User, as_user: SignIn) -> None:
    make_person("Half Done", department=make_department())
    by_completeness = f"?o={list(COLUMNS).index('complete') + 1}"
    auditor = as_user(aya)
    for client in (hr, auditor):
        keep(client, "complete", "expiry")

    assert headings(hr, by_completeness) == ["Person", "Completeness", "Next expiry"]
    assert headings(auditor, by_completeness) == ["Person", "Next expiry"]
    assert 'value="complete"' not in page(auditor)
    assert names(auditor, by_completeness) == names(auditor, "")


@pytest.mark.parametrize("query", ["", "?q=technician", "?status=active&documents=no-cv", "?o=13.-14.7"])
def test_all_columns_cost_no_more_queries(
    hr: Client, emil: User, olga: User, django_assert_max_num_queries: Any, query: str
) -> None:
    keep(hr, *COLUMNS)
    page(hr, query)

    with django_assert_max_num_queries(10):
        page(hr, query)


@pytest.mark.parametrize("sent", [{"shown": "nonsense"}, {"place-job": "-1"}, {"place-job": "\0"}, {"query": "p=\0"}])
def test_what_does_not_fit_is_left_out(hr: Client, sent: dict[str, str]) -> None:
    assert hr.post(KEEP, sent, follow=True).status_code in {200, 400}
    assert headings(hr) == ["Person"]


@pytest.mark.parametrize("kept", [["nonsense", 5, None], {"a": 1}, "job", None, 7])
def test_a_choice_that_is_none_is_passed_over(hana: User, hr: Client, kept: Any) -> None:
    Preferences.objects.create(person=hana, people_columns=kept if kept is not None else [])

    assert headings(hr) == USUAL
