"""Writes a planned company into the database, by the verbs and the tracked tables of the project, as one act."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from profiles import policy
from profiles.demo.files import make_file
from profiles.demo.photos import show_photo
from profiles.demo.plans import CompanyPlan, DocumentPlan, JobPlan, PersonPlan
from profiles.demo.stories import EARLIER, tell_stories
from profiles.documents.uploads import add_document, replace_document
from profiles.history.context import acting
from profiles.models import (
    AccessScope,
    Department,
    Document,
    DocumentType,
    EmergencyContact,
    EmploymentRecord,
    Location,
)
from profiles.people.accounts import give_roles
from profiles.people.employment import change_job
from profiles.people.joining import plan_person

ROUTE = "demo"
REASON = "Demonstration data: invented people and documents"
ADMINISTRATOR, HR = "admin", "hr"
# How many rows go to the database in one statement.
BATCH = 500

Progress = Callable[[str, int, int], None]


class AlreadyInUse(Exception):
    """The database holds people already: the demonstration is loaded into an empty one only."""


@dataclass
class Loading:
    """What is known while a plan is written: the rows that later rows point to."""

    plan: CompanyPlan
    progress: Progress
    people: dict[str, User] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    locations: dict[str, Location] = field(default_factory=dict)
    types: dict[str, DocumentType] = field(default_factory=dict)


def load(
    plan: CompanyPlan,
    *,
    password_for: Callable[[PersonPlan], str | None],
    by: User | None = None,
    progress: Progress = lambda what, done, total: None,
    with_files: bool = True,
) -> None:
    """Write the plan in one transaction: all of it, or nothing.

    ``password_for`` gives the password of an account, or None for somebody who has none yet; ``progress`` is told
    what is being written, how much of it is done and how much there is. Raises AlreadyInUse when there are people.
    """
    with transaction.atomic():
        if User.objects.exists():
            raise AlreadyInUse
        loading = Loading(plan, progress)
        with acting(kind="command", by=by, route=ROUTE, reason=REASON):
            _write_organisation(loading)
            _write_people(loading, password_for)
            _write_jobs(loading)
            _write_heads(loading)
            _write_contacts(loading)
            _write_accounts(loading)
            if with_files:
                _write_files(loading)
        _write_agreed_changes(loading)
        tell_stories(plan, loading.people, route=ROUTE)


def _write_organisation(loading: Loading) -> None:
    for place in loading.plan.locations:
        loading.locations[place.key] = Location.objects.create(
            name=place.name, city=place.city, country=place.country, time_zone=place.time_zone
        )
    # A department comes after the one above it.
    for department in loading.plan.departments:
        loading.departments[department.code] = Department.objects.create(
            name=department.name,
            parent=loading.departments.get(department.parent),
            valid_from=department.starts_on,
        )
    loading.types = {kind.code: kind for kind in DocumentType.objects.all()}


def _profile_values(person: PersonPlan) -> dict[str, Any]:
    address = person.address
    earlier = EARLIER.get(person.key, {})
    return {
        "employee_number": person.employee_number,
        "preferred_name": person.preferred_name,
        "pronouns": person.pronouns,
        "bio": earlier.get("bio", person.bio),
        "website": person.website,
        "company": person.company,
        "work_phone": person.work_phone,
        "mobile": earlier.get("mobile", person.mobile),
        "personal_email": person.personal_email,
        "address_line1": address.lines if address else "",
        "postal_code": address.postal_code if address else "",
        "city": address.city if address else "",
        "region": address.region if address else "",
        "country": address.country if address else "",
        "birth_date": person.birth_date,
        "nationality": person.nationality,
        "leave_date": person.leave_date,
        "leave_reason": person.leave_reason,
    }


def _write_people(loading: Loading, password_for: Callable[[PersonPlan], str | None]) -> None:
    everybody = loading.plan.people
    for done, person in enumerate(everybody, start=1):
        new = plan_person(
            full_name=person.full_name,
            email=person.email,
            starts_on=person.hire_date,
            profile=_profile_values(person),
            username=person.key,
        )
        new.user.first_name, new.user.last_name = person.first_name, person.last_name
        new.user.is_active = person.can_sign_in
        password = password_for(person)
        if password is not None:
            new.user.set_password(password)
        loading.people[person.key] = new.store()
        loading.progress("people", done, len(everybody))


def _is_agreed_change(person: PersonPlan, job: JobPlan, loading: Loading) -> bool:
    """Whether the row is a change to come of a job that is held already: such rows are written by HR later."""
    return job is not person.jobs[0] and job.effective_from > loading.plan.today


def _job_facts(job: JobPlan, loading: Loading) -> dict[str, Any]:
    return {
        "job_title": job.job_title,
        "department": loading.departments[job.department],
        "manager": loading.people[job.manager] if job.manager else None,
        "location": loading.locations[job.location],
        "employment_type": job.employment_type,
        "fte": job.fte,
        "cost_centre": job.cost_centre,
        "note": job.note,
    }


def _write_jobs(loading: Loading) -> None:
    """The job rows of everybody; the database itself refuses overlaps and circles."""
    rows = []
    for person in loading.plan.people:
        told = [job for job in person.jobs if not _is_agreed_change(person, job, loading)]
        for job in told:
            cut_short = job is told[-1] and len(told) < len(person.jobs)
            rows.append(
                EmploymentRecord(
                    person=loading.people[person.key],
                    effective_from=job.effective_from,
                    effective_to=None if cut_short else job.effective_to,
                    **_job_facts(job, loading),
                )
            )
    EmploymentRecord.objects.bulk_create(rows, batch_size=BATCH)


def _write_contacts(loading: Loading) -> None:
    EmergencyContact.objects.bulk_create(
        [
            EmergencyContact(
                person=loading.people[person.key],
                name=contact.name,
                relationship=contact.relationship,
                phone=contact.phone,
                priority=contact.priority,
            )
            for person in loading.plan.people
            for contact in person.contacts
        ],
        batch_size=BATCH,
    )


def _write_heads(loading: Loading) -> None:
    for plan in loading.plan.departments:
        if plan.head:
            department = loading.departments[plan.code]
            department.manager = loading.people[plan.head]
            department.save()


def _write_accounts(loading: Loading) -> None:
    """Roles and scopes of the accounts; the administrator gives the others theirs."""
    administrator = loading.people[ADMINISTRATOR]
    administrator.is_superuser = administrator.is_staff = True
    administrator.save(update_fields=["is_superuser", "is_staff"])
    for person in loading.plan.people:
        user = loading.people[person.key]
        if person.role in policy.ROLES:
            give_roles(user, [person.role], by=administrator)
        if person.scope:
            AccessScope.objects.create(user=user, department=loading.departments[person.scope])


def _write_files(loading: Loading) -> None:
    total = len(loading.plan.people)
    for done, person in enumerate(loading.plan.people, start=1):
        for document in person.documents:
            _write_document(person, document, loading)
        if person.portrait is not None:
            show_photo(loading.people[person.key], person.portrait)
        loading.progress("documents", done, total)


def _write_document(person: PersonPlan, plan: DocumentPlan, loading: Loading) -> None:
    """One document with all its versions, added by the person or by HR, and as far checked as the plan says."""
    user, hr = loading.people[person.key], loading.people[HR]
    kind = loading.types.get(plan.type)
    if kind is None:
        # The installation does without this type.
        return
    by = user if plan.added_by_person and user.is_active else hr if user.pk != hr.pk else None
    details: dict[str, Any] = {
        "title": plan.title,
        "issued_on": plan.issued_on,
        "expires_on": plan.expires_on,
        "issuer": plan.issuer,
    }
    document: Document | None = None
    for version in range(1, plan.versions + 1):
        made = make_file(person, plan, version=version)
        file = ContentFile(made.content, made.name)
        if document is None:
            document = add_document(user, file, type=kind, by=by, render="later", **details)
        else:
            document = replace_document(document, file, by=by, render="later", **details)
    if document is not None and kind.needs_verification and document.state != plan.state:
        _judge(document, plan, hr)


def _judge(document: Document, plan: DocumentPlan, hr: User) -> None:
    """Bring the document to the state of the plan."""
    document.state = plan.state
    document.rejected_reason = plan.rejected_because
    checked = plan.state == Document.State.VERIFIED
    document.verified_by, document.verified_at = (hr, timezone.now()) if checked else (None, None)
    document.save()


def _write_agreed_changes(loading: Loading) -> None:
    """What is agreed for later, as HR enters it: each change an act of its own, with its reason."""
    hr = loading.people[HR]
    for person in loading.plan.people:
        for job in person.jobs:
            if not _is_agreed_change(person, job, loading):
                continue
            with acting(kind="command", by=hr, route=ROUTE, reason=job.note):
                change_job(loading.people[person.key], from_day=job.effective_from, by=hr, **_job_facts(job, loading))
