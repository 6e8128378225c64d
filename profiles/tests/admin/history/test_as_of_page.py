"""The record as of a day: who sees what of it, what it says, and what it makes of odd days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from profiles.documents.uploads import add_document, replace_document
from profiles.history.context import acting
from profiles.history.redaction import redact_history
from profiles.models import DocumentType, EmergencyContact, EmploymentRecord, Event, Profile
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department, make_person, pdf_upload

pytestmark = pytest.mark.django_db

BEGIN = datetime(2024, 1, 5, 9, tzinfo=UTC)
DAY = "2024-02-03"


@pytest.fixture
def pia(hana: User, olga: User) -> User:
    """Somebody of the lab whose manager was hana; a correction of 10 March made it olga from the beginning."""
    with time_machine.travel(BEGIN, tick=False):
        person = make_person(
            "Pia Holm", department=make_department(), job_title="Clerk", job={"manager": hana}, starts_on=BEGIN.date()
        )
    with (
        time_machine.travel(datetime(2024, 3, 10, 9, tzinfo=UTC), tick=False),
        acting(kind="command", by=hana, reason="The contract names Olga"),
    ):
        EmploymentRecord.objects.filter(person=person).update(manager=olga)
    return person


def page(client: object, person: User, words: str = "") -> str:
    answer = client.get(f"/admin/auth/user/{person.pk}/as-of/{words}")  # type: ignore[attr-defined]
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_correction_shows_what_was_known_then_and_who_corrected_it(pia: User, aya: User, as_user: SignIn) -> None:
    html = page(as_user(aya), pia, f"?day={DAY}")

    assert "This is the record as of 2024-02-03: in force on that day, with what is known today." in html
    assert "Olga Lind</a>" in html
    assert "Known on that day: <b" in html and "Hana Novotná</b>" in html
    assert "by Hana Novotná, <a" in html and "2024-03-10 09:00" in html and "The contract names Olga" in html


def test_as_it_was_known_on_the_day_the_correction_is_of_today(pia: User, aya: User, as_user: SignIn) -> None:
    html = page(as_user(aya), pia, f"?day={DAY}&known={DAY}")

    assert "as it was known at the end of that day" in html
    assert "Hana Novotná</a>" in html
    assert 'Today: <b dir="auto">Olga Lind' in html


def test_the_manager_leads_to_their_own_record_of_that_day(pia: User, hana: User, aya: User, as_user: SignIn) -> None:
    html = page(as_user(aya), pia, f"?day={DAY}&known={DAY}")

    assert f'href="/admin/auth/user/{hana.pk}/as-of/?day={DAY}&amp;known={DAY}"' in html


def test_a_manager_out_of_scope_is_named_and_not_linked(hana: User, sven: User, as_user: SignIn) -> None:
    person = make_person("Per", department=make_department("Sales"), job_title="Clerk", job={"manager": hana})

    html = page(as_user(sven), person)
    assert "Hana Novotná" in html
    assert f"/admin/auth/user/{hana.pk}/as-of/" not in html


@pytest.mark.parametrize("day", ["2024-02-30", "yesterday", "03/02/2026", "%20x", "99999-01-01"])
def test_what_is_no_day_is_told_in_a_sentence(emil: User, aya: User, as_user: SignIn, day: str) -> None:
    for name in ("day", "known"):
        html = page(as_user(aya), emil, f"?{name}={day}")
        assert "Write the day as year, month and day, for example 2026-02-03." in html
        assert "This is the record" not in html


@pytest.mark.parametrize(("day", "said"), [("9999-12-31", "in the future"), ("0001-01-01", "too far back")])
def test_days_that_cannot_be_told_of_are_refused_in_words(
    emil: User, aya: User, as_user: SignIn, day: str, said: str
) -> None:
    assert said in page(as_user(aya), emil, f"?day={day}")
    assert said in page(as_user(aya), emil, f"?known={day}")


def test_before_the_record_began_there_was_none(pia: User, aya: User, as_user: SignIn) -> None:
    html = page(as_user(aya), pia, "?day=2023-01-01&known=2023-01-01")

    assert "There was no record yet at the end of 2023-01-01." in html
    assert "Its first entry is of 2024-01-05." in html
    assert "different today" not in html and "Job in force" not in html


def test_the_ways_lead_to_the_days_of_change(pia: User, aya: User, as_user: SignIn) -> None:
    html = page(as_user(aya), pia, f"?day={DAY}")

    assert '?day=2024-01-05" rel="prev"' in html
    assert '?day=2024-03-10" rel="next"' in html


def test_the_slider_counts_when_it_alone_was_moved(pia: User, aya: User, as_user: SignIn) -> None:
    client = as_user(aya)

    assert "as of 2024-01-08:" in page(client, pia, f"?day={DAY}&shown={DAY}&start=2024-01-05&at=3")
    assert "as of 2024-02-04:" in page(client, pia, f"?day=2024-02-04&shown={DAY}&start=2024-01-05&at=3")


@pytest.mark.parametrize(
    "words", ["at=x", "at=-1", "at=99999999999", "start=x&at=1", "shown=x", "start=9999-01-01&at=9"]
)
def test_an_odd_slider_never_fails(emil: User, aya: User, as_user: SignIn, words: str) -> None:
    page(as_user(aya), emil, f"?{words}")


def test_an_auditor_sees_no_private_values_of_any_day(emil: User, aya: User, hana: User, as_user: SignIn) -> None:
    Profile.objects.filter(user=emil).update(mobile="+49 171 5550001", birth_date="1988-02-29")
    EmergencyContact.objects.create(person=emil, name="Nina Brandt", phone="+49 30 901820")
    EmploymentRecord.objects.filter(person=emil).update(note="Only for HR")
    Profile.objects.filter(user=emil).update(mobile="+49 171 5550002", birth_date="1988-02-28")
    private = ("5550001", "5550002", "1988-02-2", "Nina Brandt", "901820", "Only for HR")

    today = timezone.localdate().isoformat()
    for words in ("", f"?day={today}&known={today}", f"?known={today}"):
        seen, kept = (page(as_user(user), emil, words) for user in (aya, hana))
        assert not [text for text in private if text in seen]
        assert "5550002" in kept and "Nina Brandt" in kept and "Only for HR" in kept


def test_a_record_out_of_scope_is_not_there_on_any_day(emil: User, sven: User, as_user: SignIn) -> None:
    for name in ("as-of", "compare"):
        assert as_user(sven).get(f"/admin/auth/user/{emil.pk}/{name}/?day={DAY}").status_code == 404


def test_opening_it_is_recorded_as_opening_the_record(emil: User, aya: User, as_user: SignIn) -> None:
    page(as_user(aya), emil)

    assert Event.objects.filter(action=Event.Action.VIEW, actor_id=aya.pk, subject_id=emil.pk).count() == 1


def test_a_document_is_shown_in_the_version_of_that_day(hana: User, as_user: SignIn) -> None:
    kind = DocumentType.objects.get(code="cv")
    with time_machine.travel(BEGIN, tick=False):
        person = make_person("Pia Holm")
        document = add_document(person, pdf_upload("first.pdf", "One"), type=kind, by=None)
    with time_machine.travel(BEGIN + timedelta(days=60), tick=False):
        replace_document(document, pdf_upload("second.pdf", "Two"), by=None)

    html = page(as_user(hana), person, f"?day={DAY}")
    assert "first.pdf" in html and "second.pdf" not in html
    assert f"/documents/{document.public_id}/view/?v=1" in html
    assert "Changed since" in html


def test_what_is_written_in_old_values_stays_text(emil: User, aya: User, as_user: SignIn) -> None:
    Profile.objects.filter(user=emil).update(bio="<script>alert(1)</script>")
    before = timezone.localdate().isoformat()
    Profile.objects.filter(user=emil).update(bio="plain")

    for words in ("", f"?day={before}&known={before}"):
        assert "<script>alert" not in page(as_user(aya), emil, words)
    html = as_user(aya).get(f"/admin/auth/user/{emil.pk}/compare/").content.decode()
    assert "<script>alert" not in html


def test_what_was_redacted_says_so_and_shows_no_value(pia: User, sami: User, hana: User, as_user: SignIn) -> None:
    with time_machine.travel(BEGIN + timedelta(days=20), tick=False):
        contact = EmergencyContact.objects.create(person=pia, name="Nina Holm", phone="+45 22")
    contact.delete()
    Profile.objects.filter(user=pia).update(bio="Newer words")
    with acting(kind="command", by=sami):
        redact_history(pia, [Profile, EmploymentRecord, EmergencyContact], by=sami, ground="Article 17")

    for words in (f"?day={DAY}", f"?day={DAY}&known={DAY}"):
        html = page(as_user(hana), pia, words)
        assert "redacted" in html
        assert not [text for text in ("Nina Holm", "+45 22", ">1900-01-01") if text in html]
    assert as_user(hana).get(f"/admin/auth/user/{pia.pk}/compare/?from={DAY}").status_code == 200
