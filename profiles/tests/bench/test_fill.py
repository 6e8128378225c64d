"""The people of a scratch database: the same in every run, and written with history like everybody else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from profiles.bench.fill import account_of, fill, hr_account
from profiles.bench.people import bench_person, ordinary_number
from profiles.models import Document, EmploymentRecord, Event, Profile, RecordKind, people

PEOPLE = 60


@pytest.fixture
def filled(db: None) -> None:
    fill(PEOPLE)


def test_a_number_is_the_same_person_in_every_company() -> None:
    assert bench_person(41) == bench_person(41)
    assert len({bench_person(number).username for number in range(2000)}) == 2000


def test_managers_come_first_and_stay() -> None:
    everybody = [bench_person(number) for number in range(10_000)]

    assert all(person.manager < person.number for person in everybody if person.manager is not None)


@pytest.mark.parametrize("size", [30, 57, 98, 1000, 100_000])
def test_the_person_whose_pages_are_measured_works_here_and_has_documents(size: int) -> None:
    person = bench_person(ordinary_number(size))

    assert person.number < size
    assert person.last_day is None
    assert person.document_types == ("cv", "certificate", "contract")


@pytest.mark.usefixtures("filled")
def test_every_row_has_its_history_and_its_event() -> None:
    for model, kind in (
        (User, RecordKind.PERSON),
        (Profile, RecordKind.PROFILE),
        (EmploymentRecord, RecordKind.EMPLOYMENT),
        (Document, RecordKind.DOCUMENT),
    ):
        rows = model.objects.count()
        assert rows >= PEOPLE
        assert model.history.filter(history_type="+").count() == rows  # type: ignore[union-attr]
        assert Event.objects.filter(kind=kind, action=Event.Action.CREATE).count() == rows


@pytest.mark.usefixtures("filled")
def test_documents_have_a_current_version() -> None:
    assert not Document.objects.filter(current=None).exists()


@pytest.mark.usefixtures("filled")
def test_some_have_left_and_the_others_have_one_job_today() -> None:
    statuses = list(people().with_current_job().values_list("status", flat=True))  # type: ignore[misc]

    assert len(statuses) == PEOPLE
    assert statuses.count("left") == 2
    assert statuses.count("active") == PEOPLE - 2


def test_a_database_grows_to_the_same_people_as_one_filled_at_once(db: None) -> None:
    fill(20)
    fill(PEOPLE)

    names = list(User.objects.order_by("pk").values_list("username", flat=True))
    assert names == [bench_person(number).username for number in range(PEOPLE)]


@pytest.mark.usefixtures("filled")
def test_hr_and_an_employee_can_look_at_the_pages() -> None:
    assert hr_account().groups.get().name == "HR"
    assert hr_account().is_staff
    assert not account_of(ordinary_number(PEOPLE)).is_staff
