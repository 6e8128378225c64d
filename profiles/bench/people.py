"""Invented people to measure with: the same number is the same person, however large the company is."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = _words(
    "Anna Béatrice Çağla Dmitri Élodie Fatima Giovanni Hélène İbrahim João Kateřina Łukasz Małgorzata Óscar Přemysl "
    "Raphaël Søren Þórunn Ursula Václav Wolfgang Xiomara Yasmin Žofia Aarav Chen Emma Farid Grace Haruto Isla Keiko "
    "Liam Noah Olivia Priya Sofia Tariq Wei Σοφία Николай 明美 지우 نور Seán Jürgen Françoise Iñaki Ángel Anaïs"
)
LAST = _words(
    "Müller García Nowak O’Brien Дмитриев Παπαδόπουλος Østergård Åkesson Çelik Dvořák Fernández González Hernández "
    "İnönü Jørgensen Kowalczyk López Møller Nguyen Öztürk Petrović Rossi Smith Šimić Tanaka Wójcik Yılmaz 田中 김 "
    "الحسن D’Angelo Smith-Jones Sørensen Lefèvre Große Bauer Dubois Keller Horváth Popescu Costa Silva Kim Park "
    "Patel Singh Khan Haddad Cohen Levi"
)
#: Departments with the one that each lies in; a department comes after the one above it.
DEPARTMENTS: tuple[tuple[str, str], ...] = (
    ("Board", ""),
    *((name, "Board") for name in ("Finance", "Engineering", "Sales", "People", "Operations", "Legal")),
    *((name, "Finance") for name in ("Payroll", "Procurement", "Comptabilité", "Internal Audit")),
    *((name, "Engineering") for name in ("Hardware", "Firmware", "Quality", "Forschung & Entwicklung", "Data")),
    *((name, "Sales") for name in ("Marketing", "Customer Support", "Müşteri Hizmetleri", "Communications")),
    *((name, "People") for name in ("Recruiting", "Training", "Recursos Humanos")),
    *((name, "Operations") for name in ("Logistics", "Facilities", "Security")),
)
PLACES = ("Berlin", "Paris", "Kraków", "São Paulo", "İstanbul", "Zürich", "東京", "Dublin", "New York", "Łódź", "Malmö")
TITLES = _words(
    "Accountant Analyst Engineer Manager Assistant Designer Recruiter Counsel Auditor Technician Buyer Planner "
    "Trainer Developer Architect Administrator Consultant Coordinator Specialist"
)
LEVELS = ("Junior ", "", "", "Senior ", "Lead ", "Principal ")
TERMS = (*("permanent",) * 7, "fixed_term", "temporary", "intern", "contractor")
WORDS = _words(
    "team project growth people payroll safety training quality customers systems delivery budget naïve façade "
    "planning audit remote hybrid mentoring — “quoted” résumé, data; process"
)

REPORTS_A_MANAGER = 8
_SEED = "hr-records"


@dataclass(frozen=True)
class BenchPerson:
    """The facts of one person; ``manager`` is the number of another one, always a smaller one."""

    number: int
    first_name: str
    last_name: str
    username: str
    job_title: str
    department: str
    place: str
    employment_type: str
    manager: int | None
    hired_on: date
    promoted_on: date | None
    last_day: date | None
    born_on: date
    phone: str
    bio: str

    @property
    def employee_number(self) -> str:
        """Eight characters, as in E0000412."""
        return f"E{self.number:07d}"

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def document_types(self) -> tuple[str, ...]:
        """Codes of the types of which the person has a document: a CV every second, a certificate every fourth."""
        types = ("cv", "certificate", "contract")
        return tuple(code for code, every in zip(types, (2, 4, 3), strict=True) if self.number % every == 0)


def bench_person(number: int) -> BenchPerson:
    """The person of this number, counted from 0."""
    random = Random(f"{_SEED}/{number}")  # noqa: S311 - not for secrets: the same people in every run
    first, last = random.choice(FIRST), random.choice(LAST)
    hired_on = date(2004, 1, 5) + timedelta(days=random.randrange(7000))
    return BenchPerson(
        number=number,
        first_name=first,
        last_name=last,
        username=f"{_plain(first) or 'x'}.{_plain(last) or 'y'}.{number}",
        job_title=random.choice(LEVELS) + random.choice(TITLES),
        department=random.choice(DEPARTMENTS)[0],
        place=random.choice(PLACES),
        employment_type=random.choice(TERMS),
        manager=(number - 1) // REPORTS_A_MANAGER if number else None,
        hired_on=hired_on,
        promoted_on=hired_on + timedelta(days=400) if number % 5 == 1 else None,
        # One in twenty-five has left; nobody who manages others does, as managers have small numbers.
        last_day=hired_on + timedelta(days=900) if number % 25 == 24 else None,
        born_on=date(1960, 1, 1) + timedelta(days=random.randrange(15000)),
        phone=f"+{random.randrange(1, 99)} {random.randrange(10**8, 10**9)}",
        bio=" ".join(random.choices(WORDS, k=random.randrange(40))),
    )


def ordinary_number(people: int) -> int:
    """The number of somebody in the middle of a company of this size who has a manager, a job and documents."""
    number = people // 2 // 12 * 12
    return number - 12 if number % 25 == 24 else number


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "".join(char for char in decomposed if char.isalnum())
