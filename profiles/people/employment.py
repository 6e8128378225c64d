"""Job changes from a day, corrections of mistakes, and the end of employment."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.models import EmploymentRecord, Profile

#: Facts that a new row takes over from the row it follows.
CARRIED = (
    "job_title",
    "department",
    "manager",
    "location",
    "employment_type",
    "fte",
    "cost_centre",
)


def wait_for_others(person: User) -> None:
    """Let writers to one person's record come one after the other, until the transaction ends."""
    # no_key: rows that point to the account may still be written by others.
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


def plan_change(person: User, from_day: date, **facts: Any) -> EmploymentRecord:
    """The row that ``change_job`` would add, not stored; ``follows`` is the row in force that would end.

    Facts not given are taken over from that row. Its end is the start of the next row to come, if there is one.
    """
    rows = EmploymentRecord.objects.filter(person=person)
    new = EmploymentRecord(person=person, effective_from=from_day)
    new.follows = rows.as_of(from_day).first()
    following = rows.filter(effective_from__gt=from_day).order_by("effective_from").first()
    if following is not None:
        new.effective_to = following.effective_from
    elif new.follows is not None:
        new.effective_to = new.follows.effective_to
    for name in CARRIED:
        setattr(new, name, facts.get(name, getattr(new.follows or new, name)))
    new.note = facts.get("note", "")
    return new


@transaction.atomic
def change_job(person: User, *, from_day: date, by: User | None, **facts: Any) -> EmploymentRecord:
    """A new row from ``from_day`` on; the row in force that day ends the day before, rows to come are kept.

    Raises ValidationError when a row already starts on that day (correct it instead), or a fact does not fit.
    """
    wait_for_others(person)
    if EmploymentRecord.objects.filter(person=person, effective_from=from_day).exists():
        raise ValidationError(
            {
                "effective_from": _("A job already starts on %(day)s. Correct that one, or choose another day.")
                % {"day": from_day}
            }
        )
    new = plan_change(person, from_day, **facts)
    new.full_clean()
    if new.follows is not None:
        new.follows.effective_to = from_day
        new.follows.save()
    new.save()
    return new


@transaction.atomic
def withdraw_change(row: EmploymentRecord, *, by: User | None) -> None:
    """Take back a job that has not begun; the row that would have ended on its first day goes on instead.

    Raises ValidationError when the job has begun: what was in force is corrected, not taken back.
    """
    wait_for_others(row.person)
    if row.effective_from <= timezone.localdate():
        raise ValidationError(_("This job has begun. Correct it instead of taking it back."))
    before = EmploymentRecord.objects.filter(person=row.person, effective_to=row.effective_from).first()
    until = row.effective_to
    row.delete()
    if before is not None:
        before.effective_to = until
        before.save()


def day_after(last_day: date) -> date:
    """The first day on which nothing holds any more. Raises ValidationError for the last day of the calendar."""
    if last_day == date.max:
        raise ValidationError({"last_day": _("This day lies too far ahead. Write an earlier one.")})
    return last_day + timedelta(days=1)


@transaction.atomic
def end_employment(person: User, *, last_day: date, leave_reason: str, by: User | None) -> Profile:
    """Employment ends after ``last_day``: the job row is closed, later rows are removed, sign-in ends with the day.

    Raises ValidationError when the last day lies before the hire date or the start of the job in force, or is the
    last day of the calendar.
    """
    first_day_out = day_after(last_day)
    wait_for_others(person)
    profile = Profile.objects.select_for_update().get(user=person)
    profile.leave_date, profile.leave_reason = last_day, leave_reason
    profile.full_clean(exclude=["user"])
    profile.save()
    for row in EmploymentRecord.objects.filter(person=person).order_by("effective_from"):
        if row.effective_from >= first_day_out:
            row.delete()
        elif row.effective_to is None or row.effective_to > first_day_out:
            row.effective_to = first_day_out
            row.save()
    if last_day < timezone.localdate():
        switch_off(person)
    person.refresh_from_db()
    return profile


def switch_off(person: User) -> None:
    """Refuse further sign-ins of the account; sessions end with their next request."""
    account = User.objects.select_for_update().get(pk=person.pk)
    if account.is_active:
        account.is_active = False
        account.save(update_fields=["is_active"])
