"""Why something changes: asked on every form, demanded where the policy wants it, kept with the act."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from profiles import policy
from profiles.documents.seen import mark_of
from profiles.documents.uploads import add_document
from profiles.models import DocumentType, EmploymentRecord, Event, Profile
from profiles.policy import Audience, Why
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department, make_job, make_location, pdf_upload
from profiles.tests.pages import form_of

pytestmark = pytest.mark.django_db


def page(person: User) -> str:
    return f"/admin/auth/user/{person.pk}/change/"


def save(client: Client, person: User, **values: Any) -> Any:
    return client.post(page(person), {**form_of(client, page(person)), "_continue": "1", **values})


def reason_now() -> str:
    return Event.objects.latest("id").operation.reason


@pytest.fixture
def hr(hana: User, as_user: SignIn) -> Client:
    return as_user(hana)


@pytest.fixture
def hired(emil: User) -> User:
    """Emil with a hire date and a job that begins in a month."""
    Profile.objects.filter(user=emil).update(hire_date=date(2020, 1, 1))
    make_job_to_come(emil)
    return emil


def make_job_to_come(person: User) -> None:
    first_day = timezone.localdate() + timedelta(days=30)
    EmploymentRecord.objects.filter(person=person).update(effective_to=first_day)
    make_job(person, first_day, job_title="Head of lab")


#: What the policy marks and the person's page can change, with a word of what it then asks for.
MARKED = [
    ({"profile-0-employee_number": "00413"}, "employee number"),
    ({"profile-0-hire_date": "2019-01-01"}, "hire date"),
    ({"employment-0-DELETE": "on"}, "job"),
]


@pytest.mark.parametrize(("values", "word"), MARKED, ids=[word for _values, word in MARKED])
def test_what_the_policy_marks_needs_a_reason(hr: Client, hired: User, values: dict[str, str], word: str) -> None:
    before = Event.objects.filter(history_id__isnull=False).count()

    answer = save(hr, hired, **values, **{"profile-0-bio": "Kept as written"})

    html = answer.content.decode()
    assert answer.status_code == 200
    assert f"Say why: changing the {word} needs a reason." in html
    assert "Kept as written" in html
    assert 'aria-describedby="id__reason_error"' in html
    assert Event.objects.filter(history_id__isnull=False).count() == before


@pytest.mark.parametrize(("values", "word"), MARKED, ids=[word for _values, word in MARKED])
def test_with_a_reason_it_is_saved(hr: Client, hired: User, values: dict[str, str], word: str) -> None:
    answer = save(hr, hired, **values, _reason="The contract says so. " * 40)

    assert answer.status_code == 302, word
    assert len(reason_now()) > 800


def test_roles_need_a_reason(sami: User, emil: User, as_user: SignIn) -> None:
    client = as_user(sami)
    answer = save(client, emil, roles=[policy.HR])
    assert "Say why: changing the roles needs a reason." in answer.content.decode()
    assert not emil.groups.exists()

    assert save(client, emil, roles=[policy.HR], _reason="Joins HR").status_code == 302
    assert (emil.groups.get().name, reason_now()) == (policy.HR, "Joins HR")


def test_what_is_not_marked_needs_none(hr: Client, emil: User) -> None:
    assert save(hr, emil, **{"profile-0-company": "Nordlys"}).status_code == 302


def test_a_value_that_was_missing_is_added_without_a_reason(hr: Client, olga: User) -> None:
    assert olga.profile.employee_number is None

    assert save(hr, olga, **{"profile-0-employee_number": "00777"}).status_code == 302


def test_a_new_person_needs_none(hr: Client) -> None:
    facts = {
        "full_name": "Nina Holm",
        "email": "nina@nordlys.example",
        "employee_number": "7",
        "starts_on": "2026-01-01",
    }

    assert hr.post("/admin/auth/user/add/", facts).status_code == 302


def test_ending_employment_needs_one(hr: Client, emil: User) -> None:
    address = f"/admin/auth/user/{emil.pk}/end-employment/"
    own = {"last_day": timezone.localdate().isoformat(), "leave_reason": "resignation"}
    facts = {**form_of(hr, address, "end_form"), **own}
    answer = hr.post(address, facts)
    assert "Say why: this change needs a reason." in answer.content.decode()
    assert Profile.objects.get(user=emil).leave_date is None

    hr.post(address, {**facts, "_reason": "Moves abroad"})
    assert (Profile.objects.get(user=emil).leave_date, reason_now()) == (timezone.localdate(), "Moves abroad")


def test_every_form_asks(hr: Client, emil: User) -> None:
    kind = DocumentType.objects.get(code="other")
    for address in (
        "/admin/auth/user/add/",
        page(emil),
        f"/admin/profiles/department/{make_department().pk}/change/",
        f"/admin/profiles/location/{make_location().pk}/change/",
        f"/admin/profiles/documenttype/{kind.pk}/change/",
        f"/admin/auth/user/{emil.pk}/end-employment/",
    ):
        assert 'name="_reason"' in hr.get(address).content.decode(), address


def test_who_may_change_nothing_is_not_asked(aya: User, emil: User, as_user: SignIn) -> None:
    assert 'name="_reason"' not in as_user(aya).get(page(emil)).content.decode()


@pytest.mark.parametrize(
    ("act", "sent", "kept"),
    [
        ("archive", {"_reason-{pk}": "Sent twice"}, "Sent twice"),
        ("verify", {"_reason": "Seen in the original"}, "Seen in the original"),
        ("reject", {"rejected_reason": "Page two is missing"}, "Page two is missing"),
    ],
)
def test_acts_on_documents_keep_theirs(
    hr: Client, hana: User, emil: User, act: str, sent: dict[str, str], kept: str
) -> None:
    kind = DocumentType.objects.get(code="certificate")
    document = add_document(emil, pdf_upload(), type=kind, by=emil)

    hr.post(
        f"/admin/profiles/document/{document.pk}/{act}/?seen={mark_of(document)}",
        {name.format(pk=document.pk): value for name, value in sent.items()},
    )

    assert reason_now() == kept


def test_what_people_change_themselves_needs_none() -> None:
    own = {
        (label, name)
        for label, fields in policy.FIELDS.items()
        for name, rule in fields.items()
        if Audience.SELF in rule.edits and rule.reason_required is not Why.NEVER
    }

    # A page of one's own would have to ask.
    assert own == set()
