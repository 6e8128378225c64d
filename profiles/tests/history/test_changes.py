"""What events changed, in words: old and new, as they were called then, as far as the reader may see."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from profiles.history.capture import capture_baseline
from profiles.history.changes import Change, changes_of
from profiles.models import (
    Department,
    Document,
    DocumentType,
    EmergencyContact,
    EmploymentRecord,
    Event,
    Profile,
    RecordKind,
)
from profiles.tests.factories import make_department, make_job, make_person

pytestmark = pytest.mark.django_db


def newest(kind: RecordKind | None = None) -> Event:
    events = Event.objects.filter(kind=kind) if kind else Event.objects.all()
    return events.latest("id")


def told(event: Event, viewer: User) -> dict[str, Change]:
    return {change.name: change for change in changes_of([event], viewer)[event.pk]}


def pair(change: Change) -> tuple[str | None, str | None]:
    return change.old, change.new


def test_a_change_tells_old_and_new(emil: User, hana: User) -> None:
    emil.profile.work_phone = "+45 1"
    emil.profile.save()
    emil.profile.work_phone = ""
    emil.profile.save()

    change = told(newest(), hana)["work_phone"]
    assert (change.label, *pair(change)) == ("Work phone", "+45 1", "–")


def test_choices_days_and_yes_or_no_are_words(emil: User, hana: User) -> None:
    emil.profile.leave_reason = Profile.LeaveReason.RETIREMENT
    emil.profile.birth_date, emil.profile.country = date(1988, 2, 29), "DK"
    emil.profile.save()
    profile = told(newest(), hana)
    emil.is_active = False
    emil.save()
    account = told(newest(), hana)

    assert pair(profile["leave_reason"]) == ("–", "Retirement")
    assert pair(profile["birth_date"]) == ("–", "1988-02-29")
    assert pair(profile["country"]) == ("–", "Denmark")
    assert pair(account["is_active"]) == ("Yes", "No")


def test_what_a_row_pointed_to_keeps_the_name_of_then(emil: User, hana: User, lab: Department) -> None:
    job = EmploymentRecord.objects.get(person=emil)
    job.department = make_department("Optics")
    job.save()
    Department.objects.filter(name="Optics").update(name="Photonics")

    assert pair(told(newest(RecordKind.EMPLOYMENT), hana)["department"]) == ("Calibration Lab", "Optics")


def test_numbers_are_told_without_needless_noughts(emil: User, hana: User) -> None:
    job = EmploymentRecord.objects.get(person=emil)
    job.fte = Decimal("0.8")
    job.save()

    assert pair(told(newest(), hana)["fte"]) == ("1", "0.8")


def test_a_new_record_comes_from_nothing(emil: User, hana: User) -> None:
    EmergencyContact.objects.create(person=emil, name="Nina", phone="+45 2")

    changes = told(newest(), hana)
    assert pair(changes["name"]) == (None, "Nina")
    assert pair(changes["priority"]) == (None, "First")
    assert not {"id", "person", "relationship"} & changes.keys()


def test_a_removed_record_goes_to_nothing_and_is_still_told(emil: User, hana: User) -> None:
    EmergencyContact.objects.create(person=emil, name="Nina", phone="+45 2").delete()

    assert pair(told(newest(), hana)["name"]) == ("Nina", None)


def test_what_was_found_as_it_stood_makes_the_first_change_tell_old_and_new(hana: User) -> None:
    rows: QuerySet[User] = QuerySet(User)
    rows.bulk_create([User(username="loaded", email="a@nordlys.example")])
    assert capture_baseline(User) == 1
    found = newest()
    User.objects.get(username="loaded").save()
    account = User.objects.get(username="loaded")
    account.email = "b@nordlys.example"
    account.save()

    assert found.action == Event.Action.BASELINE
    assert pair(told(found, hana)["email"]) == (None, "a@nordlys.example")
    assert pair(told(newest(RecordKind.PERSON), hana)["email"]) == ("a@nordlys.example", "b@nordlys.example")


def test_an_auditor_reads_that_a_restricted_field_changed_and_no_more(emil: User, aya: User) -> None:
    emil.profile.mobile, emil.profile.bio = "+45 99", "Hello"
    emil.profile.save()

    changes = told(newest(), aya)
    assert (changes["mobile"].masked, *pair(changes["mobile"])) == (True, None, None)
    assert changes["mobile"].instead == "changed, not shown to you"
    assert pair(changes["bio"]) == ("–", "Hello")


def test_scoped_hr_reads_nothing_private_of_people_out_of_scope(emil: User, olga: User, sven: User) -> None:
    for person in (emil, olga):
        person.profile.mobile = "+45 99"
        person.profile.save()

    events = Event.objects.order_by("-id")[:2]
    found = changes_of(events, sven)
    assert {event.subject_id: found[event.pk][0].masked for event in events} == {emil.pk: True, olga.pk: False}


def test_the_row_before_is_the_one_written_before_whatever_the_clock_says(
    emil: User, hana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: same)
    for text in ("One", "Two", "Three"):
        emil.profile.bio = text
        emil.profile.save()

    events = Event.objects.order_by("-id")[:3]
    found = changes_of(events, hana)
    assert [pair(found[event.pk][0]) for event in events] == [("Two", "Three"), ("One", "Two"), ("–", "One")]


def test_long_text_is_told_word_by_word_and_markup_stays_text(emil: User, hana: User) -> None:
    emil.profile.bio = "Builds <script>alert(1)</script> benches"
    emil.profile.save()
    emil.profile.bio = "Builds good benches"
    emil.profile.save()

    change = told(newest(), hana)["bio"]
    assert change.is_long_text
    assert [piece.kind for piece in change.words] == ["same", "del", "ins", "same"]
    assert change.words[1].text == "<script>alert(1)</script> "


def test_a_redacted_row_says_so(emil: User, hana: User) -> None:
    emil.profile.mobile = "+45 99"
    emil.profile.save()
    event = newest()
    blank = {"id": emil.profile.pk, "user_id": emil.pk, "version": 3, "history_date": timezone.now()}
    row = Profile.history.model(**blank, public_id=emil.profile.public_id, history_type="~", nonce=None)
    row.save_base(raw=True)
    after = Event(pk=event.pk + 1, kind=RecordKind.PROFILE, history_id=row.pk, action=Event.Action.UPDATE)
    after.subject_id, after.changed = emil.pk, ["mobile"]

    change = told(after, hana)["mobile"]
    assert (change.redacted, *pair(change), change.instead) == (False, "+45 99", "redacted", "")
    after.action = Event.Action.BASELINE
    assert {change.instead for change in told(after, hana).values()} == {"redacted"}


def test_a_role_given_is_told_by_its_name(emil: User, hana: User) -> None:
    event = newest()
    event = Event(pk=event.pk + 1, action=Event.Action.PERMISSION, subject_id=emil.pk, changed=["groups", "+ HR"])

    assert pair(told(event, hana)["groups"]) == (None, "HR")


def test_a_page_of_changes_takes_as_many_queries_for_any_kinds(emil: User, hana: User) -> None:
    make_job(make_person("Somebody Else"), date(2019, 1, 1))
    Document.objects.create(person=emil, type=DocumentType.objects.get(code="cv"), title="CV")
    make_department("Optics")
    EmergencyContact.objects.create(person=emil, name="Nina", phone="+45 2")
    counts = []
    for events in (list(Event.objects.order_by("id")[:2]), list(Event.objects.order_by("-id")[:60])):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            changes_of(events, hana)
        counts.append(len(captured))

    assert counts == [2, 2]
