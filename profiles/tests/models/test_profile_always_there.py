"""``user.profile`` always works, and never twice."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.core import serializers
from django.core.management import call_command
from django.db import connection
from import_export import resources
from tablib import Dataset

from profiles.models import Profile
from profiles.people.profiles import ensure_profiles


def forget_profile(user: User) -> User:
    """The same account as it was before HR Records: without a profile."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM profiles_profile WHERE user_id = %s", [user.pk])
    return User.objects.get(pk=user.pk)


@pytest.mark.django_db
def test_created_by_the_form() -> None:
    form: UserCreationForm[User] = UserCreationForm(
        {"username": "zofia", "password1": "long enough password", "password2": "long enough password"}
    )

    assert form.is_valid(), form.errors
    assert Profile.objects.filter(user=form.save()).count() == 1


@pytest.mark.django_db
def test_created_by_create_user() -> None:
    user = User.objects.create_user("zofia")

    assert Profile.objects.get(user=user) == user.profile


@pytest.mark.django_db
def test_created_by_createsuperuser() -> None:
    call_command("createsuperuser", "--noinput", username="root", email="root@nordlys.example")

    assert User.objects.get(username="root").profile.pk


@pytest.mark.django_db
def test_a_fixture_with_its_own_profile_loads() -> None:
    user = User(pk=900, username="loaded")
    profile = Profile(pk=901, user=user, full_name="Loaded Person")
    data = serializers.serialize("json", [user, profile])

    for row in serializers.deserialize("json", data):
        row.save()

    assert User.objects.get(pk=900).profile.full_name == "Loaded Person"


@pytest.mark.django_db
def test_a_fixture_without_a_profile_gets_one_on_first_use() -> None:
    for row in serializers.deserialize("json", serializers.serialize("json", [User(pk=900, username="loaded")])):
        row.save()
    assert not Profile.objects.filter(user_id=900).exists()

    assert User.objects.get(pk=900).profile.pk


@pytest.mark.django_db
def test_created_by_an_import() -> None:
    class UserResource(resources.ModelResource):  # type: ignore[misc]  # the library has no types
        class Meta:
            model = User
            import_id_fields = ("username",)
            fields = ("username", "email")

    result = UserResource().import_data(Dataset(["zofia", "z@nordlys.example"], headers=["username", "email"]))

    assert not result.has_errors()
    assert Profile.objects.filter(user__username="zofia").count() == 1


@pytest.mark.django_db
def test_an_account_from_before_gets_one_on_first_use() -> None:
    user = forget_profile(User.objects.create_user("before"))

    assert user.profile == Profile.objects.get(user=user)


@pytest.mark.django_db
def test_an_account_loaded_with_select_related_gets_one_too() -> None:
    forget_profile(User.objects.create_user("before"))

    assert User.objects.select_related("profile").get(username="before").profile.pk


@pytest.mark.django_db
def test_edits_through_the_account_are_kept() -> None:
    user = forget_profile(User.objects.create_user("before"))

    user.profile.bio = "Builds gauge block benches."
    user.profile.save()

    assert Profile.objects.get(user=user).bio == "Builds gauge block benches."


@pytest.mark.django_db
def test_an_unsaved_account_has_none() -> None:
    with pytest.raises(Profile.DoesNotExist):
        _ = User(username="nobody").profile


@pytest.mark.django_db
def test_the_command_makes_what_is_missing_and_says_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    forget_profile(User.objects.create_user("one"))
    forget_profile(User.objects.create_user("two"))

    call_command("ensure_profiles")
    call_command("ensure_profiles")

    first, second = capsys.readouterr().out.strip().splitlines()
    assert "2" in first
    assert "Every account has a profile" in second


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_the_same_profile() -> None:
    user = forget_profile(User.objects.create_user("before"))
    found: list[Any] = []
    barrier = threading.Barrier(2)

    def look() -> None:
        own = User.objects.get(pk=user.pk)
        barrier.wait()
        found.append(own.profile.pk)
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 2
    assert len(set(found)) == 1
    assert Profile.objects.filter(user=user).count() == 1
    assert ensure_profiles() == 0
