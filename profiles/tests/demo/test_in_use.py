"""A database with people who may be real is never touched, and half a demonstration never kept."""

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from profiles.demo.database import NotADemonstration, drop_demonstration, look
from profiles.demo.load import AlreadyInUse, load
from profiles.demo.organisation import SMALLEST_COMPANY, plan_company
from profiles.history.context import acting
from profiles.tests.factories import make_person

from .conftest import TODAY


@pytest.mark.django_db
@pytest.mark.parametrize("option", ["--password=x", "--fresh", "--new-passwords", "--people=40"])
def test_a_database_in_use_is_left_alone(option: str, settings: Settings) -> None:
    settings.DEBUG = True
    person = make_person("Real Person")

    with pytest.raises(CommandError, match="1 people who are not the demonstration's"):
        call_command("demo", "--no-serve", option)
    assert list(User.objects.values_list("pk", flat=True)) == [person.pk]


@pytest.mark.django_db
def test_only_a_demonstration_is_ever_dropped() -> None:
    make_person("Real Person")

    with pytest.raises(NotADemonstration):
        drop_demonstration()
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_it_is_loaded_into_an_empty_database_only() -> None:
    make_person()

    with pytest.raises(AlreadyInUse):
        load(plan_company(people=SMALLEST_COMPANY, today=TODAY), password_for=lambda person: None)
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_load_that_breaks_off_leaves_nothing() -> None:
    def break_off(what: str, done: int, total: int) -> None:
        if what == "documents":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(
            plan_company(people=SMALLEST_COMPANY, today=TODAY),
            password_for=lambda person: None,
            progress=break_off,
        )
    assert not User.objects.exists()
    assert not look().is_demonstration


@pytest.mark.django_db
def test_acts_of_other_commands_make_no_demonstration() -> None:
    with acting(kind="command", route="create_person"):
        make_person()

    assert look().is_in_use
