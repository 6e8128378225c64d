"""The filters of the audit log: each finds what it says and nothing else, and wrong input is a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils import timezone

from profiles.history.access import record_access
from profiles.history.context import acting
from profiles.history.filters import EventFilter
from profiles.models import Department, Event, Operation, RecordKind, Viewer
from profiles.tests.factories import make_department

pytestmark = pytest.mark.django_db


def asked(viewer: Viewer, **data: Any) -> EventFilter:
    query = QueryDict(mutable=True)
    for name, value in data.items():
        query.setlist(name, value if isinstance(value, list) else [str(value)])
    return EventFilter(query, viewer=viewer)


def found(viewer: Viewer, **data: Any) -> set[Event]:
    chosen = asked(viewer, **data)
    assert chosen.problems() == []
    return set(chosen.qs)


def change_bio(person: User, by: User | None, reason: str = "", bio: str = "Likes lathes") -> Event:
    with acting(kind="api", by=by, reason=reason):
        person.profile.bio = bio
        person.profile.save()
    return Event.objects.latest("pk")


@pytest.fixture
def change(emil: User, hana: User) -> Event:
    return change_bio(emil, hana, "Asked by Emil himself")


@pytest.mark.parametrize(
    "fits",
    [
        {"person": "brandt emil"},
        {"person": "00412"},
        {"actor": "hana"},
        {"kind": RecordKind.PROFILE.value},
        {"field": "profile.bio"},
        {"action": [Event.Action.UPDATE.value, Event.Action.VIEW.value]},
        {"route": Operation.Kind.API.value},
        {"outcome": Event.Outcome.DONE.value},
        {"reason": "EMIL HIMSELF"},
        {"since": timezone.localdate(), "until": timezone.localdate()},
    ],
    ids=lambda fits: "-".join(fits),
)
def test_a_filter_that_fits_finds_the_change(fits: Mapping[str, Any], change: Event, aya: User) -> None:
    assert change in found(aya, **fits)


@pytest.mark.parametrize(
    "other",
    [
        {"person": "olga"},
        {"actor": "olga"},
        {"kind": RecordKind.EMPLOYMENT.value},
        {"field": "profile.mobile"},
        {"action": Event.Action.CREATE.value},
        {"route": Operation.Kind.WEB.value},
        {"outcome": Event.Outcome.REFUSED.value},
        {"reason": "somebody else"},
        {"since": timezone.localdate() + timedelta(days=2)},
        {"until": timezone.localdate() - timedelta(days=2)},
        {"unattributed": "yes"},
    ],
    ids=lambda other: "-".join(other),
)
def test_a_filter_that_does_not_fit_leaves_it_out(
    other: Mapping[str, Any], change: Event, aya: User, olga: User
) -> None:
    assert change not in found(aya, **other)


def test_people_can_be_asked_for_by_number(change: Event, aya: User, emil: User, hana: User) -> None:
    assert change in found(aya, subject=emil.pk, by=hana.pk)
    assert change not in found(aya, subject=hana.pk)


def test_one_act_is_found_by_its_number(change: Event, aya: User) -> None:
    assert found(aya, operation=change.operation.uuid) == {change}


def test_a_department_above_finds_those_below(change: Event, aya: User, lab: Department) -> None:
    lab.parent = make_department("Operations")
    lab.save()

    assert change in found(aya, department="operations")


def test_a_department_finds_its_people(change: Event, aya: User, lab: Department, olga: User) -> None:
    assert change in found(aya, department="calibration")
    assert change not in found(aya, department="Sales")


def test_a_field_is_found_in_records_that_came_with_it(aya: User, emil: User) -> None:
    events = found(aya, field="employment.manager", subject=emil.pk)

    assert [event.action for event in events] == [Event.Action.CREATE]


def test_a_change_outside_any_act_is_without_a_known_author(aya: User, emil: User) -> None:
    emil.profile.bio = "Written past every door"
    emil.profile.save()

    assert Event.objects.latest("pk") in found(aya, unattributed="yes")


def test_an_actor_is_found_by_the_name_of_that_time(change: Event, aya: User, hana: User) -> None:
    hana.profile.full_name = "Hana Dvořák"
    hana.profile.save()

    assert change in found(aya, actor="Novotná")
    assert change in found(aya, actor="Dvořák")


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": "yesterday"},
        {"until": "2026-13-45"},
        {"kind": "999"},
        {"kind": "no"},
        {"action": "9999"},
        {"route": "%"},
        {"outcome": "-1"},
        {"field": "profile.password"},
        {"department": "no such department"},
        {"department": "x" * 101},
        {"operation": "not-a-uuid"},
        {"unattributed": "maybe"},
        {"subject": "0"},
        {"subject": "9" * 30},
        {"by": "hana"},
        {"reason": "x" * 201},
        {"person": "x" * 101},
        {"salary": "1000"},
    ],
    ids=str,
)
def test_wrong_input_is_told_and_finds_nothing(wrong: dict[str, str], change: Event, aya: User) -> None:
    chosen = asked(aya, **wrong)

    assert len(chosen.problems()) == 1
    assert chosen.problems()[0].endswith((".", "”."))
    assert not chosen.qs.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_days_like_others(day: str, change: Event, aya: User) -> None:
    assert asked(aya, since=day).problems() == [] and asked(aya, until=day).problems() == []
    assert isinstance(asked(aya, since=day, until=day).qs.count(), int)


def test_a_name_that_fits_too_many_asks_for_more(change: Event, aya: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("profiles.history.filters.MOST_PEOPLE", 0)

    assert "Write more of the name" in asked(aya, person="emil").problems()[0]


def test_no_filter_goes_by_a_value(aya: User) -> None:
    for name in ("mobile", "profile__mobile", "changed", "changed__icontains", "operation__ip", "commitment"):
        assert asked(aya, **{name: "1"}).problems()


# Who sees what.
def test_hr_sees_events_about_its_people_and_the_organisation(change: Event, hana: User, sami: User) -> None:
    with acting(kind="command"):
        make_department("New")
        record_access(Event.Action.LOGIN_FAILED, outcome=Event.Outcome.REFUSED)
    change_bio(sami, None)
    events = found(hana)

    assert change in events
    assert {event.subject_id for event in events}.isdisjoint({sami.pk})
    assert {event.kind for event in events if event.subject_id is None} <= {
        RecordKind.DEPARTMENT, RecordKind.LOCATION, RecordKind.DOCUMENT_TYPE, RecordKind.SETTING,
    }  # fmt: skip


def test_scoped_hr_sees_its_own_departments_alone(change: Event, sven: User, olga: User, lab: Department) -> None:
    mine = change_bio(olga, None)
    events = found(sven)

    assert mine in events and change not in events
    assert not any(event.kind == RecordKind.DEPARTMENT and event.object_id == lab.pk for event in events)


def test_a_scope_of_many_people_is_the_same(
    change: Event, sven: User, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = found(sven)
    monkeypatch.setattr("profiles.history.ledger._FEW_PEOPLE", 0)

    assert few == found(sven)


def test_scoped_hr_cannot_ask_for_somebody_out_of_scope(change: Event, sven: User, emil: User) -> None:
    assert found(sven, subject=emil.pk) == set()
    assert found(sven, person="Emil") == set()


def test_an_employee_sees_none(change: Event, emil: User) -> None:
    assert found(emil) == set()


def test_auditors_and_administrators_see_all(change: Event, aya: User, sami: User) -> None:
    assert found(aya) == found(sami) == set(Event.objects.all())


def test_the_same_filter_has_the_same_address_in_whatever_order(aya: User) -> None:
    one = EventFilter(QueryDict("kind=3&action=2&action=1&before=9"), viewer=aya)
    other = EventFilter(QueryDict("action=2&action=1&kind=3"), viewer=aya)

    assert one.address() == other.address() == "action=2&action=1&kind=3"


def test_changes_of_one_s_own_record_are_found_unless_by_the_own_page(emil: User, hana: User, aya: User) -> None:
    for route, person in (("/admin/auth/user/", hana), ("/admin/auth/user/", emil), ("/profile/edit/", hana)):
        with acting(kind="web", by=hana, route=route):
            person.profile.bio = f"By {route} of {person.pk}"
            person.profile.save()
    [found] = EventFilter({"own": "yes"}, viewer=aya).qs

    assert (found.subject_id, found.operation.route) == (hana.pk, "/admin/auth/user/")
