"""Which columns of the people list somebody sees, and in which order; chosen by each for themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.utils.translation import gettext as _

from profiles.models import Preferences
from profiles.people.findings import keeps_private_facts
from profiles.people.preferences import preferences_of
from profiles.permissions import visible_fields

from .people_views import reader_of, to_list

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


def shown_to(account: User) -> tuple[str, ...]:
    """The columns that the account chose, as far as it sees them, in its order."""
    chosen, offered = preferences_of(account), offered_to(account)
    kept = chosen.people_columns if chosen is not None and isinstance(chosen.people_columns, list) else []
    names = [name for name in kept if isinstance(name, str) and name in COLUMNS] or USUAL
    return tuple(name for name in dict.fromkeys((LEAD, *names)) if name in offered)


def choice(page: Any, account: User) -> dict[str, Any]:
    """What the menu of columns offers: those shown in their order, then the others."""
    shown, offered = shown_to(account), offered_to(account)
    names = [name for name in dict.fromkeys((*shown, *COLUMNS)) if name in offered and name != LEAD]
    columns = [
        {"name": name, "label": getattr(page, name).short_description, "is_shown": name in shown, "place": place}
        for place, name in enumerate(names, start=1)
    ]
    chosen = preferences_of(account)
    return {"columns": columns, "is_compact": chosen is not None and chosen.is_compact}


def keep_columns(request: HttpRequest) -> HttpResponse:
    """Keep which columns the reader ticked, in the order of their numbers, and how close the rows stand."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    account, sent = reader_of(request), request.POST
    facts: dict[str, Any] = {"people_columns": [], "is_compact": False}
    if "usual" not in sent:
        ticked, offered = set(sent.getlist("shown")), offered_to(account)
        before = [name for name in dict.fromkeys((*shown_to(account), *COLUMNS)) if name in offered and name != LEAD]
        columns = [LEAD, *(name for name in in_order(before, sent) if name in ticked)]
        facts = {"people_columns": columns, "is_compact": sent.get("compact") == "on"}
    Preferences.objects.update_or_create(person=account, defaults=facts)
    messages.success(request, _("Your columns were saved."))
    return to_list(QueryDict(sent.get("query", "")).urlencode())


def in_order(before: Iterable[str], sent: Mapping[str, Any]) -> list[str]:
    """The columns by the numbers given to them; one that moved takes the place, the one that was there gives way."""

    def key(place: int, name: str) -> tuple[int, int]:
        given = str(sent.get(f"place-{name}", ""))
        wanted = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else place
        return wanted, (wanted > place) - (wanted < place)

    places = {name: key(place, name) for place, name in enumerate(before, start=1)}
    return sorted(places, key=lambda name: places[name])
