"""Plain functions that make what a test needs; nothing here knows of a test."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile

from profiles.models import AccessScope, Department, EmploymentRecord, Location
from profiles.people.joining import add_person

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


def make_person(full_name: str = "Nina Holm", **options: Any) -> User:
    """A person without a login; ``department``, ``job_title``, ``starts_on`` … make the first job row."""
    options.setdefault("email", f"person{next(_numbers)}@nordlys.example")
    options.setdefault("starts_on", date(2020, 1, 1))
    return add_person(full_name=full_name, by=None, **options)


def make_account(full_name: str, username: str, *, roles: tuple[str, ...] = (), **options: Any) -> User:
    """A person who can sign in with PASSWORD and holds the named roles."""
    user = make_person(full_name, username=username, email=f"{username}@nordlys.example", **options)
    user.set_password(PASSWORD)
    user.is_active, user.is_staff = True, bool(roles)
    user.save()
    user.groups.set(Group.objects.filter(name__in=roles))
    return User.objects.get(pk=user.pk)


def make_department(name: str = "Calibration Lab", parent: Department | None = None) -> Department:
    """The department of this name, made when it is not there."""
    return Department.objects.get_or_create(name=name, parent=parent)[0]


def make_location(name: str = "Gdańsk") -> Location:
    """The location of this name, made when it is not there."""
    return Location.objects.get_or_create(name=name)[0]


def make_job(person: User, start: date, end: date | None = None, **facts: Any) -> EmploymentRecord:
    """A job row of the half-open period, checked and stored."""
    row = EmploymentRecord(person=person, effective_from=start, effective_to=end, **facts)
    row.full_clean()
    row.save()
    return row


def give_scope(user: User, department: Department) -> AccessScope:
    """Let an account with the role "HR (scoped)" keep the subtree of a department."""
    return AccessScope.objects.create(user=user, department=department)


def make_pdf(text: str = "Curriculum vitae") -> bytes:
    """A small valid PDF of one page that says ``text``."""
    stream = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def pdf_upload(name: str = "cv.pdf", text: str = "Curriculum vitae") -> SimpleUploadedFile:
    """An upload of a small PDF."""
    return SimpleUploadedFile(name, make_pdf(text), content_type="application/pdf")
