"""The policy covers every field, and the roles follow it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.checks import run_checks

from profiles import checks, policy
from profiles.models import Profile
from profiles.people.setup import set_up_installation
from profiles.permissions import audiences, editable_fields, visible_fields
from profiles.policy import Audience

pytestmark = pytest.mark.django_db


def test_the_house_rules_hold() -> None:
    assert run_checks() == []


def test_a_field_without_a_policy_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = {name: rule for name, rule in policy.FIELDS["profiles.Profile"].items() if name != "bio"}
    monkeypatch.setattr(policy, "FIELDS", {**policy.FIELDS, "profiles.Profile": fields})

    assert [problem.msg for problem in checks.every_field_has_a_policy()] == [
        "profiles.Profile.bio has no entry in policy.FIELDS."
    ]


def test_every_section_has_words() -> None:
    used = {rule.section for fields in policy.FIELDS.values() for rule in fields.values()}

    assert used <= policy.SECTIONS.keys()


def test_nobody_edits_what_they_do_not_see() -> None:
    blind = [
        (model, name)
        for model, fields in policy.FIELDS.items()
        for name, rule in fields.items()
        if not rule.edits <= rule.sees
    ]

    assert blind == []


@pytest.mark.parametrize("model", sorted(policy.FIELDS))
def test_an_auditor_edits_nothing_and_sees_nothing_restricted(model: str) -> None:
    auditor = frozenset({Audience.AUDITOR})
    seen = policy.visible_fields(model, auditor)

    assert not policy.editable_fields(model, auditor)
    assert not [name for name in seen if policy.rule(model, name).data_class == policy.DataClass.RESTRICTED]


def test_only_administrators_edit_roles_and_flags() -> None:
    for name in ("is_staff", "is_superuser", "groups", "user_permissions"):
        assert policy.rule("auth.User", name).edits == {Audience.ADMINISTRATOR}


def test_roles_hold_the_permissions_of_the_policy_and_no_others() -> None:
    group = Group.objects.get(name=policy.AUDITOR)
    group.permissions.add(Permission.objects.get(codename="change_user"))

    from_policy = {f"view_{label.lower().split('.')[1]}" for label in policy.ROLES[policy.AUDITOR].may}
    set_up_installation()

    assert set(group.permissions.values_list("codename", flat=True)) == from_policy


def test_hr_stands_before_a_person_in_scope_only(sven: User, emil: User, olga: User) -> None:
    assert Audience.HR in audiences(sven, olga)
    assert Audience.HR not in audiences(sven, emil)


def test_hr_is_hr_before_nobody_who_administers(hana: User, sami: User) -> None:
    assert Audience.HR not in audiences(hana, sami)


def test_oneself_is_oneself_whatever_the_role(sven: User) -> None:
    assert Audience.SELF in audiences(sven, sven)


def test_a_colleague_sees_the_directory_and_edits_nothing(olga: User, emil: User) -> None:
    seen = visible_fields(olga, "profiles.Profile", emil)

    assert "bio" in seen
    assert not seen & {"mobile", "birth_date", "address_line1", "leave_reason", "employee_number"}
    assert not editable_fields(olga, "profiles.Profile", emil)


def test_somebody_switched_off_stands_nowhere(hana: User, emil: User) -> None:
    hana.is_active = False

    assert audiences(hana, emil) == frozenset()
    assert not Profile.objects.visible_to(hana).exists()
