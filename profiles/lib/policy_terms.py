"""The words of the policy: who, how, how harmful, why and how long. Plain data, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """In what capacity somebody stands before a person's record."""

    ADMINISTRATOR = "administrator"
    HR = "hr"
    AUDITOR = "auditor"
    SELF = "self"
    COLLEAGUE = "colleague"


class How(StrEnum):
    """How the person concerned may change a field of their own record."""

    AT_ONCE = "at once"
    BY_REQUEST = "by request"
    HR_ONLY = "HR only"


class DataClass(StrEnum):
    """How much harm a leak of the value would do."""

    PUBLIC = "public"
    PERSONAL = "personal"
    RESTRICTED = "restricted"


class Why(StrEnum):
    """Which changes of a field need a reason; the first value of a record that is being added never does."""

    NEVER = "never"
    CORRECTION = "when a value that was there is changed"
    ALWAYS = "always"


class Keep(StrEnum):
    """How long a value is kept; the clock starts on the day employment ends."""

    EMPLOYMENT = "until employment ends"
    EMPLOYMENT_2Y = "2 years after employment ends"
    EMPLOYMENT_10Y = "10 years after employment ends"
    ORGANISATION = "as long as the organisation needs it"
    PROOF = "as long as the proof of changes is kept"
    ONE_DAY = "one day at most"


@dataclass(frozen=True)
class FieldRule:
    """The policy of one field."""

    section: str
    sees: frozenset[Audience]
    edits: frozenset[Audience]
    how: How
    data_class: DataClass
    purpose: str
    keep: Keep
    required: bool = False
    reason_required: Why = Why.NEVER


@dataclass(frozen=True)
class Section:
    """A part of the record; ``seen_by`` is the sentence beside its heading."""

    label: str
    seen_by: str
