"""Two people save one record at the same moment, again and again: nothing is lost and nothing breaks."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.models import Event, Profile
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_account, make_department, make_person
from profiles.tests.pages import form_of
from profiles.tests.web.test_races import page, together

pytestmark = pytest.mark.django_db(transaction=True)
#: Two people at one page of the admin meet so often; the other ways are tried a few times.
ROUNDS, FEW = 20, 4


def both(clients: Sequence[Client], addresses: Sequence[str], forms: Sequence[dict[str, Any]]) -> list[Any]:
    """Both send their form at once; the answers in the order of the clients."""
    answers: dict[int, Any] = {}
    told = threading.Lock()

    def send(number: int) -> None:
        answer = clients[number].post(addresses[number], forms[number])
        with told:
            answers[number] = answer

    together([partial(send, number) for number in range(len(clients))])
    return [answers[number] for number in range(len(clients))]


def stored(person: User) -> Profile:
    return Profile.objects.get(user=person)


def test_on_one_record_both_are_kept_or_one_is_asked(two: list[Client]) -> None:
    """Two fields in one round, one field in the next."""
    emil = make_person("Emil Brandt", job_title="Technician")
    for n in range(ROUNDS):
        form = form_of(two[n % 2], page(emil))
        second = "profile-0-city" if n % 2 else "profile-0-bio"
        forms = [{**form, "profile-0-bio": f"Hana {n}"}, {**form, second: f"Hugo {n}"}]
        answers = both(two, [page(emil)] * 2, forms)

        statuses = [answer.status_code for answer in answers]
        if n % 2:
            assert statuses == [302, 302]
            assert (stored(emil).bio, stored(emil).city) == (f"Hana {n}", f"Hugo {n}")
            continue
        assert sorted(statuses) == [200, 302]
        first = statuses.index(302)
        names = ("Hana", "Hugo")
        assert stored(emil).bio == f"{names[first]} {n}"
        html = answers[1 - first].content.decode()
        assert f"changed this to “{names[first]} {n}”" in html
        assert f"{names[1 - first]} {n}</textarea>" in html


def test_a_department_keeps_what_each_of_two_wrote(two: list[Client]) -> None:
    department, parents = make_department("Round"), [make_department("Even"), make_department("Odd")]
    address = f"/admin/profiles/department/{department.pk}/change/"
    for n in range(ROUNDS):
        form = form_of(two[0], address, "department_form")
        mine = [{"name": f"Round {n}"}, {"parent": str(parents[n % 2].pk)}]
        answers = both(two, [address] * 2, [{**form, **own} for own in mine])

        assert [answer.status_code for answer in answers] == [302, 302]
        department.refresh_from_db()
        assert (department.name, department.parent_id) == (f"Round {n}", parents[n % 2].pk)


def test_the_person_and_hr_are_both_kept(two: list[Client], as_user: SignIn) -> None:
    emil = make_account("Emil Brandt", "emil")
    desk, own = two[0], as_user(emil)
    own.raise_request_exception = False
    for n in range(FEW):
        hr_form = {**form_of(desk, page(emil)), "profile-0-website": f"https://site{n}.example"}
        own_form = {**form_of(own, "/profile/edit/", "own_form"), "bio": f"Bio {n}"}
        answers = both([desk, own], [page(emil), "/profile/edit/"], [hr_form, own_form])

        assert [answer.status_code for answer in answers] == [302, 302]
        assert (stored(emil).bio, stored(emil).website) == (f"Bio {n}", f"https://site{n}.example")


def test_the_same_form_from_two_presses_applies_once(two: list[Client]) -> None:
    emil = make_person("Emil Brandt", job_title="Technician")
    for n in range(FEW):
        form = {**form_of(two[0], page(emil)), "profile-0-bio": f"Bio {n}"}
        before = Event.objects.filter(action=Event.Action.UPDATE).count()
        answers = both([two[0]] * 2, [page(emil)] * 2, [form, form])

        assert [answer.status_code for answer in answers] == [302, 302]
        assert Event.objects.filter(action=Event.Action.UPDATE).count() == before + 1
