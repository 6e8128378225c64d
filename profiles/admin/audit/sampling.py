"""A sample of the log drawn by chance, as a page and as a working paper for findings."""

from __future__ import annotations

import re
import secrets
from tempfile import TemporaryFile
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from profiles.history.filters import EventFilter
from profiles.history.ledger import reads_all_events
from profiles.history.log import LogRow, newest_event, sample
from profiles.lib.table_writers import FORMATS

from .files import COLUMNS, cells_of, chunks_of, seal_words, send
from .pills import address, words_of
from .views import LOG, READING, number_in, reader_of

MOST, USUAL = 500, 25
#: What the one who checks writes into the working paper.
FINDINGS = ("Traced to", "Finding", "Checked by", "Checked on")
_SEED = re.compile(r"[0-9A-Za-z-]{1,40}")


def sample_page(site: AdminSite, request: HttpRequest) -> HttpResponseBase:
    """N events of a filter; an address without a seed leads to one with a seed, which draws the same every time."""
    viewer = reader_of(request)
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    chosen = EventFilter(request.GET, viewer=viewer)
    size, seed, up_to, problems = _asked(request)
    problems = [*chosen.problems(), *problems]
    query = chosen.query()
    if not problems and (not request.GET.get("seed") or not request.GET.get("upto")):
        pairs = [*query, ("n", str(size)), ("seed", seed), ("upto", str(up_to))]
        return HttpResponseRedirect(f"{reverse('admin:audit_sample')}{address(pairs)}")
    drawn = [] if problems else sample(chosen, size=size, seed=seed, up_to=up_to)
    if request.GET.get("format") == "csv" and request.method == "GET" and not problems:
        return _paper(chosen, drawn, size, seed, up_to)
    again = [*query, ("n", str(size)), ("seed", seed), ("upto", str(up_to))]
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("Sample of the audit log"),
        "rows": drawn,
        "problems": problems,
        "size": size,
        "seed": seed,
        "up_to": up_to,
        "kept": query,
        "words": _words(chosen) if not problems else [],
        "log_url": f"{reverse(LOG)}{address(query)}",
        "csv_url": address([*again, ("format", "csv")]),
        "other_url": address([*query, ("n", str(size))]),
        "seal": seal_words(),
        "findings": [_("Traced to"), _("Finding"), _("Checked by, on")],
        "reads_all": reads_all_events(viewer),
    }
    return TemplateResponse(request, "admin/audit/sample.html", context, status=400 if problems else 200)


def _asked(request: HttpRequest) -> tuple[int, str, int, list[str]]:
    """How many, with which seed, up to which event; what is wrong with them in sentences."""
    problems = []
    size = number_in(request.GET.get("n") or str(USUAL), largest=MOST)
    if size is None:
        problems.append(_("A sample has 1 to %(most)d events. Write such a number.") % {"most": MOST})
    seed = request.GET.get("seed") or secrets.token_hex(4)
    if not _SEED.fullmatch(seed):
        problems.append(_("A seed is 1 to 40 letters, digits or hyphens, for example 7f3a09c1."))
        seed = ""
    up_to = number_in(request.GET.get("upto"), smallest=0) if request.GET.get("upto") else newest_event()
    if up_to is None:
        problems.append(_("Write the number of an event after “up to”, for example 48213."))
    return size or USUAL, seed, up_to or 0, problems


def _words(chosen: EventFilter) -> list[tuple[str, str]]:
    """What the filter is, for the head of the paper."""
    words = words_of(chosen, {})
    return [(str(chosen.filters[name].label), said) for name, said in words.items()]


def _paper(chosen: EventFilter, drawn: list[LogRow], size: int, seed: str, up_to: int) -> HttpResponse:
    out = TemporaryFile()  # noqa: SIM115 - closed by the answer that sends it
    about = {
        "Filter": chosen.address() or "none: the whole log as far as the reader may see it",
        "Asked for": size,
        "Drawn": len(drawn),
        "Seed": seed,
        "Up to event": up_to,
        "Drawn by": "the smallest SHA-256 of seed, colon, number of the event",
        **seal_words(),
    }
    rows = [[*cells_of(row), *("" for _column in FINDINGS)] for row in drawn]
    out.writelines(chunks_of(FORMATS["csv"], (*COLUMNS, *FINDINGS), rows, lambda: about))
    return send(out, FORMATS["csv"], chosen, len(drawn), name="audit-sample")
