"""The record of a person as of a day: as it was in force, as it was known, and what is different today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from profiles.history.change_days import ChangeDays, change_days
from profiles.history.days import today
from profiles.history.in_force import InForce, in_force
from profiles.models import people
from profiles.models.fields import DayInput

from .frame import frame, person_to_read
from .record_words import Section, Sight, explain, heading, job_lines, sections_of
from .row_words import added_later, contact_rows, document_lines, job_rows, sees_contacts

if TYPE_CHECKING:
    from profiles.admin.people import PersonAdmin

#: Days before this one are mistakes of the keyboard.
EARLIEST = date(1900, 1, 1)
#: Said of what cannot be read as a day.
UNREADABLE = _("Write the day as year, month and day, for example 2026-02-03.")


def check_day(day: date) -> None:
    """Raises ValidationError for a day to come, of which nothing is known yet, and for one long ago."""
    if day > today():
        raise forms.ValidationError(gettext("This day lies in the future. Choose today or an earlier day."))
    if day < EARLIEST:
        raise forms.ValidationError(gettext("This day lies too far back. Choose a day from 1900 on."))


class DaysForm(forms.Form):
    """A form that asks for days in its address."""

    @property
    def asked(self) -> dict[str, str]:
        """The days as they were asked for, by name; what is none is left out: a date field cannot show it."""
        return {name: text for name, text in self.data.items() if parse_day(text)}


def parse_day(text: str) -> date | None:
    """The day of a text like 2026-02-03, or None."""
    try:
        return parse_date(text)
    except ValueError:
        return None


class AsOfForm(DaysForm):
    """The day, and the day whose knowledge counts; nothing given is today.

    ``at`` is the slider (days after ``start``); it counts when it was moved away from ``shown``, the day in view.
    """

    day = forms.DateField(required=False, label=_("In force on"), widget=DayInput())
    known = forms.DateField(required=False, label=_("As known on"), widget=DayInput(), validators=[check_day])
    at = forms.IntegerField(required=False, min_value=0, max_value=100_000)
    start = forms.DateField(required=False)
    shown = forms.DateField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("day", "known"):
            self.fields[name].error_messages["invalid"] = UNREADABLE

    def clean(self) -> dict[str, Any]:
        """Take the day from the slider when only that was moved. Raises ValidationError for a day to come."""
        given: dict[str, Any] = self.cleaned_data
        moved = _slid_to(given)
        if moved is not None and given.get("day") == given.get("shown") and moved != given.get("shown"):
            given["day"] = moved
        try:
            check_day(given.get("day") or today())
        except forms.ValidationError as error:
            self.add_error("day", error)
        return given


def _slid_to(given: dict[str, Any]) -> date | None:
    start, at = given.get("start"), given.get("at")
    if start is None or at is None or start > today():
        return None
    moved: date = min(start + timedelta(days=at), today())
    return moved


@dataclass(frozen=True)
class Slider:
    """The slider in days from the first entry to today, with the changes as bars behind it."""

    start: date
    end: date
    value: int
    bars: Sequence[tuple[int, float, float, bool]]

    @property
    def last(self) -> int:
        """Its greatest value."""
        return (self.end - self.start).days

    @property
    def years(self) -> Sequence[int]:
        """What stands below it; few enough for a phone."""
        years = range(self.start.year, self.end.year + 1)
        return years[:: max(1, -(-len(years) // 8))]


def as_of_page(page: PersonAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page. Raises Http404 outside the scope."""
    person = person_to_read(page, request, object_id)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    form = AsOfForm(request.GET)
    context = frame(page, request, person, "as_of", gettext("As of a day"))
    context |= {"form": form, "zone": settings.TIME_ZONE, "day": today(), "known": "", "first_day": EARLIEST}
    if form.is_valid():
        day = form.cleaned_data["day"] or form.cleaned_data["known"] or today()
        context |= _shown(request, person, day, form.cleaned_data["known"] or today())
    return TemplateResponse(request, "profiles/history/as_of.html", context)


def _shown(request: HttpRequest, person: User, day: date, known_on: date) -> dict[str, Any]:
    found = in_force(person.pk, day, known_on)
    sight = Sight.of(request.user, person)
    days = change_days(person.pk, found.known)
    sections = sections_of(found.facts, found.now, sight) if found.is_there else []
    jobs = job_lines(found, sight) if found.is_there else []
    explain([*jobs, *(line for section in sections for line in section.lines)], person.pk)
    return {
        "found": found,
        "day": day,
        "known": "" if known_on == today() else known_on,
        "sections": sections,
        "job": heading("job"),
        "job_lines": jobs,
        "job_rows": job_rows(found, sight),
        "jobs_later": added_later(found.known.jobs, found.now.jobs),
        "contacts": heading("contacts") if sees_contacts(sight) else None,
        "contact_rows": contact_rows(found, sight) if sees_contacts(sight) else [],
        "contacts_later": added_later(found.facts.contacts, found.now.contacts),
        "documents": heading("documents"),
        "document_lines": document_lines(found, request.user, person, sight),
        "documents_later": added_later(found.known.documents, found.now.documents),
        "manager_url": _manager_url(request, found),
        "slider": _slider(days, day),
        "begins": days.first,
        "differs": _differs(sections, jobs),
        **_ways(person, found, days),
    }


def _differs(sections: Sequence[Section], jobs: Sequence[Any]) -> int:
    lines = [*jobs, *(line for section in sections for line in section.lines)]
    return sum(line.today is not None for line in lines)


def _manager_url(request: HttpRequest, found: InForce) -> str:
    """The manager's own record on the same day, for those who may open it."""
    manager_id = found.job["manager_id"] if found.job is not None else None
    if manager_id is None or not people().visible_to(request.user).filter(pk=manager_id).exists():
        return ""
    return _address(manager_id, found.day, found.known_on)


def _ways(person: User, found: InForce, days: ChangeDays) -> dict[str, str]:
    """Where one can go from here: the change before and after, the other kind of knowledge, the comparison."""
    follows = found.known_on == found.day != today()

    def to(day: date | None) -> str:
        return _address(person.pk, day, day if follows else found.known_on) if day is not None else ""

    compare = reverse("admin:auth_user_compare", args=[person.pk])
    return {
        "before_url": to(days.before(found.day)),
        "after_url": to(days.after(found.day)),
        "known_then_url": "" if found.known_on == found.day else _address(person.pk, found.day, found.day),
        "known_today_url": "" if found.known_on == today() else _address(person.pk, found.day, today()),
        "compare_url": f"{compare}?{urlencode({'from': found.day.isoformat(), 'to': today().isoformat()})}",
    }


def _address(person_id: int, day: date, known_on: date) -> str:
    words = {"day": day.isoformat()} | ({} if known_on == today() else {"known": known_on.isoformat()})
    return f"{reverse('admin:auth_user_as_of', args=[person_id])}?{urlencode(words)}"


def _slider(days: ChangeDays, day: date) -> Slider:
    start, end = min(days.first or day, day), today()
    heights = days.bars(start, end)
    at = (day - start).days * len(heights) // max((end - start).days + 1, 1)
    bars = [(10 * n, round(28 - 26 * height, 1), round(26 * height, 1), n == at) for n, height in enumerate(heights)]
    return Slider(start, end, (day - start).days, [bar for bar in bars if bar[2] or bar[3]])
