"""From a draft to a whole person: how to reach them, where they live, whom to call, what they write."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from profiles.demo.bios import write_bio
from profiles.demo.careers import Company, career
from profiles.demo.days import years_before
from profiles.demo.drafts import CURRENT, LEFT, Draft
from profiles.demo.looks import draw_portrait
from profiles.demo.names import CULTURES, draw_relative, plain_ascii
from profiles.demo.paperwork import file_papers
from profiles.demo.places import MAIL_HOSTS, home_address, mobile_phone, work_phone
from profiles.demo.plans import AddressPlan, ContactPlan, PersonPlan, PortraitPlan
from profiles.demo.seats import HEAD, STAFF
from profiles.demo.structure import LOCATION, SHAPE
from profiles.demo.trades import TRADES

MAIL_DOMAIN = "nordlys.example"
NICKNAMES: dict[str, str] = {
    "Katarzyna": "Kasia", "Małgorzata": "Gosia", "Agnieszka": "Aga", "Aleksandra": "Ola", "Magdalena": "Magda",
    "Elżbieta": "Ela", "Krzysztof": "Krzysiek", "Stanisław": "Staszek", "Grzegorz": "Grzesiek", "Jakub": "Kuba",
    "Wojciech": "Wojtek", "Zofia": "Zosia", "Zuzanna": "Zuza", "Mathilde": "Tilde", "Frederik": "Fred",
    "Kristoffer": "Kris", "Fionnuala": "Nuala", "Pádraig": "Paddy", "Kateřina": "Káťa", "Veronika": "Verča",
    "Francisco": "Chico", "Francisca": "Kika", "Guilherme": "Gui", "Mariana": "Mari", "Venkatesh": "Venky",
    "Lakshmi": "Lucky", "Chiamaka": "Amaka", "Babajide": "Jide", "Oleksandr": "Sasha", "Anastasiia": "Nastia",
    "Mehmet": "Memo", "İbrahim": "İbo", "Charlotte": "Lottie", "Theodore": "Theo", "Sofie": "Soffi",
}  # fmt: skip
_ARAB_COUNTRIES = ("SY", "LB", "JO", "EG", "PS")


def complete(draft: Draft, company: Company) -> PersonPlan:
    """The whole plan of one person."""
    member, random, today = draft.cast, draft.random, company.today
    born = _birth_date(draft, random)
    nationality = _nationality(draft, random)
    location = LOCATION[draft.seat.location]
    email_name = member.email_name if member and member.email_name else draft.key
    reach = _Reach(draft, random)
    return PersonPlan(
        key=draft.key,
        full_name=draft.name.full,
        latin_name=draft.name.latin,
        first_name=draft.name.given,
        last_name=draft.name.family,
        gender=draft.name.gender,
        email=f"{email_name}@{MAIL_DOMAIN}",
        employee_number=draft.employee_number,
        company=location.company,
        hire_date=draft.hire_date,
        birth_date=born,
        nationality=nationality,
        jobs=career(draft, company),
        preferred_name=_told(member.preferred_name if member else "", lambda: _nickname(draft, random)),
        pronouns=_told(member.pronouns if member else "", lambda: _pronouns(draft, random)),
        work_phone=_told(member.work_phone if member else "", reach.work_phone),
        mobile=_told(member.mobile if member else "", reach.mobile),
        personal_email=reach.personal_email(),
        website=_told(member.website if member else "", lambda: _website(draft, random)),
        bio=_told(member.bio if member else "", lambda: _bio(draft, random)),
        address=reach.address(),
        leave_date=draft.leave_date,
        leave_reason=draft.leave_reason,
        can_sign_in=_can_sign_in(draft, random),
        role=member.role if member else "",
        scope=member.scope if member else "",
        contacts=_contacts(draft, random),
        documents=file_papers(draft, nationality, today),
        portrait=_portrait(draft, today.year - born.year, random),
    )


def _nationality(draft: Draft, random: Random) -> str:
    # The names of one culture are borne in several countries.
    return random.choice(_ARAB_COUNTRIES) if draft.culture == "arabic" else CULTURES[draft.culture].nationality


def _told(told: str, drawn: Callable[[], str]) -> str:
    """What the cast says, else what is drawn."""
    return told or drawn()


class _Reach:
    """How to reach somebody: nearly everybody in the cast is complete, others forget a field now and then."""

    def __init__(self, draft: Draft, random: Random) -> None:
        self.draft, self.random, self.location = draft, random, draft.seat.location

    def _has(self, share: float) -> bool:
        return bool(self.draft.cast) or self.random.random() < share

    def work_phone(self) -> str:
        """A number at the desk; people who work with their hands seldom have one."""
        hands = TRADES[SHAPE[self.draft.seat.department].trade].works_with_hands
        share = 0.0 if self.draft.status != CURRENT else 0.25 if hands else 0.85
        return work_phone(self.location, self.random) if self._has(share) else ""

    def mobile(self) -> str:
        """A private mobile number."""
        return mobile_phone(self.location, self.random) if self._has(0.94) else ""

    def personal_email(self) -> str:
        """A private address at a host that cannot exist."""
        if self.random.random() > 0.7:
            return ""
        name = self.draft.name
        given, family = plain_ascii(name.given).lower(), plain_ascii(name.family).lower()
        shape = self.random.choice(("{given}.{family}", "{given}{year}", "{initial}{family}", "{family}.{given}"))
        text = shape.format(given=given, family=family, initial=given[:1], year=self.random.randint(60, 99))
        local = "".join(letter for letter in text if letter.isalnum() or letter == ".")
        return f"{local}@{self.random.choice(MAIL_HOSTS)}"

    def address(self) -> AddressPlan | None:
        """The home address."""
        member = self.draft.cast
        missing = not member.has_address if member else self.random.random() > 0.9
        return None if missing else home_address(self.location, self.random)


def _birth_date(draft: Draft, random: Random) -> date:
    oldest = 46 if draft.seat.rank != HEAD else 50
    age_when_hired = 19 + (oldest - 19) * random.betavariate(1.6, 2.6)
    if draft.leave_reason == "retirement" and draft.leave_date:
        return years_before(draft.leave_date, 65) + timedelta(days=random.randint(-400, 300))
    return draft.hire_date - timedelta(days=int(age_when_hired * 365.25) + random.randint(0, 364))


def _nickname(draft: Draft, random: Random) -> str:
    nickname = NICKNAMES.get(draft.name.given, "")
    if nickname and random.random() < 0.55:
        return nickname
    given = draft.name.given.split()
    return given[-1] if len(given) > 1 and random.random() < 0.4 else ""


def _pronouns(draft: Draft, random: Random) -> str:
    if draft.cast or random.random() > 0.42:
        return ""
    if random.random() < 0.03:
        return "they/them"
    return "she/her" if draft.name.gender == "f" else "he/him"


def _website(draft: Draft, random: Random) -> str:
    if random.random() > 0.05:
        return ""
    return f"https://{plain_ascii(draft.name.family).lower().replace(' ', '-')}.example"


def _bio(draft: Draft, random: Random) -> str:
    share = 0.66 if draft.status == CURRENT else 0.35 if draft.status == LEFT else 0.1
    if random.random() > share:
        return ""
    return write_bio(SHAPE[draft.seat.department].trade, draft.culture, random)


def _can_sign_in(draft: Draft, random: Random) -> bool:
    if draft.cast:
        return draft.status == CURRENT
    hands = TRADES[SHAPE[draft.seat.department].trade].works_with_hands
    share = 1.0 if draft.seat.rank != STAFF else 0.6 if hands else 0.96
    return draft.status == CURRENT and random.random() < share


def _contacts(draft: Draft, random: Random) -> tuple[ContactPlan, ...]:
    if draft.key == "employee":
        return (
            ContactPlan("Marek Wróblewski", "Husband", "+48 602 555 190", 1),
            ContactPlan("Ewa Krawczyk", "Mother", "+48 58 555 22 31", 2),
        )
    count = random.choices((0, 1, 2, 3), (10, 52, 32, 6))[0]
    kinds = random.sample(("partner", "Mother", "Father", "Sister", "Brother", "Friend"), k=3)
    return tuple(_contact(draft, kind, place, random) for place, kind in enumerate(kinds[:count], start=1))


def _contact(draft: Draft, kind: str, priority: int, random: Random) -> ContactPlan:
    own = draft.name.gender
    gender = {"Mother": "f", "Sister": "f", "Father": "m", "Brother": "m"}.get(kind, "m" if own == "f" else "f")
    relationship = kind
    if kind == "partner":
        relationship = random.choice(("Partner", "Wife" if gender == "f" else "Husband"))
    name = draw_relative(draft.name, CULTURES[draft.culture], gender, random)
    return ContactPlan(name, relationship, mobile_phone(draft.seat.location, random), priority)


def _portrait(draft: Draft, age: int, random: Random) -> PortraitPlan | None:
    if draft.cast:
        return draft.cast.portrait
    if random.random() > (0.36 if draft.status == CURRENT else 0.2):
        return None
    return draw_portrait(draft.culture, draft.name.gender, age, random)
