"""The timeline of a person: one story for each act, old to new, as far as the reader may see it."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from profiles.documents.uploads import add_document
from profiles.history.access import record_access
from profiles.history.context import acting
from profiles.history.redaction import redact_history
from profiles.history.timeline import ON_ONE_PAGE
from profiles.models import DocumentType, EmergencyContact, EmploymentRecord, Event, Profile, RecordKind
from profiles.people.employment import change_job
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_person, pdf_upload

pytestmark = pytest.mark.django_db


def address_of(person: User, query: str = "") -> str:
    return f"/admin/auth/user/{person.pk}/history/{query}"


def read(as_user: SignIn, viewer: User, person: User, query: str = "") -> str:
    response = as_user(viewer).get(address_of(person, query))
    assert response.status_code == 200
    return response.content.decode()


def write_bio(person: User, text: str, by: User, reason: str = "") -> None:
    with acting(kind="web", by=by, reason=reason, route="/admin/"):
        profile = Profile.objects.get(user=person)
        profile.bio = text
        profile.save()


def test_a_story_tells_who_what_why_and_the_old_value(emil: User, hana: User, as_user: SignIn) -> None:
    with acting(kind="import", by=hana, reason="New phones"):
        emil.profile.work_phone = "+45 1"
        emil.profile.save()

    page = read(as_user, hana, emil)
    for words in ("Hana Novotná", "changed the profile", "New phones", "Import", '<ins><bdi dir="auto">+45 1'):
        assert words in page


def test_one_save_is_one_story_however_many_rows(emil: User, hana: User, as_user: SignIn) -> None:
    with acting(kind="web", by=hana):
        change_job(emil, from_day=date(2024, 1, 1), by=hana, job_title="Lead")
        EmergencyContact.objects.create(person=emil, name="Nina", phone="+45 2")

    page = read(as_user, hana, emil)
    assert "changed the job from 2024-01-01 and added an emergency contact" in page
    assert "Job from 2024-01-01" in page


def test_a_job_that_follows_another_is_told_as_the_way_from_it(emil: User, hana: User, as_user: SignIn) -> None:
    with acting(kind="web", by=hana):
        change_job(emil, from_day=date(2024, 1, 1), by=hana, job_title="Lead", manager=hana)

    response = as_user(hana).get(address_of(emil))
    story = next(one for one in response.context["timeline"].stories if one.records)
    told = [(change.label, change.old, change.new) for change in story.records[0].changes]
    assert told == [("Job title", "Technician", "Lead"), ("Manager", "–", "Hana Novotná")]


def test_a_job_without_the_manager_of_before_says_so(emil: User, hana: User, as_user: SignIn) -> None:
    change_job(emil, from_day=date(2024, 1, 1), by=hana, manager=hana)
    with acting(kind="web", by=hana):
        change_job(emil, from_day=date(2025, 1, 1), by=hana, manager=None)

    response = as_user(hana).get(address_of(emil, "?field=employment.manager"))
    story = response.context["timeline"].stories[0]
    assert [(one.old, one.new) for record in story.records for one in record.changes] == [("Hana Novotná", "–")]


def test_two_writes_of_one_act_are_told_as_one_way(emil: User, hana: User, as_user: SignIn) -> None:
    with acting(kind="web", by=hana):
        for phone in ("+45 1", "+45 2"):
            emil.profile.work_phone = phone
            emil.profile.save()

    page = read(as_user, hana, emil)
    assert "+45 2" in page
    assert "+45 1" not in page


def test_long_text_is_told_word_by_word(emil: User, hana: User, as_user: SignIn) -> None:
    write_bio(emil, "Leads the length laboratory", hana)
    write_bio(emil, "Leads the angle laboratory", hana)

    assert "Leads the <del>length </del><ins>angle </ins>laboratory" in read(as_user, hana, emil)


def test_markup_in_old_values_names_and_reasons_stays_text(emil: User, hana: User, as_user: SignIn) -> None:
    attack = "<script>alert(1)</script>"
    write_bio(emil, attack, hana, reason=attack)
    write_bio(emil, "calm", hana)
    EmergencyContact.objects.create(person=emil, name=attack, phone="+45 2").delete()

    page = read(as_user, hana, emil)
    assert attack not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_auditor_reads_that_restricted_fields_changed_and_no_value(
    emil: User, aya: User, hana: User, as_user: SignIn
) -> None:
    with acting(kind="web", by=hana):
        emil.profile.mobile = "+45 77 77"
        emil.profile.save()
        EmergencyContact.objects.create(person=emil, name="Nina Secret", phone="+45 88 88")

    page = read(as_user, aya, emil)
    assert "Mobile" in page
    assert "changed, not shown to you" in page
    assert not any(value in page for value in ("+45 77 77", "Nina Secret", "+45 88 88"))
    assert "/restore/" not in page


def test_scoped_hr_reads_the_timeline_of_people_in_its_scope_alone(
    emil: User, olga: User, sven: User, as_user: SignIn
) -> None:
    assert as_user(sven).get(address_of(emil)).status_code == 404
    assert as_user(sven).get(address_of(olga)).status_code == 200


def test_employees_find_no_timeline_not_even_their_own(emil: User, as_user: SignIn) -> None:
    assert as_user(emil).get(address_of(emil)).status_code == 404


def test_an_actor_is_called_by_the_name_of_then(emil: User, hana: User, as_user: SignIn) -> None:
    write_bio(emil, "One", hana)
    hana.profile.full_name = "Hana Svobodová"
    hana.profile.save()

    page = read(as_user, hana, emil, "?kind=3")
    assert "<bdi>Hana Novotná</bdi>" in page


def test_opening_the_timeline_counts_as_opening_the_record(emil: User, aya: User, as_user: SignIn) -> None:
    read(as_user, aya, emil)

    assert Event.objects.filter(subject_id=emil.pk, actor_id=aya.pk, action=Event.Action.VIEW).count() == 1


def test_removed_records_are_still_told(emil: User, hana: User, as_user: SignIn) -> None:
    EmergencyContact.objects.create(person=emil, name="Nina", phone="+45 2").delete()

    page = read(as_user, hana, emil)
    assert "removed an emergency contact" in page
    assert '<del><bdi dir="auto">Nina</bdi></del>' in page


def test_redacted_values_are_told_as_redacted(emil: User, sami: User, as_user: SignIn) -> None:
    write_bio(emil, "Soon gone", sami)
    write_bio(emil, "Still here", sami)
    change_job(emil, from_day=date(2024, 1, 1), by=None, job_title="Lead")
    with acting(kind="command", by=sami):
        redact_history(emil, [Profile, EmploymentRecord, User], by=sami, ground="Asked to be forgotten")

    page = read(as_user, sami, emil)
    assert "Soon gone" not in page
    assert "redacted values" in page
    assert read(as_user, sami, emil, "?kind=4") and read(as_user, sami, emil, "?field=employment.manager")


def test_a_write_without_an_author_is_marked(emil: User, hana: User, as_user: SignIn) -> None:
    emil.profile.bio = "From a shell"
    emil.profile.save()

    page = read(as_user, hana, emil)
    assert "Nobody known" in page
    assert "not attributed" in page


def test_a_new_version_of_a_document_leads_to_the_preview_of_that_version(
    emil: User, hana: User, as_user: SignIn
) -> None:
    kind = DocumentType.objects.get(code="cv")
    for text in ("one", "two"):
        with acting(kind="web", by=hana):
            document = add_document(emil, pdf_upload(f"{text}.pdf", text), type=kind, by=hana)

    page = read(as_user, hana, emil)
    assert "added version 2 of" in page
    for number in (1, 2):
        assert f'href="/documents/{document.public_id}/view/?v={number}"' in page


def test_an_auditor_gets_no_link_to_a_file_that_auditors_may_not_open(
    emil: User, hana: User, aya: User, as_user: SignIn
) -> None:
    document = add_document(emil, pdf_upload(), type=DocumentType.objects.get(code="cv"), by=None)

    assert f"/documents/{document.public_id}/" not in read(as_user, aya, emil)


def test_looks_sign_ins_and_refusals_are_told(emil: User, hana: User, as_user: SignIn) -> None:
    with acting(kind="web", by=emil):
        record_access(Event.Action.LOGIN, subject=emil, kind=RecordKind.PERSON, object_id=emil.pk)
    refused = Event.Outcome.REFUSED
    with acting(kind="web"):
        record_access(Event.Action.LOGIN_FAILED, subject=emil, kind=RecordKind.PERSON, outcome=refused)

    page = read(as_user, hana, emil)
    assert "signed in" in page
    assert "tried to sign in and failed" in page


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?kind=3", True),
        ("?kind=5", False),
        ("?field=profile.bio", True),
        ("?field=profile.mobile", False),
        ("?route=2", True),
        ("?route=1", False),
        ("?action=2", True),
        ("?action=3", False),
        ("?by={hana}", True),
        ("?by={aya}", False),
        ("?by=none", False),
        ("?since={today}", True),
        ("?until={today}", True),
        ("?until=2000-01-01", False),
    ],
)
def test_each_filter_keeps_what_fits(
    query: str, told: bool, emil: User, hana: User, aya: User, as_user: SignIn
) -> None:
    with acting(kind="web", by=aya):
        record_access(Event.Action.VIEW, subject=emil, kind=RecordKind.PERSON, object_id=emil.pk)
    with acting(kind="import", by=hana):
        emil.profile.bio = "Told by the filter"
        emil.profile.save()

    query = query.format(hana=hana.pk, aya=aya.pk, today=timezone.localdate().isoformat())
    assert ("Told by the filter" in read(as_user, hana, emil, query)) is told


@pytest.mark.parametrize(
    "query",
    ["?kind=x", "?field=profile.password", "?by=99999999999999999999", "?since=31.02.2026", "?until=9999-12-31",
     "?before=x", "?before=99999999999999999999", "?before=-1", "?action=%C3%A9"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_still_gives_the_page(
    query: str, emil: User, hana: User, as_user: SignIn
) -> None:
    read(as_user, hana, emil, query)


def test_pages_go_on_where_the_last_one_ended_and_cut_no_story(emil: User, hana: User, as_user: SignIn) -> None:
    for number in range(ON_ONE_PAGE // 2 + 5):
        with acting(kind="web", by=hana):
            EmergencyContact.objects.create(person=emil, name=f"Nina{number:03}", phone="+45 2").delete()

    client = as_user(hana)
    first = client.get(address_of(emil))
    older = first.context["older"]
    second = client.get(address_of(emil, older))
    numbers = [story.events[0].pk for page in (first, second) for story in page.context["timeline"].stories]
    assert numbers == sorted(set(numbers), reverse=True)
    assert all(len(story.events) == 2 for story in first.context["timeline"].stories[1:])
    assert second.context["older"] == ""


def test_what_happened_at_the_same_moment_is_told_in_the_order_of_writing(
    emil: User, hana: User, as_user: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = timezone.now()
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: same)
        for text in ("Alpha", "Beta", "Gamma"):
            write_bio(emil, text, hana)

    page = read(as_user, hana, emil, "?field=profile.bio&action=2")
    assert page.index("<ins>Gamma</ins>") < page.index("<ins>Beta</ins>") < page.index("Alpha</bdi></ins>")


def test_the_page_takes_eight_queries_however_long_the_history(emil: User, hana: User, as_user: SignIn) -> None:
    counts = []
    client = as_user(hana)
    for more in (10, 290):
        for number in range(more):
            with acting(kind="web", by=make_person() if number % 50 == 0 else hana):
                EmergencyContact.objects.create(person=emil, name=f"N{number}", phone="+45 2")
        client.get(address_of(emil))
        with CaptureQueriesContext(connection) as captured:
            client.get(address_of(emil))
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert counts[1] <= 8, "\n".join(query["sql"] for query in captured.captured_queries)


def test_nothing_is_written_by_post(emil: User, hana: User, aya: User, as_user: SignIn) -> None:
    for viewer in (hana, aya):
        assert as_user(viewer).post(address_of(emil)).status_code == 405
