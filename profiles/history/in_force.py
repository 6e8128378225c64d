"""The record as it was in force on a day, as it was known on a day; and what of it is different now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from profiles.models import Document

from .as_of import Record, Row, records_at
from .days import end_of_day, today


@dataclass(frozen=True)
class InForce:
    """One person's record in force on ``day``, as it was known at the end of ``known_on``.

    Jobs and documents carry their own dates: what holds on the day follows from the rows in ``known``. Everything
    else (``facts``) held from the moment it was recorded: it is taken from ``then``, the record at the end of the
    earlier of the two days. ``now`` is the record of today, to compare with.
    """

    day: date
    known_on: date
    known: Record
    then: Record
    now: Record

    @property
    def is_there(self) -> bool:
        """Whether there was a record of the person, as far as it was known."""
        return self.known.account is not None

    @property
    def facts(self) -> Record:
        """What has no dates of its own: as recorded by the day, else the first that became known of it."""
        return self.then if self.then.account is not None else self.known

    @property
    def is_told_later(self) -> bool:
        """Whether nothing was recorded yet on the day, so that ``facts`` stood in the record only later."""
        return self.is_there and self.then.account is None

    @property
    def job(self) -> Row | None:
        """The job in force."""
        return self.known.job_on(self.day)

    @property
    def job_known_then(self) -> Row | None:
        """The job in force on the day, as it was known at the end of that day itself."""
        return self.then.job_on(self.day)

    @property
    def job_now(self) -> Row | None:
        """The job in force today, as it is known today."""
        return self.now.job_on(today())

    def documents(self) -> Sequence[tuple[Row, str]]:
        """The documents that were known, each with its state on the day, those that counted first.

        States are ``counts``, ``expired``, ``later`` (not issued or not added yet), ``rejected``, ``archived`` and
        ``redacted``. The version is the one that was current on the day, where there was one.
        """
        shown = {row.pk: row for row in self.then.documents}
        rows = [(shown.get(row.pk, row), self._state(row, was_there=row.pk in shown)) for row in self.known.documents]
        return sorted(rows, key=lambda each: each[1] != "counts")

    def _state(self, row: Row, *, was_there: bool) -> str:
        if row.is_redacted:
            return "redacted"
        if row["state"] in (Document.State.ARCHIVED, Document.State.REJECTED):
            return str(row["state"])
        if row["expires_on"] is not None and row["expires_on"] < self.day:
            return "expired"
        # Without a day of issue a document counts from the day on which it came into the record.
        issued = was_there if row["issued_on"] is None else row["issued_on"] <= self.day
        return "counts" if issued else "later"


def in_force(person_id: int, day: date, known_on: date) -> InForce:
    """The record in force on ``day`` as known at the end of ``known_on``; eight queries whatever the history."""
    known, then, now = records_at(person_id, [end_of_day(known_on), end_of_day(min(day, known_on)), None])
    return InForce(day, known_on, known, then, now)
