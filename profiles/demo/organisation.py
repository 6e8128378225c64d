"""Plans Nordlys Instruments: the same seed, number of people and day always give the same company."""

from collections.abc import Mapping
from datetime import date
from random import Random

from profiles.demo.careers import Company
from profiles.demo.cast import ACCOUNTS, CAST
from profiles.demo.drafts import Draft, draw_drafts
from profiles.demo.people import complete
from profiles.demo.plans import CompanyPlan, DepartmentPlan, PersonPlan
from profiles.demo.seats import HEAD, draw_chart
from profiles.demo.structure import COMPANY, LOCATIONS, SHAPES, lineage

# The cast has to have its seats.
SMALLEST_COMPANY = len(CAST)
DEFAULT_SEED = 7
LEAVERS, STARTERS = 0.07, 0.027


def plan_company(*, people: int, today: date, seed: int = DEFAULT_SEED) -> CompanyPlan:
    """A company of so many people, those who left and those who are to come included.

    Raises ValueError when there are fewer people than ``SMALLEST_COMPANY``.
    """
    if people < SMALLEST_COMPANY:
        raise ValueError(f"The demonstration needs at least {SMALLEST_COMPANY} people.")
    cast_to_come = sum(1 for member in CAST if member.starts_in_future)
    room = people - SMALLEST_COMPANY
    leavers = min(room, round(people * LEAVERS))
    starters = cast_to_come + min(room - leavers, max(0, round(people * STARTERS) - cast_to_come))
    # Not for secrets: the same seed has to give the same company.
    random = Random(f"{seed}/chart")  # noqa: S311
    seats = draw_chart(people - leavers - starters, random)
    drafts = draw_drafts(seats, leavers=leavers, starters=starters, seed=seed, today=today)
    company = Company(today, drafts)
    everybody = sorted((complete(draft, company) for draft in drafts), key=lambda person: person.employee_number)
    return CompanyPlan(
        COMPANY, seed, today, LOCATIONS, _departments(everybody, _heads(drafts), today), tuple(everybody), ACCOUNTS
    )


def _heads(drafts: list[Draft]) -> dict[str, str]:
    """By department, the key of whoever leads it now."""
    return {
        draft.seat.department: draft.key for draft in drafts if draft.seat.rank == HEAD and draft.leave_date is None
    }


def _departments(everybody: list[PersonPlan], heads: Mapping[str, str], today: date) -> tuple[DepartmentPlan, ...]:
    """The departments in which somebody works, worked or will work, and those above them."""
    used = {step for person in everybody for job in person.jobs for step in lineage(job.department)}
    used |= {step for person in everybody if person.scope for step in lineage(person.scope)}
    return tuple(
        DepartmentPlan(shape.code, shape.name, shape.parent, shape.started_on(today), heads.get(shape.code, ""))
        for shape in SHAPES
        if shape.code in used
    )
