"""Access: what the account may do today and could do on a day, and how that came about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from profiles.admin.base import account_of
from profiles.history.days import today
from profiles.history.powers import FLAGS, access_events, powers_now, powers_on
from profiles.history.stories import Story, by_day, stories_of
from profiles.history.timeline import actors_of, before_event
from profiles.models import Event, RecordKind
from profiles.models.fields import DayInput

from .frame import frame, person_to_read

if TYPE_CHECKING:
    from profiles.admin.people import PersonAdmin

_ON_ONE_PAGE = 60
_RECENTLY = timedelta(days=30)
_EARLIEST = date(1900, 1, 1)


class DayForm(forms.Form):
    """The day as of which is asked."""

    day = forms.DateField(
        label=_("As of a day"),
        required=False,
        widget=DayInput(),
        error_messages={"invalid": _("Write the day as year, month and day, for example 2026-11-20.")},
    )

    def clean_day(self) -> date | None:
        """Raises ValidationError for a day to come, of which nothing is known yet, and for one long ago."""
        day: date | None = self.cleaned_data["day"]
        if day is not None and not _EARLIEST <= day <= today():
            raise forms.ValidationError(gettext("Choose today or an earlier day, from 1900 on."))
        return day


def access_page(page: PersonAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page. Raises Http404 outside the scope."""
    person = person_to_read(page, request, object_id)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    form = DayForm(request.GET, auto_id="access-%s", label_suffix="")
    day = form.cleaned_data["day"] if form.is_valid() else None
    stories, older = _stories(person, account_of(request), before_event(request.GET.get("before", "")))
    context = {
        **frame(page, request, person, "access", gettext("Access")),
        "form": form,
        "now": powers_now(person),
        "then": powers_on(person, day) if day is not None and day != today() else None,
        "days": by_day(stories),
        "older": f"?before={older}" if older else "",
        "newest": "?" if request.GET.get("before") else "",
        **_sign_ins(person),
    }
    return TemplateResponse(request, "profiles/history/access.html", context)


def _stories(person: User, viewer: User, before: int | None) -> tuple[list[Story], int | None]:
    """What changed the access, with the changes that did; and where the next page begins."""
    events = access_events(person)
    if before is not None:
        events = events.filter(pk__lt=before)
    read = list(events.select_related("operation").order_by("-pk")[: _ON_ONE_PAGE + 1])
    shown = read[:_ON_ONE_PAGE]
    stories, actors = stories_of(shown, viewer, person), actors_of(person)
    for story in stories:
        story.actor = actors.get(story.operation.actor_id or 0)
        for record in story.records:
            if record.event.kind == RecordKind.PERSON and record.event.action != Event.Action.PERMISSION:
                record.changes = [change for change in record.changes if change.name in FLAGS]
        story.records = [record for record in story.records if record.changes]
    return stories, shown[-1].pk if len(read) > _ON_ONE_PAGE else None


def _sign_ins(person: User) -> dict[str, Any]:
    """The last sign-in, and how many were refused lately."""
    events = Event.objects.filter(subject_id=person.pk)
    last = events.filter(action=Event.Action.LOGIN).order_by("-pk").values_list("at", flat=True).first()
    refused = events.filter(action=Event.Action.LOGIN_FAILED, at__gte=timezone.now() - _RECENTLY)
    return {"last_sign_in": last, "refused_sign_ins": refused.count()}
