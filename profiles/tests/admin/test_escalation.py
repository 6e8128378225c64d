"""Nobody gives themselves or others more than the policy lets them: crafted requests change nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.test import Client

from profiles import policy
from profiles.models import AccessScope, Department
from profiles.tests.conftest import SignIn
from profiles.tests.pages import form_of

pytestmark = pytest.mark.django_db

#: Roles are given with a reason.
WHY = {"_reason": "Takes over from a colleague"}


def page(person: User) -> str:
    return f"/admin/auth/user/{person.pk}/change/"


def rights(user: User) -> tuple[bool, bool, bool, str, set[str], set[str]]:
    fresh = User.objects.get(pk=user.pk)
    return (
        fresh.is_superuser,
        fresh.is_staff,
        fresh.is_active,
        fresh.password,
        set(fresh.groups.values_list("name", flat=True)),
        set(fresh.user_permissions.values_list("codename", flat=True)),
    )


def crafted(client: Client, person: User) -> dict[str, Any]:
    """The form of the page with everything added that would give more."""
    return {
        **form_of(client, page(person)),
        "is_superuser": "on",
        "is_staff": "on",
        "password": "pbkdf2_sha256$1$a$b",
        "groups": [group.pk for group in Group.objects.all()],
        "roles": list(policy.ROLES),
        "user_permissions": [Permission.objects.get(codename="change_user").pk],
        "access_scopes-TOTAL_FORMS": "1",
        "access_scopes-INITIAL_FORMS": "0",
        "access_scopes-0-department": Department.objects.values_list("pk", flat=True).first() or "",
        "_save": "1",
    }


@pytest.mark.parametrize("target", ["self", "other"])
def test_hr_gives_nobody_any_right(target: str, hana: User, emil: User, as_user: SignIn) -> None:
    client, person = as_user(hana), hana if target == "self" else emil
    before = rights(person)

    client.post(page(person), crafted(client, person))

    assert rights(person) == before
    assert not AccessScope.objects.filter(user=person).exists()


@pytest.mark.parametrize("act", ["change/", "end-employment/", "invite/", "password/", "delete/", "history/"])
def test_hr_does_not_reach_an_administrator(act: str, hana: User, sami: User, as_user: SignIn) -> None:
    client, before = as_user(hana), rights(sami)
    address = f"/admin/auth/user/{sami.pk}/{act}"

    answers = {
        client.get(address, follow=True).status_code,
        client.post(address, {"last_day": "2026-01-01"}, follow=True).status_code,
    }

    assert answers == {404}
    assert rights(sami) == before


def test_hr_does_not_change_how_a_colleague_with_a_role_signs_in(hana: User, aya: User, as_user: SignIn) -> None:
    client = as_user(hana)
    data = {**form_of(client, page(aya)), "email": "mine@evil.example", "username": "mine", "_save": "1"}

    client.post(page(aya), data)

    fresh = User.objects.get(pk=aya.pk)
    assert (fresh.email, fresh.username) == (aya.email, aya.username)


def test_hr_does_not_switch_off_a_colleague_with_a_role(hana: User, aya: User, as_user: SignIn) -> None:
    client = as_user(hana)
    data = form_of(client, page(aya))
    data.pop("is_active", None)

    client.post(page(aya), {**data, "_save": "1"})

    assert User.objects.get(pk=aya.pk).is_active


def test_hr_invites_nobody_who_holds_a_role(hana: User, aya: User, as_user: SignIn) -> None:
    aya.set_unusable_password()
    aya.save()

    assert as_user(hana).post(f"/admin/auth/user/{aya.pk}/invite/").status_code == 403
    assert mail.outbox == []


def test_hr_gives_the_roles_that_were_configured_for_it(hana: User, emil: User, as_user: SignIn, settings: Any) -> None:
    settings.HR_ASSIGNABLE_ROLES = [policy.HR_SCOPED]
    client = as_user(hana)

    client.post(page(emil), {**form_of(client, page(emil)), "roles": [policy.HR_SCOPED], "_save": "1", **WHY})
    both = [policy.HR_SCOPED, policy.HR]
    client.post(page(emil), {**form_of(client, page(emil)), "roles": both, "_save": "1", **WHY})

    fresh = User.objects.get(pk=emil.pk)
    assert list(fresh.groups.values_list("name", flat=True)) == [policy.HR_SCOPED]
    assert fresh.is_staff


def test_the_administrator_gives_and_takes_roles(sami: User, emil: User, as_user: SignIn) -> None:
    client = as_user(sami)

    client.post(page(emil), {**form_of(client, page(emil)), "roles": [policy.HR], "_save": "1", **WHY})
    given = rights(emil)
    client.post(page(emil), {**form_of(client, page(emil)), "roles": [], "_save": "1", **WHY})

    assert (given[1], given[4]) == (True, {policy.HR})
    assert rights(emil)[1] is False
    assert rights(emil)[4] == set()


def test_no_address_makes_an_administrator(sami: User, emil: User, as_user: SignIn) -> None:
    client = as_user(sami)

    client.post(page(emil), crafted(client, emil))

    assert not User.objects.get(pk=emil.pk).is_superuser


@pytest.mark.parametrize("to", ["another", "none"])
def test_scoped_hr_moves_nobody_out_of_its_departments(
    to: str, sven: User, olga: User, sales: Department, lab: Department, as_user: SignIn
) -> None:
    client = as_user(sven)
    chosen = lab.pk if to == "another" else ""
    data = {**form_of(client, page(olga)), "employment-0-department": chosen, "_save": "1"}

    answer = client.post(page(olga), data)

    assert answer.status_code == 200
    assert olga.employment.get().department == sales


def test_rows_of_somebody_else_cannot_be_slipped_in(hana: User, emil: User, olga: User, as_user: SignIn) -> None:
    client = as_user(hana)
    data = form_of(client, page(emil))
    data |= {"employment-0-id": olga.employment.get().pk, "employment-0-job_title": "Slipped", "_save": "1"}
    data |= {"profile-0-id": olga.profile.pk, "profile-0-bio": "Slipped"}

    client.post(page(emil), data)

    assert not User.objects.filter(employment__job_title="Slipped").exists()
    assert not User.objects.filter(profile__bio="Slipped").exists()


def test_scoped_hr_chooses_no_manager_it_may_not_see(sven: User, olga: User, emil: User, as_user: SignIn) -> None:
    client = as_user(sven)
    data = {**form_of(client, page(olga)), "employment-0-manager": emil.pk, "_save": "1"}

    assert client.post(page(olga), data).status_code == 200
    assert olga.employment.get().manager is None


def test_a_manager_out_of_scope_stays_when_something_else_is_corrected(
    sven: User, olga: User, emil: User, as_user: SignIn
) -> None:
    olga.employment.update(manager=emil)
    client = as_user(sven)

    client.post(page(olga), {**form_of(client, page(olga)), "employment-0-job_title": "Seller", "_save": "1"})

    job = olga.employment.get()
    assert (job.job_title, job.manager) == ("Seller", emil)


@pytest.mark.parametrize("forms", ["9" * 30, "-1", "x", "", "1000"])
@pytest.mark.parametrize("inline", ["profile", "employment", "emergency_contacts", "documents"])
def test_a_forged_count_of_forms_is_no_error_of_ours(
    hana: User, emil: User, as_user: SignIn, inline: str, forms: str
) -> None:
    client = as_user(hana)
    data = {**form_of(client, page(emil)), f"{inline}-INITIAL_FORMS": forms, "_save": "1"}

    assert client.post(page(emil), data).status_code < 500
