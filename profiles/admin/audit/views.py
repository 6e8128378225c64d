"""The page of the log, and what is kept beside it: filters and reviews."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.admin.base import account_of
from profiles.history.access import record_access
from profiles.history.filters import EventFilter
from profiles.history.ledger import may_read_ledger, reads_all_events
from profiles.history.log import COUNTED, Page, newest_event, read_page
from profiles.lib.table_writers import FORMATS
from profiles.models import Event, RecordKind, Review, SavedView, people

from .pills import address, chips, pills, views, words_of

LOG = "admin:audit_log"
READING = ("GET", "HEAD")
_LONGEST_NOTE, _LONGEST_NAME, _LONGEST_QUERY = 5000, 100, 2000


def reader_of(request: HttpRequest) -> User:
    """The signed-in account. Raises PermissionDenied for one that may not read the log."""
    viewer = account_of(request)
    if not may_read_ledger(viewer):
        raise PermissionDenied
    return viewer


def number_in(text: str | None, *, smallest: int = 1, largest: int = 2**63 - 1) -> int | None:
    """The whole number that the text says; None for anything else."""
    if not text or not text.isascii() or not text.isdecimal() or len(text) > 19:
        return None
    number = int(text)
    return number if smallest <= number <= largest else None


def log_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The log, newest first; one person named in words leads to the same by number, which stays when names change."""
    viewer = reader_of(request)
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    chosen = EventFilter(request.GET, viewer=viewer)
    by_number = _by_number(chosen)
    if by_number:
        return HttpResponseRedirect(by_number)
    problems = chosen.problems()
    before = request.GET.get("before")
    if before and number_in(before) is None:
        problems.append(_("There is no page from “%(text)s” on. Begin with the newest.") % {"text": before[:40]})
    return show_log(site, request, chosen, problems)


def _by_number(chosen: EventFilter) -> str:
    """The address of the same filter with a person of whom there is only one by number; empty where there is none."""
    if chosen.problems():
        return ""
    pairs = dict.fromkeys(chosen.query())
    for words, number in (("person", "subject"), ("actor", "by")):
        if len(chosen.accounts.get(words, ())) == 1 and number not in chosen.chosen():
            others = [pair for pair in pairs if pair[0] != words]
            return address([*others, (number, str(chosen.accounts[words][0]))])
    return ""


def show_log(
    site: AdminSite, request: HttpRequest, chosen: EventFilter, problems: list[str], status: int = 200
) -> HttpResponse:
    """The page for these filters; while there are problems it says them and shows no events."""
    viewer = account_of(request)
    page = Page() if problems else read_page(chosen, before=number_in(request.GET.get("before")) or 0)
    words = words_of(chosen, _named(chosen, page)) if not chosen.problems() else {}
    reads_all = reads_all_events(viewer)
    offered = views(chosen, viewer, reads_all=reads_all)
    query = chosen.query()
    context = {
        **site.each_context(request),
        "title": _("Audit log"),
        "page": page,
        "problems": problems,
        "pills": list(pills(chosen, words)),
        "chips": chips(chosen, words),
        "views": offered,
        "own_views": [view for view in offered if view.saved and view.saved.owner_id == viewer.pk],
        "may_review": reads_all,
        "is_first_page": not request.GET.get("before"),
        "query": chosen.address(),
        "more": address([*query, ("before", str(page.older_than))]) if page.older_than else "",
        "files": [
            (kind.label, f"{reverse('admin:audit_export')}{address([('format', kind.code), *query])}")
            for kind in FORMATS.values()
        ]
        + [(_("Evidence pack (ZIP)"), f"{reverse('admin:audit_evidence')}{address(query)}")],
        "sample_url": f"{reverse('admin:audit_sample')}{address([*query, ('n', '25')])}",
        "count_words": count_words(page.count),
        "new_words": _new_words(page.new),
    }
    return TemplateResponse(request, "admin/audit/log.html", context, status=status)


def _named(chosen: EventFilter, page: Page) -> dict[int, User]:
    """The people whom filters name by number; read again only when no row of the page has them."""
    asked = {number for name, number in chosen.chosen().items() if name in ("subject", "by")}
    rows = [person for row in page.rows for person in (row.person, row.actor) if person is not None]
    known = {person.pk: person for person in rows if person.pk in asked}
    for number in asked - known.keys():
        # Only names of people in rows that the reader sees, or of people whom the reader may know of.
        known |= {person.pk: person for person in people().visible_to(chosen.viewer).filter(pk=number)}
    return known


def count_words(count: int) -> str:
    """How many entries there are; beyond what is counted only that there are more."""
    if count > COUNTED:
        return _("%(n)s+ entries") % {"n": f"{COUNTED:,}"}
    return ngettext("%(n)s entry", "%(n)s entries", count) % {"n": f"{count:,}"}


def _new_words(count: int) -> str:
    number = f"{COUNTED:,}+" if count > COUNTED else f"{count:,}"
    return ngettext("%(n)s since the last review", "%(n)s since the last review", count) % {"n": number}


def back_to_log(query: str) -> HttpResponse:
    """Lead to the log with the filter of that query string."""
    return HttpResponseRedirect(f"{reverse(LOG)}?{query}" if query else reverse(LOG))


def _sent_filter(request: HttpRequest, viewer: User) -> EventFilter | None:
    """The filter that a form was sent with; None when it makes no sense."""
    text = request.POST.get("query", "")
    chosen = EventFilter(QueryDict(text[:_LONGEST_QUERY]), viewer=viewer)
    return None if len(text) > _LONGEST_QUERY or chosen.problems() else chosen


def review(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Sign off: everything up to the newest event that was shown has been looked through."""
    viewer = reader_of(request)
    if not reads_all_events(viewer):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    up_to = number_in(request.POST.get("up_to"))
    chosen = _sent_filter(request, viewer)
    note = request.POST.get("note", "").replace("\0", "").strip()
    if up_to is None or up_to > newest_event() or chosen is None or len(note) > _LONGEST_NOTE:
        messages.error(request, _("Nothing was signed off. Open the log again, then say up to where you looked."))
        return back_to_log("")
    Review.objects.create(
        up_to_event=up_to,
        query=chosen.address(),
        note=note,
        actor_id=viewer.pk,
        actor_name=viewer.profile.display_name[:200],
    )
    filters = [f"filter {name}" for name in chosen.chosen()]
    record_access(Event.Action.REVIEW, kind=RecordKind.OPERATION, details=[f"up to event {up_to}", *filters])
    messages.success(request, _("Reviewed up to event %(n)s. The log shows the line.") % {"n": up_to})
    return back_to_log(chosen.address())


def save_filter(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Keep the filter of the page under a name, for oneself or for everybody who reads the log."""
    viewer = reader_of(request)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    chosen = _sent_filter(request, viewer)
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())
    if chosen is None:
        messages.error(request, _("This filter makes no sense, so it was not kept. Set it anew."))
        return back_to_log("")
    problem = _problem_with_name(name, viewer)
    if problem:
        messages.error(request, problem)
        return back_to_log(chosen.address())
    SavedView.objects.create(
        page=SavedView.Page.AUDIT,
        name=name,
        query=chosen.address(),
        owner=viewer,
        is_shared=request.POST.get("shared") == "on",
    )
    messages.success(request, _("The filter “%(name)s” was saved.") % {"name": name})
    return back_to_log(chosen.address())


def _problem_with_name(name: str, viewer: User) -> str:
    if not name or len(name) > _LONGEST_NAME:
        return _("Give the filter a name of at most %(n)d characters.") % {"n": _LONGEST_NAME}
    if SavedView.objects.filter(owner=viewer, page=SavedView.Page.AUDIT, name=name).exists():
        return _("You have a filter “%(name)s” already. Choose another name.") % {"name": name}
    return ""


def remove_filter(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a saved filter of one's own. Raises Http404 for somebody else's."""
    viewer = reader_of(request)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    found: Any = SavedView.objects.filter(pk=pk, owner=viewer, page=SavedView.Page.AUDIT).first()
    if found is None:
        raise Http404(_("There is no such filter of yours."))
    found.delete()
    messages.success(request, _("The filter “%(name)s” was removed.") % {"name": found.name})
    return back_to_log("")
