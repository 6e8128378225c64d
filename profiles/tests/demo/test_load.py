"""The loaded company: what was planned is in the database, checked by its own rules, with its history."""

from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.db.models import Count, F, Q
from pytest_django.fixtures import Settings

from profiles.demo.database import look
from profiles.demo.plans import CompanyPlan
from profiles.models import Document, DocumentVersion, EmploymentRecord, Event, Operation, Profile, people

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db


def account(username: str) -> User:
    """A person by sign-in name."""
    return User.objects.get(username=username)


def test_everybody_is_there_with_their_number_and_name(nordlys: CompanyPlan) -> None:
    stored = set(Profile.objects.values_list("user__username", "employee_number", "full_name"))

    assert stored == {(person.key, person.employee_number, person.full_name) for person in nordlys.people}


def test_every_job_row_is_there_as_planned(nordlys: CompanyPlan) -> None:
    rows = EmploymentRecord.objects.values_list(
        "person__username", "effective_from", "effective_to", "job_title", "fte"
    )
    planned = {
        (person.key, job.effective_from, job.effective_to, job.job_title, job.fte)
        for person in nordlys.people
        for job in person.jobs
    }

    assert set(rows) == planned


def test_what_was_written_in_bulk_passes_the_rules_of_each_row(nordlys: CompanyPlan) -> None:
    for job in EmploymentRecord.objects.select_related("person", "manager__profile"):
        job.full_clean()
    for profile in Profile.objects.all():
        profile.full_clean()


@pytest.mark.parametrize(
    ("username", "roles", "is_staff", "is_superuser"),
    [
        ("admin", set(), True, True),
        ("hr", {"HR"}, True, False),
        ("hr.scoped", {"HR (scoped)"}, True, False),
        ("auditor", {"Auditor"}, True, False),
        ("employee", set(), False, False),
    ],
)
def test_the_accounts_sign_in_and_hold_their_roles(
    nordlys: CompanyPlan, username: str, roles: set[str], is_staff: bool, is_superuser: bool
) -> None:
    user = authenticate(username=username, password=PASSWORD)

    assert isinstance(user, User)
    assert set(user.groups.values_list("name", flat=True)) == roles
    assert (user.is_staff, user.is_superuser) == (is_staff, is_superuser)


def test_nobody_else_has_a_password(nordlys: CompanyPlan) -> None:
    able = {user.username for user in User.objects.all() if user.has_usable_password()}

    assert able == {account.username for account in nordlys.accounts}


def test_the_scoped_account_sees_the_calibration_lab_alone(nordlys: CompanyPlan) -> None:
    seen = set(people().visible_to(account("hr.scoped")).values_list("username", flat=True))

    assert {"employee", "priya.raghunathan", "chidi.eze"} <= seen
    assert "amara.okonkwo" not in seen


def test_leavers_and_starters_cannot_sign_in(nordlys: CompanyPlan) -> None:
    away = Q(profile__leave_date__lt=nordlys.today) | Q(profile__hire_date__gt=nordlys.today)

    assert User.objects.filter(away).exists()
    assert not User.objects.filter(away, is_active=True).exists()


def test_every_document_has_its_versions_and_its_bytes(
    nordlys: CompanyPlan, nordlys_media: Path, settings: Settings
) -> None:
    settings.MEDIA_ROOT = nordlys_media
    planned = sum(document.versions for person in nordlys.people for document in person.documents)

    assert DocumentVersion.objects.count() == planned
    assert not Document.objects.filter(current=None).exists()
    for version in DocumentVersion.objects.select_related("blob"):
        assert default_storage.size(version.blob.storage_key) == version.blob.size_bytes


def test_documents_are_as_far_checked_as_planned(nordlys: CompanyPlan) -> None:
    stored = Document.objects.filter(type__needs_verification=True).values_list("person__username", "title", "state")
    planned = {
        (person.key, document.title, document.state) for person in nordlys.people for document in person.documents
    }

    assert set(stored) <= planned
    assert not Document.objects.filter(verified_by=F("person")).exists()


def test_people_with_a_portrait_have_a_photo(nordlys: CompanyPlan) -> None:
    shown = set(Profile.objects.exclude(photo=None).values_list("user__username", flat=True))

    assert shown == {person.key for person in nordlys.people if person.portrait}


def test_everything_was_written_inside_operations_of_the_command(nordlys: CompanyPlan) -> None:
    written = Event.objects.exclude(operation__route="setup")

    assert not written.exclude(operation__kind=Operation.Kind.COMMAND, operation__route="demo").exists()
    for model in (Profile, EmploymentRecord, Document):
        with_history = model.history.values("id").annotate(n=Count("pk")).count()
        assert with_history == model.objects.count()


def test_what_is_agreed_for_later_was_entered_by_hr_with_a_reason(nordlys: CompanyPlan) -> None:
    row = account("employee").employment.get(job_title="Head of metrology")
    created = Event.objects.get(object_id=row.pk, kind=4, action=Event.Action.CREATE)

    assert created.operation.actor_name == "Hana Novotná"
    assert created.operation.reason == "Promotion agreed in the October review"


def test_the_database_is_known_as_a_demonstration(nordlys: CompanyPlan) -> None:
    state = look()

    assert state.is_demonstration
    assert not state.is_in_use
