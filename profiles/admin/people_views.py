"""Saved views of the people list: a search, filters, an order and columns under a name, one's own or everybody's.

A view opens first for whoever chose it, else a shared one for a role: an address that asks for nothing leads there,
and one that asks for everybody (EVERYBODY) never does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.utils.translation import gettext as _

from profiles import policy
from profiles.models import Preferences, SavedView, roles_of
from profiles.people.preferences import preferences_of
from profiles.permissions import editable_fields, keeps_scope_only

from .base import account_of
from .people_address import EVERYBODY, PEOPLE, VIEW, address_of, kept_query, reader_of, to_list, view_in
from .people_columns import shown_to

LONGEST_NAME, LONGEST_QUERY = 100, 2000


@dataclass(frozen=True)
class ListView:
    """A view as a tab of the list, with its query string; ``saved`` is None for those that everybody has.

    ``key`` is what is kept of it where it opens first for somebody.
    """

    key: str
    name: str
    query: str
    is_current: bool
    is_own: bool = False
    saved: SavedView | None = None


def _ready_made() -> Iterator[tuple[str, str, str]]:
    yield "everybody", _("Everybody"), ""
    yield "starting", _("Starting soon"), "status=starting"
    yield "leaving", _("Leaving"), "status=leaving"
    yield "chase", _("Documents to chase"), "documents=missing"
    yield "no-manager", _("No manager"), "data=no-manager"


def views_of(request: HttpRequest) -> dict[str, Any]:
    """The tabs above the list, and what can be saved now; one query."""
    now, named, account = kept_query(request.GET), request.GET.get(VIEW, ""), account_of(request)
    kept = list(SavedView.objects.visible_to(account).filter(page=PEOPLE).order_by("name", "pk"))
    own, for_role = _own_first(account, kept), _first_for(account, kept)
    first = for_role if own is None else own[1]
    found = [
        ListView(key, name, query or (EVERYBODY if first else ""), query == now and not named and _asks(request, first))
        for key, name, query in _ready_made()
    ]
    for saved in kept:
        is_current = saved.query == now and named == (str(saved.pk) if saved.columns else "")
        found.append(
            ListView(str(saved.pk), saved.name, address_of(saved), is_current, saved.owner_id == account.pk, saved)
        )
    return {
        "views": found,
        "view_now": request.GET.urlencode(),
        "own_views": [view for view in found if view.is_own],
        "view_roles": list(policy.ROLES) if may_set_first(account) else [],
        "first_query": first,
        "own_first": "" if own is None else own[0],
        "everybody": EVERYBODY if first else "",
    }


def _asks(request: HttpRequest, first: str) -> bool:
    """Whether the address asks for something, which it must where a view opens first."""
    return bool(request.GET) or not first


def may_set_first(account: Any) -> bool:
    """Whether the account may say which view opens first for a role: HR of the whole company and administrators."""
    edits = "default_for_role" in editable_fields(account, "profiles.SavedView")
    return edits and not keeps_scope_only(account)


def _own_first(account: Any, kept: list[SavedView]) -> tuple[str, str] | None:
    """Key and query string of the view that the account chose to open first; None for none that is still there."""
    chosen = preferences_of(account)
    key = chosen.first_people_view if chosen is not None else ""
    offered = {name: query for name, _label, query in _ready_made()}
    offered |= {str(view.pk): address_of(view) for view in kept}
    return (key, offered[key]) if key in offered else None


def _first_for(account: Any, kept: list[SavedView]) -> str:
    """The query string that opens first for a role of the account; "" for none, the newest where there are two."""
    offered = [view for view in kept if view.is_shared and view.default_for_role and address_of(view)]
    fitting = [view for view in offered if view.default_for_role in roles_of(account)]
    return address_of(max(fitting, key=lambda view: view.pk)) if fitting else ""


def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is shown under a name; the same name again replaces what it stood for."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    account, sent = reader_of(request), request.POST
    asked = QueryDict(sent.get("query", ""))
    query = kept_query(asked)
    name = " ".join(sent.get("name", "").replace("\0", "").split())
    if not name or len(name) > LONGEST_NAME:
        messages.error(request, _("Give the view a name of at most %(n)d characters.") % {"n": LONGEST_NAME})
    elif len(query) > LONGEST_QUERY:
        messages.error(request, _("This view has too many choices to be kept. Take some filters away."))
    else:
        role = sent.get("role", "")
        role = role if role in policy.ROLES and may_set_first(account) else ""
        facts = {
            "query": query,
            "columns": list(shown_to(account, view_in(asked, account))) if sent.get("columns") == "on" else [],
            "is_shared": bool(role) or sent.get("shared") == "on",
            "default_for_role": role,
        }
        saved = _store(account, name, facts, is_first=sent.get("first") == "on")
        messages.success(request, _("The view “%(name)s” was saved.") % {"name": name})
        return to_list(address_of(saved))
    return to_list(query)


def _store(account: Any, name: str, facts: dict[str, Any], *, is_first: bool) -> SavedView:
    with transaction.atomic():
        if role := facts["default_for_role"]:
            SavedView.objects.filter(page=PEOPLE, default_for_role=role).update(default_for_role="")
        saved, _is_new = SavedView.objects.update_or_create(owner=account, page=PEOPLE, name=name, defaults=facts)
        if is_first:
            _keep_first(account, str(saved.pk))
    return saved


def _keep_first(account: Any, key: str) -> None:
    Preferences.objects.update_or_create(person=account, defaults={"first_people_view": key})


def keep_first(request: HttpRequest) -> HttpResponse:
    """Keep which view opens first for the reader alone; none takes the choice back. Raises Http404 for another's."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    account, key = reader_of(request), request.POST.get("first", "")
    offered = {name for name, _label, _query in _ready_made()}
    offered |= {
        str(pk) for pk in SavedView.objects.visible_to(account).filter(page=PEOPLE).values_list("pk", flat=True)
    }
    if key and key not in offered:
        raise Http404(_("There is no such view."))
    _keep_first(account, key)
    if key:
        messages.success(request, _("This view opens first for you from now on."))
    else:
        messages.success(request, _("No view of your own choice opens first any more."))
    return to_list(QueryDict(request.POST.get("query", "")).urlencode() or EVERYBODY)


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
