"""The cards of the home page: what runs out next, who comes and goes, headcount, latest changes, the last import."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django.contrib import admin
from django.db.models import Case, F, Q, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from profiles.history.values import plain
from profiles.lib.plots import line_plot
from profiles.models import Document, ImportBatch, people
from profiles.people.findings import DATA_CHOICES, months

from .latest import latest_acts
from .numbers import MONTHS, QUESTIONS, numbers
from .places import by_department, by_location

_SHOWN = 6
#: Older numbers say when they were counted.
_FRESH = timedelta(seconds=5)
_EXPIRY = (
    ("expired", gettext_lazy("run out")),
    ("expire-30", gettext_lazy("in 30 days")),
    ("expire-60", gettext_lazy("in 60 days")),
    ("expire-90", gettext_lazy("in 90 days")),
)
_MOVES = (
    ("start-this-month", gettext_lazy("start this month")),
    ("start-next-month", gettext_lazy("start next month")),
    ("leave-this-month", gettext_lazy("leave this month")),
    ("leave-next-month", gettext_lazy("leave next month")),
    ("changes", gettext_lazy("change jobs later")),
)


def cards(request: HttpRequest) -> dict[str, Any]:
    """What each card shows; a card that the account may not see has nothing to show."""
    counted = numbers(request)
    may = request.user.has_perm
    is_kept = timezone.now() - counted.counted_at > _FRESH
    context: dict[str, Any] = {
        "counted_at": counted.counted_at if is_kept else None,
        "greeting": _greeting(counted.counts),
    }
    if may("profiles.view_document"):
        context |= {"expiry_links": _links(_EXPIRY, counted.counts), "running_out": _running_out(request)}
    if may("auth.view_user"):
        context |= {
            "move_links": _links(_MOVES, counted.counts),
            "moving": _moving(request),
            "misfits": [line for line in _links(_misfits(), counted.counts) if line["count"]],
            "headcount": _headcount(counted.months),
            "by_department": by_department(counted.places),
            "by_location": by_location(counted.places),
            "latest": latest_acts(request),
        }
    if may("profiles.import_people") or may("profiles.view_importbatch"):
        context["last_import"] = ImportBatch.objects.visible_to(request.user).select_related("by__profile").first()
    return context


def _misfits() -> list[tuple[str, Any]]:
    return [(f"data-{kind}", label) for kind, label in DATA_CHOICES if kind != "any"]


def _links(lines: Any, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Numbers with their words and the lists that they count; those that are not asked for are left out."""
    return [{"label": label, "count": counts[key], "url": QUESTIONS[key].url} for key, label in lines if key in counts]


def _greeting(counts: dict[str, int]) -> str:
    """What waits, in one sentence; empty when nothing is counted for this account."""
    if not counts:
        return ""
    verify, expired, misfits = (counts.get(key, 0) for key in ("to-verify", "expired", "data-any"))
    told = [
        (verify, ngettext("%(n)d document to verify", "%(n)d documents to verify", verify)),
        (expired, ngettext("%(n)d expired document", "%(n)d expired documents", expired)),
        (misfits, ngettext("%(n)d person to look into", "%(n)d people to look into", misfits)),
    ]
    words = [text % {"n": number} for number, text in told if number]
    if not words:
        return _("Nothing waits for you today.")
    return _("Today: %(list)s.") % {"list": get_text_list(words, _("and"))}


def _running_out(request: HttpRequest) -> list[Document]:
    """Documents of people who have not left, the soonest first; what ran out long ago leaves room for what is next."""
    today = timezone.localdate()
    here = Q(person__profile__leave_date=None) | Q(person__profile__leave_date__gte=today)
    rows = Document.objects.visible_to(request.user).kept().filter(here, expires_on__isnull=False)
    near = rows.filter(expires_on__gte=today).select_related("type", "person__profile").order_by("expires_on", "pk")
    return list(near[:_SHOWN])


def _moving(request: HttpRequest) -> list[Any]:
    """People who start, leave or change jobs from today to the end of next month, the soonest first.

    Each has ``moves_on`` and ``move``: "starts", "leaves" or "changes".
    """
    today = timezone.localdate()
    until = months(today)["next-month"][1]

    def near(name: str) -> Q:
        return Q(**{f"{name}__gte": today, f"{name}__lt": until})

    starts, leaves, changes = near("profile__hire_date"), near("profile__leave_date"), near("next_job_from")
    day = Case(
        When(starts, then=F("profile__hire_date")),
        When(leaves, then=F("profile__leave_date")),
        default=F("next_job_from"),
    )
    rows: Any = people().visible_to(request.user).with_current_job().filter(starts | leaves | changes)
    found = list(rows.annotate(moves_on=day).order_by("moves_on", "pk")[:_SHOWN])
    for person in found:
        person.move = _move(person, today, until)
    return found


def _move(person: Any, today: date, until: date) -> str:
    def is_near(day: date | None) -> bool:
        return day is not None and today <= day < until

    if is_near(person.profile.hire_date):
        return _("starts")
    return _("leaves") if is_near(person.profile.leave_date) else _("changes jobs")


def _headcount(ends: list[tuple[date, int]]) -> dict[str, Any] | None:
    """The plot of people with a job at the end of each month, with its words and figures; None without anybody."""
    if not ends or not any(count for _day, count in ends):
        return None
    first, last = ends[0], ends[-1]
    words = [day.strftime("%Y-%m") if number % 6 == MONTHS % 6 else "" for number, (day, _count) in enumerate(ends)]
    difference = last[1] - first[1]
    said = ngettext("%(n)d person", "%(n)d people", last[1]) % {"n": last[1]}
    return {
        "plot": line_plot([count for _day, count in ends], words),
        "figures": ends[::-1],
        "now": last[1],
        "said": _("%(people)s, %(difference)+d in two years") % {"people": said, "difference": difference},
        "title": _("People with a job at the end of each month: %(first)d on %(from)s, %(last)d on %(to)s")
        % {"first": first[1], "from": plain(first[0]), "last": last[1], "to": plain(last[0])},
    }


# The site's own class belongs to the project, which this package does not import.
cast(Any, admin.site).add_cards(cards)
