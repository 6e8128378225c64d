"""The organisation on a day: departments with their people, and who reports to whom; always as a reader may know it.

Jobs are taken as they are in force on the day, departments as they are arranged now.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from profiles.models import Department, EmploymentRecord, people, scope_department_ids
from profiles.models.employment import EmploymentQuerySet
from profiles.models.organisation import DepartmentQuerySet
from profiles.permissions import keeps_scope_only

#: People on a page of the chart, and people below all of them together.
SEATS, SEATS_BELOW = 50, 200
#: Managers above somebody that the chart looks up; one query each.
STEPS_ABOVE = 2


@dataclass
class Branch:
    """A department with those below it; ``own`` people work in it, ``total`` in it and below.

    ``head`` is the account that is said to lead it, ``leads`` the one to which most of its people report, ``depth``
    the number of departments above, and ``cut`` the number of those directly below that a page leaves out.
    """

    department: Department
    own: int = 0
    total: int = 0
    depth: int = 0
    cut: int = 0
    head: User | None = None
    leads: User | None = None
    below: list[Branch] = field(default_factory=list)

    @property
    def is_head_gone(self) -> bool:
        """Whether the head's last day has passed."""
        return self.head is not None and has_left(self.head)

    def walk(self) -> Iterator[Branch]:
        """This branch and all below it, in the order of the tree."""
        yield self
        for branch in self.below:
            yield from branch.walk()


@dataclass
class Seat:
    """Somebody in a job, with how many report to them and those of them that are shown below."""

    job: EmploymentRecord
    reports: int = 0
    below: list[Seat] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many report to them and are not shown below."""
        return self.reports - len(self.below)


def jobs_on(reader: User, day: date) -> EmploymentQuerySet:
    """The jobs in force on the day of the people whom the reader may know of."""
    return EmploymentRecord.objects.visible_to(reader).as_of(day)


def branches(reader: User, day: date | None, counted_on: date) -> list[Branch]:
    """The departments at the top with those below, by name; in two queries.

    ``day``: only departments that exist then or have people; None: all. A reader with a scope sees the tops of it.
    """
    rows = jobs_on(reader, counted_on).order_by().values_list("department_id").annotate(Count("pk"))
    own: dict[int | None, int] = dict(rows)
    known = Department.objects.all()
    if day is not None:
        known = known.filter(Q(pk__in=Department.objects.in_force_on(day)) | Q(pk__in=[pk for pk in own if pk]))
    if keeps_scope_only(reader):
        known = known.filter(pk__in=scope_department_ids(reader))
    found = {row.pk: Branch(row, own.get(row.pk, 0)) for row in known.order_by("name", "pk")}
    tops: list[Branch] = []
    for branch in found.values():
        above = found.get(branch.department.parent_id or 0)
        (above.below if above else tops).append(branch)
    for top in tops:
        _add_up(top, 0)
    return tops


def _add_up(branch: Branch, depth: int) -> None:
    branch.depth = depth
    for each in branch.below:
        _add_up(each, depth + 1)
    branch.total = branch.own + sum(each.total for each in branch.below)


def name_leads(reader: User, day: date, shown: Collection[Branch]) -> None:
    """Say of each branch who leads it and to whom most of its people report, if the reader may know; two queries."""
    rows = (
        jobs_on(reader, day)
        .filter(department__in=[branch.department.pk for branch in shown], manager__isnull=False)
        .order_by()
        .values_list("department_id", "manager_id")
        .annotate(Count("pk"))
    )
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for department_id, manager_id, count in rows:
        votes[department_id][manager_id] = count
    first = {pk: max(counted.items(), key=lambda item: (item[1], -item[0]))[0] for pk, counted in votes.items()}
    heads = {branch.department.manager_id for branch in shown} - {None}
    known = people().visible_to(reader).filter(pk__in={*first.values(), *heads}).in_bulk()
    for branch in shown:
        branch.head = known.get(branch.department.manager_id or 0)
        branch.leads = known.get(first.get(branch.department.pk, 0))


def has_left(person: User) -> bool:
    """Whether the person's last day has passed."""
    last_day: date | None = person.profile.leave_date
    return last_day is not None and last_day < timezone.localdate()


def headed_by(person: User, day: date) -> DepartmentQuerySet:
    """The departments of the day that the person is said to lead."""
    return Department.objects.in_force_on(day).filter(manager=person)


def seat_of(reader: User, day: date, person_id: int) -> Seat | None:
    """The seat of a person, or None without a job on the day or out of the reader's sight."""
    job = _seated(jobs_on(reader, day)).filter(person=person_id).first()
    return Seat(job) if job else None


def seats_above(reader: User, day: date, seat: Seat) -> list[Seat]:
    """The managers above, the highest first, at most STEPS_ABOVE of them."""
    found: list[Seat] = []
    step: Seat | None = seat
    while step is not None and step.job.manager_id and len(found) < STEPS_ABOVE:
        step = seat_of(reader, day, step.job.manager_id)
        if step is not None:
            found.insert(0, step)
    return found


def reports_to(reader: User, day: date, person_id: int) -> QuerySet[EmploymentRecord]:
    """The jobs of those who report to a person."""
    return jobs_on(reader, day).filter(manager=person_id)


def at_the_top(reader: User, day: date) -> QuerySet[EmploymentRecord]:
    """The jobs of those who report to nobody whom the reader finds in the chart."""
    above = jobs_on(reader, day).filter(person=OuterRef("manager_id"))
    return jobs_on(reader, day).filter(Q(manager=None) | ~Exists(above))


def seats(reader: User, day: date, jobs: QuerySet[EmploymentRecord], start: int = 0) -> tuple[list[Seat], bool]:
    """SEATS of the jobs from ``start`` on, each with those below it; and whether more follow. Three queries."""
    rows = list(_seated(jobs)[start : start + SEATS + 1])
    shown = [Seat(job) for job in rows[:SEATS]]
    by_person = {seat.job.person_id: seat for seat in shown}
    below = [Seat(job) for job in _seated(jobs_on(reader, day)).filter(manager__in=list(by_person))[:SEATS_BELOW]]
    counts = _counts_of_reports(reader, day, [*by_person, *(seat.job.person_id for seat in below)])
    for seat in [*shown, *below]:
        seat.reports = counts.get(seat.job.person_id, 0)
    for seat in below:
        by_person[seat.job.manager_id or 0].below.append(seat)
    return shown, len(rows) > SEATS


def _seated(jobs: QuerySet[EmploymentRecord]) -> QuerySet[EmploymentRecord]:
    return jobs.select_related("person__profile", "department").order_by("person__profile__full_name", "person_id")


def _counts_of_reports(reader: User, day: date, person_ids: Iterable[int]) -> dict[int | None, int]:
    rows = jobs_on(reader, day).filter(manager__in=list(person_ids)).order_by().values_list("manager_id")
    return dict(rows.annotate(Count("pk")))
