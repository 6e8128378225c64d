"""What stands in a CV beside the jobs here: earlier employers, schools, skills, languages and what was achieved."""

from dataclasses import dataclass
from datetime import date
from random import Random

from profiles.demo.paperwork import CERTIFICATE, UNIVERSITIES
from profiles.demo.pdf_text import latin
from profiles.demo.plans import PersonPlan
from profiles.demo.structure import SHAPE

EMPLOYERS: dict[str, tuple[str, ...]] = {
    "cph": ("Havnens Værksted ApS", "Øresund Optik A/S", "Lindø Finmekanik", "Kastrup Elektronik A/S", "Amager Teknik"),
    "gdn": ("Stocznia Północ Sp. z o.o.", "Motława Automatyka", "Bałtyk Precyzja S.A.", "Oliwa Elektronika"),
    "lis": ("Tejo Instrumentos, Lda.", "Metalúrgica da Moita", "Belém Software", "Fábrica de Alcântara"),
    "nbo": ("Athi River Works Ltd", "Rift Valley Instruments", "Mombasa Port Services", "Karura Systems"),
    "dub": ("Liffey Medical Devices", "Clontarf Systems", "Boyne Valley Foods", "Dodder Digital"),
    "brq": ("Svratka Strojírny s.r.o.", "Moravská Optika a.s.", "Špilberk Software", "Kovo Líšeň", "Bystrc Elektro"),
    "izm": ("Ege Makina San.", "Körfez Lojistik A.Ş.", "Karşıyaka Elektronik", "Bornova Metal", "Efes Otomasyon"),
    "blr": ("Kaveri Systems Pvt. Ltd.", "Peenya Precision Tools", "Vidhana Software", "Mysore Road Electricals"),
    "yok": ("Sagami Keisoku K.K.", "Minato Optical Works", "Tsurumi Seiki", "Kannai Systems", "Hodogaya Denki"),
}  # fmt: skip
FIELD_OF_STUDY: dict[str, tuple[str, ...]] = {
    "management": ("Business administration", "Political science"),
    "engineering": ("Systems engineering", "Engineering physics", "Technical communication"),
    "mechanics": ("Mechanical engineering", "Product design"),
    "electronics": ("Electrical engineering", "Electronics and telecommunications"),
    "software": ("Computer science", "Applied mathematics", "Information systems"),
    "manufacturing": ("Production engineering", "Industrial management"),
    "machining": ("Vocational certificate, machining", "Vocational certificate, toolmaking"),
    "assembly": ("Vocational certificate, precision mechanics", "Vocational certificate, electronics"),
    "quality": ("Quality engineering", "Materials science"),
    "calibration": ("Metrology and measurement", "Physics", "Mechanical engineering"),
    "field": ("Electrical engineering", "Instrumentation"),
    "service": ("Business and languages", "Marketing"),
    "sales": ("International business", "Industrial engineering", "Economics"),
    "supply": ("Logistics", "Supply chain management"),
    "warehouse": ("Vocational certificate, logistics", "Secondary school certificate"),
    "finance": ("Accounting and finance", "Economics"),
    "legal": ("Law", "Law and economics"),
    "people": ("Psychology", "Human resource management"),
    "it": ("Information technology", "Office administration"),
}
SKILLS: dict[str, tuple[str, ...]] = {
    "management": ("Planning", "Minutes and follow-up", "Budgeting", "Travel", "Board papers"),
    "engineering": ("Requirements", "System architecture", "Risk analysis", "Technical writing", "Design reviews"),
    "mechanics": ("3D CAD", "Tolerance analysis", "Finite elements", "Sheet metal", "Rapid prototyping"),
    "electronics": ("Analogue design", "PCB layout", "EMC testing", "Soldering", "Test automation"),
    "software": ("Python", "C++", "SQL", "Embedded C", "Continuous integration", "Time series", "Linux"),
    "manufacturing": ("Lean", "Capacity planning", "ERP", "Value stream mapping"),
    "machining": ("CNC turning", "5-axis milling", "Surface grinding", "Reading drawings", "Measuring equipment"),
    "assembly": ("Fine adjustment", "Soldering under the microscope", "Clean room routine", "Torque tools"),
    "quality": ("8D reports", "Coordinate measuring", "Statistical process control", "Audits"),
    "calibration": ("Uncertainty budgets", "Gauge blocks", "Interferometry", "Pressure balances", "ISO/IEC 17025"),
    "field": ("On-site calibration", "Process instruments", "Driving licence C", "Customer training"),
    "service": ("Customer care", "Contracts", "CRM", "Complaint handling"),
    "sales": ("Key accounts", "Tenders", "Demonstrations", "Negotiation", "CRM"),
    "supply": ("Sourcing", "Negotiation", "Forecasting", "Incoterms"),
    "warehouse": ("Forklift", "Dangerous goods", "Stock taking", "Hand scanners"),
    "finance": ("Month-end closing", "IFRS", "Payroll", "Spreadsheets", "Consolidation"),
    "legal": ("Contract law", "Data protection", "Export control", "Drafting"),
    "people": ("Recruiting", "Labour law", "Interviewing", "Onboarding", "Workshops"),
    "it": ("Linux", "Networks", "Help desk", "Facility contracts", "Backups"),
}
DEEDS: dict[str, tuple[str, ...]] = {
    "office": (
        "Led the move of the team to the new premises without a lost working day.",
        "Introduced a weekly review that halved the number of open questions.",
        "Wrote the handbook that newcomers now start with.",
        "Trained four colleagues and covered for two of them during parental leave.",
        "Brought three sites to one way of working.",
        "Prepared two external audits, both passed without remarks.",
    ),
    "bench": (
        "Commissioned a new test bench and wrote its procedures.",
        "Cut turnaround from eleven working days to six.",
        "Found and removed a drift of 0.3 ppm that had been there for years.",
        "Prepared the accreditation visit; two minor remarks, both closed in a month.",
        "Trained eight technicians in three countries.",
        "Took part in an interlaboratory comparison with eleven laboratories.",
    ),
    "shop": (
        "Set up the second shift and led it for a year.",
        "Shortened changeover from 45 to 18 minutes.",
        "Looked after six apprentices, all of whom stayed.",
        "Took the scrap rate of the housing line from 4.1 % to 1.6 %.",
        "Kept the safety record of the hall: 900 days without an accident.",
        "Built the fixtures for the new pressure series.",
    ),
}
_BENCH = frozenset(("engineering", "mechanics", "electronics", "software", "quality", "calibration", "field"))
_SHOP = frozenset(("manufacturing", "machining", "assembly", "warehouse"))
LANGUAGES: dict[str, str] = {
    "DK": "Danish", "PL": "Polish", "PT": "Portuguese", "KE": "Swahili", "IE": "Irish", "CZ": "Czech", "TR": "Turkish",
    "IN": "Hindi", "JP": "Japanese", "SE": "Swedish", "FI": "Finnish", "IS": "Icelandic", "DE": "German",
    "UA": "Ukrainian", "BR": "Portuguese", "ES": "Spanish", "ET": "Amharic", "NG": "Igbo", "CN": "Chinese",
    "KR": "Korean", "VN": "Vietnamese", "SY": "Arabic", "LB": "Arabic", "JO": "Arabic", "EG": "Arabic", "PS": "Arabic",
    "GB": "Welsh",
}  # fmt: skip
_OTHERS = ("German", "French", "Spanish", "Danish", "Russian", "Italian")


@dataclass(frozen=True)
class Entry:
    """One line of a life: when, what, where, and what came of it."""

    when: str
    what: str
    where: str
    deeds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Background:
    """A life as a CV tells it, newest first."""

    jobs: tuple[Entry, ...]
    schools: tuple[Entry, ...]
    courses: tuple[Entry, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...]


def trade_of(person: PersonPlan) -> str:
    """The trade of the person's latest department."""
    return SHAPE[person.jobs[-1].department].trade


def tell_background(person: PersonPlan, until: date) -> Background:
    """The person's life up to a day; the same for the same person and day."""
    random = Random(f"background/{person.key}")  # noqa: S311 - not for secrets: files repeat for a seed
    trade = trade_of(person)
    kind = "bench" if trade in _BENCH else "shop" if trade in _SHOP else "office"
    here = _jobs_here(person, until, DEEDS[kind], random)
    location = person.jobs[0].location
    first_school = person.birth_date.year + 19
    finished = min(person.hire_date.year, first_school + random.randint(3, 5))
    before = _jobs_before(finished, person.hire_date.year, location, random)
    study = random.choice(FIELD_OF_STUDY[trade])
    if "certificate" in study:
        school = UNIVERSITIES[location][2]
    else:
        study = f"{random.choice(('BSc', 'MSc', 'Diploma'))} in {study[0].lower()}{study[1:]}"
        school = random.choice(UNIVERSITIES[location][:2])
    schools = (Entry(f"{first_school}–{finished}", study, school),)
    own = LANGUAGES.get(person.nationality, "English")
    third = random.choice([language for language in _OTHERS if language != own])
    languages = (f"{own} (first language)", "English (fluent)", f"{third} (some)")
    skills = tuple(random.sample(SKILLS[trade], min(5, len(SKILLS[trade]))))
    return Background((*here, *before), schools, _courses(person, until), skills, languages)


def _courses(person: PersonPlan, until: date) -> tuple[Entry, ...]:
    """The certificates on file, as a CV of that day could name them."""
    return tuple(
        Entry(str(document.issued_on.year), document.title, document.issuer)
        for document in person.documents
        if document.type == CERTIFICATE and document.issued_on and document.issued_on <= until
        if not document.title.startswith(("Diploma", "Proof"))
    )


def _jobs_here(person: PersonPlan, until: date, deeds: tuple[str, ...], random: Random) -> list[Entry]:
    entries: list[Entry] = []
    titles: list[tuple[str, date, date | None]] = []
    for job in person.jobs:
        if job.effective_from > until:
            break
        if titles and titles[-1][0] == job.job_title:
            titles[-1] = (job.job_title, titles[-1][1], job.effective_to)
        else:
            titles.append((job.job_title, job.effective_from, job.effective_to))
    told = random.sample(deeds, min(len(deeds), 2 * max(1, len(titles))))
    for place, (title, start, end) in enumerate(reversed(titles)):
        finish = "today" if end is None or end > until else f"{end.year}"
        when = f"{start.year}–{finish}" if f"{start.year}" != finish else f"{start.year}"
        entries.append(Entry(when, title, latin(person.company), tuple(told[place * 2 : place * 2 + 2])))
    return entries


def _jobs_before(finished: int, hired: int, location: str, random: Random) -> list[Entry]:
    if hired - finished < 2:
        return []
    titles = ("Trainee", "Assistant", "Technician", "Operator", "Coordinator", "Specialist")
    employers = random.sample(EMPLOYERS[location], 2)
    if hired - finished < 7:
        return [Entry(f"{finished}–{hired}", random.choice(titles), employers[0])]
    turn = random.randint(finished + 2, hired - 2)
    return [
        Entry(f"{turn}–{hired}", random.choice(titles[2:]), employers[0]),
        Entry(f"{finished}–{turn}", random.choice(titles[:2]), employers[1]),
    ]
