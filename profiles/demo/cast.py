"""The cast: people of Nordlys Instruments whose stories are told, the five who sign in among them."""

from dataclasses import dataclass
from datetime import date

from profiles.demo.days import end_of_year, new_year, next_month
from profiles.demo.plans import AccountPlan, PortraitPlan

CEO, COO, SUCCESSOR = "ingrid.vestergaard", "soren.kjaergaard", "tomas.dvorak"
Anniversary = tuple[int, int, int]


@dataclass(frozen=True)
class Step:
    """One job of a cast member, from (calendar years ago, month, day), or from a coming day by name."""

    since: Anniversary | str
    title: str
    department: str = ""
    manager: str = ""
    fte: str = "1"
    employment_type: str = "permanent"
    note: str = ""

    def starts_on(self, today: date) -> date:
        """The day it begins."""
        if isinstance(self.since, str):
            return {"new year": new_year, "next month": next_month}[self.since](today)
        years, month, day = self.since
        return date(today.year - years, month, day)


@dataclass(frozen=True)
class CastMember:
    """Somebody with a fixed name, post and past; what is left empty is drawn like everybody else's."""

    key: str
    first_name: str
    last_name: str
    gender: str
    culture: str
    location: str
    department: str
    number: int
    steps: tuple[Step, ...]
    rank: str = "staff"
    manager: str = ""
    manager_is_head: bool = False
    full_name: str = ""
    email_name: str = ""
    preferred_name: str = ""
    pronouns: str = ""
    bio: str = ""
    website: str = ""
    work_phone: str = ""
    mobile: str = ""
    has_address: bool = True
    leaves: str = ""
    role: str = ""
    scope: str = ""
    portrait: PortraitPlan | None = None

    @property
    def latin_name(self) -> str:
        """The name in Latin letters, given name first unless the full name says otherwise."""
        return self.full_name.partition("|")[2] or f"{self.first_name} {self.last_name}"

    @property
    def shown_name(self) -> str:
        """The full name as it is shown, both scripts where there are two."""
        return self.full_name.replace("|", " ").strip() or self.latin_name

    @property
    def starts_in_future(self) -> bool:
        """Whether the first day is still to come."""
        return self.steps[0].since == "next month"

    def leave_date(self, today: date) -> date | None:
        """The last day, when it is agreed."""
        return end_of_year(today) if self.leaves else None


CAST: tuple[CastMember, ...] = (
    CastMember(
        CEO, "Ingrid Holm", "Vestergaard", "f", "danish", "cph", "mgt", 1,
        (Step((20, 1, 2), "Chief executive officer"),),
        rank="head", pronouns="she/her",
        bio="Started Nordlys in a boathouse on Refshaleøen with one lathe and a borrowed interferometer. "
        "Still reads every customer complaint on Fridays.",
    ),
    CastMember(
        COO, "Søren", "Kjærgaard", "m", "danish", "cph", "mgt", 4,
        (Step((19, 9, 1), "Production planner", "man", CEO), Step((15, 1, 1), "Production manager", "man", CEO),
         Step((8, 4, 1), "Chief operating officer", "mgt", CEO)),
        manager=CEO, pronouns="he/him",
        bio="Looks after everything that is made, measured or shipped. Believes that a good process is one "
        "nobody has to remember. Sails a wooden folkboat, slowly.",
        portrait=PortraitPlan("#dfe3d6", "#3c4a3a", "#f0cfb6", "#b98a4e", "short", beard="full"),
    ),
    CastMember(
        "amara.okonkwo", "Amara", "Okonkwo", "f", "nigerian", "dub", "sal", 121,
        (Step((8, 9, 1), "Key account manager", "sal", CEO),
         Step((4, 1, 1), "Chief commercial officer", "sal", CEO)),
        rank="head", manager=CEO, pronouns="she/her",
        bio="Sold her first pressure gauge to a brewery in Enugu. Runs sales from Dublin and speaks with every "
        "new distributor in person before anything is signed.",
        portrait=PortraitPlan("#ebdcc9", "#c07814", "#8a5a3c", "#221a17", "curls"),
    ),
    CastMember(
        "admin", "Sami", "Lehtonen", "m", "finnish", "cph", "adm", 52,
        (Step((11, 3, 1), "System administrator", "adm", CEO),
         Step((7, 1, 1), "Head of IT and administration", "adm", CEO)),
        rank="head", manager=CEO, email_name="sami.lehtonen", pronouns="he/him", role="administrator",
        bio="Keeps the servers, the keys and the coffee machine running. Prefers things that are boring on purpose.",
    ),
    CastMember(
        "hr", "Hana", "Novotná", "f", "czech", "cph", "peo", 112,
        (Step((8, 4, 1), "HR advisor", "peo", CEO), Step((5, 1, 1), "HR partner", "peo", CEO),
         Step((3, 3, 1), "Head of people and culture", "peo", CEO)),
        rank="head", manager=CEO, email_name="hana.novotna", pronouns="she/her", role="HR",
        bio="Came from Brno for one year and stayed. Answers questions about contracts, moves and everything you "
        "would rather not ask in the canteen.",
        portrait=PortraitPlan("#efe0d0", "#a4563d", "#efcdb4", "#3a2a22", "bun"),
    ),
    CastMember(
        "hr.scoped", "Olga", "Saarinen", "f", "finnish", "gdn", "peo", 179,
        (Step((6, 10, 1), "HR advisor", "peo", CEO), Step((3, 9, 1), "HR partner, Calibration Lab", "peo", "hr")),
        manager="hr", email_name="olga.saarinen", role="HR (scoped)", scope="cal", pronouns="she/her",
        bio="HR partner of the Calibration Lab. Keeps the list of who is allowed near which laser, and means it.",
        portrait=PortraitPlan("#dce4ee", "#49627a", "#f2d3bd", "#d9b46a", "bob", glasses="round"),
    ),
    CastMember(
        "auditor", "Aya", "Tanaka", "f", "japanese", "cph", "fin-aud", 205,
        (Step((5, 8, 2), "Internal auditor", "fin-aud", CEO),),
        manager=CEO, email_name="aya.tanaka", role="Auditor",
        bio="Asks who decided it, when, and where it is written down. Plays the cello in an orchestra of engineers.",
        portrait=PortraitPlan("#e4e0ec", "#4b4a63", "#f0cba9", "#1f1b1d", "fringe"),
    ),
    CastMember(
        "priya.raghunathan", "Priya", "Raghunathan", "f", "indian-south", "gdn", "cal", 233,
        (Step((4, 5, 16), "Principal metrologist", "cal", COO), Step((3, 1, 1), "Laboratory manager", "cal", COO)),
        rank="head", manager=COO, pronouns="she/her",
        bio="Runs the laboratory as if the assessor were coming tomorrow. Wrote her thesis on thermal expansion of "
        "granite and will tell you about it.",
        portrait=PortraitPlan("#d8ebe6", "#7a3f5d", "#a8714a", "#17120f", "long"),
    ),
    CastMember(
        SUCCESSOR, "Tomáš", "Dvořák", "m", "czech", "gdn", "cal", 87,
        (Step((9, 5, 2), "Metrology engineer", "cal", COO), Step((6, 1, 1), "Standards lead", "cal", COO),
         Step((2, 7, 1), "Standards lead", "cal", "priya.raghunathan"),
         Step("new year", "Head of supply chain", "sup", COO, note="Autumn moves, agreed in October")),
        manager="priya.raghunathan", pronouns="he/him",
        bio="Sits on two standards committees so that the rest of us need not. From January he looks after the "
        "supply chain.",
    ),
    CastMember(
        "employee", "Zofia", "Wróblewska", "f", "polish", "gdn", "cal", 147,
        (Step((7, 3, 4), "Calibration technician", "cal-len", SUCCESSOR),
         Step((5, 9, 1), "Metrology engineer", "cal", SUCCESSOR, "0.8", note="Part time during her master’s degree"),
         Step((2, 7, 1), "Senior metrology engineer", "cal", "priya.raghunathan"),
         Step("new year", "Head of metrology", "cal", "priya.raghunathan",
              note="Promotion agreed in the October review")),
        manager="priya.raghunathan", email_name="z.wroblewska", preferred_name="Zosia", pronouns="she/her",
        website="https://metrologia.example", work_phone="+48 58 555 01 47", mobile="+48 601 555 147",
        has_address=False,
        bio="Leads the length and angle laboratory. Joined as a technician, built the gauge block bench, and now "
        "trains assessors in three countries. Speaks Polish, English and some Danish.",
        portrait=PortraitPlan("#d9e6e4", "#2f5d66", "#eec9ae", "#8a5a35", "parted"),
    ),
    CastMember(
        "lukasz.zolkiewski", "Łukasz", "Żółkiewski", "m", "polish", "gdn", "cal", 152,
        (Step((7, 5, 6), "Laboratory assistant", "cal", SUCCESSOR),
         Step((4, 1, 1), "Calibration technician", "cal", "employee")),
        manager="employee",
    ),
    CastMember(
        "yara.alhaddad", "Yara", "Al-Haddad", "f", "arabic", "gdn", "cal", 291,
        (Step((3, 11, 6), "Calibration technician", "cal", "employee"),),
        manager="employee", full_name="يارا الحداد|Yara Al-Haddad",
        portrait=PortraitPlan("#f3e1dc", "#5b7a6b", "#d9a982", "#6d4a5e", "headscarf"),
    ),
    CastMember(
        "jose.munoz", "José Ángel", "Muñoz Ibáñez", "m", "spanish", "lis", "cal-pres", 276,
        (Step((3, 6, 1), "Metrology engineer", "cal-pres", "employee", employment_type="fixed_term"),),
        manager="employee", email_name="jose.munoz", preferred_name="José",
    ),
    CastMember(
        "emil.brandt", "Emil", "Brandt", "m", "danish", "cph", "cal-opt", 388,
        (Step((1, 9, 1), "Working student", "cal-opt", "employee", fte="0.4", employment_type="temporary"),),
        manager="employee", pronouns="they/them",
        bio="Studies physics and nano things. Here on Tuesdays and Thursdays, usually in the dark room.",
    ),
    CastMember(
        "ayse.yildirim", "Ayşe", "Yıldırım", "f", "turkish", "gdn", "cal-pres", 310,
        (Step((2, 5, 2), "Quality engineer", "cal-pres", "priya.raghunathan"),
         Step((1, 6, 1), "Quality engineer", "cal-pres", "priya.raghunathan", "0.6", note="Parental leave, part time"),
         Step("next month", "Quality engineer", "cal-pres", "priya.raghunathan", "0.8", note="Back to four days")),
        manager="priya.raghunathan", manager_is_head=True, pronouns="she/her",
    ),
    CastMember(
        "chidi.eze", "Chidi", "Eze", "m", "nigerian", "nbo", "cal-field", 198,
        (Step((5, 5, 3), "Field service engineer", "cal-field", "priya.raghunathan"),),
        manager="priya.raghunathan", manager_is_head=True, pronouns="he/him",
        bio="Calibrates what cannot travel: tanks, weighbridges, one very stubborn dam. Based in Nairobi, mostly on "
        "the road.",
        portrait=PortraitPlan("#f3dfe0", "#3d5a80", "#6b4430", "#17120f", "cropped", beard="goatee"),
    ),
    CastMember(
        "siobhan.nibhriain", "Siobhán", "Ní Bhriain", "f", "irish", "dub", "cal-serv", 264,
        (Step((3, 2, 20), "Account manager", "cal-serv", "priya.raghunathan"),),
        manager="priya.raghunathan", manager_is_head=True, leaves="resignation", pronouns="she/her",
    ),
    CastMember(
        "minhanh.nguyen", "Thị Minh Anh", "Nguyễn", "f", "vietnamese", "gdn", "cal-opt", 337,
        (Step((1, 2, 3), "Optics technician", "cal-opt", "priya.raghunathan"),),
        manager="priya.raghunathan", manager_is_head=True, full_name="|Nguyễn Thị Minh Anh",
        preferred_name="Minh Anh",
    ),
    CastMember(
        "bodil.ostergaard", "Bodil", "Østergaard", "f", "danish", "gdn", "sup", 9,
        (Step((18, 2, 1), "Buyer", "sup", CEO), Step((10, 1, 1), "Head of supply chain", "sup", COO)),
        rank="head", manager=COO, leaves="retirement", pronouns="she/her",
        bio="Eighteen years of finding the one supplier who has it in stock. Retires at New Year; the garden is "
        "waiting.",
        portrait=PortraitPlan("#e9e4d4", "#6b5b7b", "#f1d2bb", "#b9b4ab", "bob", glasses="round"),
    ),
    CastMember(
        "xiaoyu.li", "Xiaoyu", "Li", "f", "chinese", "gdn", "cal-opt", 415,
        (Step("next month", "Optics technician", "cal-opt", "priya.raghunathan"),),
        manager="priya.raghunathan", manager_is_head=True, full_name="李小雨|Li Xiaoyu",
    ),
    CastMember(
        "thora.einarsdottir", "Þóra", "Einarsdóttir", "f", "icelandic", "cph", "eng-data", 416,
        (Step("next month", "Data engineer", "eng-data", CEO),),
        manager=CEO, manager_is_head=True,
    ),
)  # fmt: skip

ACCOUNTS: tuple[AccountPlan, ...] = (
    AccountPlan("admin", "Sami Lehtonen, administrator", "everything; roles and access"),
    AccountPlan("hr", "Hana Novotná, HR", "change Zofia’s job from a day on"),
    AccountPlan("hr.scoped", "Olga Saarinen, HR, Calibration Lab", "sees her own departments alone"),
    AccountPlan("auditor", "Aya Tanaka, auditor", "reads everything, changes nothing"),
    AccountPlan("employee", "Zofia Wróblewska, engineer", "add a home address, upload a CV"),
)
