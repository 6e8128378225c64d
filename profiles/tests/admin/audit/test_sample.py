"""A sample is drawn by chance and can be drawn again; the page of what is recorded comes from the code."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles import policy
from profiles.history.access import record_access
from profiles.history.commitments import columns_of
from profiles.history.recorded import NOT_RECORDED, TOLD, records_told
from profiles.models import Event, RecordKind, tracked_models
from profiles.tests.conftest import SignIn

pytestmark = pytest.mark.django_db
SAMPLE = "/admin/audit/sample/"


@pytest.fixture
def client(aya: User, emil: User, as_user: SignIn) -> Client:
    for _number in range(30):
        record_access(Event.Action.VIEW, subject=emil, kind=RecordKind.PERSON, object_id=emil.pk)
    return as_user(aya)


def drawn(client: Client, query: str) -> list[int]:
    response: Any = client.get(f"{SAMPLE}?{query}")
    return [row.event.pk for row in response.context["rows"]]


def test_without_a_seed_it_leads_to_one(client: Client) -> None:
    response = client.get(f"{SAMPLE}?n=5&action=4")

    assert response.status_code == 302
    assert response["Location"].startswith(f"{SAMPLE}?action=4&n=5&seed=")
    assert len(drawn(client, response["Location"].partition("?")[2])) == 5


def test_the_same_seed_draws_the_same_even_when_more_has_happened(client: Client, emil: User) -> None:
    up_to = Event.objects.latest("pk").pk
    first = drawn(client, f"n=5&seed=abc&upto={up_to}")
    record_access(Event.Action.VIEW, subject=emil)

    assert drawn(client, f"n=5&seed=abc&upto={up_to}") == first
    assert drawn(client, f"n=5&seed=abd&upto={up_to}") != first


def test_a_sample_keeps_to_its_filter_and_to_the_scope(client: Client, sven: User, as_user: SignIn) -> None:
    up_to = Event.objects.latest("pk").pk
    views = set(Event.objects.filter(action=Event.Action.VIEW).values_list("pk", flat=True))

    assert set(drawn(client, f"n=10&seed=1&upto={up_to}&action=4")) < views
    assert drawn(as_user(sven), f"n=10&seed=1&upto={up_to}&action=4") == []


def test_the_working_paper_has_empty_columns_and_says_how_it_was_drawn(client: Client) -> None:
    up_to = Event.objects.latest("pk").pk
    response: Any = client.get(f"{SAMPLE}?n=3&seed=abc&upto={up_to}&format=csv")
    lines = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"), newline="")))
    about = {line[0]: line[1] for line in lines if len(line) == 2}

    assert lines[0][-4:] == ["Traced to", "Finding", "Checked by", "Checked on"] and lines[1][-4:] == [""] * 4
    assert (about["Seed"], about["Drawn"], about["Up to event"]) == ("abc", "3", str(up_to))
    assert Event.objects.latest("pk").action == Event.Action.EXPORT


@pytest.mark.parametrize("wrong", ["n=0", "n=501", "n=x", "seed=%3Cb%3E", "upto=x", "since=x"])
def test_wrong_input_is_a_sentence(wrong: str, client: Client) -> None:
    response: Any = client.get(f"{SAMPLE}?{wrong}")

    assert response.status_code == 400 and len(response.context["problems"]) == 1


def test_every_field_is_recorded_or_says_why_not() -> None:
    for record in records_told():
        assert record.fields
        assert [field.name for field in record.fields if not field.is_recorded and not field.why_not] == []


def test_reasons_are_given_for_nothing_that_is_recorded() -> None:
    recorded = {(model._meta.label, name) for model in tracked_models() for name in columns_of(model)}

    assert recorded.isdisjoint(NOT_RECORDED)
    assert {label for label, _name in NOT_RECORDED} <= policy.FIELDS.keys()


def test_every_action_says_when_it_is_told() -> None:
    assert set(TOLD) == set(Event.Action)


def test_the_page_tells_what_is_left_out(client: Client) -> None:
    page = client.get("/admin/audit/recorded/").content.decode()

    assert "A secret. That it was changed is an event" in page
    assert "Last login" in page and "Failed to sign in" in page
