"""Two days of one record beside each other: what differs, from old to new, and who changed it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from profiles.history.as_of import records_at
from profiles.history.days import end_of_day, today
from profiles.models.fields import DayInput

from .as_of_page import EARLIEST, UNREADABLE, DaysForm, check_day
from .compare_words import differences
from .frame import frame, person_to_read
from .record_words import Sight

if TYPE_CHECKING:
    from profiles.admin.people import PersonAdmin

#: What is compared with today when nothing is asked for.
LATELY = timedelta(days=30)


class CompareForm(DaysForm):
    """Two days; the earlier one comes first, however they are written."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # The names in the address are words of Python, which no attribute may be called.
        for name, label in (("from", _("From")), ("to", _("To"))):
            self.fields[name] = forms.DateField(
                required=False,
                label=label,
                widget=DayInput(),
                error_messages={"invalid": UNREADABLE},
                validators=[check_day],
            )

    def days(self) -> tuple[date, date]:
        """The two days in their order."""
        to = self.cleaned_data["to"] or today()
        start = self.cleaned_data["from"] or max(to - LATELY, EARLIEST)
        return min(start, to), max(start, to)


def compare_page(page: PersonAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page. Raises Http404 outside the scope."""
    person = person_to_read(page, request, object_id)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    form = CompareForm(request.GET)
    context = frame(page, request, person, "compare", gettext("Compare two days"))
    context |= {"form": form, "zone": settings.TIME_ZONE}
    if form.is_valid():
        start, end = form.days()
        before, after = records_at(person.pk, [end_of_day(start), end_of_day(end)])
        sight = Sight.of(request.user, person)
        context |= {
            "start": start,
            "end": end,
            "is_there": before.account is not None or after.account is not None,
            "begins": before.account is None,
            "parts": differences(person.pk, (before, start), (after, end), sight, end_of_day(end)),
        }
    return TemplateResponse(request, "profiles/history/compare.html", context)
