"""Prepared statements write and read what querysets would."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from profiles.history.commitments import columns_of, history_model
from profiles.history.prepared import ANY_KEY, read_one
from profiles.models import EmploymentRecord, Event, Profile

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [User, Profile, EmploymentRecord])
def test_a_row_reads_as_by_the_queryset(emil: User, model: type) -> None:
    names = columns_of(model)
    rows = model._base_manager.values_list(*names)  # type: ignore[attr-defined]
    pk = model._base_manager.latest("pk").pk  # type: ignore[attr-defined]

    found = read_one(("test", model), lambda: rows.filter(pk=ANY_KEY), pk)
    assert tuple(found or ()) == rows.get(pk=pk)


def test_a_row_that_is_not_there_reads_as_none(db: None) -> None:
    rows = Profile._base_manager.filter(pk=ANY_KEY).values_list("bio")

    assert read_one("test none", lambda: rows, 999_999) is None


def test_only_a_key_stands_open(db: None) -> None:
    with pytest.raises(ValueError, match="Only a key"):
        read_one("test open", lambda: Profile._base_manager.filter(bio="x").values_list("bio"), 1)


def test_one_row_and_many_leave_the_same(emil: User, olga: User) -> None:
    emil.profile.bio = "The same"
    emil.profile.save()
    one = Event.objects.latest("id")
    Profile.objects.filter(user__in=[emil, olga]).update(city="Oslo")
    many = Event.objects.filter(subject_id=emil.pk).latest("id")

    for event, field in ((one, "bio"), (many, "city")):
        row = history_model(Profile).objects.get(history_id=event.history_id)
        assert (event.changed, row.history_type, row.operation_id) == ([field], "~", event.operation_id)
        assert bytes(row.nonce) and event.commitment and row.schema
