"""The log as a file: what goes with it, what cannot run in it, what it leaves behind."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from profiles.admin.audit.files import COLUMNS, Digest
from profiles.history.context import acting
from profiles.models import Event, Seal
from profiles.tests.conftest import SignIn

pytestmark = pytest.mark.django_db
EXPORT = "/admin/audit/export/"
HOSTILE = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def changed(emil: User, hana: User) -> Event:
    with acting(kind="api", by=hana, reason=HOSTILE):
        emil.profile.bio, emil.profile.mobile = "Likes lathes", "+45 11 22 33 44"
        emil.profile.save()
    return Event.objects.latest("pk")


def taken(client: Client, kind: str, query: str = "") -> tuple[Any, bytes]:
    response = client.get(f"{EXPORT}?format={kind}&{query}")
    assert response.status_code == 200
    return response, b"".join(response.streaming_content)  # type: ignore[attr-defined]


def make_many_events(like: Event, number: int) -> None:
    """Looks of the same act, put in at once."""
    Event.objects.bulk_create(
        Event(operation=like.operation, actor_id=like.actor_id, action=Event.Action.VIEW, subject_id=like.subject_id)
        for _number in range(number)
    )


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_the_event_tells_the_digest_of_the_file(kind: str, changed: Event, aya: User, as_user: SignIn) -> None:
    response, content = taken(as_user(aya), kind)
    told = Event.objects.latest("pk")
    digest = hashlib.sha256(content).hexdigest()

    assert response.get("X-Content-SHA256", digest) == digest
    assert told.action == Event.Action.EXPORT and told.actor_id == aya.pk
    assert f"sha256 {digest}" in told.changed and told.operation.request_id


def test_a_csv_ends_with_what_it_is(changed: Event, aya: User, as_user: SignIn) -> None:
    call_command("audit_seal")
    _response, content = taken(as_user(aya), "csv", f"operation={changed.operation.uuid}")
    lines = read_csv(content)
    about = {line[0]: line[1] for line in lines if len(line) == 2}

    assert lines[0] == list(COLUMNS) and len(lines[1]) == len(COLUMNS) and lines[2] == []
    assert about["Filter"] == f"operation={changed.operation.uuid}" and about["Rows"] == "1"
    assert about["Last seal, hash"] == Seal.objects.latest("number").hash


def test_the_rows_have_one_digest_in_every_format(changed: Event, aya: User, as_user: SignIn) -> None:
    query = f"operation={changed.operation.uuid}"
    key = "SHA-256 of the rows, each as a JSON list on a line"
    as_json = json.loads(taken(as_user(aya), "json", query)[1])
    as_csv = {line[0]: line[1] for line in read_csv(taken(as_user(aya), "csv", query)[1]) if len(line) == 2}
    rows = [list(event.values()) for event in as_json["events"]]
    line = json.dumps(rows[0], ensure_ascii=False, separators=(",", ":"))

    assert as_json["export"][key] == as_csv[key] == hashlib.sha256(f"{line}\n".encode()).hexdigest()


def test_nothing_in_a_file_runs(changed: Event, aya: User, as_user: SignIn) -> None:
    query = f"operation={changed.operation.uuid}"
    reason = COLUMNS.index("Reason")
    sheet = openpyxl.load_workbook(io.BytesIO(taken(as_user(aya), "xlsx", query)[1])).active
    cell = sheet.cell(2, reason + 1)

    assert read_csv(taken(as_user(aya), "csv", query)[1])[1][reason] == f"'{HOSTILE}"
    assert (cell.value, cell.data_type) == (HOSTILE, "s")


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_what_the_reader_may_not_see_is_not_in_the_file(
    kind: str, changed: Event, aya: User, hana: User, as_user: SignIn
) -> None:
    assert b"+45 11 22 33 44" not in taken(as_user(aya), kind)[1]
    assert b"+45 11 22 33 44" in taken(as_user(hana), kind)[1]


def test_scoped_hr_takes_its_own_people_alone(changed: Event, sven: User, olga: User, as_user: SignIn) -> None:
    content = taken(as_user(sven), "csv")[1].decode()

    assert "Olga Lind" in content and "Emil Brandt" not in content


def test_the_event_names_filters_and_never_what_they_were_set_to(
    changed: Event, aya: User, emil: User, as_user: SignIn
) -> None:
    taken(as_user(aya), "csv", "person=emil&reason=hyperlink&since=2020-01-01")
    told = Event.objects.latest("pk").changed

    assert {"csv", "filter person", "filter reason", "filter since", "rows 1"} <= set(told)
    assert "hyperlink" not in str(told).lower() and "emil" not in str(told).lower()


def test_an_export_about_one_person_is_told_in_that_person_s_history(
    changed: Event, aya: User, emil: User, as_user: SignIn
) -> None:
    taken(as_user(aya), "csv", f"subject={emil.pk}")

    assert Event.objects.latest("pk").subject_id == emil.pk


@pytest.mark.parametrize(("kind", "events"), [("json", 2), ("csv", 2), ("xlsx", 1)])
def test_it_writes_nothing_but_its_events(kind: str, events: int, changed: Event, aya: User, as_user: SignIn) -> None:
    client = as_user(aya)
    before = Event.objects.count()
    taken(client, kind)

    assert Event.objects.count() == before + events


def test_a_file_begins_before_the_log_is_read_to_its_end(changed: Event, aya: User, as_user: SignIn) -> None:
    make_many_events(changed, 1_200)
    response = as_user(aya).get(f"{EXPORT}?format=csv")
    first = next(iter(response.streaming_content))  # type: ignore[attr-defined]
    told = Event.objects.latest("pk").changed
    response._iterator.close()  # type: ignore[attr-defined]  # else the test client does, in some later test

    assert "begun" in told and first.count(b"\n") < 600


def test_who_stops_in_the_middle_is_told_to_have_stopped(changed: Event, aya: User, as_user: SignIn) -> None:
    make_many_events(changed, 1_200)
    response = as_user(aya).get(f"{EXPORT}?format=csv")
    next(iter(response.streaming_content))  # type: ignore[attr-defined]
    response._iterator.close()  # type: ignore[attr-defined]  # as a server ends a request
    told = Event.objects.latest("pk")

    assert "stopped before the end" in told.changed and told.actor_id == aya.pk
    assert not any("sha256" in str(each) for each in told.changed)


@pytest.mark.parametrize("query", ["", "format=pdf", "format=csv&since=x", "format=csv&salary=1"])
def test_wrong_input_is_a_page_with_a_sentence(query: str, changed: Event, aya: User, as_user: SignIn) -> None:
    client = as_user(aya)
    before = Event.objects.count()
    response = client.get(f"{EXPORT}?{query}")

    assert response.status_code == 400 and len(response.context["problems"]) == 1
    assert Event.objects.count() == before


def test_a_digest_counts_while_rows_pass() -> None:
    rows = Digest([[1, "a"], [2, "é"]])

    assert list(rows) == [[1, "a"], [2, "é"]] and rows.count == 2
    assert rows.hexdigest() == hashlib.sha256('[1,"a"]\n[2,"é"]\n'.encode()).hexdigest()
