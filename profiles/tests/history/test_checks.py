"""Installations that would silence history do not start: each check finds what it is there for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, models
from django.db.models.signals import post_delete

from profiles import checks
from profiles.history.guards import guarded_tables
from profiles.models import Department, EmploymentRecord, tracked_models


def ids(found: list[object]) -> set[str]:
    return {str(getattr(message, "id", "")) for message in found}


def test_the_product_as_it_is_passes() -> None:
    found = [
        *checks.every_model_is_tracked(), *checks.every_queryset_is_guarded(), *checks.every_history_is_ours(),
        *checks.nothing_is_emptied_behind_the_scenes(), *checks.history_is_not_silenced(),
    ]  # fmt: skip
    assert found == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIMPLE_HISTORY_ENABLED", False),
        ("SIMPLE_HISTORY_ENABLED", 0),
        ("SIMPLE_HISTORY_EDIT", True),
        ("SIMPLE_HISTORY_REVERT_DISABLED", False),
        ("SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS", False),
        ("SIMPLE_HISTORY_DATE_INDEX", "composite"),
        ("SIMPLE_HISTORY_HISTORY_ID_USE_UUID", True),
        ("SIMPLE_HISTORY_SOMETHING_NEW", 1),
        ("MIDDLEWARE", ["django.middleware.common.CommonMiddleware"]),
    ],
)
def test_a_setting_that_would_silence_history_is_refused(settings: object, name: str, value: object) -> None:
    setattr(settings, name, value)

    assert ids([*checks.history_is_not_silenced()]) == {"hr.E003"}


@pytest.mark.parametrize("name", checks.SILENCERS)
def test_a_switch_on_a_model_is_found(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(Department, name, True, raising=False)

    assert ids([*checks.every_history_is_ours()]) == {"hr.E005"}


def test_a_history_that_is_not_ours_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(Department._meta), "audited_records", None)

    assert ids([*checks.every_history_is_ours()]) == {"hr.E005"}


def test_a_manager_that_writes_past_history_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    plain: models.Manager[User] = models.Manager()
    plain.model = User
    monkeypatch.setitem(vars(User._meta), "base_manager", plain)

    assert ids([*checks.every_history_is_ours()]) == {"hr.E005"}


@pytest.mark.parametrize("rule", [models.SET_NULL, models.SET_DEFAULT, models.SET(None)])
def test_a_relation_that_is_emptied_unseen_is_found(monkeypatch: pytest.MonkeyPatch, rule: object) -> None:
    monkeypatch.setattr(EmploymentRecord._meta.get_field("manager").remote_field, "on_delete", rule)

    assert ids([*checks.nothing_is_emptied_behind_the_scenes()]) == {"hr.E006"}


@pytest.fixture
def every_deletion_is_heard() -> Iterator[None]:
    def hear(**_: object) -> None:
        """Somebody's receiver for all models."""

    post_delete.connect(hear, weak=False)
    yield
    post_delete.disconnect(hear)


def test_a_receiver_that_hides_who_loses_a_role_is_found(every_deletion_is_heard: None) -> None:
    assert ids([*checks.nothing_is_emptied_behind_the_scenes()]) == {"hr.E006"}


@pytest.mark.django_db
def test_a_table_without_its_triggers_is_found() -> None:
    assert len(guarded_tables()) == len(tracked_models()) + 6
    assert checks.history_is_guarded(databases=["default"]) == []
    on = " ON profiles_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER profiles_event_no_delete{on}")

    [found] = checks.history_is_guarded(databases=["default"])
    assert "profiles_event can be changed: profiles_event_no_delete" in found.msg
    with pytest.raises(SystemCheckError, match=r"hr\.E007"):
        call_command("check", databases=["default"])


@pytest.mark.django_db
def test_a_trigger_that_sleeps_is_found() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL alone can switch a trigger off")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE profiles_event DISABLE TRIGGER profiles_event_no_update")

    assert ids([*checks.history_is_guarded(databases=["default"])]) == {"hr.E007"}


def test_the_settings_of_the_product_are_the_allowed_ones() -> None:
    ours = {name: getattr(settings, name) for name in dir(settings) if name.startswith("SIMPLE_HISTORY_")}

    assert ours.items() <= checks.ALLOWED_SETTINGS.items()
