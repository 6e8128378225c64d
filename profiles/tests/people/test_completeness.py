"""What is missing in a record follows the policy and the documents that count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from profiles import policy
from profiles.models import Document, DocumentType, EmploymentRecord, people
from profiles.people.completeness import completeness
from profiles.tests.factories import make_person


def give_cv(person: User, **facts: object) -> Document:
    """A CV in the person's record, without a file."""
    return Document.objects.create(person=person, type=DocumentType.objects.get(code="cv"), title="CV", **facts)


def fill_in(person: User) -> None:
    """Values for every field that the policy requires."""
    for name in policy.required_fields("profiles.Profile"):
        setattr(person.profile, name, getattr(person.profile, name) or "DK")
    person.profile.save()


def test_missing_fields_are_those_that_the_policy_requires(emil: User) -> None:
    wanted = policy.required_fields("profiles.Profile") | policy.required_fields("auth.User")
    empty = {name for name in wanted if not getattr(emil if name == "email" else emil.profile, name)}
    found = {item.name for item in completeness(emil).missing if not item.is_document}
    assert found == empty == {"mobile", "address_line1", "city", "country"}


def test_what_only_hr_can_add_is_told_apart(emil: User) -> None:
    emil.email = emil.profile.full_name = ""
    by_self = {item.name: item.by_self for item in completeness(emil).missing}
    assert (by_self["email"], by_self["full_name"], by_self["mobile"]) == (False, False, True)


def test_a_record_is_complete_with_its_fields_and_a_cv(emil: User) -> None:
    fill_in(emil)
    assert [item.name for item in completeness(emil).missing] == ["cv"]
    give_cv(emil)
    assert completeness(emil).missing == ()
    assert completeness(emil).percent == 100


@pytest.mark.parametrize(
    "facts",
    [
        {"state": Document.State.ARCHIVED},
        {"state": Document.State.REJECTED, "rejected_reason": "Not yours"},
        {"expires_on": date(2020, 1, 1)},
    ],
)
def test_a_document_that_does_not_count_leaves_its_type_missing(emil: User, facts: dict[str, object]) -> None:
    give_cv(emil, **facts)
    assert "cv" in {item.name for item in completeness(emil).missing}


def test_a_document_counts_on_its_last_day(emil: User) -> None:
    give_cv(emil, expires_on=timezone.localdate())
    assert "cv" not in {item.name for item in completeness(emil).missing}
    Document.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert "cv" in {item.name for item in completeness(emil).missing}


def test_a_type_that_is_switched_off_is_not_required(emil: User) -> None:
    DocumentType.objects.filter(code="cv").update(is_active=False)
    assert "cv" not in {item.name for item in completeness(emil).missing}


def test_the_cv_of_somebody_else_does_not_count(emil: User, olga: User) -> None:
    give_cv(olga)
    assert "cv" in {item.name for item in completeness(emil).missing}


def test_it_takes_one_query(emil: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    assert emil.profile
    with django_assert_num_queries(1):
        completeness(emil)


def test_a_contractor_is_not_asked_for_a_home_address(emil: User) -> None:
    EmploymentRecord.objects.filter(person=emil).update(employment_type="contractor")
    assert {item.name for item in completeness(emil).missing} == {"mobile", "cv"}


def test_nothing_is_asked_of_somebody_who_left(emil: User) -> None:
    emil.profile.leave_date = timezone.localdate() - timedelta(days=1)
    assert completeness(emil).missing == ()
    assert completeness(emil).percent == 100


def test_hr_says_which_documents_every_record_needs(emil: User) -> None:
    DocumentType.objects.filter(code="contract").update(is_required=True)
    assert {"cv", "contract"} <= {item.name for item in completeness(emil).missing}


def cast_of_records(emil: User) -> None:
    """People whose records lack different things for different reasons."""
    fill_in(emil)
    give_cv(emil)
    give_cv(make_person("Two CVs"))
    give_cv(make_person("Old CV"), expires_on=date(2020, 1, 1))
    give_cv(make_person("Contractor", job_title="Welder", job={"employment_type": "contractor"}))
    give_cv(User.objects.get(profile__full_name="Two CVs"), expires_on=timezone.localdate())
    left = make_person("Gone").profile
    left.leave_date = timezone.localdate() - timedelta(days=1)
    left.save()


@pytest.mark.parametrize("required", [{"cv"}, {"cv", "contract", "tax"}, set()])
def test_the_database_counts_by_the_same_rules(emil: User, required: set[str]) -> None:
    cast_of_records(emil)
    for kind in DocumentType.objects.all():
        DocumentType.objects.filter(pk=kind.pk).update(is_required=kind.code in required)
    rows: Any = people().with_current_job().with_completeness()
    for person in rows:
        found = completeness(User.objects.get(pk=person.pk))
        counted = (person.wanted_count, person.missing_count, person.completeness)
        assert counted == (found.required, len(found.missing), found.percent), person.profile.full_name
        assert person.missing_documents == sum(item.is_document for item in found.missing)


def test_people_are_found_and_sorted_by_what_they_lack(emil: User, olga: User) -> None:
    fill_in(emil)
    rows: Any = people().with_current_job().with_completeness()
    assert [row.pk for row in rows.order_by("completeness")] == [olga.pk, emil.pk]
    give_cv(emil)
    assert list(rows.filter(missing_count__gt=0)) == [olga]
