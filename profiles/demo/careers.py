"""The job rows of a person: where they began, how they rose, and what is already agreed for later."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from random import Random

from profiles.demo.cast import SUCCESSOR, CastMember
from profiles.demo.days import ONE_DAY, between, first_of_month, new_year, next_month
from profiles.demo.drafts import CURRENT, STARTING, Draft
from profiles.demo.plans import JobPlan
from profiles.demo.seats import HEAD, STAFF, head_title
from profiles.demo.structure import SHAPE, lineage
from profiles.demo.trades import TRADES

WHOLE = Decimal(1)
PART_TIMES = (Decimal("0.5"), Decimal("0.6"), Decimal("0.8"), Decimal("0.8"), Decimal("0.9"))
RISE_NOTES = ("Promotion agreed in the October review", "Promotion", "", "", "Took over from a colleague")
OTHER_NOTES = ("Reorganisation of the teams", "", "", "Moved with the new production line", "New reporting line")


@dataclass(frozen=True)
class Company:
    """What careers look up: today, and everybody by the number of their post."""

    today: date
    drafts: Sequence[Draft]

    @cached_property
    def by_key(self) -> dict[str, Draft]:
        """Everybody by sign-in name."""
        return {draft.key: draft for draft in self.drafts}

    def boss_of(self, draft: Draft, day: date) -> str:
        """The sign-in name of the first person above who was already here on the day; empty at the very top."""
        number = draft.seat.manager
        while number is not None:
            above = self.drafts[number]
            if above.hire_date <= day:
                return above.key
            number = above.seat.manager
        return ""


def department_on(code: str, day: date, today: date) -> str:
    """The department, or the nearest one above it that existed on the day."""
    for step in lineage(code):
        if SHAPE[step].started_on(today) <= day:
            return step
    return lineage(code)[-1]


def career(draft: Draft, company: Company) -> tuple[JobPlan, ...]:
    """All job rows of a person, oldest first, without gaps or overlaps."""
    if draft.cast:
        rows = _cast_rows(draft, draft.cast, company)
    else:
        rows = _drawn_rows(draft, company)
        rows = _agreed_change(draft, rows, company)
    rows = _hand_over(draft, rows, company)
    if draft.leave_date is None:
        return tuple(rows)
    rows = [row for row in rows if row.effective_from <= draft.leave_date]
    rows[-1] = replace(rows[-1], effective_to=draft.leave_date + ONE_DAY)
    return tuple(rows)


def _cast_rows(draft: Draft, member: CastMember, company: Company) -> list[JobPlan]:
    rows: list[JobPlan] = []
    for step in member.steps:
        department = step.department or member.department
        starts_on = step.starts_on(company.today)
        manager = step.manager
        if member.manager_is_head and starts_on >= draft.hire_date:
            manager = company.boss_of(draft, starts_on) or manager
        row = JobPlan(
            starts_on, None, step.title, department, manager, member.location, step.employment_type,
            Decimal(step.fte), SHAPE[department].cost_centre, step.note,
        )  # fmt: skip
        if rows:
            rows[-1] = replace(rows[-1], effective_to=starts_on)
        rows.append(row)
    return rows


def _titles(draft: Draft, random: Random, years: float) -> list[str]:
    """The titles of a career up to today's, oldest first."""
    trade = TRADES[SHAPE[draft.seat.department].trade]
    track = random.choice(trade.tracks)
    if draft.seat.rank == STAFF:
        reached = min(len(track) - 1, int(years / 4.4 + random.random() * 1.2))
        return list(track[: reached + 1])
    top = head_title(draft.seat.department) if draft.seat.rank == HEAD else trade.lead
    return [*(title for title in track if title != top), top]


def _boundaries(draft: Draft, company: Company, rows: int) -> list[date]:
    """The first days of the rows: the hire date, then firsts of months spread over the time here."""
    end = min(draft.leave_date or company.today, company.today)
    days = {draft.hire_date}
    for step in range(1, rows):
        day = first_of_month(between(draft.hire_date, end, (step - 0.15 + 0.3 * draft.random.random()) / rows))
        if day > draft.hire_date:
            days.add(day)
    return sorted(days)


def _came_under(draft: Draft, company: Company) -> date | None:
    """The day since when the present boss and department can hold, when that is after the hire date."""
    boss = company.drafts[draft.seat.manager] if draft.seat.manager is not None else None
    day = max(draft.hire_date, boss.hire_date if boss else draft.hire_date)
    day = max(day, SHAPE[draft.seat.department].started_on(company.today))
    last = min(draft.leave_date or company.today, company.today)
    return day if draft.hire_date < day <= last else None


def _drawn_rows(draft: Draft, company: Company) -> list[JobPlan]:
    random = draft.random
    end = min(draft.leave_date or company.today, company.today)
    years = max(0.0, (end - draft.hire_date).days / 365)
    titles = _titles(draft, random, years)
    wanted = 1 if years < 1.2 else min(4, max(1, len(titles) if random.random() < 0.6 else 1 + int(years / 5)))
    days = _boundaries(draft, company, wanted)
    moved = _came_under(draft, company)
    if moved and moved not in days:
        days = sorted({*days[-3:], draft.hire_date, moved})[-4:]
        days[0] = draft.hire_date
    titles = [titles[max(0, len(titles) - len(days) + step)] for step in range(len(days))]
    first_type, last_type = _employment_types(draft, random)
    part_time = random.choice(PART_TIMES) if random.random() < 0.14 else WHOLE
    rows: list[JobPlan] = []
    for step, (day, title) in enumerate(zip(days, titles, strict=True)):
        last = step == len(days) - 1
        rows.append(_row(draft, company, day, title, first_type if step == 0 and not last else last_type))
        fte = part_time if last or random.random() < 0.25 else WHOLE
        rows[-1] = replace(rows[-1], fte=fte, effective_to=None if last else days[step + 1])
        if step:
            rose = rows[-1].job_title != rows[-2].job_title
            rows[-1] = replace(rows[-1], note=random.choice(RISE_NOTES if rose else OTHER_NOTES))
    return rows


def _employment_types(draft: Draft, random: Random) -> tuple[str, str]:
    """On what terms the first and the latest row run."""
    if draft.seat.rank != STAFF:
        return "permanent", "permanent"
    if draft.leave_reason == "end_of_term":
        return "fixed_term", "fixed_term"
    latest = random.choices(("permanent", "fixed_term", "temporary", "contractor"), (86, 7, 3, 4))[0]
    first = random.choice(("fixed_term", "permanent", "intern")) if latest == "permanent" else latest
    return first, latest


def _row(draft: Draft, company: Company, day: date, title: str, employment_type: str) -> JobPlan:
    department = department_on(draft.seat.department, day, company.today)
    return JobPlan(
        day, None, title, department, company.boss_of(draft, day), draft.seat.location, employment_type, WHOLE,
        SHAPE[department].cost_centre,
    )  # fmt: skip


def _agreed_change(draft: Draft, rows: list[JobPlan], company: Company) -> list[JobPlan]:
    """A change that is agreed and still to come, for a few of the staff who stay."""
    random = draft.random
    if draft.status != CURRENT or draft.seat.rank != STAFF or draft.leave_date or random.random() > 0.05:
        return rows
    day = next_month(company.today + timedelta(days=random.randint(5, 100)))
    current = rows[-1]
    later = _next_title(current.job_title, SHAPE[current.department].trade)
    if later:
        change = replace(current, job_title=later, note="Promotion agreed in the October review")
    else:
        fte = Decimal("0.8") if current.fte == WHOLE else WHOLE
        change = replace(current, fte=fte, note="Agreed with the team")
    rows[-1] = replace(current, effective_to=day)
    return [*rows, replace(change, effective_from=day)]


def _next_title(title: str, trade: str) -> str:
    for track in TRADES[trade].tracks:
        if title in track[:-1]:
            return track[track.index(title) + 1]
    return ""


def _hand_over(draft: Draft, rows: list[JobPlan], company: Company) -> list[JobPlan]:
    """Whoever reports to a boss that retires at New Year has a row with the successor from then on."""
    day = new_year(company.today)
    last = rows[-1]
    boss = company.by_key.get(last.manager)
    retiring = boss is not None and boss.leave_reason == "retirement" and boss.cast is not None
    stays = draft.leave_date is None and draft.status in (CURRENT, STARTING)
    if not retiring or not stays or last.effective_from >= day or draft.key == SUCCESSOR:
        return rows
    rows[-1] = replace(last, effective_to=day)
    return [*rows, replace(last, effective_from=day, manager=SUCCESSOR, note="New head of the department")]
