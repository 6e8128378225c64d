"""People are asked for the documents that they lack: whom and for what is shown first; the mail holds nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail

from profiles.documents.uploads import add_document
from profiles.models import DocumentType, Event, Preferences
from profiles.tests.conftest import SignIn
from profiles.tests.factories import pdf_upload

pytestmark = pytest.mark.django_db

LIST = "/admin/auth/user/"


def sent(*people: User, **data: Any) -> dict[str, Any]:
    return {"action": "ask_selected", "_selected_action": [person.pk for person in people], **data}


def test_whom_and_for_what_is_shown_and_no_mail_leaves(emil: User, olga: User, hana: User, as_user: SignIn) -> None:
    add_document(olga, pdf_upload(), type=DocumentType.objects.get(code="cv"), by=hana)
    page = as_user(hana).post(LIST, sent(emil, olga)).content.decode()

    assert "Ask 1 person for what is missing?" in page and "Send 1 mail" in page
    assert "Nothing is missing that the person could bring." in page
    assert mail.outbox == []


def test_the_mail_names_the_document_and_leads_to_it(emil: User, hana: User, as_user: SignIn) -> None:
    Preferences.objects.update_or_create(person=emil, defaults={"language": "en"})
    answer = as_user(hana).post(LIST, sent(emil, confirmed="1"), follow=True).content.decode()
    [message] = mail.outbox

    assert "1 person was asked by mail." in answer
    assert message.to == [emil.email] and "- CV" in str(message.body) and "/profile/documents/#add" in str(message.body)
    for value in ("00412", "Technician", "Lab"):
        assert value not in str(message.body)
    event = Event.objects.get(action=Event.Action.ASK)
    assert (event.subject_id, event.actor_id, event.changed) == (emil.pk, hana.pk, ["cv"])


def test_a_form_sent_twice_asks_once(emil: User, hana: User, as_user: SignIn) -> None:
    client = as_user(hana)
    client.post(LIST, sent(emil, confirmed="1"))
    page = client.post(LIST, sent(emil, confirmed="1")).content.decode()

    assert len(mail.outbox) == 1 and "The person was asked within the last day." in page


def test_one_is_asked_from_the_record(emil: User, hana: User, aya: User, as_user: SignIn) -> None:
    record = f"/admin/auth/user/{emil.pk}/change/"

    assert 'form="ask-form"' in as_user(hana).get(record).content.decode()
    assert 'form="ask-form"' not in as_user(aya).get(record).content.decode()


def test_who_cannot_sign_in_or_has_no_address_is_not_asked(emil: User, olga: User, hana: User, as_user: SignIn) -> None:
    User.objects.filter(pk=emil.pk).update(email="")
    User.objects.filter(pk=olga.pk).update(is_active=False)
    page = as_user(hana).post(LIST, sent(emil, olga, confirmed="1")).content.decode()

    assert "There is no work e-mail to write to." in page and "The person cannot sign in yet." in page
    assert mail.outbox == [] and not Event.objects.filter(action=Event.Action.ASK).exists()


def test_a_mail_that_does_not_leave_is_said_and_not_told(
    emil: User, hana: User, as_user: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> int:
        raise OSError("away")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    answer = as_user(hana).post(LIST, sent(emil, confirmed="1"), follow=True).content.decode()

    assert "did not take the mail" in answer
    assert not Event.objects.filter(action=Event.Action.ASK).exists()


def test_out_of_scope_and_auditors_ask_nobody(emil: User, sven: User, aya: User, as_user: SignIn) -> None:
    as_user(sven).post(LIST, sent(emil, confirmed="1"))
    assert as_user(aya).post(LIST, sent(emil, confirmed="1")).status_code == 403

    assert mail.outbox == []
