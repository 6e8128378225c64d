"""The people list: who is on it, how they are found, and that it answers no question about hidden fields."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from profiles.documents.uploads import add_document
from profiles.models import Department, DocumentType
from profiles.people.employment import end_employment
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department, make_location, make_person, pdf_upload

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/auth/user/"


def names(client: Client, query: str = "") -> list[str]:
    response = client.get(PEOPLE + query)
    assert response.status_code == 200, response.status_code
    return [user.profile.full_name for user in response.context["cl"].result_list]


@pytest.fixture
def hr(hana: User, as_user: SignIn) -> Client:
    return as_user(hana)


def test_hr_sees_everybody_but_administrators(hr: Client, emil: User, olga: User, sami: User) -> None:
    assert names(hr) == ["Emil Brandt", "Hana Novotná", "Olga Lind"]


def test_scoped_hr_sees_its_departments_and_those_below(
    sven: User, emil: User, olga: User, sales: Department, as_user: SignIn
) -> None:
    make_person("Below Sales", department=make_department("Export", sales))

    assert names(as_user(sven)) == ["Below Sales", "Olga Lind", "Sven Dahl"]


def test_scope_follows_the_job_of_today(sven: User, sales: Department, lab: Department, as_user: SignIn) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    make_person("Starts Tomorrow", department=sales, starts_on=tomorrow)
    gone = make_person("Left Yesterday", department=sales)
    end_employment(gone, last_day=timezone.localdate() - timedelta(days=1), leave_reason="other", by=None)
    make_person("Elsewhere", department=lab)

    assert names(as_user(sven)) == ["Left Yesterday", "Starts Tomorrow", "Sven Dahl"]


@pytest.mark.parametrize("words", ["brandt", "emil br", "00412", "emil@nordlys", "technician", "BRANDT technician"])
def test_people_are_found_by_name_number_mail_and_title(hr: Client, emil: User, olga: User, words: str) -> None:
    assert names(hr, f"?q={words}") == ["Emil Brandt"]


def test_filters(hr: Client, hana: User, emil: User, sales: Department) -> None:
    below = make_department("Pressure", make_department())
    person = make_person("Pia Below", department=below, starts_on=date(2026, 3, 1), job={"manager": hana})
    person.employment.update(location=make_location("Lisboa"), employment_type="intern")
    soon = timezone.localdate() + timedelta(days=9)
    make_person("Soon Here", department=sales, starts_on=soon)

    assert names(hr, f"?department={make_department().pk}") == ["Emil Brandt", "Hana Novotná", "Pia Below"]
    assert names(hr, f"?location={make_location('Lisboa').pk}") == ["Pia Below"]
    assert names(hr, "?employment_type=intern") == ["Pia Below"]
    assert names(hr, "?manager=novotn") == ["Pia Below"]
    assert names(hr, "?started_from=2026-01-01&started_to=2026-06-30") == ["Pia Below"]
    assert names(hr, "?status=starting") == ["Soon Here"]
    assert names(hr, f"?status=active&location={make_location('Lisboa').pk}") == ["Pia Below"]


def test_documents_that_ask_for_an_act(hr: Client, hana: User, emil: User) -> None:
    cv, certificate = DocumentType.objects.get(code="cv"), DocumentType.objects.get(code="certificate")
    today = timezone.localdate()
    add_document(emil, pdf_upload(), type=cv, by=None)
    add_document(emil, pdf_upload("a.pdf", "A"), type=certificate, by=None, expires_on=today - timedelta(days=1))
    add_document(hana, pdf_upload("b.pdf", "B"), type=certificate, by=None, expires_on=today + timedelta(days=5))

    assert names(hr, "?documents=no-cv") == ["Hana Novotná"]
    assert names(hr, "?documents=expired") == ["Emil Brandt"]
    assert names(hr, "?documents=expiring") == ["Hana Novotná"]


@pytest.mark.parametrize(
    "query",
    [
        "?password__startswith=p", "?profile__leave_reason=dismissal", "?employment__note__icontains=x",
        "?profile__birth_date__gte=1990-01-01", "?profile__mobile__startswith=%2B45", "?nonsense=1",
        "?emergency_contacts__phone__startswith=1", "?documents__versions__blob__sha256__startswith=a",
        "?logentry__object_repr=x",
    ],
)  # fmt: skip
def test_an_auditor_asks_nothing_about_hidden_fields(aya: User, as_user: SignIn, query: str) -> None:
    assert as_user(aya).get(PEOPLE + query).status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "auth/user/?employment__manager__profile__birth_date__gte=1960-01-01",
        "auth/user/?employment__manager__is_superuser=1", "auth/user/?documents__verified_by__email=x",
        "auth/user/?managed_employment__person__profile__mobile__gte=0", "profiles/location/?employment__person=8",
        "profiles/location/?employment__person__profile__birth_date__gte=1960-01-01",
        "profiles/documenttype/?documents__title=x",
        "profiles/document/?verified_by__profile__birth_date__gte=1960-01-01",
    ],
)  # fmt: skip
def test_nothing_is_asked_about_somebody_else_than_the_row_is_about(sven: User, as_user: SignIn, address: str) -> None:
    assert as_user(sven).get(f"/admin/{address}").status_code == 400


def test_hr_filters_by_what_it_sees_of_the_person_of_the_row(hr: Client) -> None:
    for query in ("profile__birth_date__gte=1960-01-01", "employment__department__name=Sales", "pk=1"):
        assert hr.get(f"{PEOPLE}?{query}", follow=True).status_code == 200


@pytest.mark.parametrize(
    "query", ["?o=99", "?o=-3.x", "?q=%00", "?q=" + "a" * 3000, "?p=0", "?p=9999999999", "?department=abc",
              "?department=99999999999999999999", "?started_from=yesterday", "?status=", "?status=x&status=y",
              "?all=", "?e=1"],
)  # fmt: skip
def test_odd_addresses_are_no_error_of_ours(hr: Client, query: str) -> None:
    assert hr.get(PEOPLE + query, follow=True).status_code in {200, 400, 404}


def test_the_list_costs_the_same_for_few_and_for_many(hr: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(60):
        make_person(f"Person {number}", department=make_department(f"Department {number % 5}"))
    hr.get(PEOPLE)

    with django_assert_max_num_queries(10):
        hr.get(PEOPLE)
    department = make_department("Department 1").pk
    with django_assert_max_num_queries(10):
        hr.get(f"{PEOPLE}?q=person&status=active&department={department}")


def test_nothing_is_deleted_from_the_list(hr: Client, emil: User) -> None:
    answer = hr.post(PEOPLE, {"action": "delete_selected", "_selected_action": emil.pk, "post": "yes"}, follow=True)

    assert User.objects.filter(pk=emil.pk).exists()
    assert b"Delete selected" not in answer.content


def test_no_choice_holds_a_whole_large_table(hr: Client, emil: User) -> None:
    for number in range(30):
        make_person(f"Person {number}")

    for address in (f"{PEOPLE}{emil.pk}/change/", f"{PEOPLE}add/", "/admin/profiles/department/add/", PEOPLE):
        assert b"Person 7" not in hr.get(address).content.split(b"<tbody")[0]


def test_pages_hold_everybody_once_in_order(hr: Client, hana: User) -> None:
    for number in range(104):
        make_person(f"Person {number % 7}", employee_number=f"P{number:03}")
    for order in ("", "&o=1", "&o=-1", "&o=2", "&o=-3", "&o=5", "&q=person"):
        pages = [hr.get(f"{PEOPLE}?p={page}{order}").context["cl"] for page in (1, 2, 3)]
        keys = [person.pk for page in pages for person in page.result_list]

        assert len(keys) == len(set(keys)) == pages[0].result_count == (104 if "q=" in order else 105), order


def test_rows_show_job_and_documents_on_every_way_there(hr: Client, emil: User) -> None:
    for query in ("", "?q=brandt", "?status=active", "?o=3"):
        assert b"Technician" in hr.get(PEOPLE + query).content, query


def test_a_large_company_is_counted_once_a_minute(hr: Client, emil: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("profiles.people.counting.LARGE", 2)
    hr.get(PEOPLE)
    make_person("One More")

    assert hr.get(PEOPLE).context["cl"].result_count == 2
    assert hr.get(f"{PEOPLE}?q=more").context["cl"].result_count == 1


def test_several_choices_of_a_filter_are_any_of_them(hr: Client, emil: User, olga: User, sales: Department) -> None:
    soon = make_person("Soon Here", department=sales, starts_on=timezone.localdate() + timedelta(days=9))
    both = f"?status=starting&status=active&department={sales.pk}&department={make_department().pk}"

    assert names(hr, "?status=starting") == [soon.profile.full_name]
    assert names(hr, "?status=starting&status=active") == ["Emil Brandt", "Hana Novotná", "Olga Lind", "Soon Here"]
    assert names(hr, both) == ["Emil Brandt", "Hana Novotná", "Olga Lind"]


def test_a_chip_says_all_that_is_chosen_and_takes_it_away(hr: Client, emil: User) -> None:
    page = hr.get(f"{PEOPLE}?status=active&status=left&q=brandt").content.decode()

    assert "Status: Active and 1 more" in page
    assert page.count('name="status" value="active" checked') == 1
    assert 'href="?q=brandt" aria-label="Remove the filter Status"' in page


def test_the_last_day_is_found_by_range(hr: Client, emil: User, olga: User) -> None:
    day = timezone.localdate() + timedelta(days=3)
    end_employment(olga, last_day=day, leave_reason="other", by=None)

    assert names(hr, f"?left_from={day}&left_to={day}") == ["Olga Lind"]
    assert names(hr, f"?left_from={day + timedelta(days=1)}") == []
