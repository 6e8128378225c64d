"""Fills a scratch database with people by the tracked bulk writes: every row has its history and its event."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.utils import timezone

from profiles import policy
from profiles.history.context import acting
from profiles.models import (
    Blob,
    Department,
    Document,
    DocumentType,
    DocumentVersion,
    EmploymentRecord,
    Location,
    Profile,
    TrackedQuerySet,
)

from .people import DEPARTMENTS, PLACES, BenchPerson, bench_person

#: People written in one transaction; memory stays the same however many there are.
CHUNK = 1000
_BATCH = 500
_DAY_SHORT = timedelta(days=1)

Progress = Callable[[int, int], None]


@dataclass
class Filling:
    """The rows that later rows point to; ``accounts`` gives the account's key by the number of the person."""

    departments: dict[str, Department] = field(default_factory=dict)
    places: dict[str, Location] = field(default_factory=dict)
    types: dict[str, DocumentType] = field(default_factory=dict)
    accounts: dict[int, int] = field(default_factory=dict)


def fill(people: int, progress: Progress = lambda done, total: None) -> None:
    """Bring the current database from the people it has to ``people``, and its statistics up to date."""
    with acting(kind="command", route="bench", reason="Invented people to measure with"):
        filling = _known()
        for start in range(len(filling.accounts), people, CHUNK):
            chunk = [bench_person(number) for number in range(start, min(start + CHUNK, people))]
            with transaction.atomic():
                _write_people(chunk, filling)
                _write_jobs(chunk, filling)
                _write_documents(chunk, filling)
            progress(start + len(chunk), people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def account_of(number: int) -> User:
    """The account of the person of this number. Raises DoesNotExist when the database has fewer people."""
    return User.objects.select_related("profile").get(username=bench_person(number).username)


def hr_account() -> User:
    """The account of the person with number 0, who holds the role HR."""
    user = account_of(0)
    if not user.is_staff:
        with acting(kind="command", route="bench", reason="Somebody who looks at the pages"), transaction.atomic():
            user.groups.add(Group.objects.get(name=policy.HR))
            user.is_staff = True
            user.save(update_fields=["is_staff"])
    return user


def _known() -> Filling:
    """What is there; the organisation is made when it is not."""
    for name, parent in DEPARTMENTS:
        above = Department.objects.get(name=parent) if parent else None
        Department.objects.get_or_create(name=name, parent=above)
    for name in PLACES:
        Location.objects.get_or_create(name=name)
    numbers = Profile.objects.order_by("user_id").values_list("employee_number", "user_id")
    return Filling(
        departments={each.name: each for each in Department.objects.all()},
        places={each.name: each for each in Location.objects.all()},
        types={each.code: each for each in DocumentType.objects.all()},
        accounts={int((number or "").removeprefix("E")): key for number, key in numbers},
    )


def _write_people(chunk: list[BenchPerson], filling: Filling) -> None:
    users = [
        User(
            username=person.username,
            first_name=person.first_name,
            last_name=person.last_name,
            email=f"{person.username}@example.org",
            password="!",  # noqa: S106 - the mark of an account without a password
            is_active=person.last_day is None,
        )
        for person in chunk
    ]
    accounts: TrackedQuerySet[User] = TrackedQuerySet(User)
    accounts.bulk_create(users, batch_size=_BATCH)
    filling.accounts.update((person.number, user.pk) for person, user in zip(chunk, users, strict=True))
    Profile.objects.bulk_create(
        [_profile(person, user) for person, user in zip(chunk, users, strict=True)], batch_size=_BATCH
    )


def _profile(person: BenchPerson, user: User) -> Profile:
    return Profile(
        user=user,
        employee_number=person.employee_number,
        full_name=person.full_name,
        work_phone=person.phone,
        mobile=person.phone,
        address_line1=f"{person.number} High Street",
        city=person.place,
        country="DK",
        birth_date=person.born_on,
        hire_date=person.hired_on,
        leave_date=person.last_day,
        leave_reason=Profile.LeaveReason.RESIGNATION if person.last_day else "",
        bio=person.bio,
    )


def _write_jobs(chunk: list[BenchPerson], filling: Filling) -> None:
    rows = [job for person in chunk for job in _jobs(person, filling)]
    EmploymentRecord.objects.bulk_create(rows, batch_size=_BATCH)


def _jobs(person: BenchPerson, filling: Filling) -> Iterator[EmploymentRecord]:
    """The job in force or the last one, and the one before a promotion."""
    end = person.last_day + _DAY_SHORT if person.last_day else None
    if person.promoted_on is not None:
        yield _job(person, filling, f"Junior {person.job_title}", person.hired_on, person.promoted_on)
    yield _job(person, filling, person.job_title, person.promoted_on or person.hired_on, end)


def _job(person: BenchPerson, filling: Filling, title: str, start: date, end: date | None) -> EmploymentRecord:
    return EmploymentRecord(
        person_id=filling.accounts[person.number],
        effective_from=start,
        effective_to=end,
        job_title=title,
        department=filling.departments[person.department],
        location=filling.places[person.place],
        manager_id=filling.accounts[person.manager] if person.manager is not None else None,
        employment_type=person.employment_type,
    )


def _write_documents(chunk: list[BenchPerson], filling: Filling) -> None:
    """Rows as after an upload; of the bytes only the digest is made up, as no page reads them."""
    documents = [
        _document(person, filling, code) for person in chunk for code in person.document_types if code in filling.types
    ]
    Document.objects.bulk_create(documents, batch_size=_BATCH)
    blobs = Blob.objects.bulk_create([_blob(document) for document in documents], batch_size=_BATCH)
    versions = DocumentVersion.objects.bulk_create(
        [
            DocumentVersion(document=document, number=1, blob=blob, display_name=f"{document.title}.pdf")
            for document, blob in zip(documents, blobs, strict=True)
        ],
        batch_size=_BATCH,
    )
    for document, version in zip(documents, versions, strict=True):
        document.current = version
    Document.objects.bulk_update(documents, ["current"], batch_size=_BATCH)


def _document(person: BenchPerson, filling: Filling, code: str) -> Document:
    kind = filling.types[code]
    # Spread over the years around today, so that some have run out and some soon will.
    last_day = timezone.localdate() + timedelta(days=person.number * 37 % 1500 - 300)
    return Document(
        person_id=filling.accounts[person.number],
        type=kind,
        title=kind.name,
        expires_on=last_day if code == "certificate" else None,
        state=Document.State.SUBMITTED if person.number % 8 == 0 else Document.State.VERIFIED,
    )


def _blob(document: Document) -> Blob:
    sha256 = hashlib.sha256(f"{document.person_id}/{document.type.code}".encode()).hexdigest()
    return Blob(
        sha256=sha256,
        size_bytes=48_000,
        media_type="application/pdf",
        storage_key=f"{document.type.folder}/{sha256[:2]}/{sha256}.pdf",
    )
