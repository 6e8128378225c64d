"""Restoring: field by field, with a preview and a reason, as a new change; never over what somebody else wrote."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.history.context import acting
from profiles.models import Document, DocumentType, EmergencyContact, EmploymentRecord, Event, Profile, RecordKind
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department, make_person

pytestmark = pytest.mark.django_db


def change_profile(person: User, **values: object) -> Event:
    """The event of one change of the profile."""
    profile = Profile.objects.get(user=person)
    for name, value in values.items():
        setattr(profile, name, value)
    profile.save()
    return Event.objects.filter(kind=RecordKind.PROFILE).latest("id")


def address_of(event: Event) -> str:
    return f"/admin/auth/user/{event.subject_id}/restore/{event.pk}/"


def fields_of(page: str) -> dict[str, str]:
    """The hidden values of the form: what was shown."""
    return dict(re.findall(r'name="(now-[a-z_]+)" value="([0-9a-f]+)"', page))


def send(client: Client, event: Event, *names: str, reason: str = "Written by mistake", **more: str) -> str:
    """Open the page, tick the fields, send the form; the page that comes back."""
    shown = fields_of(client.get(address_of(event), more).content.decode())
    data = {**shown, "field": list(names), "reason": reason, **more}
    return client.post(address_of(event), data, follow=True).content.decode()


def stored(person: User) -> Profile:
    return Profile.objects.get(user=person)


def test_the_preview_shows_the_value_now_and_then_and_writes_nothing(emil: User, hana: User, as_user: SignIn) -> None:
    change_profile(emil, mobile="+45 11")
    event = change_profile(emil, mobile="+45 22")
    client = as_user(hana)
    before = Event.objects.count()

    page = client.get(address_of(event)).content.decode()
    assert re.search(r"\+45 22.*\+45 11", page, re.DOTALL)
    assert Event.objects.count() == before


def test_only_what_is_ticked_is_set_back_as_a_new_change_that_says_so(emil: User, hana: User, as_user: SignIn) -> None:
    change_profile(emil, mobile="+45 11", bio="One")
    event = change_profile(emil, mobile="+45 22", bio="Two")

    page = send(as_user(hana), event, "mobile")

    assert (stored(emil).mobile, stored(emil).bio) == ("+45 11", "Two")
    update = Event.objects.filter(action=Event.Action.UPDATE).latest("id")
    told = Event.objects.get(action=Event.Action.RESTORE)
    assert (update.changed, update.operation) == (["mobile"], told.operation)
    assert told.changed == ["mobile", f"event {event.pk}"]
    assert told.operation.reason == f"Restored from entry {event.pk}: Mobile. Written by mistake"
    assert "Restored: Mobile." in page


def test_what_a_change_left_can_be_restored_too(emil: User, hana: User, as_user: SignIn) -> None:
    event = change_profile(emil, work_phone="+45 11")
    change_profile(emil, work_phone="+45 22")

    send(as_user(hana), event, "work_phone", to="after")

    assert stored(emil).work_phone == "+45 11"


def test_a_reason_is_required(emil: User, hana: User, as_user: SignIn) -> None:
    event = change_profile(emil, bio="Two")

    assert "Write why it is restored" in send(as_user(hana), event, "bio", reason="  ")
    assert stored(emil).bio == "Two"


def test_what_changed_since_the_page_was_shown_is_said_and_not_overwritten(
    emil: User, hana: User, as_user: SignIn
) -> None:
    event = change_profile(emil, bio="Two")
    client = as_user(hana)
    shown = fields_of(client.get(address_of(event)).content.decode())
    change_profile(emil, bio="Three")

    page = client.post(address_of(event), {**shown, "field": "bio", "reason": "x"}).content.decode()
    assert "Somebody changed this while you were looking" in page
    assert "Three" in page
    assert stored(emil).bio == "Three"


def test_what_would_not_be_right_is_refused_in_words(emil: User, hana: User, as_user: SignIn) -> None:
    make_person("Somebody", profile={"employee_number": "777"})
    change_profile(emil, employee_number="778")
    Profile.objects.filter(employee_number="777").update(employee_number=None)
    first = change_profile(emil, employee_number="777")
    event = change_profile(emil, employee_number="779")
    Profile.objects.filter(user__profile__full_name="Somebody").update(employee_number="777")

    page = send(as_user(hana), event, "employee_number")
    assert first.pk < event.pk
    assert "belongs to somebody else" in page
    assert stored(emil).employee_number == "779"


def test_an_auditor_may_not_and_an_employee_finds_nothing(
    emil: User, aya: User, olga: User, sven: User, as_user: SignIn
) -> None:
    event = change_profile(emil, bio="Two")

    for viewer, status in ((aya, 403), (emil, 404), (olga, 404), (sven, 404)):
        client = as_user(viewer)
        assert client.get(address_of(event)).status_code == status
        assert client.post(address_of(event), {"field": "bio", "reason": "x"}).status_code == status
    assert stored(emil).bio == "Two"


@pytest.mark.parametrize("field", ["public_id", "user", "version", "photo", "leave_reason", "nothing"])
def test_fields_that_nobody_edits_are_not_restored(field: str, emil: User, sami: User, as_user: SignIn) -> None:
    event = change_profile(emil, bio="Two")

    response = as_user(sami).post(address_of(event), {"field": [field], f"now-{field}": "0", "reason": "x"})
    assert response.status_code == 403


def test_rights_are_not_restored(emil: User, sami: User, as_user: SignIn) -> None:
    emil.is_superuser = emil.is_staff = True
    emil.save()
    given = Event.objects.latest("id")
    emil.is_superuser = emil.is_staff = False
    emil.save()

    page = as_user(sami).get(address_of(given), {"to": "after"}).content.decode()
    assert "There is nothing to restore" in page


def test_hr_does_not_set_back_how_an_administrator_signs_in(hana: User, aya: User, as_user: SignIn) -> None:
    aya.email = "new@nordlys.example"
    aya.save()
    event = Event.objects.filter(kind=RecordKind.PERSON, action=Event.Action.UPDATE).latest("id")

    response = as_user(hana).post(address_of(event), {"field": "email", "now-email": "0", "reason": "x"})
    assert response.status_code == 403


def test_files_and_their_state_are_not_restored_but_facts_about_them_are(
    emil: User, hana: User, as_user: SignIn
) -> None:
    document = Document.objects.create(person=emil, type=DocumentType.objects.get(code="certificate"), title="Old")
    document.title, document.state, document.expires_on = "New", Document.State.VERIFIED, date(2030, 1, 1)
    document.save()
    event = Event.objects.latest("id")

    assert set(fields_of(as_user(hana).get(address_of(event)).content.decode())) == {"now-title", "now-expires_on"}
    send(as_user(hana), event, "title", "expires_on")
    now = Document.objects.get(pk=document.pk)
    assert (now.title, now.expires_on, now.state) == ("Old", None, Document.State.VERIFIED)


def test_a_removed_record_is_not_brought_back(emil: User, hana: User, as_user: SignIn) -> None:
    contact = EmergencyContact.objects.create(person=emil, name="Nina", phone="+45 1")
    contact.phone = "+45 2"
    contact.save()
    event = Event.objects.latest("id")
    contact.delete()

    assert "There is nothing to restore" in as_user(hana).get(address_of(event)).content.decode()
    response = as_user(hana).post(address_of(event), {"field": "phone", "now-phone": "0", "reason": "x"})
    assert response.status_code == 403


def test_scoped_hr_moves_nobody_to_a_department_that_is_not_its_own(
    olga: User, sven: User, sales: object, as_user: SignIn
) -> None:
    job = EmploymentRecord.objects.get(person=olga)
    with acting(kind="web"):
        job.department = make_department("Optics")
        job.save()
        job.department = sales  # type: ignore[assignment]
        job.save()
    event = Event.objects.latest("id")

    assert "not among yours" in send(as_user(sven), event, "department")
    job.refresh_from_db()
    assert job.department == sales


def test_entries_about_somebody_else_or_about_looks_are_not_found(
    emil: User, olga: User, hana: User, as_user: SignIn
) -> None:
    event = change_profile(emil, bio="Two")

    client = as_user(hana)
    assert client.get(f"/admin/auth/user/{olga.pk}/restore/{event.pk}/").status_code == 404
    assert client.get(f"/admin/auth/user/{emil.pk}/restore/{10**20}/").status_code == 404


def test_the_form_needs_its_token(emil: User, hana: User) -> None:
    event = change_profile(emil, bio="Two")
    client = Client(enforce_csrf_checks=True)
    client.force_login(hana)

    assert client.post(address_of(event), {"field": "bio", "reason": "x"}).status_code == 403
    assert stored(emil).bio == "Two"
