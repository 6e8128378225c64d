"""The timeline of a person: every change and every look, one story for each act, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from profiles.history.timeline import TimelineFilter, actors_of, before_event, timeline

from .frame import frame, person_to_read
from .restore_page import may_restore

if TYPE_CHECKING:
    from profiles.admin.people import PersonAdmin

#: Names that the audit log's address knows too.
_SHARED = ("kind", "field", "action", "by", "route", "since", "until")


def timeline_page(page: PersonAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page. Raises Http404 outside the scope."""
    person = person_to_read(page, request, object_id)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    actors = actors_of(person)
    wanted = TimelineFilter(request.GET, actors)
    found = timeline(person, request.user, wanted, actors, before_event(request.GET.get("before", "")))
    for story in found.stories:
        for record in story.records:
            vars(record)["may_restore"] = may_restore(request, person, record)
    context = {
        **frame(page, request, person, "history", _("History")),
        "timeline": found,
        "filter": wanted,
        "chips": chips(wanted, request.GET),
        "is_filtered": bool(wanted.chosen),
        "older": _address(request.GET, before=found.older) if found.older else "",
        "newest": _address(request.GET) if request.GET.get("before") else "",
        "export_url": _export_address(person.pk, request.GET),
    }
    return TemplateResponse(request, "profiles/history/timeline.html", context)


def chips(wanted: TimelineFilter, asked: QueryDict) -> list[dict[str, Any]]:
    """Each filter that is set: its label, its value in words and the address without it."""
    found = []
    for name, value in wanted.chosen.items():
        field: Any = wanted.fields[name]
        choices = dict(_flat(getattr(field, "choices", [])))
        words = choices.get(value, value)
        found.append({"label": field.label, "value": words, "url": _address(asked, without=name)})
    return found


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    flat: list[tuple[Any, Any]] = []
    for value, label in choices:
        flat.extend(label if isinstance(label, list | tuple) else [(value, label)])
    return flat


def _address(asked: QueryDict, *, before: int | None = None, without: str = "") -> str:
    """The address of this page with its filters; without a place in it unless ``before`` gives one."""
    kept = {name: str(asked[name]) for name in _SHARED if asked.get(name) and name != without}
    if before is not None:
        kept["before"] = str(before)
    return f"?{urlencode(kept)}"


def _export_address(person_id: int, asked: QueryDict) -> str:
    """The same filter in the audit log, from which it can be exported; empty where there is no such page."""
    try:
        log = reverse("admin:audit_log")
    except NoReverseMatch:
        return ""
    kept = {name: str(asked[name]) for name in _SHARED if asked.get(name)}
    return f"{log}?{urlencode({'subject': str(person_id), **kept})}"
