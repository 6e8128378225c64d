"""Contracts of employment as PDF: two pages, numbered clauses, signatures."""

from random import Random

from profiles.demo.certificates import draw_signature
from profiles.demo.pdf import PAGE_HEIGHT, PAGE_WIDTH, Colour, Page, write_pdf
from profiles.demo.pdf_text import latin
from profiles.demo.plans import DocumentPlan, JobPlan, PersonPlan
from profiles.demo.structure import LOCATION, SHAPE

QUIET: Colour = (0.42, 0.4, 0.37)
_LEFT, _WIDTH = 68.0, PAGE_WIDTH - 136

_TERMS = {
    "permanent": "The employment is for an indefinite time. The first three months are a trial period.",
    "fixed_term": "The employment is for a fixed term and ends without notice on the last day agreed.",
    "temporary": "The employment is temporary. Hours are agreed for each month in advance.",
    "intern": "The internship is part of a course of study and is accompanied by a mentor.",
    "contractor": "The work is done as an independent contractor; no employment is founded.",
}


def _job_agreed(person: PersonPlan, document: DocumentPlan) -> JobPlan:
    """The job that begins soonest after the signature; the first one when none does."""
    signed = document.issued_on or document.added_on
    coming = [job for job in person.jobs if 0 <= (job.effective_from - signed).days < 120]
    return coming[0] if coming else person.jobs[0]


def _clauses(person: PersonPlan, job: JobPlan) -> list[tuple[str, str]]:
    place = LOCATION[job.location]
    department = SHAPE[job.department].name
    hours = job.fte * 37
    return [
        ("Position", f"{person.latin_name} is employed as {job.job_title} in the department {department}."),
        ("Beginning", f"The employment begins on {job.effective_from:%d.%m.%Y}. {_TERMS[job.employment_type]}"),
        ("Place of work", f"The place of work is {place.address}. Work from home on up to two days a week is agreed "
         "within the team; travel to other sites may be asked for with two weeks’ notice."),
        ("Working time", f"The regular working time is {hours:.1f} hours a week, that is {job.fte:.2f} of full time. "
         "Overtime is compensated by time off within three months."),
        ("Pay", "Pay, pension and allowances follow the pay letter, which is kept apart from this contract. Pay day "
         "is the 27th of the month."),
        ("Holidays", "There are 30 working days of holiday a year, public holidays not counted. Holidays not taken by "
         "31 December are carried over until 31 March."),
        ("Illness", "Absence is reported before the beginning of work. From the third day on a medical certificate "
         "is handed in."),
        ("Confidentiality", "Drawings, methods of measurement, prices and personal data of colleagues and customers "
         "are confidential, during the employment and after it."),
        ("Inventions", "Inventions made in the course of the work belong to the company. The inventor is named and "
         "receives the compensation that the law provides."),
        ("Equipment", "Instruments, tools and computers remain the property of the company and are returned on the "
         "last day of work. Calibrated equipment is never lent out."),
        ("Notice", "After the trial period the notice is one month to the end of a month; after three years three "
         "months, after eight years four months. Notice is given in writing."),
        ("Final terms", "Changes of this contract are made in writing. Should a clause not hold, the others remain. "
         "The law of the place of work applies."),
    ]  # fmt: skip


def write_contract(person: PersonPlan, document: DocumentPlan) -> bytes:
    """The contract of a person's first job, or of the one that held when it was signed."""
    random = Random(f"contract/{person.key}")  # noqa: S311 - not for secrets: files repeat for a seed
    job = _job_agreed(person, document)
    clauses = _clauses(person, job)
    first, second = Page(), Page()
    _letterhead(first, person, document, job)
    y = _write_clauses(first, clauses[:6], 1, 286)
    y = _write_clauses(second, clauses[6:], 7, 84)
    _signatures(second, person, document, max(y + 40, 560), random)
    for number, page in enumerate((first, second), start=1):
        page.line(_LEFT, PAGE_HEIGHT - 56, PAGE_WIDTH - _LEFT, PAGE_HEIGHT - 56, ink=QUIET, width=0.4)
        page.text(_LEFT, PAGE_HEIGHT - 42, f"{person.employee_number} · page {number} of 2", 8, ink=QUIET)
    return write_pdf([first, second], title=f"{document.title}, {person.latin_name}", author=latin(person.company))


def _letterhead(page: Page, person: PersonPlan, document: DocumentPlan, job: JobPlan) -> None:
    place = LOCATION[job.location]
    page.text(_LEFT, 74, latin(person.company), 12, bold=True)
    page.text(_LEFT, 89, place.address, 8.5, ink=QUIET)
    page.line(_LEFT, 100, PAGE_WIDTH - _LEFT, 100, ink=QUIET, width=0.4)
    page.text(_LEFT, 150, document.title, 21, bold=True)
    page.text(_LEFT, 184, f"between {latin(person.company)} (“the company”)", 10.5)
    page.text(_LEFT, 201, f"and {person.latin_name}, born {person.birth_date:%d.%m.%Y}", 10.5)
    address = person.address
    if address is not None and latin(address.lines) == address.lines:
        home = f"{address.lines}, {address.postal_code} {latin(address.city)}"
        page.text(_LEFT, 218, home, 10.5, ink=QUIET)
    page.text(_LEFT, 250, f"Employee number {person.employee_number}, cost centre {job.cost_centre}", 9, ink=QUIET)


def _write_clauses(page: Page, clauses: list[tuple[str, str]], start: int, y: float) -> float:
    for number, (heading, text) in enumerate(clauses, start=start):
        page.text(_LEFT, y, f"{number}.", 10.5, bold=True)
        page.text(_LEFT + 24, y, heading, 10.5, bold=True)
        y = page.paragraph(_LEFT + 24, y + 16, text, _WIDTH - 24, 10) + 14
    return y


def _signatures(page: Page, person: PersonPlan, document: DocumentPlan, y: float, random: Random) -> None:
    city = LOCATION[person.jobs[0].location].city.split()[-1]
    signed = document.issued_on or document.added_on
    for left, who in ((_LEFT, f"For {latin(person.company)}"), (PAGE_WIDTH / 2 + 20, person.latin_name)):
        page.text(left, y, f"{city}, {signed:%d.%m.%Y}", 9.5, ink=QUIET)
        draw_signature(page, left + 14, y + 50, random)
        page.line(left, y + 64, left + 200, y + 64, ink=QUIET)
        page.text(left, y + 78, who, 9, ink=QUIET)
