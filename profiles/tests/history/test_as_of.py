"""What was known at a moment: order, time, boundaries, removal and return."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from profiles.history.as_of import Record, as_of, records_at
from profiles.history.days import day_of, end_of_day, start_of_day
from profiles.history.in_force import in_force
from profiles.models import Department, EmergencyContact, EmploymentRecord, Profile
from profiles.tests.factories import make_job, make_person

pytestmark = pytest.mark.django_db

NOON = datetime(2030, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Write with the clock standing still."""
    with time_machine.travel(moment, tick=False):
        yield


def write(person: User, bio: str, moment: datetime) -> None:
    profile = Profile.objects.get(user=person)
    with at(moment):
        profile.bio = bio
        profile.save()


def record(person: User, moment: datetime | None) -> Record:
    return records_at(person.pk, [moment])[0]


def bio(person: User, moment: datetime | None) -> str | None:
    profile = record(person, moment).profile
    return profile["bio"] if profile is not None else None


def test_the_exact_moment_of_a_change_shows_it_and_the_one_before_does_not(emil: User) -> None:
    write(emil, "before", NOON - HOUR)
    write(emil, "after", NOON)

    assert bio(emil, NOON) == "after"
    assert bio(emil, NOON - timedelta(microseconds=1)) == "before"


def test_of_two_versions_in_one_microsecond_the_one_written_last_counts(emil: User) -> None:
    write(emil, "first", NOON)
    write(emil, "second", NOON)

    assert bio(emil, NOON) == "second"
    assert [row.bio for row in as_of(Profile, NOON).filter(user_id=emil.pk)] == ["second"]


def test_after_the_clock_was_set_back_the_order_of_writing_decides(emil: User) -> None:
    write(emil, "first", NOON)
    write(emil, "second", NOON - HOUR)

    assert bio(emil, NOON + HOUR) == bio(emil, None) == "second"
    assert bio(emil, NOON - HOUR) == "second"
    assert as_of(Profile, NOON + HOUR).get(user_id=emil.pk).bio == "second"


def test_now_is_what_was_written_last_even_by_a_clock_that_runs_ahead(emil: User) -> None:
    write(emil, "from tomorrow", NOON + timedelta(days=30_000))

    assert bio(emil, None) == "from tomorrow"


def test_before_its_creation_there_is_no_record(emil: User) -> None:
    found = record(emil, datetime(2001, 1, 1, tzinfo=UTC))

    assert (found.account, found.profile, found.was_removed) == (None, None, False)
    assert (found.jobs, found.contacts, found.documents) == ([], [], [])


def test_a_removed_row_is_gone_and_comes_back_under_the_same_number(emil: User) -> None:
    contact = EmergencyContact(person=emil, name="Nina", phone="1")
    with at(NOON):
        contact.save()
    number = contact.pk
    with at(NOON + HOUR):
        contact.delete()
    with at(NOON + 2 * HOUR):
        EmergencyContact(pk=number, person=emil, name="Ola", phone="2").save(force_insert=True)

    names = [[row["name"] for row in record(emil, NOON + n * HOUR).contacts] for n in (0, 1, 2)]
    assert names == [["Nina"], [], ["Ola"]]
    assert [row.name for row in as_of(EmergencyContact, NOON)] == ["Nina"]
    assert not as_of(EmergencyContact, NOON + HOUR).exists()


def test_an_account_that_was_removed_is_gone_and_known_to_have_been_there() -> None:
    with at(NOON):
        person = User.objects.create_user("gone")
    number = person.pk
    with at(NOON + HOUR):
        Profile.objects.get(user=person).delete()
        person.delete()
    with at(NOON + 2 * HOUR):
        User(pk=number, username="returned").save(force_insert=True)

    then, between, again = records_at(number, [NOON, NOON + HOUR, NOON + 2 * HOUR])
    assert then.account is not None and then.account["username"] == "gone"
    assert between.account is None and between.was_removed
    assert again.account is not None and again.account["username"] == "returned"


def test_removed_people_are_in_the_list_of_their_time() -> None:
    with at(NOON):
        person = User.objects.create_user("gone")
    number = person.pk
    with at(NOON + HOUR):
        Profile.objects.get(user=person).delete()
        person.delete()

    assert [row.username for row in as_of(User, NOON, pks=[number])] == ["gone"]
    assert list(as_of(User, NOON + HOUR, pks=[number])) == []
    assert as_of(User, NOON).filter(username="gone").count() == 1


def test_a_row_given_to_somebody_else_leaves_the_record_it_was_in(emil: User, olga: User) -> None:
    with at(NOON):
        contact = EmergencyContact.objects.create(person=emil, name="Nina", phone="1")
    with at(NOON + HOUR):
        contact.person = olga
        contact.save()

    assert [len(record(person, NOON).contacts) for person in (emil, olga)] == [1, 0]
    assert [len(record(person, None).contacts) for person in (emil, olga)] == [0, 1]


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2030, 3, 31), 23),
        ("Europe/Berlin", date(2030, 10, 27), 25),
        ("America/Havana", date(2025, 3, 9), 23),
        ("America/Havana", date(2025, 11, 2), 25),
        ("Pacific/Kiritimati", date(2030, 1, 1), 24),
    ],
)
def test_a_day_ends_at_midnight_of_the_installation(settings: object, zone: str, day: date, hours: int) -> None:
    settings.TIME_ZONE = zone  # type: ignore[attr-defined]

    assert end_of_day(day) - start_of_day(day) == timedelta(hours=hours, microseconds=-1)
    assert day_of(end_of_day(day)) == day
    assert day_of(end_of_day(day) + timedelta(microseconds=1)) == day + timedelta(days=1)


def test_the_zone_of_the_reader_does_not_move_the_day(settings: object, emil: User) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"  # type: ignore[attr-defined]
    write(emil, "on the 11th in Auckland", NOON)

    with timezone.override("America/New_York"):
        assert bio(emil, end_of_day(date(2030, 3, 10))) != "on the 11th in Auckland"
        assert bio(emil, end_of_day(date(2030, 3, 11))) == "on the 11th in Auckland"


def test_the_manager_and_the_department_bear_the_names_they_had(emil: User, hana: User, lab: Department) -> None:
    EmploymentRecord.objects.filter(person=emil).update(manager=hana)
    before = timezone.now()
    hana.profile.full_name, lab.name = "Hana Novotná Berg", "Metrology"
    hana.profile.save()
    lab.save()

    then, now = records_at(emil.pk, [before, None])
    assert [then.name(then.jobs[0], column) for column in ("manager_id", "department_id")] == [
        "Hana Novotná",
        "Calibration Lab",
    ]
    assert [now.name(now.jobs[0], column) for column in ("manager_id", "department_id")] == [
        "Hana Novotná Berg",
        "Metrology",
    ]


def test_a_manager_without_a_full_name_is_called_as_when_the_job_was_written(emil: User) -> None:
    boss = User.objects.create_user("boss", first_name="Bo", last_name="Ek")
    EmploymentRecord.objects.filter(person=emil).update(manager=boss)

    found = record(emil, None)
    assert found.name(found.jobs[0], "manager_id") == "Bo Ek"


def test_a_manager_is_not_removed_from_under_a_job(emil: User, hana: User) -> None:
    EmploymentRecord.objects.filter(person=emil).update(manager=hana)

    with pytest.raises(ProtectedError):
        hana.delete()
    assert record(emil, None).jobs[0]["manager_id"] == hana.pk


def test_taking_a_manager_away_is_recorded_and_the_time_before_keeps_them(emil: User, hana: User) -> None:
    EmploymentRecord.objects.filter(person=emil).update(manager=hana)
    before = timezone.now()
    EmploymentRecord.objects.filter(person=emil).update(manager=None)

    then, now = records_at(emil.pk, [before, None])
    assert [then.jobs[0]["manager_id"], now.jobs[0]["manager_id"]] == [hana.pk, None]


def test_a_correction_is_in_force_as_known_today_and_not_as_known_then(emil: User, hana: User, olga: User) -> None:
    person = make_person("Pia", starts_on=date(2020, 1, 1), job={"manager": hana}, job_title="Clerk")
    day = date(2030, 3, 10)
    with at(NOON + timedelta(days=30)):
        EmploymentRecord.objects.filter(person=person).update(manager=olga)

    with at(NOON + timedelta(days=60)):
        as_known_today, as_known_then = in_force(person.pk, day, date(2030, 5, 1)), in_force(person.pk, day, day)
    assert as_known_today.job is not None and as_known_today.job["manager_id"] == olga.pk
    assert as_known_today.job_known_then is not None and as_known_today.job_known_then["manager_id"] == hana.pk
    assert as_known_then.job is not None and as_known_then.job["manager_id"] == hana.pk


@pytest.mark.parametrize(("day", "title"), [(31, "Clerk"), (32, "Lead"), (60, "Lead"), (61, None)])
def test_the_job_in_force_holds_from_its_first_day_to_the_day_before_the_next(day: int, title: str | None) -> None:
    person = make_person("Pia")
    start = date(2021, 1, 1)
    make_job(person, start, start + timedelta(days=31), job_title="Clerk")
    make_job(person, start + timedelta(days=31), start + timedelta(days=60), job_title="Lead")

    job = record(person, None).job_on(start + timedelta(days=day - 1))
    assert (job["job_title"] if job else None) == title


def test_the_record_takes_few_queries_whatever_the_history(emil: User, hana: User) -> None:
    EmploymentRecord.objects.filter(person=emil).update(manager=hana)
    for number in range(60):
        Profile.objects.filter(user=emil).update(bio=f"Version {number}")

    with CaptureQueriesContext(connection) as captured:
        in_force(emil.pk, date(2026, 1, 1), date(2026, 6, 1))
    assert len(captured) <= 8


def test_a_list_of_a_day_is_filtered_by_the_values_of_that_day(emil: User, olga: User) -> None:
    Profile.objects.filter(user__in=[emil, olga]).update(company="Nordlys A/S")
    before = timezone.now()
    Profile.objects.filter(user=emil).update(company="Elsewhere")

    rows = as_of(Profile, before).filter(company="Nordlys A/S").order_by("full_name")
    assert [row.full_name for row in rows] == ["Emil Brandt", "Olga Lind"]
