"""The pages from which tables leave."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.exchange.registers import REGISTERS
from profiles.models import Event
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_person

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/exports/people/"
LIST = "/admin/auth/user/"


def taken(client: Client, address: str = PEOPLE, **data: Any) -> list[dict[str, str]]:
    """The rows of the file that the page gives."""
    response: Any = client.post(address, {"format": "csv", "columns": ["full_name", "employee_number"], **data})
    assert response.status_code == 200 and "attachment" in response["Content-Disposition"], response.content
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_hr_downloads_the_chosen_columns(hana: User, emil: User, as_user: SignIn) -> None:
    rows = taken(as_user(hana))

    assert {"employee_number": "00412", "full_name": "Emil Brandt"} in rows
    assert Event.objects.get(action=Event.Action.EXPORT).actor_id == hana.pk


def test_a_workbook_comes_whole(hana: User, emil: User, as_user: SignIn) -> None:
    response: Any = as_user(hana).post(PEOPLE, {"format": "xlsx", "columns": ["employee_number"]})

    book: Any = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert "00412" in {cell.value for cell in book["A"]}
    assert response["Content-Disposition"].endswith('.xlsx"') and "no-store" in response["Cache-Control"]


def test_the_filters_and_the_search_of_the_list_choose_the_rows(
    hana: User, emil: User, olga: User, as_user: SignIn
) -> None:
    department = emil.employment.get().department_id

    assert len(taken(as_user(hana), f"{PEOPLE}?department={department}")) == 2
    assert [row["full_name"] for row in taken(as_user(hana), f"{PEOPLE}?q=olga")] == ["Olga Lind"]
    assert Event.objects.filter(action=Event.Action.EXPORT).earliest("pk").changed[2] == "filter:department"


def test_ticked_rows_are_exported(hana: User, emil: User, olga: User, as_user: SignIn) -> None:
    client = as_user(hana)
    answer = client.post(LIST, {"action": "export_selected", "_selected_action": [emil.pk]})

    assert answer.status_code == 302
    assert [row["full_name"] for row in taken(client, answer["Location"])] == ["Emil Brandt"]


def test_all_across_the_pages_are_exported_by_their_filter(hana: User, emil: User, as_user: SignIn) -> None:
    data = {"action": "export_selected", "_selected_action": [emil.pk], "select_across": "1"}
    answer = as_user(hana).post(f"{LIST}?q=emil", data)

    assert answer["Location"] == f"{PEOPLE}?q=emil"


def test_scoped_hr_gets_nobody_out_of_scope(sven: User, emil: User, olga: User, as_user: SignIn) -> None:
    client = as_user(sven)

    assert {row["full_name"] for row in taken(client)} == {"Sven Dahl", "Olga Lind"}
    assert taken(client, f"{PEOPLE}?keys={emil.pk}") == []


def test_a_restricted_column_is_not_offered_and_not_given(sven: User, olga: User, as_user: SignIn) -> None:
    client = as_user(sven)
    response = client.post(PEOPLE, {"format": "csv", "columns": ["full_name", "birth_date"]})

    assert "birth_date" not in client.get(PEOPLE).content.decode()
    assert "attachment" not in response.get("Content-Disposition", "")


def test_restricted_columns_are_not_ticked_beforehand(hana: User, as_user: SignIn) -> None:
    groups = as_user(hana).get(PEOPLE).context["form"].groups
    ticked = {each["column"].name for group in groups for each in group["columns"] if each["ticked"]}

    assert "full_name" in ticked and not ticked & {"birth_date", "mobile"}


@pytest.mark.parametrize("who", ["aya", "emil"])
def test_without_the_permission_every_export_is_refused(
    who: str, as_user: SignIn, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    User.objects.filter(pk=person.pk).update(is_staff=True)
    client = as_user(person)

    for address in ("/admin/exports/", *(f"/admin/exports/{code}/" for code in REGISTERS)):
        assert client.get(address).status_code == client.post(address).status_code == 403, address


def test_who_may_not_export_sees_no_way_to_it(aya: User, hana: User, as_user: SignIn) -> None:
    assert "/admin/exports/" not in as_user(aya).get(LIST).content.decode()
    assert "/admin/exports/people/" in as_user(hana).get(LIST).content.decode()


@pytest.mark.parametrize("query", ["status=odd", "no_such=1", "keys=x,99999999999999999999", "p=99", "department=0"])
def test_odd_addresses_are_no_errors(query: str, hana: User, as_user: SignIn) -> None:
    assert as_user(hana).get(f"{PEOPLE}?{query}").status_code in (200, 400, 404)


def test_a_day_to_come_is_refused_in_words(hana: User, as_user: SignIn) -> None:
    response = as_user(hana).post(PEOPLE, {"format": "csv", "columns": ["full_name"], "as_of": "2999-01-01"})

    assert "lies in the future" in response.content.decode()


def test_looking_at_the_page_leaves_no_line(hana: User, as_user: SignIn) -> None:
    make_person("Bo Ek")
    as_user(hana).get(PEOPLE)

    assert not Event.objects.filter(action=Event.Action.EXPORT).exists()
