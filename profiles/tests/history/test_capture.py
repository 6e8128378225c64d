"""Every write leaves one history row and one event, and only when something changed."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from profiles.history.context import acting
from profiles.models import Event, Operation, Profile, RecordKind, WriteRefused
from profiles.tests.factories import make_department, make_person

pytestmark = pytest.mark.django_db


def test_a_save_tells_who_why_and_which_fields(hana: User, emil: User) -> None:
    with acting(kind="command", by=hana, reason="Name after marriage", route="test"):
        emil.profile.full_name = "Emil Brandt Holm"
        emil.profile.save()

    event = Event.objects.latest("id")
    assert (event.kind, event.changed, event.actor_id) == (RecordKind.PROFILE, ["full_name"], hana.pk)
    assert event.operation.reason == "Name after marriage"
    assert event.operation.actor_name == "Hana Novotná"
    assert Profile.history.get(history_id=event.history_id).full_name == "Emil Brandt Holm"


def test_a_save_without_a_change_leaves_nothing(emil: User) -> None:
    before = Event.objects.count()

    emil.profile.save()
    emil.save()

    assert Event.objects.count() == before


def test_two_saves_of_one_act_share_the_operation(emil: User) -> None:
    with acting(kind="command", route="test"):
        emil.profile.bio = "One"
        emil.profile.save()
        emil.first_name = "Emilio"
        emil.save()

    operations = Event.objects.order_by("-id")[:2].values_list("operation_id", flat=True)
    assert len(set(operations)) == 1


def test_a_write_outside_an_act_is_shown_as_unattributed(emil: User) -> None:
    emil.profile.bio = "Written from a shell"
    emil.profile.save()

    assert not Event.objects.latest("id").operation.is_attributed


def test_bulk_writes_leave_the_same_lines(emil: User, olga: User) -> None:
    Profile.objects.filter(user__in=[emil, olga]).update(company="Nordlys A/S")

    events = Event.objects.order_by("-id")[:2]
    assert {event.subject_id for event in events} == {emil.pk, olga.pk}
    assert all(event.changed == ["company"] for event in events)


def test_bulk_update_is_recorded_once_a_row(emil: User) -> None:
    before = Event.objects.count()
    emil.profile.city = "Gdynia"

    Profile.objects.bulk_update([emil.profile], ["city"])

    assert Event.objects.count() == before + 1


def test_writes_that_hide_what_changed_are_refused() -> None:
    department = make_department()

    with pytest.raises(WriteRefused):
        type(department).objects.bulk_create([department], ignore_conflicts=True)


def test_the_ledger_is_written_once(emil: User) -> None:
    event = Event.objects.latest("id")

    with pytest.raises(WriteRefused):
        event.save()
    with pytest.raises(WriteRefused):
        event.delete()
    with pytest.raises(WriteRefused):
        Event.objects.all().delete()
    with pytest.raises(WriteRefused):
        Operation.objects.update(reason="")


def test_history_holds_no_password(emil: User) -> None:
    emil.set_password("another long password")
    emil.save()

    assert "password" not in {field.name for field in User.history.model._meta.fields}  # type: ignore[attr-defined]


def test_a_role_given_from_either_side_is_an_event(emil: User, hana: User) -> None:
    group = hana.groups.get()

    emil.groups.add(group)
    group.user_set.remove(emil)

    events = Event.objects.filter(action=Event.Action.PERMISSION, subject_id=emil.pk)
    assert [event.changed for event in events.order_by("id")] == [["groups", "+ HR"], ["groups", "- HR"]]


def test_the_first_row_of_a_person_is_recorded() -> None:
    person = make_person("Łukasz Żółkiewski")

    assert Event.objects.filter(subject_id=person.pk, action=Event.Action.CREATE).count() >= 2
