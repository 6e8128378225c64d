"""The organisation chart: departments as a tree, and people by whom they report to, on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from profiles.models.fields import DayInput
from profiles.people import organisation
from profiles.people.organisation import SEATS, Branch

from .base import account_of

READ = "auth.view_user"
#: The greatest number that the database takes as a key, and the furthest page that is looked for.
GREATEST_KEY, FURTHEST = 2**31 - 1, 1_000_000
EARLIEST = date(1900, 1, 1)
#: Departments on the page: deeper ones are closed behind a link once there are more.
MOST_BRANCHES = 300


class ChartForm(forms.Form):
    """Where the chart begins, the day, and how many people of the first level to skip."""

    day = forms.DateField(
        required=False,
        label=_("As of"),
        widget=DayInput(),
        error_messages={"invalid": _("Write the day as year, month and day, for example 2026-02-03.")},
    )
    person = forms.IntegerField(required=False, min_value=1, max_value=GREATEST_KEY)
    department = forms.IntegerField(required=False, min_value=1, max_value=GREATEST_KEY)
    start = forms.IntegerField(required=False, min_value=0, max_value=FURTHEST)

    def clean_day(self) -> date:
        """The day, today when none is given. Raises ValidationError for one of another age."""
        given: date = self.cleaned_data["day"] or timezone.localdate()
        if not EARLIEST <= given <= date(timezone.localdate().year + 10, 12, 31):
            raise forms.ValidationError(_("This day lies too far away. Choose a day from 1900 to ten years ahead."))
        return given


@require_safe
def chart_page(request: HttpRequest) -> HttpResponse:
    """The chart from the department or the person of the address, else from the departments at the top."""
    if not request.user.has_perm(READ):
        raise PermissionDenied
    form = ChartForm(request.GET)
    form.is_valid()
    given = form.cleaned_data
    today = timezone.localdate()
    day = given.get("day") or today
    kept = {} if day == today else {"day": day.isoformat()}
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Organisation"),
        "form": form,
        "day": day,
        "is_today": day == today,
        "kept": f"&{urlencode(kept)}" if kept else "",
        "by_people": "people" in request.GET,
    }
    start = given.get("start") or 0
    if given.get("person"):
        _add_person(account_of(request), day, given["person"], start, context)
    elif context["by_people"]:
        _add_tops(account_of(request), day, start, context)
    else:
        _add_departments(account_of(request), day, given.get("department"), start, context)
    return TemplateResponse(request, "admin/chart/chart.html", context)


def _add_person(reader: User, day: date, person_id: int, start: int, context: dict[str, Any]) -> None:
    seat = organisation.seat_of(reader, day, person_id)
    if seat is None:
        context["nobody"] = True
        return
    jobs = organisation.reports_to(reader, day, person_id)
    seat.below, more = organisation.seats(reader, day, jobs, start)
    seat.reports = jobs.count() if more or start else len(seat.below)
    context |= {
        "seat": seat,
        "above": organisation.seats_above(reader, day, seat),
        "more_url": _more({"person": person_id}, start, context) if more else "",
        "first": start + 1,
        "back": bool(start),
    }


def _add_tops(reader: User, day: date, start: int, context: dict[str, Any]) -> None:
    tops, more = organisation.seats(reader, day, organisation.at_the_top(reader, day), start)
    more_url = _more({"people": 1}, start, context) if more else ""
    context |= {"tops": tops, "more_url": more_url, "first": start + 1, "back": bool(start)}


def _add_departments(reader: User, day: date, root_id: int | None, start: int, context: dict[str, Any]) -> None:
    tops = organisation.branches(reader, day, day)
    if root_id is not None:
        found = [branch for top in tops for branch in top.walk() if branch.department.pk == root_id]
        if not found:
            raise Http404(_("There is no such department."))
        tops = found
        jobs = organisation.jobs_on(reader, day).filter(department=root_id)
        context["root"] = found[0]
        context["root_path"] = found[0].department.path()[:-1] if found[0].depth else []
        context["people"], more = organisation.seats(reader, day, jobs, start)
        context["more_url"] = _more({"department": root_id}, start, context) if more else ""
        context |= {"first": start + 1, "back": bool(start)}
    shown = _fitting(tops)
    organisation.name_leads(reader, day, shown)
    context |= {"branches": tops, "total": sum(top.total for top in tops)}


def _fitting(tops: list[Branch]) -> list[Branch]:
    """The branches of as many whole levels as fit the page, the first at any rate; the others are cut off."""
    shown, level = list(tops), list(tops)
    while level:
        below = [each for branch in level for each in branch.below]
        if len(shown) + len(below) > MOST_BRANCHES:
            for branch in level:
                branch.cut, branch.below = len(branch.below), []
            break
        shown.extend(below)
        level = below
    return shown


def _more(where: Mapping[str, int], start: int, context: Mapping[str, Any]) -> str:
    return f"?{urlencode({**where, 'start': start + SEATS})}{context['kept']}"


def chart_urls(site: Any) -> list[URLPattern]:
    """The page of the chart."""
    return [path("organisation/", site.admin_view(chart_page), name="organisation")]


def chart_entries(request: HttpRequest) -> Iterator[Mapping[str, Any]]:
    """The line of the navigation, for those who may read people."""
    if request.user.has_perm(READ):
        yield {"label": _("Organisation"), "icon": "department", "url_name": "admin:organisation"}


def chart_url(**where: int) -> str:
    """The address of the chart from a person or a department."""
    return f"{reverse('admin:organisation')}?{urlencode(where)}"


# The site's own class belongs to the project, which this package does not import.
cast(Any, admin.site).add_pages("", chart_urls, chart_entries)
