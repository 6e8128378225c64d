"""The numbers of the home page: what the lists' own filters find, and where people work, over time and today.

What took long to count is kept for a minute for all accounts that see the same people; only numbers are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import CharField, Count, F, IntegerField, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from profiles import policy
from profiles.models import Document, EmploymentRecord, people, roles_of, scope_department_ids
from profiles.people.filters import DocumentFilter, PeopleFilter
from profiles.people.findings import DATA_CHOICES, keeps_private_facts

PEOPLE, DOCUMENTS = "admin:auth_user_changelist", "admin:profiles_document_changelist"
#: Counting that takes longer (seconds) is not repeated for so long (seconds).
TOOK_LONG, KEPT_FOR = 0.2, 60
#: Months of the headcount before the current one.
MONTHS = 24
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Question:
    """A filtered list of which the home page says how long it is."""

    page: str
    by: Pairs

    @property
    def url(self) -> str:
        """The list itself."""
        return f"{reverse(self.page)}?{urlencode(self.by)}"


def _people(**by: str) -> Question:
    return Question(PEOPLE, tuple(by.items()))


def _documents(**by: str) -> Question:
    return Question(DOCUMENTS, (*by.items(), ("whose", "here")))


QUESTIONS: dict[str, Question] = {
    "to-verify": _documents(state="submitted"),
    "expired": _documents(expiry="expired"),
    "expire-30": _documents(expiry="30"),
    "expire-60": _documents(expiry="expiring"),
    "expire-90": _documents(expiry="90"),
    "missing": _people(documents="missing"),
    "incomplete": _people(complete="no"),
    **{f"data-{kind}": _people(data=kind) for kind, _label in DATA_CHOICES},
    "start-this-month": _people(starts="this-month"),
    "start-next-month": _people(starts="next-month"),
    "leave-this-month": _people(leaves="this-month"),
    "leave-next-month": _people(leaves="next-month"),
    "changes": _people(changes="future"),
}
#: Asked only for accounts that see the facts behind the answer.
_PRIVATE = {"incomplete", "data-twins"}


@dataclass
class Numbers:
    """Counts by question; people at the end of each month; people of today by department and location (keys)."""

    counts: dict[str, int] = field(default_factory=dict)
    months: list[tuple[date, int]] = field(default_factory=list)
    places: list[tuple[int | None, int | None, int]] = field(default_factory=list)
    counted_at: datetime = field(default_factory=timezone.now)


def numbers(request: HttpRequest) -> Numbers:
    """The numbers for this account; three queries at most, none while they are kept. Asked once a request."""
    known: Numbers | None = getattr(request, "_home_numbers", None)
    if known is None:
        key = _key(request.user)
        known = cache.get(key)
        if known is None:
            start = perf_counter()
            known = _count(request)
            if perf_counter() - start > TOOK_LONG:
                cache.set(key, known, KEPT_FOR)
        setattr(request, "_home_numbers", known)  # noqa: B010 - mypy knows no such attribute
    return known


def _key(user: Any) -> str:
    """The same for accounts that see the same people and facts, on the same day; never shared beyond."""
    roles = sorted(roles_of(user))
    own = [str(user.pk)] if not roles and not user.is_superuser else []
    scope = sorted(scope_department_ids(user)) if policy.HR_SCOPED in roles and isinstance(user, User) else []
    seen = repr((timezone.localdate(), user.is_superuser, roles, scope, own))
    return f"home:{sha256(seen.encode()).hexdigest()}"


def _count(request: HttpRequest) -> Numbers:
    user = request.user
    found = Numbers()
    if user.has_perm("auth.view_user"):
        rows: Any = people().visible_to(user).with_current_job().with_document_state()
        found.counts |= _ask(request, PEOPLE, PeopleFilter, rows)
        jobs = EmploymentRecord.objects.visible_to(user)
        found.months = _headcount(jobs)
        today = jobs.current().order_by().values_list("department_id", "location_id")
        found.places = list(today.annotate(n=Count("pk")))
    if user.has_perm("profiles.view_document"):
        found.counts |= _ask(request, DOCUMENTS, DocumentFilter, Document.objects.visible_to(user))
    return found


def _ask(request: HttpRequest, page: str, filters: Any, rows: QuerySet[Any]) -> dict[str, int]:
    """How many rows each question about this list finds, all in one query."""
    sees_all = keeps_private_facts(request.user)
    asked = {
        key: filters(dict(question.by), queryset=rows, request=request).qs
        for key, question in QUESTIONS.items()
        if question.page == page and (sees_all or key not in _PRIVATE)
    }
    first, *others = (
        found.order_by().values(asked=Value(key, CharField())).annotate(n=Count("pk")) for key, found in asked.items()
    )
    return dict.fromkeys(asked, 0) | {row["asked"]: row["n"] for row in first.union(*others, all=True)}


def _headcount(jobs: Any) -> list[tuple[date, int]]:
    """People with a job on the last day of each month, and today; from the days on which jobs begin and end."""

    def days(name: str, sign: int) -> Any:
        told = jobs.order_by().filter(**{f"{name}__isnull": False}).values(day=F(name))
        return told.annotate(sign=Value(sign, IntegerField()), n=Count("pk"))

    steps: Counter[date] = Counter()
    for row in days("effective_from", 1).union(days("effective_to", -1), all=True):
        steps[row["day"]] += row["sign"] * row["n"]
    return list(running_totals(steps.items(), month_ends(timezone.localdate())))


def month_ends(today: date) -> list[date]:
    """The last day of each of the MONTHS before this one, then today."""
    ends, first = [today], today.replace(day=1)
    for _month in range(MONTHS):
        ends.append(first - timedelta(days=1))
        first = ends[-1].replace(day=1)
    return ends[::-1]


def running_totals(steps: Iterable[tuple[date, int]], days: Iterable[date]) -> Iterable[tuple[date, int]]:
    """The sum of all steps up to each day, that day's included; days come in order."""
    waiting = sorted(steps, reverse=True)
    total = 0
    for day in days:
        while waiting and waiting[-1][0] <= day:
            total += waiting.pop()[1]
        yield day, total
