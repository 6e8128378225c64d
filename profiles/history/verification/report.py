"""What a verification found, in words that need no programmer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _


class Code(StrEnum):
    """What can be wrong; the notices at the end are no alarm."""

    SEAL_ALTERED = "seal-altered"
    SEAL_MISSING = "seal-missing"
    SEAL_UNSIGNED = "seal-unsigned"
    UNKNOWN_KEY = "unknown-key"
    EVENTS_ALTERED = "events-altered"
    EVENT_COUNT = "event-count"
    CHECKPOINT_AHEAD = "checkpoint-ahead"
    CHECKPOINT_DIFFERS = "checkpoint-differs"
    ROW_MISSING = "row-missing"
    ROW_ALTERED = "row-altered"
    ROW_STRAY = "row-stray"
    ROW_EMPTIED = "row-emptied"
    OPERATION_MISSING = "operation-missing"
    OPERATION_ALTERED = "operation-altered"
    RECORD_CHANGED = "record-changed"
    RECORD_MISSING = "record-missing"
    RECORD_UNKNOWN = "record-unknown"
    SCHEMA_UNKNOWN = "schema-unknown"
    CLOCK_BACK = "clock-back"
    UNATTRIBUTED = "unattributed"


NOTICES = frozenset({Code.CLOCK_BACK, Code.UNATTRIBUTED})


def meaning(code: Code) -> str:
    """What the finding means and what to do about it."""
    return {
        Code.SEAL_ALTERED: _("A seal was changed after it was made. Compare it with the checkpoints sent elsewhere."),
        Code.SEAL_MISSING: _("Seals are missing or out of order: somebody removed or added some."),
        Code.SEAL_UNSIGNED: _("A seal's signature does not fit: it was not made by this installation's key."),
        Code.UNKNOWN_KEY: _(
            "A seal was made with a key that is not trusted. If the key was exchanged on purpose, add the earlier one "
            "to AUDIT_TRUSTED_KEYS."
        ),
        Code.EVENTS_ALTERED: _("Lines of the ledger were changed after they were sealed."),
        Code.EVENT_COUNT: _("Lines of the ledger were removed or added after they were sealed."),
        Code.CHECKPOINT_AHEAD: _(
            "A checkpoint tells of a seal that is not here: the end of the ledger was cut off, or the database was "
            "put back to an earlier day."
        ),
        Code.CHECKPOINT_DIFFERS: _("A checkpoint differs from the seal here: the ledger was written anew."),
        Code.ROW_MISSING: _("A history row is gone although the ledger tells of it."),
        Code.ROW_ALTERED: _("A history row was changed after it was written."),
        Code.ROW_STRAY: _("A history row has no line in the ledger: it was put in by hand."),
        Code.ROW_EMPTIED: _("A history row was emptied without a recorded redaction."),
        Code.OPERATION_MISSING: _("The circumstances of a line are gone: who did it and why."),
        Code.OPERATION_ALTERED: _("Who, when, why or from where was changed after it was written."),
        Code.RECORD_CHANGED: _("A record differs from its history: it was changed past the application."),
        Code.RECORD_MISSING: _("A record is gone although its history does not say so."),
        Code.RECORD_UNKNOWN: _("A record has no history: it was added past the application."),
        Code.SCHEMA_UNKNOWN: _("The columns that a row had when it was written are not known any more."),
        Code.CLOCK_BACK: _("The server's clock went back between two lines. Their order is known by number."),
        Code.UNATTRIBUTED: _("Changes without a known author, for example from a shell."),
    }[code]


@dataclass(frozen=True)
class Finding:
    """One thing found: its code, where, and which numbers are concerned."""

    code: Code
    place: str
    event_id: int | None = None
    subject_id: int | None = None

    @property
    def is_alarm(self) -> bool:
        """Whether it speaks of tampering or loss, and not only of something to know."""
        return self.code not in NOTICES


@dataclass
class Report:
    """The result of one verification."""

    events: int = 0
    rows: int = 0
    records: int = 0
    seals: int = 0
    unsealed: int = 0
    redacted: int = 0
    checkpoints: int = 0
    last_seal: int | None = None
    findings: list[Finding] = field(default_factory=list)

    def add(self, findings: Iterable[Finding]) -> None:
        """Take findings in."""
        self.findings.extend(findings)

    @property
    def alarms(self) -> list[Finding]:
        """What must be looked into."""
        return [finding for finding in self.findings if finding.is_alarm]

    @property
    def by_code(self) -> dict[Code, list[Finding]]:
        """The findings by their kind, the alarms first."""
        return {
            code: [finding for finding in self.findings if finding.code == code]
            for code in Code
            if any(finding.code == code for finding in self.findings)
        }

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        counts = Counter(finding.code.value for finding in self.findings)
        return {**asdict(self), "alarms": len(self.alarms), "counts": dict(counts), "is_intact": not self.alarms}
