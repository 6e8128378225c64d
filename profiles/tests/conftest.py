"""The cast: hana (HR), sven (HR of sales), emil (employee), aya (auditor), olga (outsider), sami (administrator)."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client

from profiles import policy
from profiles.models import Department

from .factories import give_scope, make_account, make_department
from .pages import PageClient
from .servers import azure_server, s3_server

__all__ = ["azure_server", "s3_server"]

SignIn = Callable[[User], Client]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """On SQLite the tests run on a file like every installation does: locks behave as in life."""
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    else:
        suffix = os.environ.get("PYTEST_XDIST_WORKER", "")
        name = database["TEST"]["NAME"] or f"test_{database['NAME']}"
        database["TEST"]["NAME"] = f"{name}_{suffix}" if suffix else name


@pytest.fixture(autouse=True, scope="session")
def tables_can_be_emptied() -> None:
    """Between tests on a live server the tables are emptied, which the guards of the ledger rightly refuse."""
    ledger = importlib.import_module("profiles.migrations.0004_ledger_guards")
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_unguarded(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
        statements = list(sql_list)
        if not any(table in statement for statement in statements for table in ledger.KEYS):
            return flush(self, statements)
        vendor = self.connection.vendor
        return flush(self, [*ledger.releases(vendor), *statements, *ledger.guards(vendor)])

    BaseDatabaseOperations.execute_sql_flush = flush_unguarded  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def own_media(settings: object, tmp_path: Path) -> Path:
    """Files of a test live in the test's own folder, and nothing is remembered from the test before."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    settings.AUDIT_KEY_FILE = str(tmp_path / "audit_key")  # type: ignore[attr-defined]
    settings.AUDIT_CHECKPOINTS = []  # type: ignore[attr-defined]
    cache.clear()
    return tmp_path / "media"


@pytest.fixture
def lab(db: None) -> Department:
    """The department of emil and hana."""
    return make_department("Calibration Lab")


@pytest.fixture
def sales(db: None) -> Department:
    """A department that is not emil's."""
    return make_department("Sales")


@pytest.fixture
def hana(lab: Department) -> User:
    """HR, for everybody."""
    return make_account("Hana Novotná", "hana", roles=(policy.HR,), department=lab, job_title="HR lead")


@pytest.fixture
def sven(sales: Department) -> User:
    """HR for the sales department alone."""
    user = make_account("Sven Dahl", "sven", roles=(policy.HR_SCOPED,), department=sales, job_title="HR partner")
    give_scope(user, sales)
    return user


@pytest.fixture
def emil(lab: Department) -> User:
    """An employee of the lab."""
    return make_account("Emil Brandt", "emil", department=lab, job_title="Technician", employee_number="00412")


@pytest.fixture
def olga(sales: Department) -> User:
    """An employee of another department."""
    return make_account("Olga Lind", "olga", department=sales, job_title="Sales engineer")


@pytest.fixture
def aya(db: None) -> User:
    """An auditor."""
    return make_account("Aya Tanaka", "aya", roles=(policy.AUDITOR,), job_title="Auditor")


@pytest.fixture
def sami(db: None) -> User:
    """The administrator."""
    user = make_account("Sami Rahman", "sami", job_title="IT administrator")
    user.is_superuser = user.is_staff = True
    user.save()
    return User.objects.get(pk=user.pk)


@pytest.fixture
def as_user() -> SignIn:
    """A client signed in as the given person."""

    def sign_in(user: User) -> Client:
        client = PageClient()
        client.force_login(user)
        return client

    return sign_in
