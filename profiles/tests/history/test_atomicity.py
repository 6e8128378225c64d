"""A change and its history are kept together or not at all: every insert is made to fail, by the database itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import Group, User
from django.db import DatabaseError, connection, transaction
from django.test import Client

from profiles.history.context import acting, current
from profiles.models import Event, Operation, Profile
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department, make_person
from profiles.tests.pages import form_of

TABLES = ("profiles_historicalprofile", "profiles_event", "profiles_operation")


@contextmanager
def failing(table: str) -> Iterator[None]:
    """Within, the database refuses every new row of the table."""
    function = (
        "CREATE FUNCTION hr_test_failing() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'made to fail'; END $$"
    )
    on_postgresql = connection.vendor == "postgresql"
    body = "EXECUTE FUNCTION hr_test_failing()" if on_postgresql else "BEGIN SELECT RAISE(ABORT, 'made to fail'); END"
    every = "FOR EACH ROW" if on_postgresql else ""
    with connection.cursor() as cursor:
        if on_postgresql:
            cursor.execute(function)
        cursor.execute(f"CREATE TRIGGER hr_test_failing BEFORE INSERT ON {table} {every} {body}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER hr_test_failing {f'ON {table}' if on_postgresql else ''}")
            if on_postgresql:
                cursor.execute("DROP FUNCTION hr_test_failing()")


def states() -> list[object]:
    """Everything that the writes below change."""
    return [
        list(Profile.objects.order_by("pk").values_list("pk", "bio")),
        list(User.objects.order_by("pk").values_list("pk", "first_name", "groups")),
        list(Group.objects.order_by("pk").values_list("name", flat=True)),
    ]


def writes(person: User) -> list[Callable[[], object]]:
    """Writes to a profile; the last ones touch other tables, whose history is not the profile's."""
    profile = Profile.objects.get(user=person)
    profile.bio = "Changed"
    other = User.objects.get(pk=person.pk)
    other.first_name = "Changed"
    return [
        profile.save,
        lambda: Profile.objects.filter(user=person).update(bio="Changed"),
        lambda: Profile.objects.bulk_update([profile], ["bio"]),
        Profile.objects.get(user=person).delete,
        lambda: User.objects.create(username="newcomer"),
        other.save,
        lambda: other.groups.add(Group.objects.get(name="HR")),
        Group.objects.get(name="Auditor").delete,
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", TABLES)
def test_without_its_history_no_change_is_kept_even_outside_a_transaction(table: str) -> None:
    person = make_person("Nina Holm")
    before, events = states(), Event.objects.count()
    asked = writes(person)

    with failing(table):
        for write in asked[: 5 if "historical" in table else None]:
            with pytest.raises(DatabaseError):
                write()
            assert states() == before

    assert Event.objects.count() == events


@pytest.mark.django_db
def test_a_page_whose_history_fails_changes_nothing(hana: User, emil: User, as_user: SignIn) -> None:
    client = as_user(hana)
    client.raise_request_exception = False
    page = f"/admin/auth/user/{emil.pk}/change/"
    data = {**form_of(client, page), "first_name": "Emilio", "profile-0-bio": "Changed"}

    with failing("profiles_historicalprofile"):
        client.post(page, data)

    assert User.objects.get(pk=emil.pk).first_name == emil.first_name
    assert Profile.objects.get(user=emil).bio == ""


@pytest.mark.django_db
def test_a_rolled_back_part_leaves_neither_change_nor_event() -> None:
    department, mark = make_department(), Event.objects.count()

    with acting(kind="command", route="test"), pytest.raises(ValueError, match="not now"), transaction.atomic():
        department.name = "Renamed"
        department.save()
        raise ValueError("not now")

    department.refresh_from_db()
    assert department.name == "Calibration Lab"
    assert Event.objects.count() == mark


@transaction.atomic
def rename(name: str, *, fails: bool) -> None:
    """A verb like ours: the same decorated function is called again after it failed."""
    department = make_department()
    department.name = name
    department.save()
    if fails:
        raise ValueError(name)


@pytest.mark.django_db
def test_after_a_rollback_the_act_is_written_again() -> None:
    make_department()
    with acting(kind="command", route="test", reason="Second try"):
        with pytest.raises(ValueError, match="One"):
            rename("One", fails=True)
        rename("Two", fails=False)

    event = Event.objects.latest("id")
    assert Operation.objects.get(pk=event.operation_id).reason == "Second try"


@pytest.mark.django_db
def test_a_rollback_around_a_later_part_keeps_the_act() -> None:
    with acting(kind="command", route="test"):
        department = make_department("First")
        with pytest.raises(ValueError, match="One"), transaction.atomic():
            department.name = "Never"
            department.save()
            raise ValueError("One")
        make_department("Second")

    first, second = Event.objects.order_by("-pk")[:2]
    assert first.operation_id == second.operation_id
    assert Operation.objects.filter(pk=first.operation_id).exists()


@pytest.mark.django_db(transaction=True)
def test_transactions_one_after_the_other_share_the_act() -> None:
    with acting(kind="command", route="test"):
        make_department("First")
        make_department("Second")
        assert current().operation().pk

    assert len(set(Event.objects.order_by("-pk").values_list("operation_id", flat=True)[:2])) == 1


@pytest.mark.django_db(transaction=True)
def test_work_for_after_the_commit_is_not_done_after_a_rollback() -> None:
    done: list[str] = []

    with pytest.raises(ValueError, match="not now"), transaction.atomic():
        make_department("Never")
        transaction.on_commit(lambda: done.append("mail"))
        raise ValueError("not now")

    assert done == []


@pytest.mark.django_db
def test_one_save_of_the_person_page_is_one_act(hana: User, emil: User, as_user: SignIn) -> None:
    client: Client = as_user(hana)
    page = f"/admin/auth/user/{emil.pk}/change/"
    data = {**form_of(client, page), "first_name": "Emilio", "profile-0-company": "Nordlys"}
    mark = Event.objects.latest("id").pk

    client.post(page, {**data, "emergency_contacts-0-name": "Ida", "emergency_contacts-0-phone": "112"})

    events = Event.objects.filter(pk__gt=mark, history_id__isnull=False)
    assert events.count() == 3
    assert events.values("operation_id").distinct().count() == 1
