"""The same moment, twice: what two people send together is applied once or refused in words, never half."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import pairwise

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from profiles.models import EmergencyContact, EmploymentRecord, Profile
from profiles.tests.factories import make_person
from profiles.tests.pages import form_of

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/admin/auth/user/add/"


def together(acts: Sequence[Callable[[], object]]) -> None:
    """Do all at the same moment, each in a thread and on a connection of its own."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def posted(clients: Sequence[Client], sent: Sequence[tuple[str, dict[str, str]]]) -> list[int]:
    """Every client sends its form at once; the statuses of the answers."""
    answers: list[int] = []

    def send(client: Client, path: str, data: dict[str, str]) -> None:
        answers.append(client.post(path, data).status_code)

    together([partial(send, client, *form) for client, form in zip(clients, sent, strict=True)])
    return answers


def page(person: User) -> str:
    return f"/admin/auth/user/{person.pk}/change/"


def is_whole(person: User) -> bool:
    """Whether no two jobs of the person share a day."""
    rows = list(EmploymentRecord.objects.filter(person=person).order_by("effective_from"))
    return all(a.effective_to and a.effective_to <= b.effective_from for a, b in pairwise(rows))


def test_one_number_goes_to_one_of_two_new_people(two: list[Client]) -> None:
    person = {"full_name": "Nina Holm", "employee_number": "007", "starts_on": "2026-01-01"}
    sent = [(ADD, {**person, "email": f"{name}@nordlys.example"}) for name in ("nina", "nora")]

    assert set(posted(two, sent)) <= {200, 302}
    assert Profile.objects.filter(employee_number="007").count() == 1
    assert User.objects.filter(email__in=["nina@nordlys.example", "nora@nordlys.example"]).count() == 1


def test_a_contact_sent_twice_is_there_once(two: list[Client]) -> None:
    emil = make_person("Emil Brandt")
    sent = {**form_of(two[0], page(emil)), "emergency_contacts-0-name": "Ida", "emergency_contacts-0-phone": "112"}

    assert set(posted(two, [(page(emil), sent)] * 2)) <= {200, 302}
    assert EmergencyContact.objects.filter(person=emil).count() == 1


def test_two_changes_of_one_job_never_share_a_day(two: list[Client]) -> None:
    emil = make_person("Emil Brandt", job_title="Technician")
    form = form_of(two[0], page(emil))
    days = ("2030-01-01", "2030-03-01")
    sent = [(page(emil), {**form, "employment-1-effective_from": day, "employment-1-job_title": day}) for day in days]

    assert set(posted(two, sent)) <= {200, 302}
    assert is_whole(emil)
    assert EmploymentRecord.objects.filter(person=emil, job_title__in=days).exists()


def test_an_end_and_a_change_leave_jobs_that_fit_together(two: list[Client]) -> None:
    emil = make_person("Emil Brandt", job_title="Technician")
    change = {**form_of(two[0], page(emil)), "employment-1-effective_from": "2030-01-01"}
    leaving = f"/admin/auth/user/{emil.pk}/end-employment/"
    facts = {"last_day": "2029-12-31", "leave_reason": "other", "_reason": "Agreed"}

    ways = [(page(emil), change), (leaving, {**form_of(two[1], leaving, "end_form"), **facts})]
    assert set(posted(two, ways)) <= {200, 302}
    assert is_whole(emil)
    # Who ended it reads once more what will happen when the change came before.
    two[1].post(leaving, {**form_of(two[1], leaving, "end_form"), **facts})
    assert is_whole(emil)
    assert Profile.objects.get(user=emil).leave_date == date(2029, 12, 31)


def test_two_do_not_become_each_others_manager(two: list[Client]) -> None:
    ada, bo = (make_person(name, job_title="Technician") for name in ("Ada Holm", "Bo Holm"))
    sent = [
        (page(one), {**form_of(two[0], page(one)), "employment-0-manager": str(other.pk)})
        for one, other in ((ada, bo), (bo, ada))
    ]

    assert set(posted(two, sent)) <= {200, 302}
    assert EmploymentRecord.objects.filter(manager__in=[ada, bo]).count() == 1
