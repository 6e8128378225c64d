"""Signing off, saved filters, and that nothing else of the ledger can be written to."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from profiles.history.access import record_access
from profiles.models import Event, Operation, RecordKind, Review, SavedView, Seal
from profiles.tests.conftest import SignIn

pytestmark = pytest.mark.django_db
LOG, REVIEW, FILTERS = "/admin/audit/", "/admin/audit/review/", "/admin/audit/filters/"
PAGES = ("audit_log", "audit_export", "audit_sample", "audit_recorded", "audit_proof", "audit_evidence")


def shown(client: Client, query: str = "") -> str:
    return html.unescape(client.get(LOG + query).content.decode())


def look(emil: User) -> None:
    record_access(Event.Action.VIEW, subject=emil, kind=RecordKind.PERSON, object_id=emil.pk)


def test_an_auditor_signs_off_and_the_log_shows_the_line(aya: User, emil: User, as_user: SignIn) -> None:
    client = as_user(aya)
    up_to = Event.objects.latest("pk").pk
    client.post(REVIEW, {"up_to": up_to, "note": "Every job of <October> traced"})
    look(emil)
    page = client.get(LOG).context["page"]

    assert (page.state.reviewed_up_to, page.review_line, page.new) == (up_to, up_to, 2)
    assert "Aya Tanaka</b> reviewed everything below" in shown(client)
    assert "<October>" not in client.get(LOG).content.decode()


def test_a_review_is_an_event_and_a_row(aya: User, as_user: SignIn) -> None:
    up_to = Event.objects.latest("pk").pk
    as_user(aya).post(REVIEW, {"up_to": up_to, "note": "Fine", "query": "kind=3"})
    review, told = Review.objects.get(), Event.objects.latest("pk")

    assert (review.up_to_event, review.query, review.note, review.actor_name) == (up_to, "kind=3", "Fine", "Aya Tanaka")
    assert (told.action, told.actor_id) == (Event.Action.REVIEW, aya.pk)


def test_a_review_of_one_filter_is_no_review_of_everything(aya: User, as_user: SignIn) -> None:
    client = as_user(aya)
    client.post(REVIEW, {"up_to": Event.objects.latest("pk").pk, "query": "kind=3"})

    assert client.get(LOG).context["page"].state.review is None
    assert client.get(f"{LOG}?kind=3").context["page"].state.review is not None


@pytest.mark.parametrize("up_to", ["", "x", "0", "-1", "999999999", "9" * 30])
def test_nobody_signs_off_what_is_not_there(up_to: str, aya: User, as_user: SignIn) -> None:
    response = as_user(aya).post(REVIEW, {"up_to": up_to}, follow=True)

    assert "Nothing was signed off" in response.content.decode()
    assert not Review.objects.exists()


def test_hr_does_not_review(hana: User, as_user: SignIn) -> None:
    assert as_user(hana).post(REVIEW, {"up_to": 1}).status_code == 403
    assert "Mark as reviewed" not in shown(as_user(hana))


def test_signing_off_needs_the_page_s_own_form(aya: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(aya)

    assert client.post(REVIEW, {"up_to": 1}).status_code == 403
    assert client.post(FILTERS, {"name": "x", "query": ""}).status_code == 403


def test_an_auditor_keeps_a_filter_under_a_name(aya: User, as_user: SignIn) -> None:
    client = as_user(aya)
    client.post(FILTERS, {"name": " Job  facts ", "query": "field=employment.manager"})

    assert SavedView.objects.get().name == "Job facts"
    assert 'href="?field=employment.manager" aria-current="page">Job facts' in shown(
        client, "?field=employment.manager"
    )


def test_a_shared_filter_is_everybody_s_and_removed_by_its_owner_alone(
    aya: User, hana: User, sven: User, as_user: SignIn
) -> None:
    as_user(aya).post(FILTERS, {"name": "Ours", "query": "kind=3", "shared": "on"})
    as_user(aya).post(FILTERS, {"name": "Mine", "query": "kind=4"})
    remove = reverse("admin:audit_remove_filter", args=[SavedView.objects.get(name="Ours").pk])

    assert "Ours" in shown(as_user(sven)) and "Mine" not in shown(as_user(sven))
    assert as_user(hana).post(remove).status_code == 404
    assert as_user(aya).post(remove).status_code == 302
    assert not SavedView.objects.filter(name="Ours").exists()


@pytest.mark.parametrize("data", [{"name": ""}, {"name": "x" * 101}, {"name": "x", "query": "salary=1"}])
def test_a_filter_that_makes_no_sense_is_not_kept(data: dict[str, str], aya: User, as_user: SignIn) -> None:
    response = as_user(aya).post(FILTERS, {"query": "kind=3", **data}, follow=True)

    assert response.status_code == 200 and not SavedView.objects.exists()
    assert 'role="alert"' in response.content.decode() or "messagelist" in response.content.decode()


def test_a_name_is_given_once(aya: User, as_user: SignIn) -> None:
    client = as_user(aya)
    for query in ("kind=3", "kind=4"):
        client.post(FILTERS, {"name": "Jobs", "query": query})

    assert SavedView.objects.get().query == "kind=3"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_pages_of_the_ledger_take_nothing_from_an_auditor(name: str, method: str, aya: User, as_user: SignIn) -> None:
    client = as_user(aya)
    before = ledger()

    assert getattr(client, method)(reverse(f"admin:{name}"), {"up_to": "1"}).status_code in (403, 405)
    assert ledger() == before


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_signing_off_and_keeping_filters_take_a_post_and_nothing_else(method: str, aya: User, as_user: SignIn) -> None:
    for address in (REVIEW, FILTERS, f"{FILTERS}1/remove/"):
        assert getattr(as_user(aya), method)(address).status_code == 405


def ledger() -> list[Any]:
    return [model.objects.count() for model in (Event, Operation, Review, Seal, SavedView)]
