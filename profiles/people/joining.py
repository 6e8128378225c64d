"""Adding a person: the account, the profile and the first job row in one act."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.models import Department, EmploymentRecord, Profile

_USERNAME_LIMIT = 140


@dataclass
class NewPerson:
    """A person checked and not stored: the account, the profile and the first job row, if there is one."""

    user: User
    profile: Profile
    job: EmploymentRecord | None

    @transaction.atomic
    def store(self) -> User:
        """Write all three together; the profile is the one that the account gets on creation."""
        self.user.__dict__["_planned_profile"] = self.profile
        self.user.save()
        if self.job is not None:
            self.job.person = self.user
            self.job.full_clean()
            self.job.save()
        return self.user


def plan_person(
    *,
    full_name: str,
    email: str,
    starts_on: date | None = None,
    job: Mapping[str, Any] | None = None,
    profile: Mapping[str, Any] | None = None,
    username: str = "",
) -> NewPerson:
    """Check a new person and give what would be stored.

    ``job`` and ``profile`` hold further values by field name; the hire date is ``starts_on``, by default today.
    Raises ValidationError, by field, when a value does not fit or the number or e-mail belongs to somebody else.
    """
    full_name, email = " ".join(full_name.split()), email.strip()
    problems: dict[str, list[Any]] = {}
    starts_on = starts_on or timezone.localdate()
    user = User(username=username or free_username(full_name, email), email=email, is_active=False)
    user.set_unusable_password()
    user.first_name, user.last_name = split_name(full_name)
    record = Profile(full_name=full_name, hire_date=starts_on)
    for name, value in (profile or {}).items():
        setattr(record, name, value)
    facts = {name: value for name, value in (job or {}).items() if value not in (None, "")}
    row = EmploymentRecord(effective_from=starts_on, **facts) if facts else None
    _check(problems, lambda: _refuse_known_email(email))
    _check(problems, lambda: user.full_clean(exclude=["password"]))
    _check(problems, lambda: record.full_clean(exclude=["user"]))
    if row is not None:
        _check(problems, lambda: row.full_clean(exclude=["person"]))
    if not full_name:
        problems.setdefault("full_name", []).append(_("Write the name of the person."))
    if problems:
        raise ValidationError(problems)
    return NewPerson(user, record, row)


def _check(problems: dict[str, list[Any]], check: Callable[[], None]) -> None:
    """Run a check and collect what it complains of, by field."""
    try:
        check()
    except ValidationError as error:
        for field, messages in error.update_error_dict({}).items():
            problems.setdefault(field, []).extend(messages)


def add_person(  # noqa: PLR0913 - the facts of a new person, all by name
    *,
    full_name: str,
    email: str,
    by: User | None,
    employee_number: str = "",
    department: Department | None = None,
    job_title: str = "",
    starts_on: date | None = None,
    job: Mapping[str, Any] | None = None,
    profile: Mapping[str, Any] | None = None,
    username: str = "",
) -> User:
    """Add a person who cannot sign in until invited, with a first job row when anything of a job is known.

    Raises ValidationError, by field, as ``plan_person`` does.
    """
    return plan_person(
        full_name=full_name,
        email=email,
        starts_on=starts_on,
        job={"job_title": job_title, "department": department, **(job or {})},
        profile={"employee_number": employee_number, **(profile or {})},
        username=username,
    ).store()


def _refuse_known_email(email: str) -> None:
    known = User.objects.filter(email__iexact=email.strip()).first() if email.strip() else None
    if known is not None:
        raise ValidationError(
            {
                "email": _("%(name)s already has this e-mail. Open that record, or write another address.")
                % {"name": known.profile.display_name}
            }
        )


def split_name(full_name: str) -> tuple[str, str]:
    """First and last name for other systems: the last word is the last name, the rest the first."""
    words = full_name.split()
    if len(words) < 2:
        return full_name.strip()[:150], ""
    return " ".join(words[:-1])[:150], words[-1][:150]


def free_username(full_name: str, email: str) -> str:
    """A username nobody has: the part of the e-mail before the @, else the name in plain letters."""
    stem = _plain(email.partition("@")[0]) or _plain(full_name.replace(" ", ".")) or "person"
    stem = stem[:_USERNAME_LIMIT]
    taken = set(User.objects.filter(username__istartswith=stem).values_list("username", flat=True))
    lowered = {name.lower() for name in taken}
    number, candidate = 1, stem
    while candidate.lower() in lowered:
        number += 1
        candidate = f"{stem}{number}"
    return candidate


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    kept = "".join(char for char in decomposed if char.isascii() and (char.isalnum() or char in "._-+"))
    return kept.strip(".-_+")


def person_with_number(employee_number: str) -> User | None:
    """The person with this employee number, whatever the case of its letters; None when nobody has it."""
    found = Profile.objects.filter(employee_number__iexact=employee_number.strip()).select_related("user").first()
    return found.user if found is not None else None
