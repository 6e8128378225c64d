"""What an address of the people list asks for: search, filters, order, and the saved view whose columns it shows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from profiles.models import SavedView
from profiles.people.filters import PeopleFilter

from .base import account_of

PEOPLE = SavedView.Page.PEOPLE
#: The query string of the whole list, where a view opens first: an empty search.
EVERYBODY = f"{SEARCH_VAR}="
#: Names the saved view whose columns are shown, whatever else is asked for.
VIEW = "view"


def kept_query(asked: QueryDict) -> str:
    """What of an address is kept: search, filters and order, each in one place, so that equal views are equal texts."""
    names = sorted([*PeopleFilter.base_filters, SEARCH_VAR, ORDER_VAR])
    pairs = [
        (name, value) for name in names for value in sorted(asked.getlist(name)) if value.strip() and "\0" not in value
    ]
    return urlencode(pairs, errors="replace")


def address_of(saved: SavedView) -> str:
    """The query string that opens the view; one with columns is named in it."""
    if not saved.columns:
        return saved.query
    return f"{VIEW}={saved.pk}&{saved.query}" if saved.query else f"{VIEW}={saved.pk}"


def view_in(asked: QueryDict, account: Any) -> SavedView | None:
    """The view that the address names, as far as the account sees it; an address without one costs no query."""
    key = asked.get(VIEW, "")
    if not (key.isascii() and key.isdigit() and len(key) < 10):
        return None
    return SavedView.objects.visible_to(account).filter(page=PEOPLE, pk=int(key)).first()


def view_asked(request: HttpRequest) -> SavedView | None:
    """The same for the page that is made; looked up once."""
    asked: Any = request
    if not hasattr(asked, "_view_asked") or asked._view_asked[0] is not request.GET:
        asked._view_asked = request.GET, view_in(request.GET, account_of(request))
    found: SavedView | None = asked._view_asked[1]
    return found


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
