"""Which documents each person has on file, in what form, how far HR has come with them and when they run out."""

from datetime import date, timedelta
from random import Random

from profiles.demo.days import years_before
from profiles.demo.drafts import LEFT, STARTING, Draft
from profiles.demo.plans import DocumentPlan
from profiles.demo.structure import COMPANY, LOCATION, SHAPE
from profiles.demo.trades import TRADES

CV, CERTIFICATE, CONTRACT, PERMIT = "cv", "certificate", "contract", "work-permit"
IDENTITY, REFERENCE = "id-document", "reference"
# Whose nationals work in the country without a permit.
_UNION = frozenset(("DK", "PL", "PT", "IE", "CZ", "SE", "FI", "IS", "DE", "ES"))
_FREE_TO_WORK: dict[str, frozenset[str]] = {
    **dict.fromkeys(("DK", "PL", "PT", "CZ"), _UNION),
    "IE": _UNION | {"GB"},
    "KE": frozenset(("KE",)),
    "TR": frozenset(("TR",)),
    "IN": frozenset(("IN",)),
    "JP": frozenset(("JP",)),
}
UNIVERSITIES: dict[str, tuple[str, ...]] = {
    "cph": ("Technical University of Denmark", "University of Copenhagen", "Copenhagen Technical College"),
    "gdn": ("Gdańsk University of Technology", "University of Gdańsk", "Conradinum Technical School, Gdańsk"),
    "lis": ("Instituto Superior Técnico, Lisboa", "NOVA University Lisbon", "Escola Profissional de Setúbal"),
    "nbo": ("University of Nairobi", "Technical University of Mombasa", "Jomo Kenyatta University"),
    "dub": ("Technological University Dublin", "University College Dublin", "Dundalk Institute of Technology"),
    "brq": ("Brno University of Technology", "Masaryk University", "Secondary School of Engineering, Brno"),
    "izm": ("Ege University, İzmir", "İzmir Institute of Technology", "Dokuz Eylül University"),
    "blr": ("Indian Institute of Science", "RV College of Engineering", "Government Polytechnic, Bengaluru"),
    "yok": ("Yokohama National University", "Keio University", "Kanagawa Institute of Technology"),
}
_PERMIT_NAMES = {"PL": "Work permit, Poland", "DK": "Work permit, Denmark", "IE": "Employment permit, Ireland"}


def needs_permit(nationality: str, country: str) -> bool:
    """Whether somebody of the nationality needs a permit to work in the country."""
    return nationality not in _FREE_TO_WORK.get(country, frozenset((country,)))


def file_papers(draft: Draft, nationality: str, today: date) -> tuple[DocumentPlan, ...]:
    """The documents of one person."""
    told = CAST_PAPERS.get(draft.key)
    if told is not None:
        return told(draft.hire_date, today)
    random = draft.random
    papers = [*_contract(draft, today, random), *_cv(draft, today, random)]
    if draft.status != STARTING:
        papers += _certificates(draft, today, random)
        papers += _scans(draft, today, random)
    if needs_permit(nationality, LOCATION[draft.seat.location].country):
        papers.append(_permit(LOCATION[draft.seat.location].country, today, random))
    return tuple(papers)


def _contract(draft: Draft, today: date, random: Random) -> list[DocumentPlan]:
    if random.random() > (0.5 if draft.status == STARTING else 0.93):
        return []
    signed = min(draft.hire_date - timedelta(days=random.randint(8, 60)), today)
    company = LOCATION[draft.seat.location].company
    return [DocumentPlan(CONTRACT, "Contract of employment", "pdf", signed, company, signed)]


def _cv(draft: Draft, today: date, random: Random) -> list[DocumentPlan]:
    if random.random() > 0.86:
        return []
    latest = draft.hire_date.year if draft.status == LEFT else today.year - random.randint(0, 4)
    year = max(draft.hire_date.year, latest)
    form = "docx" if random.random() < 0.1 else "pdf"
    versions = 2 if random.random() < 0.06 and form == "pdf" else 1
    state = random.choices(("verified", "submitted"), (85, 15))[0]
    added_on = min(today, date(min(year, today.year), random.randint(1, 12), random.randint(1, 28)))
    title = f"Curriculum vitae {min(year, today.year)}"
    return [
        DocumentPlan(CV, title, form, added_on, state=state, added_by_person=random.random() < 0.7, versions=versions)
    ]


def _valid_until(today: date, years: int, random: Random) -> date:
    """A last day of validity: some are over, some near, most far away."""
    fate = random.random()
    if fate < 0.09:
        return today - timedelta(days=random.randint(3, 240))
    if fate < 0.22:
        return today + timedelta(days=random.randint(4, 90))
    return today + timedelta(days=random.randint(91, max(120, years * 365 - 30)))


def _certificates(draft: Draft, today: date, random: Random) -> list[DocumentPlan]:
    trade = TRADES[SHAPE[draft.seat.department].trade]
    count = random.choices((0, 1, 2), (38, 46, 16))[0]
    papers = []
    for title, issuer, years in random.sample(trade.certificates, min(count, len(trade.certificates))):
        last_day = _valid_until(today, years, random)
        issued = years_before(last_day, years) + timedelta(days=1)
        if issued > today:
            issued, last_day = today, years_before(today, -years)
        state, why = _state(random)
        papers.append(
            DocumentPlan(
                CERTIFICATE, title, "pdf" if random.random() < 0.85 else "jpg", issued, issuer, issued, last_day, state,
                why, added_by_person=random.random() < 0.6,
            )
        )  # fmt: skip
    return papers


def _state(random: Random) -> tuple[str, str]:
    state = random.choices(("verified", "submitted", "rejected"), (83, 14, 3))[0]
    reasons = (
        "The second page is missing.",
        "The photograph is too dark to read the number.",
        "This is the course invitation. Send the certificate itself.",
    )
    return state, random.choice(reasons) if state == "rejected" else ""


def _scans(draft: Draft, today: date, random: Random) -> list[DocumentPlan]:
    papers = []
    if random.random() < 0.12:
        issued = date(draft.hire_date.year - random.randint(1, 4), 6, random.randint(10, 28))
        university = random.choice(UNIVERSITIES[draft.seat.location])
        papers.append(DocumentPlan(CERTIFICATE, f"Diploma, {university}", "jpg", draft.hire_date, university, issued))
    if random.random() < 0.07:
        expires = today + timedelta(days=random.randint(40, 3000))
        issued = years_before(expires, 10)
        papers.append(DocumentPlan(IDENTITY, "Passport", "jpg", issued, "", issued, expires, added_by_person=True))
    if random.random() < 0.07:
        papers.append(_reference(draft.hire_date, random.choice(UNIVERSITIES[draft.seat.location])))
    return papers


def _reference(hired: date, issuer: str) -> DocumentPlan:
    written = hired - timedelta(days=12)
    return DocumentPlan(REFERENCE, f"Reference, {issuer}", "docx", written, issuer, written)


def _permit(country: str, today: date, random: Random) -> DocumentPlan:
    expires = _valid_until(today, 3, random)
    issued = years_before(expires, 3)
    title = _PERMIT_NAMES.get(country, "Residence and work permit")
    return DocumentPlan(PERMIT, title, "jpg", issued, "", issued, expires)


def _told_employee(hired: date, today: date) -> tuple[DocumentPlan, ...]:
    expires = today + timedelta(days=24)
    issued = years_before(expires, 3) + timedelta(days=1)
    signed = date(today.year - 2, 6, 18)
    safety = today - timedelta(days=40)
    return (
        DocumentPlan(CERTIFICATE, "ISO 17025 lead assessor", "pdf", issued, "Baltic Assessor Institute", issued,
                     expires, added_by_person=True),
        DocumentPlan(CERTIFICATE, "Laser safety officer", "pdf", years_before(safety, 3), "Institute for Safe Light",
                     years_before(safety, 3), safety, added_by_person=True),
        DocumentPlan(CV, f"Curriculum vitae {today.year}", "pdf", today - timedelta(days=51), state="submitted",
                     added_by_person=True, versions=3),
        DocumentPlan(CONTRACT, "Contract of employment", "pdf", signed, "Nordlys Polska sp. z o.o.", signed),
        DocumentPlan(CERTIFICATE, "Diploma, Gdańsk University of Technology", "jpg", hired,
                     "Gdańsk University of Technology", date(today.year - 5, 7, 2)),
        _reference(hired, "Gdańsk University of Technology"),
    )  # fmt: skip


def _told_yara(hired: date, today: date) -> tuple[DocumentPlan, ...]:
    expired = today - timedelta(days=18)
    issued = years_before(expired, 3)
    return (
        DocumentPlan(PERMIT, "Work permit, Poland", "jpg", issued, "Pomorski Urząd Wojewódzki", issued, expired),
        DocumentPlan(CONTRACT, "Contract of employment", "pdf", hired, "Nordlys Polska sp. z o.o.", hired),
        DocumentPlan(CV, f"Curriculum vitae {hired.year}", "pdf", hired, added_by_person=True),
    )


def _told_chidi(hired: date, today: date) -> tuple[DocumentPlan, ...]:
    expires = today + timedelta(days=8)
    issued = years_before(expires, 5)
    return (
        DocumentPlan(CERTIFICATE, "Forklift licence", "pdf", issued, "Centre for Safe Work", issued, expires,
                     added_by_person=True),
        DocumentPlan(CONTRACT, "Contract of employment", "pdf", hired, "Nordlys East Africa Ltd", hired),
        DocumentPlan(CV, f"Curriculum vitae {hired.year}", "docx", hired, added_by_person=True),
    )  # fmt: skip


def _told_minh_anh(hired: date, today: date) -> tuple[DocumentPlan, ...]:
    expires = today + timedelta(days=41)
    issued = years_before(expires, 3)
    return (
        DocumentPlan(CERTIFICATE, "Radiation safety, level 2", "jpg", issued, "Institute for Safe Light", issued,
                     expires, "submitted", added_by_person=True),
        DocumentPlan(CONTRACT, "Contract of employment", "pdf", hired, "Nordlys Polska sp. z o.o.", hired),
    )  # fmt: skip


def _told_jose(hired: date, today: date) -> tuple[DocumentPlan, ...]:
    ends = today + timedelta(days=72)
    return (
        DocumentPlan(CONTRACT, "Fixed-term contract", "pdf", hired, "Nordlys Portugal, Lda.", hired, ends),
        DocumentPlan(CV, f"Curriculum vitae {today.year}", "pdf", today, added_by_person=True, versions=2),
    )


def _told_emil(hired: date, today: date) -> tuple[DocumentPlan, ...]:
    enrolled = today - timedelta(days=70)
    return (
        DocumentPlan(CERTIFICATE, "Proof of enrolment", "jpg", enrolled, "Technical University of Denmark", enrolled,
                     today + timedelta(days=112), "submitted", added_by_person=True),
        DocumentPlan(CV, f"Curriculum vitae {today.year}", "pdf", today, state="submitted", added_by_person=True),
        DocumentPlan(CONTRACT, "Contract of employment, working student", "pdf", hired, f"{COMPANY} A/S", hired),
    )  # fmt: skip


def _told_xiaoyu(hired: date, today: date) -> tuple[DocumentPlan, ...]:
    return (DocumentPlan(CV, f"Curriculum vitae {today.year}", "pdf", today, state="submitted"),)


CAST_PAPERS = {
    "employee": _told_employee,
    "yara.alhaddad": _told_yara,
    "chidi.eze": _told_chidi,
    "minhanh.nguyen": _told_minh_anh,
    "jose.munoz": _told_jose,
    "emil.brandt": _told_emil,
    "xiaoyu.li": _told_xiaoyu,
}
