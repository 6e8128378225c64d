"""Who looked at a record, and what an account may do: today, on a day, and how that came about."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from profiles import policy
from profiles.documents.uploads import add_document
from profiles.history.access import record_access
from profiles.history.context import acting
from profiles.history.powers import powers_on
from profiles.models import DocumentType, Event, RecordKind
from profiles.tests.conftest import SignIn
from profiles.tests.factories import give_scope, make_department, pdf_upload

pytestmark = pytest.mark.django_db


def page_of(as_user: SignIn, viewer: User, person: User, page: str) -> str:
    response = as_user(viewer).get(f"/admin/auth/user/{person.pk}/{page}")
    assert response.status_code == 200
    return response.content.decode()


def at_noon(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("UTC"))
    monkeypatch.setattr(timezone, "now", lambda: noon)


def give(person: User, *roles: str, by: User) -> None:
    with acting(kind="web", by=by, reason="Joins the team"):
        person.groups.set(Group.objects.filter(name__in=roles))
    vars(person).pop("_policy_roles", None)


def test_everybody_who_looked_is_counted_with_the_last_time(emil: User, hana: User, aya: User, as_user: SignIn) -> None:
    document = add_document(emil, pdf_upload(), type=DocumentType.objects.get(code="cv"), by=None)
    as_user(hana).get(f"/admin/auth/user/{emil.pk}/change/")
    as_user(hana).get(f"/documents/{document.public_id}/view/")
    as_user(aya).get(f"/documents/{document.public_id}/view/")

    response = as_user(hana).get(f"/admin/auth/user/{emil.pk}/looks/")
    found = {one.name: (one.opened, one.previewed, one.refused) for one in response.context["lookers"]}
    assert found == {"Hana Novotná": (1, 1, 0), "Aya Tanaka": (0, 0, 1)}
    assert "looked at “CV”" in response.content.decode() or "looked at" in response.content.decode()


def test_auditors_read_of_exports_of_lists_and_hr_does_not(emil: User, hana: User, aya: User, as_user: SignIn) -> None:
    with acting(kind="web", by=hana):
        record_access(Event.Action.EXPORT, kind=RecordKind.PERSON, details=["full_name", "rows:3"])

    assert "Latest exports of lists" in page_of(as_user, aya, emil, "looks/")
    assert "Latest exports of lists" not in page_of(as_user, hana, emil, "looks/")


def test_looks_go_back_page_by_page(emil: User, hana: User, as_user: SignIn) -> None:
    with acting(kind="web", by=hana):
        for _number in range(65):
            record_access(Event.Action.VIEW, subject=emil, kind=RecordKind.PERSON, object_id=emil.pk)

    first = as_user(hana).get(f"/admin/auth/user/{emil.pk}/looks/")
    second = as_user(hana).get(f"/admin/auth/user/{emil.pk}/looks/{first.context['older']}")
    assert second.context["older"] == ""
    assert second.content.decode().count("opened the record") == 65 - 60


def test_a_role_given_is_told_with_who_and_why(emil: User, sami: User, hana: User, as_user: SignIn) -> None:
    give(emil, policy.AUDITOR, by=sami)

    page = page_of(as_user, hana, emil, "access/")
    for words in ("Sami Rahman", "changed the roles", "Joins the team", "Auditor"):
        assert words in page


def test_roles_and_flags_of_a_day_follow_from_the_ledger(
    emil: User, sami: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.localdate()
    with monkeypatch.context() as patch:
        at_noon(patch, today + timedelta(days=2))
        give(emil, policy.AUDITOR, by=sami)
        give(emil, policy.HR, by=sami)
    with monkeypatch.context() as patch:
        at_noon(patch, today + timedelta(days=4))
        give(emil, by=sami)
        emil.is_active = False
        emil.save()

    days = [powers_on(emil, today + timedelta(days=days)) for days in (1, 3, 5)]
    assert [(one.roles, one.may_sign_in) for one in days] == [((), True), (("HR",), True), ((), False)]
    assert powers_on(emil, date(2000, 1, 1)).may_sign_in is None


def test_scopes_of_a_day_are_told_by_the_names_of_then(sven: User, lab: object) -> None:
    scope = give_scope(sven, make_department("Optics"))
    today = timezone.localdate()
    assert powers_on(sven, today).scopes == ("Optics", "Sales")
    scope.delete()

    assert powers_on(sven, today).scopes == ("Sales",)
    assert powers_on(sven, date(2000, 1, 1)).scopes == ()


def test_the_page_says_what_the_account_may_do_and_could_do(hana: User, aya: User, as_user: SignIn) -> None:
    page = page_of(as_user, aya, hana, "access/?day=2020-01-01")

    assert "Keeps the records of everybody" in page
    assert "There was no account" in page


@pytest.mark.parametrize("query", ["?day=x", "?day=9999-12-31", "?day=0001-01-01", "?before=x"])
def test_days_that_make_no_sense_still_give_the_page(query: str, emil: User, hana: User, as_user: SignIn) -> None:
    page_of(as_user, hana, emil, f"access/{query}")


def test_only_what_concerns_access_is_told_there(emil: User, hana: User, as_user: SignIn) -> None:
    emil.first_name, emil.is_active = "Emilio", False
    emil.save()

    page = page_of(as_user, hana, emil, "access/")
    assert "May sign in" in page
    assert "Emilio" not in page
