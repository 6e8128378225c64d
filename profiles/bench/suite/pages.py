"""What the pages that people open most take: statements, processor time, wall clock and bytes.

Each run asks for every page of the whole company, for the list pages of one of 1,000 people (or a tenth, where
there are not ten times as many), and for the same pages of the stock project when there is one. Quotients compare
processor time where the database works inside the process (SQLite) and wall clock where it is a server
(PostgreSQL); those with the stock project are given for both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.urls import reverse

from profiles.bench.baseline import Baseline
from profiles.bench.fill import account_of, hr_account
from profiles.bench.measurement import Limit, Measurement, Samples, quotient
from profiles.bench.people import bench_person, ordinary_number
from profiles.bench.registry import benchmark
from profiles.bench.scratch import Scratch
from profiles.bench.timing import ask
from profiles.bench.transfer import transfer
from profiles.models import Department, EmploymentRecord

#: Measured answers of a page in one run, after one that is not; a slow page gets fewer.
ANSWERS = 3
ANSWERS_SECONDS = 3.0
#: From this size on the searches are held to their limits.
LARGE = 100_000
#: The size to compare with. From ten times as many on growth has its limit.
FEWER = 1000
#: Rows on a page of our list, and on one of the stock project's.
OUR_ROWS, STOCK_ROWS = 50, 100
FIRST, DEEP = "people, first page", "people, a page far back"

LIST_QUERIES, FORM_QUERIES, OWN_QUERIES = Limit(at_most=10), Limit(at_most=20), Limit(at_most=8)
OWN_BYTES = Limit(at_most=30_000)
GROWTH, DEEP_PAGE = Limit(at_most=1.3), Limit(at_most=1.5)
NUMBER_SEARCH, NAME_SEARCH = Limit(at_least=20), Limit(at_least=5)
ROWS_CPU = Limit(at_most=1.2)
COLD = {"requests": Limit(at_most=15), "sent_kb": Limit(at_most=120)}


@dataclass(frozen=True)
class Page:
    """A page: who asks for it, whether a smaller company is asked too, what the stock project calls it."""

    what: str
    path: str
    by: str = "hr"
    grows: bool = False
    stock: str = ""
    limits: Mapping[str, Limit] = field(default_factory=dict)


@benchmark("pages", "statements, time and bytes of the pages that people open most")
def measure_pages(scratch: Scratch) -> Iterator[Measurement]:
    """One measurement a page."""
    fewer = FEWER if scratch.people >= 10 * FEWER else max(scratch.people // 10, 3)
    whole_samples: dict[str, Samples] = defaultdict(Samples)
    fewer_samples: dict[str, Samples] = defaultdict(Samples)
    stock_samples: dict[str, Samples] = defaultdict(Samples)
    for people in (fewer, scratch.people):
        scratch.use(people)
    stock = scratch.stock()
    for _run in scratch.rounds("Asking for pages"):
        scratch.use(fewer)
        _visit(scratch, [page for page in pages(fewer) if page.grows], fewer_samples)
        scratch.use(scratch.people)
        _visit(scratch, pages(scratch.people), whole_samples)
        if stock is not None:
            _visit_stock(stock, stock_samples)
    scratch.use(scratch.people)
    ours = {what: samples.medians() for what, samples in whole_samples.items()}
    hr = scratch.client(hr_account())
    for page in pages(scratch.people):
        figures = ours[page.what]
        ratios = {}
        if page.grows:
            ratios["over_fewer"] = _cost_over(figures, fewer_samples[page.what].medians())
        if page.what == DEEP:
            ratios["over_first_page"] = _cost_over(figures, ours[FIRST])
        if page.stock in stock_samples:
            theirs = stock_samples[page.stock].medians()
            ratios["stock_over_ours_cpu"] = quotient(theirs["cpu_ms"], figures["cpu_ms"])
            ratios["stock_over_ours_wall"] = quotient(theirs["wall_ms"], figures["wall_ms"])
            if page.what == FIRST:
                ratios["cpu_over_as_many_stock_rows"] = quotient(
                    figures["cpu_ms"], theirs["cpu_ms"] * OUR_ROWS / STOCK_ROWS
                )
        if "requests" in page.limits:
            figures |= transfer(hr, page.path)
        yield Measurement(page.what, figures, ratios, page.limits)


def pages(people: int) -> Sequence[Page]:
    """The pages of the database in use, which holds so many people."""
    far = max(1, min(500, people // 100))
    return [*_list_pages(people, far), *_record_pages(people)]


def _list_pages(people: int, far: int) -> Iterator[Page]:
    list_path = reverse("admin:auth_user_changelist")
    department = Department.objects.get(name="Engineering").pk
    intern = EmploymentRecord.EmploymentType.INTERN.value
    number = bench_person(ordinary_number(people)).employee_number
    few, large = {"queries": LIST_QUERIES}, people >= LARGE
    grows = few | ({"over_fewer": GROWTH} if people >= 10 * FEWER else {})

    def searched(words: str) -> str:
        return f"{list_path}?{urlencode({'q': words})}"

    def filtered(**by: object) -> str:
        return f"{list_path}?{urlencode(by)}"

    rows = {"cpu_over_as_many_stock_rows": ROWS_CPU}
    yield Page(FIRST, list_path, grows=True, stock="users first page", limits=grows | COLD | rows)
    deep = few | ({"over_first_page": DEEP_PAGE} if far > 1 else {})
    yield Page(DEEP, filtered(p=far), stock=f"users page {far}", limits=deep)
    by_name = few | ({_faster(): NAME_SEARCH} if large else {})
    yield Page("people, searched by name", searched("dvorak"), grows=True, stock="users search name", limits=by_name)
    by_number = few | ({_faster(): NUMBER_SEARCH} if large else {})
    yield Page(
        "people, searched by number", searched(number), grows=True, stock="users search number", limits=by_number
    )
    yield Page("people of a department", filtered(department=department), grows=True, limits=few)
    two = filtered(department=department, employment_type=intern)
    yield Page("people of a department and type", two, grows=True, stock="users two filters", limits=few)
    yield Page("documents", reverse("admin:profiles_document_changelist"), grows=True, limits=few)


def _record_pages(people: int) -> Iterator[Page]:
    person = account_of(ordinary_number(people))
    record = reverse("admin:auth_user_change", args=[person.pk])
    few, own = {"queries": FORM_QUERIES}, {"queries": OWN_QUERIES, "html_bytes": OWN_BYTES}
    yield Page("home", reverse("admin:index"), grows=True, limits=few | COLD)
    yield Page("person", record, stock="user change page", limits=few | COLD)
    yield Page("own page", reverse("profiles:own"), by="employee", limits=own)
    yield Page("own page, editing", reverse("profiles:edit"), by="employee", stock="self-service page")
    yield Page("sign-in", reverse("sign-in"), by="visitor")


def _visit(scratch: Scratch, wanted: Sequence[Page], samples: dict[str, Samples]) -> None:
    """Ask for each page a few times, as those who open it."""
    browsers: Mapping[str, Client] = {
        "hr": scratch.client(hr_account()),
        "employee": scratch.client(account_of(ordinary_number(scratch.size))),
        "visitor": scratch.client(),
    }
    for page in wanted:
        browser = browsers[page.by]
        ask(browser, page.path)
        until = perf_counter() + ANSWERS_SECONDS
        for _answer in range(ANSWERS):
            samples[page.what].add(ask(browser, page.path))
            if perf_counter() > until:
                break


def _visit_stock(stock: Baseline, samples: dict[str, Samples]) -> None:
    for line in stock.measure("pages", str(ANSWERS)):
        samples[line["what"]].add({"cpu_ms": line["cpu_p50_ms"], "wall_ms": line["p50_ms"], "queries": line["queries"]})


def _faster() -> str:
    return "stock_over_ours_cpu" if connection.vendor == "sqlite" else "stock_over_ours_wall"


def _cost_over(figures: Mapping[str, float], others: Mapping[str, float]) -> float:
    cost = "cpu_ms" if connection.vendor == "sqlite" else "wall_ms"
    return quotient(figures[cost], others[cost])
