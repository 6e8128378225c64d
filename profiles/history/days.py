"""Days and moments: a day stands for its end in the time zone of the installation."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

_SMALLEST = timedelta(microseconds=1)


def end_of_day(day: date) -> datetime:
    """The last microsecond of the day in the time zone of the installation, in UTC.

    Right on days of 23 and 25 hours too: the next midnight is found by the calendar, not by adding hours. Raises
    OverflowError for the last day of the calendar.
    """
    midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=timezone.get_default_timezone())
    return midnight.astimezone(UTC) - _SMALLEST


def start_of_day(day: date) -> datetime:
    """The first moment of the day in the time zone of the installation, in UTC."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone()).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """The day on which the moment lies in the time zone of the installation."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def today() -> date:
    """The day that it is in the time zone of the installation."""
    return day_of(timezone.now())
