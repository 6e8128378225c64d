"""From the file to the preview: nothing is written, and everything that would be can be read."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, reverse

from profiles.admin.imports.urls import import_urls
from profiles.exchange.columns import COLUMNS
from profiles.exchange.tables import TABLES
from profiles.models import Event, ImportBatch, Profile
from profiles.tests.admin.imports.conftest import NEW, Bring, file_of, the_batch
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_person

pytestmark = pytest.mark.django_db

_WORDS = frozenset(
    [
        "first_name",
        "last_name",
        "full_name",
        "preferred_name",
        "pronouns",
        "job_title",
        "cost_centre",
        "company",
        "address_line1",
        "address_line2",
        "postal_code",
        "city",
        "region",
    ]
)
CHANGE = {"employee_number": "00412", "job_title": "Lead technician"}
WRONG = {"employee_number": "00412", "department": "Calibratoin Lab"}


def test_old_and_new_stand_side_by_side(bring: Bring, hr: Client, emil: User) -> None:
    page = hr.get(bring(CHANGE)).content.decode()

    assert "<del>Technician</del>" in page and "<ins>Lead technician</ins>" in page
    assert "Emil Brandt" in page and "Import 1 person" in page


def test_a_preview_writes_nothing(bring: Bring, hr: Client, emil: User) -> None:
    versions, events = Profile.history.count(), Event.objects.count()

    hr.get(bring(CHANGE))

    assert emil.employment.get().job_title == "Technician"
    assert (Profile.history.count(), Event.objects.count()) == (versions, events)


def test_an_error_says_row_value_and_suggestion(bring: Bring, hr: Client, emil: User) -> None:
    page = hr.get(bring(WRONG)).content.decode()

    assert "Calibratoin Lab" in page and "Did you mean" in page and 'class="n">2</td>' in page
    assert "1 row cannot be imported" in page


def test_the_rows_with_errors_come_as_a_file(bring: Bring, hr: Client, emil: User) -> None:
    right = {"employee_number": "00007", "department": "Calibration Lab"}
    make_person("Bo Ek", employee_number="00007")
    answer: Any = hr.get(f"{bring(right, WRONG)}errors/")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    assert lines[0] == "employee_number,department,error"
    assert len(lines) == 2 and "Did you mean" in lines[1]


def test_nothing_to_import_is_said(bring: Bring, hr: Client, emil: User) -> None:
    page = hr.get(bring({"employee_number": "00412", "job_title": "Technician"})).content.decode()

    assert "there is nothing to import" in page and "confirm-form" in page and 'name="reason"' not in page


def test_an_unknown_column_leads_to_the_columns(bring: Bring, hr: Client, emil: User) -> None:
    address = bring({"employee_number": "00412", "Job titel": "Lead technician"})
    assert address.endswith("/columns/")
    assert "did you mean job_title" in hr.get(address).content.decode()

    answer = hr.post(address, {"column_0": "employee_number", "column_1": "job_title"})

    assert "<ins>Lead technician</ins>" in hr.get(answer["Location"]).content.decode()


def test_a_column_that_gives_rights_stops_the_file(bring: Bring, hr: Client, emil: User) -> None:
    address = bring({"employee_number": "00412", "is_superuser": "1"})
    answer = hr.post(address, {"column_0": "employee_number", "column_1": "username"})

    assert "is_superuser" in answer.content.decode() and the_batch().state == ImportBatch.State.UPLOADED


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("empty.csv", b""),
        SimpleUploadedFile("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(50)),
        SimpleUploadedFile("broken.xlsx", b"PK\x03\x04 nothing"),
        None,
    ],
)
def test_what_is_no_table_is_refused_beside_the_field(upload: SimpleUploadedFile | None, hr: Client) -> None:
    answer = hr.post(NEW, {"file": upload} if upload else {})

    assert answer.status_code == 200 and "errorlist" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_odd_questions_to_a_preview_are_no_errors(bring: Bring, hr: Client, emil: User) -> None:
    address = bring(CHANGE)

    for query in ("show=x", "p=0", "p=99", "p=a", "show=error&p=-1", "p=99999999999999999999"):
        assert hr.get(f"{address}?{query}").status_code == 200


def test_a_preview_stays_small_at_any_size(bring: Bring, hr: Client) -> None:
    rows = [
        {"employee_number": f"E{n:05}", "full_name": f"Person {n}", "email": f"p{n}@nordlys.example", "bio": "x" * 900}
        for n in range(1500)
    ]
    page = hr.get(bring(*rows))

    assert "1500" in page.content.decode() and len(page.content) < 300_000


def test_a_preview_of_every_column_stays_small_too(bring: Bring, hr: Client) -> None:
    texts = {column.name: "“Text” of some words" for column in COLUMNS.values() if column.field in _WORDS}
    rows = [{"employee_number": f"E{n:05}", **texts, "bio": '"&' * 400, "hire_date": "2020-01-01"} for n in range(60)]
    page = hr.get(bring(*rows))

    assert len(page.content) < 300_000 and the_batch().counts["new"] == 60


def test_only_its_owner_sees_the_preview(bring: Bring, hr: Client, emil: User, sami: User, as_user: SignIn) -> None:
    address, other = bring(CHANGE), as_user(sami)

    assert "Lead technician" not in other.get(address).content.decode()
    for act in ("errors/", "columns/"):
        assert other.get(address + act).status_code == 403
    for act in ("confirm/", "cancel/", "columns/"):
        assert other.post(address + act, {"reason": "x"}).status_code == 403


def test_scoped_hr_knows_nothing_of_the_imports_of_others(
    bring: Bring, emil: User, sven: User, as_user: SignIn
) -> None:
    address, client = bring(CHANGE), as_user(sven)

    assert client.get(address).status_code == 404
    assert "people.csv" not in client.get("/admin/imports/").content.decode()


def test_scoped_hr_cannot_reach_people_out_of_scope(bring: Bring, emil: User, sven: User, as_user: SignIn) -> None:
    client = as_user(sven)
    page = client.get(bring(CHANGE, client=client)).content.decode()

    assert "kept by others" in page and "Technician</del>" not in page


@pytest.mark.parametrize("who", ["aya", "emil"])
def test_without_the_permission_every_address_is_refused(
    who: str, bring: Bring, emil: User, as_user: SignIn, request: pytest.FixtureRequest
) -> None:
    bring(CHANGE)
    person = request.getfixturevalue(who)
    User.objects.filter(pk=person.pk).update(is_staff=True)
    client = as_user(person)
    patterns = [each for each in import_urls(admin.site) if isinstance(each, URLPattern)]
    places = [
        reverse(f"admin:{p.name}", args=[the_batch().public_id] if "<" in str(p.pattern) else []) for p in patterns
    ]

    assert len(places) >= 9
    for place in (*places, *(f"{NEW}?records={code}" for code in TABLES)):
        assert client.get(place).status_code == client.post(place, {"file": file_of([CHANGE])}).status_code == 403


def test_the_option_for_missing_places_needs_its_permission(hr: Client, sven: User, as_user: SignIn) -> None:
    assert "create_missing" in hr.get(NEW).content.decode()
    assert "create_missing" not in as_user(sven).get(NEW).content.decode()
