"""Which columns of the people list somebody sees, and in which order; chosen by each for themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.utils.translation import gettext as _

from profiles.models import Preferences, SavedView
from profiles.people.findings import keeps_private_facts
from profiles.people.preferences import preferences_of
from profiles.permissions import visible_fields

from .base import account_of
from .people_address import EVERYBODY, VIEW, reader_of, to_list, view_asked, view_in

#: Always there and first: it leads to the record.
LEAD = "person"
#: All columns and the field that each shows. Addresses name columns by their places here: append, never move.
COLUMNS: Mapping[str, tuple[str, str]] = {
    LEAD: ("profiles.Profile", "full_name"),
    "number": ("profiles.Profile", "employee_number"),
    "job": ("profiles.EmploymentRecord", "job_title"),
    "place": ("profiles.EmploymentRecord", "location"),
    "status": ("profiles.EmploymentRecord", "job_title"),
    "documents": ("profiles.Document", "expires_on"),
    "manager": ("profiles.EmploymentRecord", "manager"),
    "hired": ("profiles.Profile", "hire_date"),
    "last_day": ("profiles.Profile", "leave_date"),
    "terms": ("profiles.EmploymentRecord", "employment_type"),
    "mail": ("auth.User", "email"),
    "phone": ("profiles.Profile", "work_phone"),
    "complete": ("profiles.Profile", "mobile"),
    "expiry": ("profiles.Document", "expires_on"),
}
#: The columns of whoever chose none.
USUAL = (LEAD, "number", "job", "place", "status", "documents")
#: Stands where somebody has no column; nothing can be sorted by it.
HIDDEN = "action_checkbox"


def offered_to(account: User) -> frozenset[str]:
    """The columns whose facts the account sees, by the policy."""
    seen = {label: visible_fields(account, label) for label, _field in COLUMNS.values()}
    offered = frozenset(name for name, (label, field) in COLUMNS.items() if field in seen[label])
    return offered if keeps_private_facts(account) else offered - {"complete"}


def in_places(offered: frozenset[str]) -> list[str]:
    """All columns at their numbers, from 1 on."""
    return [HIDDEN, *(name if name in offered else HIDDEN for name in COLUMNS)]


def shown_to(account: User, view: SavedView | None = None) -> tuple[str, ...]:
    """The columns of the view, else those that the account chose, as far as it sees them, in their order."""
    chosen, offered = preferences_of(account), offered_to(account)
    names = _known(view.columns if view is not None else []) or _known(chosen.people_columns if chosen else [])
    names = names or [*USUAL]
    return tuple(name for name in dict.fromkeys((LEAD, *names)) if name in offered)


def _known(kept: Any) -> list[str]:
    """Of what was kept once, the names of columns."""
    names = kept if isinstance(kept, list) else []
    return [name for name in names if isinstance(name, str) and name in COLUMNS]


def choice(page: Any, request: HttpRequest) -> dict[str, Any]:
    """What the menu of columns offers: those shown in their order, then the others; and whose view they belong to."""
    account, view = account_of(request), view_asked(request)
    shown, offered = shown_to(account, view), offered_to(account)
    names = [name for name in dict.fromkeys((*shown, *COLUMNS)) if name in offered and name != LEAD]
    columns = [
        {"name": name, "label": getattr(page, name).short_description, "is_shown": name in shown, "place": place}
        for place, name in enumerate(names, start=1)
    ]
    chosen = preferences_of(account)
    is_of_view = view is not None and bool(_known(view.columns))
    return {
        "columns": columns,
        "columns_of": view.name if view is not None and is_of_view else "",
        "is_compact": chosen is not None and chosen.is_compact,
    }


def keep_columns(request: HttpRequest) -> HttpResponse:
    """Keep which columns the reader ticked, in the order of their numbers, and how close the rows stand."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    account, sent = reader_of(request), request.POST
    asked = QueryDict(sent.get("query", ""), mutable=True)
    facts: dict[str, Any] = {"people_columns": [], "is_compact": False}
    if "usual" not in sent:
        ticked, offered = set(sent.getlist("shown")), offered_to(account)
        shown = shown_to(account, view_in(asked, account))
        before = [name for name in dict.fromkeys((*shown, *COLUMNS)) if name in offered and name != LEAD]
        columns = [LEAD, *(name for name in in_order(before, sent) if name in ticked)]
        facts = {"people_columns": columns, "is_compact": sent.get("compact") == "on"}
    Preferences.objects.update_or_create(person=account, defaults=facts)
    messages.success(request, _("Your columns were saved."))
    # One's own columns are seen where no view brings others; the whole list is asked for by name.
    asked.pop(VIEW, None)
    return to_list(asked.urlencode() or (EVERYBODY if sent.get("query") else ""))


def in_order(before: Iterable[str], sent: Mapping[str, Any]) -> list[str]:
    """The columns by the numbers given to them; one that moved takes the place, the one that was there gives way."""

    def key(place: int, name: str) -> tuple[int, int]:
        given = str(sent.get(f"place-{name}", ""))
        wanted = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else place
        return wanted, (wanted > place) - (wanted < place)

    places = {name: key(place, name) for place, name in enumerate(before, start=1)}
    return sorted(places, key=lambda name: places[name])
