"""How many queries each page takes at most, kept in ``query_counts.json``.

A page that takes more fails. After a change that is meant, write the counts anew and read the difference:
``UPDATE_QUERY_COUNTS=1 python3 manage.py test profiles/tests/test_query_counts.py``.
"""

from __future__ import annotations

import json
import os
from math import inf
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from profiles.admin.home import numbers
from profiles.history.context import acting
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department, make_person
from profiles.tests.full_record import make_full_record

FILE = Path(__file__).with_name("query_counts.json")
LIST_LIMIT, HISTORY_LIMIT = 10, 8
#: Statements of transactions: the two databases differ in them.
NOT_COUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
PEOPLE = "/admin/auth/user/"


def queries_of(client: Client, address: str) -> list[str]:
    """The statements of a page that has been open before: what is read once a process does not count."""
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(NOT_COUNTED)]


@pytest.fixture
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The home page counts each time, on a slow machine as well."""
    monkeypatch.setattr(numbers, "TOOK_LONG", inf)


@pytest.fixture
def pages(
    nothing_is_kept: None, hana: User, sven: User, emil: User, olga: User, aya: User, as_user: SignIn
) -> dict[str, list[str]]:
    """The statements of each page by what it is called; emil's record is full, olga's has a job and no more."""
    for number in range(60):
        make_person(f"Person {number}", department=make_department(), job_title="Technician", job={"manager": hana})
    make_full_record(emil)
    with acting(kind="web", by=hana, reason="A new title"):
        olga.profile.bio = "Sells what is measured."
        olga.profile.save()
    hr, scoped, employee = as_user(hana), as_user(sven), as_user(emil)
    looked_at = {
        "sign-in": (Client(), "/sign-in/"),
        "home": (hr, "/admin/"),
        "people list": (hr, PEOPLE),
        "people list, searched": (hr, f"{PEOPLE}?q=technician"),
        "people list, filtered": (hr, f"{PEOPLE}?status=active&department={make_department().pk}&documents=no-cv"),
        "people list, second page": (hr, f"{PEOPLE}?p=2"),
        "person page, few rows": (hr, f"{PEOPLE}{olga.pk}/change/"),
        "person page, from a list": (
            hr,
            f"{PEOPLE}{hana.pk}/change/?_changelist_filters=status%3Dactive&at=1",
        ),
        "person page, many rows": (hr, f"{PEOPLE}{emil.pk}/change/"),
        "timeline, few rows": (hr, f"{PEOPLE}{olga.pk}/history/"),
        "timeline, many rows": (hr, f"{PEOPLE}{emil.pk}/history/"),
        "who looked": (hr, f"{PEOPLE}{emil.pk}/looks/"),
        "access": (hr, f"{PEOPLE}{emil.pk}/access/?day=2020-01-01"),
        "documents list": (hr, "/admin/profiles/document/"),
        "departments": (hr, "/admin/profiles/department/"),
        "departments, searched": (hr, "/admin/profiles/department/?q=lab"),
        "chart of departments": (hr, "/admin/organisation/"),
        "chart of a department": (hr, f"/admin/organisation/?department={make_department().pk}"),
        "chart of a person": (hr, f"/admin/organisation/?person={hana.pk}"),
        "chart of a person, by HR of a scope": (scoped, f"/admin/organisation/?person={olga.pk}"),
        "chart of people": (hr, "/admin/organisation/?people=1"),
        "search": (hr, "/admin/search/?q=technician"),
        "search, while typing": (hr, "/admin/search/quick/?q=technician"),
        "search, by HR of a scope": (scoped, "/admin/search/?q=olga"),
        "export of people": (hr, "/admin/exports/people/?status=active"),
        "imports": (hr, "/admin/imports/"),
        "as of a day": (hr, f"{PEOPLE}{emil.pk}/as-of/?day=2026-01-01"),
        "as it was known on a day": (hr, f"{PEOPLE}{emil.pk}/as-of/?day=2026-01-01&known=2026-01-01"),
        "two days compared": (hr, f"{PEOPLE}{emil.pk}/compare/?from=2026-01-01"),
        "audit log": (as_user(aya), "/admin/audit/"),
        "audit log of a person": (as_user(aya), f"/admin/audit/?subject={emil.pk}"),
        "audit log of an actor": (as_user(aya), f"/admin/audit/?by={hana.pk}"),
        "timeline, by HR of a scope": (scoped, f"{PEOPLE}{olga.pk}/history/"),
        "audit log, by HR of a scope": (scoped, "/admin/audit/"),
        "audit log of a person, by HR of a scope": (scoped, f"/admin/audit/?subject={olga.pk}"),
        "audit log of an actor, by HR of a scope": (scoped, f"/admin/audit/?by={hana.pk}"),
        "own page": (employee, "/profile/"),
        "edit page": (employee, "/profile/edit/"),
        "own documents": (employee, "/profile/documents/"),
    }
    return {name: queries_of(client, address) for name, (client, address) in looked_at.items()}


def test_no_page_takes_more_queries_than_recorded(pages: dict[str, list[str]]) -> None:
    counts = {name: len(statements) for name, statements in pages.items()}
    if os.environ.get("UPDATE_QUERY_COUNTS") == "1":
        FILE.write_text(json.dumps(counts, indent=2) + "\n", encoding="utf-8")
    recorded = json.loads(FILE.read_text(encoding="utf-8"))

    assert set(recorded) == set(counts)
    over = [name for name in counts if counts[name] > recorded[name]]
    assert not over, "\n\n".join("\n".join([f"{name}: {recorded[name]} recorded", *pages[name]]) for name in over)


def test_pages_of_the_history_take_few_queries() -> None:
    recorded = json.loads(FILE.read_text(encoding="utf-8"))

    assert all(count <= HISTORY_LIMIT for name, count in recorded.items() if name.startswith(("timeline", "audit log")))


def test_the_organisation_takes_few_queries() -> None:
    recorded = json.loads(FILE.read_text(encoding="utf-8"))

    assert all(count <= LIST_LIMIT for name, count in recorded.items() if name.startswith(("chart", "departments")))


def test_a_list_of_people_takes_few_queries() -> None:
    recorded = json.loads(FILE.read_text(encoding="utf-8"))

    assert all(count <= LIST_LIMIT for name, count in recorded.items() if name.startswith("people list"))
