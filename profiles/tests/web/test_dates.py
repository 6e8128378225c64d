"""How dates look, and which ones are understood."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats


def test_dates_are_shown_as_year_month_day() -> None:
    assert formats.date_format(date(2026, 11, 20)) == "2026-11-20"
    assert formats.date_format(datetime(2026, 11, 20, 16, 5, tzinfo=UTC), "DATETIME_FORMAT") == "2026-11-20 16:05"
    assert formats.time_format(datetime(2026, 11, 20, 16, 5, tzinfo=UTC)) == "16:05"


@pytest.mark.parametrize("text", ["2026-11-20", "20.11.2026", "20 November 2026", "20 Nov 2026"])
def test_unambiguous_dates_are_understood(text: str) -> None:
    assert forms.DateField().clean(text) == date(2026, 11, 20)


@pytest.mark.parametrize("text", ["03/04/2026", "20/11/2026", "11/20/2026"])
def test_dates_that_mean_two_days_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        forms.DateField().clean(text)


def test_weeks_begin_on_monday() -> None:
    assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
