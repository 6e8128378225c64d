"""``manage.py create_person``: a person from the shell, or a sentence why not."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from profiles.models import Department, Event, Operation
from profiles.tests.factories import make_department

pytestmark = pytest.mark.django_db

FACTS = ("--full-name", "Łukasz Żółkiewski", "--email", "lukasz@nordlys.example")


def test_it_makes_the_person_and_says_where(lab: Department, capsys: pytest.CaptureFixture[str]) -> None:
    job = ("--job-title", "Technician", "--department", "calibration lab", "--starts-on", "2026-01-05")
    call_command("create_person", *FACTS, "--employee-number", "00152", *job)

    person = User.objects.get(email="lukasz@nordlys.example")
    assert capsys.readouterr().out == f"Łukasz Żółkiewski was added: /admin/auth/user/{person.pk}/change/\n"
    row = person.employment.get()
    assert (row.department, row.effective_from, person.profile.employee_number) == (lab, date(2026, 1, 5), "00152")
    assert not person.has_usable_password()


def test_the_act_is_recorded_with_its_reason() -> None:
    call_command("create_person", *FACTS, "--reason", "Ticket 12")

    operation = Operation.objects.get(reason="Ticket 12")
    assert operation.route == "create_person"
    assert operation.events.filter(action=Event.Action.CREATE).exists()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--department", "Finanse"), "no department 'Finanse'"),
        (("--employee-number", "00412"), "--employee-number: This employee number belongs to somebody else"),
        (("--email", "EMIL@nordlys.example"), "--email: Emil Brandt already has this e-mail"),
        (("--starts-on", "tomorrow"), "--starts-on: write a day as"),
        (("--starts-on", "2026-02-30"), "--starts-on: write a day as"),
    ],
)
def test_what_does_not_fit_is_said_and_nobody_is_added(emil: User, more: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("create_person", *FACTS, *more)

    assert User.objects.count() == 1


def test_a_name_that_stands_twice_is_not_guessed() -> None:
    make_department("Lab", make_department("North"))
    make_department("Lab", make_department("South"))

    with pytest.raises(CommandError, match="several departments"):
        call_command("create_person", *FACTS, "--department", "Lab")
