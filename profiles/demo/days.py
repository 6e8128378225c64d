"""Days as a company uses them: firsts of months, and anniversaries around a given today."""

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def first_of_month(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after the day's."""
    return first_of_month(first_of_month(day) + timedelta(days=32))


def end_of_year(today: date) -> date:
    """The coming 31 December; a year later when it is less than ten days away."""
    last = date(today.year, 12, 31)
    return last if (last - today).days >= 10 else date(today.year + 1, 12, 31)


def new_year(today: date) -> date:
    """The 1 January after ``end_of_year``: far enough away to lie in the future for a while."""
    return end_of_year(today) + ONE_DAY


def years_before(day: date, years: int) -> date:
    """The same day of the month so many years earlier; 28 February for a leap day."""
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year - years, day=28 if leap else day.day)


def between(earlier: date, later: date, fraction: float) -> date:
    """The day that lies at the fraction (0 to 1) of the way between two days."""
    return earlier + timedelta(days=int((later - earlier).days * fraction))
