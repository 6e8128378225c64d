"""Planned companies and a loaded one, each made once for the tests that read them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from profiles.demo.load import load
from profiles.demo.organisation import plan_company
from profiles.demo.plans import CompanyPlan

TODAY = date(2026, 11, 21)
PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def company() -> CompanyPlan:
    """The company of 150 people on a fixed day."""
    return plan_company(people=150, today=TODAY)


@pytest.fixture(scope="module")
def nordlys_media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the loaded company's files; a test that opens them sets MEDIA_ROOT to it."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def kept_for_the_module(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, nordlys_media: Path
) -> Iterator[None]:
    """What the module's fixtures write stays until its last test, and is taken back then."""
    # pytest-django makes the test database only when a collected test is marked with django_db.
    assert "test" in str(connection.settings_dict["NAME"]), "mark the tests of this module with django_db"
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=nordlys_media), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def nordlys(kept_for_the_module: None) -> CompanyPlan:
    """A small company in the database, documents included, to be read."""
    plan = plan_company(people=32, today=timezone.localdate())
    load(plan, password_for=lambda person: PASSWORD if person.role or person.key == "employee" else None)
    return plan
