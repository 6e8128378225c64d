"""What a row's job cells do to the dated job rows of a person: nothing, a correction, or a new row from a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from profiles.models import EmploymentRecord

from .columns import COLUMNS, JOB_FACTS
from .values import BadValue

if TYPE_CHECKING:
    from .people_rows import Options

FACTS = JOB_FACTS
#: Fact → column in the database.
ATTNAMES: Mapping[str, str] = {name: COLUMNS[name].attname for name in FACTS}
_DEFAULTS: Mapping[str, Any] = {
    "job_title": "",
    "department_id": None,
    "manager_id": None,
    "location_id": None,
    "employment_type": EmploymentRecord.EmploymentType.PERMANENT.value,
    "fte": Decimal(1),
    "cost_centre": "",
}
Facts = Mapping[str, tuple[Any, str]]


class JobRow(NamedTuple):
    """A stored job row, its facts by database column."""

    pk: int
    start: date
    end: date | None
    values: Mapping[str, Any]

    def holds_on(self, day: date) -> bool:
        """Whether the row is in force on the day."""
        return self.start <= day and (self.end is None or self.end > day)


@dataclass(slots=True)
class JobPlan:
    """A correction of ``base``, or a new row from ``start`` that ends ``base`` when that is in force then.

    ``values`` holds every fact of a new row, and of a correction those that change; ``changed`` names the facts that
    differ from ``base``.
    """

    base: JobRow | None
    is_correction: bool
    start: date
    end: date | None
    values: dict[str, Any]
    changed: list[str] = field(default_factory=list)
    note: str = ""

    def old(self, name: str) -> Any:
        """The fact before; None where there was no row."""
        return self.base.values[ATTNAMES[name]] if self.base is not None else None

    @property
    def ends_base(self) -> bool:
        """Whether the row before is closed by the new one."""
        return not self.is_correction and self.base is not None and self.base.holds_on(self.start)


def plan_new_job(facts: Facts, starts: date) -> JobPlan | None:
    """The first job row of a new person, or None when the file says nothing of a job."""
    given = {name: value for name, (value, _text) in facts.items() if value not in (None, "")}
    start = given.pop("effective_from", starts)
    if not given:
        return None
    values = {**_DEFAULTS, **{ATTNAMES[name]: value for name, value in given.items()}}
    return JobPlan(None, False, start, None, values, list(given))


def plan_job(rows: list[JobRow], facts: Facts, options: Options, today: date, left: date | None) -> JobPlan | None:
    """What the facts change, or None. Raises BadValue when it is not clear from which day they hold."""
    given = facts["effective_from"][0] if "effective_from" in facts else None
    wanted = {ATTNAMES[name]: value for name, (value, _text) in facts.items() if name != "effective_from"}
    day = given or options.effective_from or today
    base, day = base_of(rows, day, is_given=given is not None)
    if base is None:
        return _first_row(rows, wanted, day)
    changed = [
        name for name in FACTS if ATTNAMES[name] in wanted and wanted[ATTNAMES[name]] != base.values[ATTNAMES[name]]
    ]
    if not changed:
        return None
    if options.correct_jobs or base.start == day:
        values = {ATTNAMES[name]: wanted[ATTNAMES[name]] for name in changed}
        note = _("corrects the job from %(day)s") % {"day": base.start.isoformat()}
        return JobPlan(base, True, base.start, base.end, values, changed, note)
    if not base.holds_on(day) and left is not None and left < day:
        raise BadValue(_("This person has left. Write from which day the new job holds, or correct the last one."))
    end = base.end if base.holds_on(day) else _next_start(rows, day)
    values = {**base.values, **wanted}
    return JobPlan(base, False, day, end, values, changed, _("new job from %(day)s") % {"day": day.isoformat()})


def base_of(rows: list[JobRow], day: date, *, is_given: bool) -> tuple[JobRow | None, date]:
    """The row that the facts are compared with, and the day they hold from.

    The row in force on that day; when no day is given also the next row to come, or the last one that was.
    """
    found = rows[0] if len(rows) == 1 and rows[0].holds_on(day) else None
    found = found or next((row for row in rows if row.holds_on(day)), None)
    if found is not None or is_given or not rows:
        return found, day
    coming = next((row for row in rows if row.start > day), None)
    return (coming, coming.start) if coming is not None else (rows[-1], day)


def _first_row(rows: list[JobRow], wanted: Mapping[str, Any], day: date) -> JobPlan | None:
    changed = [name for name in FACTS if wanted.get(ATTNAMES[name]) not in (None, "")]
    if not changed:
        return None
    note = _("new job from %(day)s") % {"day": day.isoformat()}
    return JobPlan(None, False, day, _next_start(rows, day), {**_DEFAULTS, **wanted}, changed, note)


def _next_start(rows: list[JobRow], day: date) -> date | None:
    return next((row.start for row in rows if row.start > day), None)
