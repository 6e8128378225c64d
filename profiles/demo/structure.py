"""What Nordlys Instruments is made of: its places of work, its departments and who works where."""

from dataclasses import dataclass
from datetime import date

from profiles.demo.plans import LocationPlan

COMPANY = "Nordlys Instruments"
FOUNDED_YEARS_AGO = 20

LOCATIONS: tuple[LocationPlan, ...] = (
    LocationPlan(
        "cph",
        "København",
        "København",
        "DK",
        "Europe/Copenhagen",
        "Refshalevej 171, 1432 København K",
        "Nordlys Instruments A/S",
    ),
    LocationPlan(
        "gdn",
        "Gdańsk",
        "Gdańsk",
        "PL",
        "Europe/Warsaw",
        "ul. Twarda 12, 80-871 Gdańsk",
        "Nordlys Polska sp. z o.o.",
    ),
    LocationPlan(
        "lis",
        "Lisboa",
        "Lisboa",
        "PT",
        "Europe/Lisbon",
        "Rua do Açúcar 76, 1950-009 Lisboa",
        "Nordlys Portugal, Lda.",
    ),
    LocationPlan(
        "nbo",
        "Nairobi",
        "Nairobi",
        "KE",
        "Africa/Nairobi",
        "Lusaka Road 40, 00100 Nairobi",
        "Nordlys East Africa Ltd",
    ),
    LocationPlan(
        "dub", "Dublin", "Dublin", "IE", "Europe/Dublin", "Sandyford Park 8, Dublin 18", "Nordlys Ireland Ltd"
    ),
    LocationPlan("brq", "Brno", "Brno", "CZ", "Europe/Prague", "Tuřanka 115, 627 00 Brno", "Nordlys Česko s.r.o."),
    LocationPlan(
        "izm",
        "İzmir",
        "İzmir",
        "TR",
        "Europe/Istanbul",
        "Atatürk OSB 10006 Sk. 21, 35620 Çiğli, İzmir",
        "Nordlys Türkiye Ölçüm A.Ş.",
    ),
    LocationPlan(
        "blr",
        "Bengaluru",
        "Bengaluru",
        "IN",
        "Asia/Kolkata",
        "14 Peenya Phase II, Bengaluru 560058",
        "Nordlys Instruments India Pvt. Ltd.",
    ),
    LocationPlan(
        "yok",
        "Yokohama",
        "Yokohama",
        "JP",
        "Asia/Tokyo",
        "Kohoku-ku, Shin-Yokohama 2-5-11, Yokohama 222-0033",
        "Nordlys Japan K.K.",
    ),
)

# Who works where, by culture of the name: a weight for each.
CULTURES_AT: dict[str, dict[str, int]] = {
    "cph": {"danish": 58, "swedish": 8, "icelandic": 4, "finnish": 4, "german": 6, "polish": 5, "arabic": 4,
            "turkish": 3, "indian-north": 3, "english": 3, "chinese": 2, "ukrainian": 2, "spanish": 2},
    "gdn": {"polish": 76, "ukrainian": 8, "turkish": 3, "indian-south": 2, "arabic": 3, "spanish": 2,
            "czech": 1, "chinese": 3, "vietnamese": 3, "german": 1},
    "lis": {"portuguese": 74, "brazilian": 12, "spanish": 7, "indian-north": 3, "nigerian": 2,
            "ukrainian": 2},
    "nbo": {"kenyan": 82, "ethiopian": 5, "nigerian": 5, "indian-north": 5, "arabic": 3},
    "dub": {"irish": 64, "polish": 8, "english": 9, "brazilian": 6, "indian-south": 7, "nigerian": 6},
    "brq": {"czech": 78, "ukrainian": 9, "vietnamese": 7, "german": 3, "polish": 3},
    "izm": {"turkish": 92, "arabic": 6, "german": 2},
    "blr": {"indian-south": 70, "indian-north": 28, "english": 2},
    "yok": {"japanese": 82, "chinese": 7, "korean": 6, "vietnamese": 5},
}  # fmt: skip


@dataclass(frozen=True)
class DepartmentShape:
    """A department with its share of the people, its trade (for titles and papers) and where it works."""

    code: str
    name: str
    parent: str
    weight: float
    trade: str
    cost_centre: str
    at: dict[str, int]
    age_years: int = FOUNDED_YEARS_AGO

    def started_on(self, today: date) -> date:
        """The first day of the department: a 1 January."""
        return date(today.year - self.age_years, 1, 1)


SHAPES: tuple[DepartmentShape, ...] = (
    DepartmentShape("mgt", "Management", "", 2.0, "management", "1000", {"cph": 1}),
    DepartmentShape("eng", "Engineering", "", 3.0, "engineering", "2000", {"cph": 3, "gdn": 1}),
    DepartmentShape("eng-mech", "Mechanical design", "eng", 6.0, "mechanics", "2100", {"cph": 3, "brq": 2}),
    DepartmentShape("eng-elec", "Electronics", "eng", 6.0, "electronics", "2200", {"cph": 2, "gdn": 3}),
    DepartmentShape("eng-soft", "Software", "eng", 4.0, "software", "2300", {"cph": 2, "gdn": 2}),
    DepartmentShape("eng-firm", "Firmware", "eng-soft", 4.0, "software", "2310", {"gdn": 2, "brq": 1}, 11),
    DepartmentShape("eng-data", "Data and cloud", "eng-soft", 6.0, "software", "2320", {"blr": 4, "cph": 1}, 7),
    DepartmentShape("man", "Manufacturing", "", 2.0, "manufacturing", "3000", {"gdn": 1}),
    DepartmentShape("man-mach", "Machining", "man", 9.0, "machining", "3100", {"brq": 3, "gdn": 2}),
    DepartmentShape("man-asm", "Assembly", "man", 10.0, "assembly", "3200", {"gdn": 1}),
    DepartmentShape("man-opt", "Optical assembly", "man-asm", 5.0, "assembly", "3210", {"gdn": 3, "yok": 1}, 14),
    DepartmentShape("man-clean", "Clean room", "man-opt", 3.5, "assembly", "3211", {"gdn": 1}, 9),
    DepartmentShape("man-qa", "Quality", "man", 5.0, "quality", "3300", {"gdn": 3, "brq": 1}),
    DepartmentShape("cal", "Calibration Lab", "", 3.0, "calibration", "4100", {"gdn": 1}),
    DepartmentShape("cal-len", "Length Lab", "cal", 3.5, "calibration", "4120", {"gdn": 1}),
    DepartmentShape("cal-pres", "Pressure", "cal", 3.5, "calibration", "4130", {"gdn": 2, "lis": 2}, 15),
    DepartmentShape("cal-opt", "Optics", "cal", 3.5, "calibration", "4140", {"gdn": 2, "cph": 1, "yok": 1}, 13),
    DepartmentShape("cal-field", "Field", "cal", 4.0, "field", "4150", {"nbo": 3, "izm": 2, "gdn": 1}, 10),
    DepartmentShape("cal-serv", "Service", "cal", 2.5, "service", "4160", {"dub": 2, "gdn": 1}, 8),
    DepartmentShape("sal", "Sales and service", "", 2.0, "sales", "5000", {"cph": 1, "dub": 1}),
    DepartmentShape("sal-north", "Northern Europe", "sal", 4.0, "sales", "5100", {"cph": 2, "dub": 2}),
    DepartmentShape("sal-south", "Southern Europe and Türkiye", "sal", 3.5, "sales", "5200", {"lis": 3, "izm": 2}),
    DepartmentShape("sal-world", "Africa and Asia", "sal", 4.0, "sales", "5300", {"nbo": 3, "yok": 2, "blr": 1}, 12),
    DepartmentShape("sup", "Supply chain", "", 2.0, "supply", "6000", {"gdn": 1}),
    DepartmentShape("sup-buy", "Purchasing", "sup", 3.0, "supply", "6100", {"gdn": 2, "brq": 1}),
    DepartmentShape("sup-ware", "Warehouse and shipping", "sup", 5.0, "warehouse", "6200", {"gdn": 3, "brq": 1}),
    DepartmentShape("fin", "Finance and legal", "", 2.0, "finance", "7000", {"cph": 1}),
    DepartmentShape("fin-acc", "Accounting", "fin", 4.0, "finance", "7100", {"gdn": 2, "cph": 1}),
    DepartmentShape("fin-aud", "Legal and internal audit", "fin", 1.5, "legal", "7200", {"cph": 1}),
    DepartmentShape("peo", "People and culture", "", 2.5, "people", "8000", {"cph": 2, "gdn": 2}),
    DepartmentShape("peo-rec", "Recruiting and learning", "peo", 1.5, "people", "8100", {"gdn": 1, "dub": 1}, 9),
    DepartmentShape("adm", "IT and administration", "", 4.0, "it", "9000", {"cph": 1, "gdn": 1}),
)
SHAPE: dict[str, DepartmentShape] = {shape.code: shape for shape in SHAPES}
LOCATION: dict[str, LocationPlan] = {place.key: place for place in LOCATIONS}


def lineage(code: str) -> list[str]:
    """The department's code and those above it, from the department upwards."""
    steps = [code]
    while parent := SHAPE[steps[-1]].parent:
        steps.append(parent)
    return steps


def level(code: str) -> int:
    """How deep the department lies: 1 at the top."""
    return len(lineage(code))
