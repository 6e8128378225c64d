"""The shapes of a planned company: frozen, plain, ready to be written or compared."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class LocationPlan:
    """A work location and the legal entity that employs there; ``country`` as ISO 3166, zone as IANA."""

    key: str
    name: str
    city: str
    country: str
    time_zone: str
    address: str
    company: str


@dataclass(frozen=True)
class DepartmentPlan:
    """A department; ``parent`` is the code of the department above it, or empty at the top, ``head`` a person's key."""

    code: str
    name: str
    parent: str
    starts_on: date
    head: str = ""


@dataclass(frozen=True)
class JobPlan:
    """One dated row of somebody's job; ``effective_to`` is the first day on which it no longer holds."""

    effective_from: date
    effective_to: date | None
    job_title: str
    department: str
    manager: str
    location: str
    employment_type: str
    fte: Decimal
    cost_centre: str
    note: str = ""


@dataclass(frozen=True)
class ContactPlan:
    """Somebody to call in an emergency; priority 1 is called first."""

    name: str
    relationship: str
    phone: str
    priority: int


@dataclass(frozen=True)
class AddressPlan:
    """A private address; ``country`` is an ISO 3166 code."""

    lines: str
    city: str
    region: str
    postal_code: str
    country: str


@dataclass(frozen=True)
class DocumentPlan:
    """One document of a person: its type, the form its file takes, and how far its checking has come.

    ``type`` is one of the type codes of this package (cv, certificate, contract, reference, id, permit);
    ``form`` is pdf, jpg or docx; ``state`` is submitted, verified or rejected; ``versions`` is 1 or more.
    """

    type: str
    title: str
    form: str
    added_on: date
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    state: str = "verified"
    rejected_because: str = ""
    added_by_person: bool = False
    versions: int = 1


@dataclass(frozen=True)
class PortraitPlan:
    """The features of a drawn portrait: colours as ``#rrggbb``, shapes by name."""

    background: str
    clothes: str
    skin: str
    hair_colour: str
    hair: str
    collar: str = ""
    beard: str = ""
    glasses: str = ""


@dataclass(frozen=True)
class PersonPlan:
    """One person with everything the record holds; ``key`` is the sign-in name and how managers are named."""

    key: str
    full_name: str
    latin_name: str
    first_name: str
    last_name: str
    gender: str
    email: str
    employee_number: str
    company: str
    hire_date: date
    birth_date: date
    nationality: str
    jobs: tuple[JobPlan, ...]
    preferred_name: str = ""
    pronouns: str = ""
    work_phone: str = ""
    mobile: str = ""
    personal_email: str = ""
    website: str = ""
    bio: str = ""
    address: AddressPlan | None = None
    leave_date: date | None = None
    leave_reason: str = ""
    can_sign_in: bool = True
    role: str = ""
    scope: str = ""
    contacts: tuple[ContactPlan, ...] = ()
    documents: tuple[DocumentPlan, ...] = ()
    portrait: PortraitPlan | None = None

    def job_on(self, day: date) -> JobPlan | None:
        """The job row that holds on the day, or None before the first, after the last or in a gap."""
        for job in self.jobs:
            if job.effective_from <= day and (job.effective_to is None or day < job.effective_to):
                return job
        return None


@dataclass(frozen=True)
class AccountPlan:
    """A demonstration account: the person who signs in with it, who that is, and what is worth trying."""

    username: str
    who: str
    try_this: str


@dataclass(frozen=True)
class CompanyPlan:
    """A whole company as it stands on ``today``, with its past and what is already decided."""

    name: str
    seed: int
    today: date
    locations: tuple[LocationPlan, ...]
    departments: tuple[DepartmentPlan, ...]
    people: tuple[PersonPlan, ...]
    accounts: tuple[AccountPlan, ...]

    def person(self, key: str) -> PersonPlan:
        """The person with the sign-in name; raises KeyError when there is none."""
        for person in self.people:
            if person.key == key:
                return person
        raise KeyError(key)
