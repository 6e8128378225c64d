"""Who changed and who looked: names of people and fields, never values, and nothing that is kept from the person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.documents.uploads import add_document, replace_document
from profiles.history.access import record_access, record_view
from profiles.history.context import acting
from profiles.models import Document, DocumentType, EmergencyContact, Event, RecordKind
from profiles.people.employment import change_job
from profiles.selfservice.own_history import latest_acts
from profiles.tests.factories import make_person, pdf_upload

SignIn = Callable[[User], Client]


def told(person: User) -> list[str]:
    """The sentences on the person's page, newest first."""
    documents = Document.objects.filter(person=person, type__employee_sees=True).kept()
    return [act.sentence for act in latest_acts(person, documents)]


def test_a_new_record_is_one_sentence(lab: object) -> None:
    with acting(kind="command"):
        person = make_person("Nina Holm", department=lab, job_title="Fitter", employee_number="7")
    assert told(person) == ["A command on the server added your record"]


def test_a_change_names_fields_and_no_values(emil: User, hana: User) -> None:
    with acting(kind="web", by=hana):
        emil.profile.mobile, emil.profile.city = "+45 99", "Gdynia"
        emil.profile.save()
    assert told(emil)[0] == "Hana Novotná changed your mobile and city"


def test_one_act_is_one_sentence(emil: User) -> None:
    with acting(kind="web", by=emil):
        emil.profile.bio = "New"
        emil.profile.save()
        EmergencyContact.objects.create(person=emil, name="Ida", phone="1")
    assert told(emil)[0] == "You changed your biography and added an emergency contact"


def test_many_fields_are_counted(emil: User, hana: User) -> None:
    with acting(kind="web", by=hana):
        for name in ("bio", "city", "region", "mobile", "pronouns"):
            setattr(emil.profile, name, "x")
        emil.profile.save()
    assert told(emil)[0] == "Hana Novotná changed your pronouns, biography, mobile and 2 more"


def test_who_looked_is_told(emil: User, aya: User) -> None:
    with acting(kind="web", by=aya):
        record_view(emil)
    assert told(emil)[0] == "Aya Tanaka opened your record"


def test_a_change_that_the_person_may_not_know_of_is_not_told(emil: User, hana: User) -> None:
    before = told(emil)
    with acting(kind="web", by=hana):
        emil.profile.leave_reason = "other"
        emil.profile.save()
    with acting(kind="web", by=hana):
        emil.employment.update(note="Keep an eye on him")
    assert told(emil) == before


def test_a_job_change_is_told(emil: User, hana: User) -> None:
    with acting(kind="web", by=hana):
        change_job(emil, from_day=date(2030, 1, 1), by=hana, job_title="Head")
    assert told(emil)[0] == "Hana Novotná changed your job"


def test_documents_are_called_by_their_title(emil: User, own_media: object) -> None:
    with acting(kind="web", by=emil):
        document = add_document(emil, pdf_upload(), type=DocumentType.objects.get(code="cv"), by=emil)
    assert told(emil)[0] == "You added “CV”"
    with acting(kind="web", by=emil):
        replace_document(document, pdf_upload(text="Second"), by=emil)
    assert told(emil)[0] == "You added a new version of “CV”"


@pytest.mark.parametrize("kind", [RecordKind.DOCUMENT, RecordKind.VERSION])
def test_who_downloaded_is_told_unless_the_document_is_kept_from_the_person(
    emil: User, hana: User, own_media: object, kind: RecordKind
) -> None:
    for code in ("contract", "reference"):
        document = add_document(emil, pdf_upload(text=code), type=DocumentType.objects.get(code=code), by=hana)
        number = document.pk if kind is RecordKind.DOCUMENT else document.current_id
        with acting(kind="web", by=hana):
            record_access(Event.Action.DOWNLOAD, subject=emil, kind=kind, object_id=number)
    sentences = " ".join(told(emil))
    assert "Hana Novotná downloaded “Contract”" in sentences
    assert sentences.count("downloaded") == 1


def test_signing_in_and_refused_looks_are_left_out(emil: User, olga: User, as_user: SignIn) -> None:
    before = told(emil)
    as_user(emil)
    with acting(kind="web", by=olga):
        record_access(Event.Action.VIEW, subject=emil, kind=RecordKind.PERSON, outcome=Event.Outcome.REFUSED)
    assert told(emil) == before


def test_the_page_shows_it(emil: User, hana: User, as_user: SignIn) -> None:
    with acting(kind="web", by=hana, reason="A secret reason"):
        emil.profile.bio = "New"
        emil.profile.save()
    html = as_user(emil).get("/profile/").content.decode()
    assert "Hana Novotná changed your biography" in html
    assert "A secret reason" not in html
