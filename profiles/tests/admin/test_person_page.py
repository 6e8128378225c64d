"""The person's page: HR keeps the whole record on it, in one save."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from profiles.documents.uploads import add_document
from profiles.models import (
    Department,
    Document,
    DocumentType,
    EmergencyContact,
    EmploymentRecord,
    Event,
    Operation,
    Profile,
)
from profiles.permissions import visible_fields
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_job, make_person, pdf_upload
from profiles.tests.full_record import make_full_record
from profiles.tests.pages import form_of, problems_on

pytestmark = pytest.mark.django_db


def page(person: User) -> str:
    return f"/admin/auth/user/{person.pk}/change/"


@pytest.fixture
def hr(hana: User, as_user: SignIn) -> Client:
    return as_user(hana)


def save(client: Client, person: User, **changes: Any) -> Any:
    data = {**form_of(client, page(person)), **changes, "_continue": "1"}
    return client.post(page(person), data)


def test_saving_without_a_change_writes_nothing(hr: Client, emil: User) -> None:
    before = Event.objects.exclude(action=Event.Action.VIEW).count()

    assert save(hr, emil).status_code == 302

    assert Event.objects.exclude(action=Event.Action.VIEW).count() == before


def test_one_save_is_one_story_with_its_reason(hr: Client, hana: User, emil: User) -> None:
    changes = {
        "profile-0-bio": "Builds benches.",
        "email": "emil.brandt@nordlys.example",
        "emergency_contacts-0-name": "Ida Brandt",
        "emergency_contacts-0-phone": "+45 20 20 20 20",
        "_reason": "Told us by phone",
    }

    assert save(hr, emil, **changes).status_code == 302

    operation = Operation.objects.get(reason="Told us by phone")
    assert operation.actor_id == hana.pk
    assert {event.get_kind_display() for event in operation.events.all()} == {"person", "profile", "emergency contact"}
    assert EmergencyContact.objects.get().person == emil


def test_a_change_from_a_day_is_made_in_the_inline(hr: Client, emil: User) -> None:
    day = timezone.localdate() + timedelta(days=30)

    save(hr, emil, **{"employment-1-effective_from": day.isoformat(), "employment-1-job_title": "Head of lab"})

    old, new = EmploymentRecord.objects.filter(person=emil).order_by("effective_from")
    assert (old.effective_to, new.job_title, new.department) == (day, "Head of lab", old.department)


def test_a_mistake_is_corrected_in_place(hr: Client, emil: User) -> None:
    save(hr, emil, **{"employment-0-job_title": "Metrology technician"})

    assert EmploymentRecord.objects.get(person=emil).job_title == "Metrology technician"


def test_the_boundary_between_two_jobs_can_be_moved_either_way(hr: Client, emil: User) -> None:
    first = EmploymentRecord.objects.get(person=emil)
    first.effective_to = date(2022, 1, 1)
    first.save()
    make_job(emil, date(2022, 1, 1), job_title="Engineer")

    for last_day, first_day in ((date(2022, 3, 31), date(2022, 4, 1)), (date(2021, 6, 30), date(2021, 7, 1))):
        saved = save(hr, emil, **{"employment-1-last_day": last_day, "employment-0-effective_from": first_day})
        assert saved.status_code == 302, problems_on(saved)

    assert [row.effective_from for row in EmploymentRecord.objects.filter(person=emil)] == [
        date(2021, 7, 1),
        date(2020, 1, 1),
    ]


def test_jobs_that_would_overlap_are_refused_in_words(hr: Client, emil: User) -> None:
    make_job(emil, date(2019, 1, 1), date(2020, 1, 1), job_title="Student")

    answer = save(hr, emil, **{"employment-1-last_day": "2020-06-30"})

    assert answer.status_code == 200
    assert any("overlap" in problem for problem in problems_on(answer))


def test_a_second_change_on_the_same_day_is_refused(hr: Client, emil: User) -> None:
    answer = save(hr, emil, **{"employment-1-effective_from": "2020-01-01", "employment-1-job_title": "Other"})

    assert any("already starts on" in problem for problem in problems_on(answer))


def test_a_job_that_has_not_begun_can_be_taken_back(hr: Client, emil: User) -> None:
    day = timezone.localdate() + timedelta(days=30)
    save(hr, emil, **{"employment-1-effective_from": day.isoformat(), "employment-1-job_title": "Head of lab"})

    save(hr, emil, **{"employment-0-DELETE": "on", "_reason": "Agreed anew"})

    assert EmploymentRecord.objects.get(person=emil).effective_to is None


def test_a_document_is_added_in_the_inline(hr: Client, hana: User, emil: User) -> None:
    data = form_of(hr, page(emil))
    kind = DocumentType.objects.get(code="contract")
    data |= {"documents-0-type": kind.pk, "documents-0-title": "Contract 2026", "documents-0-file": pdf_upload("c.pdf")}

    hr.post(page(emil), {**data, "_continue": "1"})

    document = Document.objects.get(person=emil)
    assert (document.title, document.current and document.current.uploaded_by) == ("Contract 2026", hana)


def test_a_refused_file_is_said_beside_the_field_and_nothing_is_saved(hr: Client, emil: User) -> None:
    data = form_of(hr, page(emil))
    kind = DocumentType.objects.get(code="contract")
    data |= {"documents-0-type": kind.pk, "documents-0-file": _text_named_pdf(), "profile-0-bio": "Not to be saved"}

    answer = hr.post(page(emil), {**data, "_continue": "1"})

    assert answer.status_code == 200
    assert len(problems_on(answer)) == 1
    assert not Document.objects.exists()
    assert Profile.objects.get(user=emil).bio == ""


def test_the_same_file_twice_is_refused_beside_the_field(hr: Client, emil: User) -> None:
    kind = DocumentType.objects.get(code="contract")
    for _round in range(2):
        data = form_of(hr, page(emil))
        new = data["documents-INITIAL_FORMS"]
        data |= {f"documents-{new}-type": kind.pk, f"documents-{new}-file": pdf_upload("c.pdf"), "_continue": "1"}
        answer = hr.post(page(emil), data)

    assert ["already here" in problem for problem in problems_on(answer)] == [True]
    assert Document.objects.count() == 1


def _text_named_pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("contract.pdf", b"<html>not a pdf</html>", content_type="application/pdf")


def test_opening_a_record_is_recorded_once_in_ten_minutes(hr: Client, emil: User) -> None:
    hr.get(page(emil))
    hr.get(page(emil))

    assert Event.objects.filter(action=Event.Action.VIEW, subject_id=emil.pk).count() == 1


def test_the_auditor_reads_and_has_nothing_to_write_in(aya: User, emil: User, as_user: SignIn) -> None:
    html = as_user(aya).get(page(emil)).content.decode()

    assert "Emil Brandt" in html
    assert 'name="_save"' not in html
    assert "profile-0-bio" not in html
    for restricted in ("Mobile", "Date of birth", "Street and number", "Emergency contacts"):
        assert restricted not in html


def test_cost_of_the_page_does_not_grow_with_the_history(
    hr: Client, emil: User, django_assert_max_num_queries: Any
) -> None:
    for year in range(2001, 2016):
        make_job(emil, date(year, 1, 1), date(year + 1, 1, 1), manager=make_person("Boss"), job_title=f"Job {year}")
    hr.get(page(emil))

    with django_assert_max_num_queries(20):
        hr.get(page(emil))


def test_names_of_people_stand_where_somebody_is_chosen(hr: Client, emil: User, lab: Department) -> None:
    source = "app_label=profiles&model_name=employmentrecord&field_name=manager"

    found = hr.get(f"/admin/autocomplete/?{source}&term=brandt").json()["results"]

    assert [choice["text"] for choice in found] == ["Emil Brandt (00412)"]


def test_a_last_day_before_the_first_is_said_beside_it(hr: Client, emil: User) -> None:
    answer = save(hr, emil, **{"employment-0-last_day": "2001-01-01"})

    assert "The last day lies before the first. Correct one of the dates." in problems_on(answer)
    assert emil.employment.get().effective_to is None


def test_a_type_switched_off_stays_with_its_documents(hr: Client, emil: User) -> None:
    cv = DocumentType.objects.get(code="cv")
    add_document(emil, pdf_upload(), type=cv, by=None)
    cv.is_active = False
    cv.save()

    assert save(hr, emil, **{"profile-0-bio": "Builds benches."}).status_code == 302
    assert Document.objects.get(person=emil).type == cv
    refused = save(hr, emil, **{"documents-0-file": pdf_upload("new.pdf", "New")})
    assert "No more files of this type are added. Choose another type, or save without." in problems_on(refused)


def test_the_same_form_sent_twice_adds_its_contacts_once(hr: Client, emil: User) -> None:
    sent = {**form_of(hr, page(emil)), "emergency_contacts-0-name": "Ida", "emergency_contacts-0-phone": "112"}

    hr.post(page(emil), sent)
    hr.post(page(emil), sent)

    assert EmergencyContact.objects.filter(person=emil).count() == 1


def test_the_head_names_the_document_that_runs_out_next(hr: Client, emil: User) -> None:
    make_full_record(emil)

    text = hr.get(page(emil)).content.decode()
    head = text[text.index('class="rec-head"') : text.index('class="tabs')]

    assert "Forklift licence: " in head and "Ran out on" in head


def test_the_side_says_what_is_missing_and_leads_there(hr: Client, emil: User) -> None:
    page = text_of_page(hr, emil)

    assert '<a href="#id_profile-0-city">City is missing</a>' in page
    assert 'id="id_profile-0-city"' in page
    assert '<a href="#documents-part">CV is missing</a>' in page
    assert 'id="documents-part"' in page


def test_what_is_filled_in_is_no_longer_missing(hr: Client, emil: User) -> None:
    emil.profile.city = "Oslo"
    emil.profile.save()

    assert "City is missing" not in text_of_page(hr, emil)


def test_a_reader_is_told_of_no_gap_in_fields_that_are_hidden(aya: User, emil: User, as_user: SignIn) -> None:
    seen = visible_fields(aya, "profiles.Profile", emil)

    page = text_of_page(as_user(aya), emil)

    assert ("city" in seen) == ("City is missing" in page)
    assert "#id_profile-0-" not in page


def test_nothing_is_asked_of_those_who_have_left(hr: Client, emil: User) -> None:
    emil.profile.leave_date = timezone.localdate() - timedelta(days=3)
    emil.profile.save()

    assert "is missing</a>" not in text_of_page(hr, emil)


def text_of_page(client: Client, person: User) -> str:
    return str(client.get(f"/admin/auth/user/{person.pk}/change/").content.decode())
