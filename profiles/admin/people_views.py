"""Saved views of the people list: a search, filters and an order under a name, one's own or everybody's.

A shared view may open first for a role: an address that asks for nothing leads there, and one that asks for
everybody (EVERYBODY) never does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from profiles import policy
from profiles.models import SavedView, roles_of
from profiles.people.filters import PeopleFilter
from profiles.permissions import editable_fields, keeps_scope_only

from .base import account_of

PEOPLE = SavedView.Page.PEOPLE
#: The query string of the whole list, where a view opens first: an empty search.
EVERYBODY = f"{SEARCH_VAR}="
LONGEST_NAME, LONGEST_QUERY = 100, 2000


@dataclass(frozen=True)
class ListView:
    """A view as a tab of the list; ``saved`` is None for those that everybody has."""

    name: str
    query: str
    is_current: bool
    is_own: bool = False
    saved: SavedView | None = None


def kept_query(asked: QueryDict) -> str:
    """What of an address is kept: search, filters and order, each in one place, so that equal views are equal texts."""
    names = sorted([*PeopleFilter.base_filters, SEARCH_VAR, ORDER_VAR])
    pairs = [
        (name, value) for name in names for value in sorted(asked.getlist(name)) if value.strip() and "\0" not in value
    ]
    return urlencode(pairs, errors="replace")


def _ready_made() -> Iterator[tuple[str, str]]:
    yield _("Everybody"), ""
    yield _("Starting soon"), "status=starting"
    yield _("Leaving"), "status=leaving"
    yield _("Documents to chase"), "documents=missing"
    yield _("No manager"), "data=no-manager"


def views_of(request: HttpRequest) -> dict[str, Any]:
    """The tabs above the list, and what can be saved now; one query."""
    now, account = kept_query(request.GET), account_of(request)
    kept = list(SavedView.objects.visible_to(account).filter(page=PEOPLE).order_by("name", "pk"))
    first = _first_for(account, kept)
    found = [
        ListView(name, query or (EVERYBODY if first else ""), query == now and (bool(request.GET) or not first))
        for name, query in _ready_made()
    ]
    for saved in kept:
        found.append(ListView(saved.name, saved.query, saved.query == now, saved.owner_id == account.pk, saved))
    return {
        "views": found,
        "view_query": now,
        "own_views": [view for view in found if view.is_own],
        "view_roles": list(policy.ROLES) if may_set_first(account) else [],
        "first_query": first,
        "everybody": EVERYBODY if first else "",
    }


def may_set_first(account: Any) -> bool:
    """Whether the account may say which view opens first for a role: HR of the whole company and administrators."""
    edits = "default_for_role" in editable_fields(account, "profiles.SavedView")
    return edits and not keeps_scope_only(account)


def _first_for(account: Any, kept: list[SavedView]) -> str:
    """The query string that opens first for a role of the account; "" for none, the newest where there are two."""
    offered = [view for view in kept if view.is_shared and view.default_for_role and view.query]
    fitting = [view for view in offered if view.default_for_role in roles_of(account)]
    return max(fitting, key=lambda view: view.pk).query if fitting else ""


def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is shown under a name; the same name again replaces what it stood for."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    account, query = reader_of(request), kept_query(QueryDict(request.POST.get("query", "")))
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())
    if not name or len(name) > LONGEST_NAME:
        messages.error(request, _("Give the view a name of at most %(n)d characters.") % {"n": LONGEST_NAME})
    elif len(query) > LONGEST_QUERY:
        messages.error(request, _("This view has too many choices to be kept. Take some filters away."))
    else:
        role = request.POST.get("role", "")
        role = role if role in policy.ROLES and may_set_first(account) else ""
        facts = {
            "query": query,
            "is_shared": bool(role) or request.POST.get("shared") == "on",
            "default_for_role": role,
        }
        with transaction.atomic():
            if role:
                SavedView.objects.filter(page=PEOPLE, default_for_role=role).update(default_for_role="")
            SavedView.objects.update_or_create(owner=account, page=PEOPLE, name=name, defaults=facts)
        messages.success(request, _("The view “%(name)s” was saved.") % {"name": name})
    return to_list(query)


def remove_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a view of one's own. Raises Http404 for somebody else's."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    found = SavedView.objects.filter(pk=pk, owner=reader_of(request), page=PEOPLE).first()
    if found is None:
        raise Http404(_("There is no such view of yours."))
    found.delete()
    messages.success(request, _("The view “%(name)s” was removed.") % {"name": found.name})
    return to_list(found.query)


def reader_of(request: HttpRequest) -> Any:
    """The account, which may see the list. Raises PermissionDenied otherwise."""
    account = account_of(request)
    if not account.has_perm("auth.view_user"):
        raise PermissionDenied
    return account


def to_list(query: str) -> HttpResponse:
    """The way back to the list with this query string."""
    to = reverse("admin:auth_user_changelist")
    return HttpResponseRedirect(f"{to}?{query}" if query else to)
