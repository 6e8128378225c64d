"""The trades of the company: titles from first job to last, heads, and what people are certified for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trade:
    """Titles of a trade.

    ``tracks`` are careers from the first title to the last; ``certificates`` are (title, issuer, years).
    """

    director: str
    head: str
    lead: str
    tracks: tuple[tuple[str, ...], ...]
    certificates: tuple[tuple[str, str, int], ...] = ()
    works_with_hands: bool = False


_FIRST_AID = ("First aid at work", "Northern First Aid Association", 2)
_WORK_SAFETY = ("Work safety representative", "Centre for Safe Work", 5)
_ISO_17025 = ("ISO/IEC 17025 internal assessor", "Baltic Assessor Institute", 3)
_ISO_9001 = ("ISO 9001 internal auditor", "Baltic Assessor Institute", 3)

TRADES: dict[str, Trade] = {
    "management": Trade(
        "Chief executive officer",
        "Chief of staff",
        "Programme manager",
        (
            ("Executive assistant", "Senior executive assistant"),
            ("Project officer", "Programme manager", "Chief of staff"),
        ),
        (_FIRST_AID,),
    ),
    "engineering": Trade(
        "Director of engineering",
        "Product manager",
        "Systems lead",
        (
            ("Systems engineer", "Senior systems engineer", "Principal systems engineer"),
            ("Product owner", "Product manager", "Senior product manager"),
            ("Technical writer", "Senior technical writer"),
        ),
        (("Functional safety engineer", "Institute for Safe Machines", 5), _ISO_9001),
    ),
    "mechanics": Trade(
        "Director of engineering",
        "Head of mechanical design",
        "Lead mechanical engineer",
        (
            (
                "Design engineer",
                "Mechanical engineer",
                "Senior mechanical engineer",
                "Principal mechanical engineer",
            ),
            ("Prototype technician", "Senior prototype technician"),
        ),
        (
            ("Geometrical tolerancing, level 2", "Nordic Drawing Office School", 5),
            ("Certified CAD professional", "Drafting Guild", 3),
        ),
    ),
    "electronics": Trade(
        "Director of engineering",
        "Head of electronics",
        "Lead electronics engineer",
        (
            ("Junior electronics engineer", "Electronics engineer", "Senior electronics engineer"),
            ("Test engineer", "Senior test engineer"),
            ("PCB designer", "Senior PCB designer"),
        ),
        (
            ("Electrostatic discharge coordinator", "ESD Training Centre", 3),
            ("Electrical work under voltage", "Centre for Safe Work", 3),
        ),
    ),
    "software": Trade(
        "Director of engineering",
        "Head of software",
        "Lead software engineer",
        (
            (
                "Junior software developer",
                "Software developer",
                "Senior software developer",
                "Staff engineer",
            ),
            ("Data analyst", "Data engineer", "Senior data engineer"),
            ("Test automation engineer", "Senior test automation engineer"),
        ),
        (
            ("Secure software development", "Open Security Academy", 3),
            ("Cloud operations practitioner", "Institute of Cloud Practice", 2),
        ),
    ),
    "manufacturing": Trade(
        "Director of manufacturing",
        "Production manager",
        "Production planner",
        (
            ("Production planner", "Senior production planner"),
            ("Process engineer", "Senior process engineer"),
        ),
        (_WORK_SAFETY, ("Lean practitioner, green belt", "Flow Institute", 4)),
    ),
    "machining": Trade(
        "Director of manufacturing",
        "Head of machining",
        "Shift lead, machining",
        (
            ("Apprentice machinist", "CNC operator", "CNC machinist", "Senior CNC machinist"),
            ("Toolmaker", "Senior toolmaker"),
            ("Grinding operator", "Precision grinder"),
        ),
        (
            ("Overhead crane operator", "Centre for Safe Work", 5),
            ("Forklift licence", "Centre for Safe Work", 5),
            _FIRST_AID,
        ),
        works_with_hands=True,
    ),
    "assembly": Trade(
        "Director of manufacturing",
        "Head of assembly",
        "Shift lead, assembly",
        (
            ("Assembly operator", "Instrument assembler", "Senior instrument assembler"),
            ("Trainee instrument maker", "Instrument maker", "Master instrument maker"),
            ("Adjustment technician", "Senior adjustment technician"),
        ),
        (
            ("Soldering of electronic assemblies", "ESD Training Centre", 2),
            ("Clean room conduct", "Clean Technology Forum", 2),
            _FIRST_AID,
        ),
        works_with_hands=True,
    ),
    "quality": Trade(
        "Director of manufacturing",
        "Head of quality",
        "Lead quality engineer",
        (
            ("Inspector", "Quality technician", "Quality engineer", "Senior quality engineer"),
            ("Coordinate measuring technician", "Senior coordinate measuring technician"),
        ),
        (_ISO_9001, ("Coordinate metrology, level 2", "School of Metrology", 5)),
    ),
    "calibration": Trade(
        "Laboratory manager",
        "Laboratory lead",
        "Senior metrologist",
        (
            (
                "Laboratory assistant",
                "Calibration technician",
                "Senior calibration technician",
                "Calibration specialist",
            ),
            (
                "Junior metrologist",
                "Metrology engineer",
                "Senior metrology engineer",
                "Principal metrologist",
            ),
            ("Optics technician", "Senior optics technician"),
        ),
        (
            _ISO_17025,
            ("Measurement uncertainty, advanced", "School of Metrology", 5),
            ("Laser safety officer", "Institute for Safe Light", 3),
            ("Radiation safety, level 2", "Institute for Safe Light", 3),
            ("Pressure metrology, level 2", "School of Metrology", 5),
        ),
    ),
    "field": Trade(
        "Laboratory manager",
        "Head of field calibration",
        "Field team lead",
        (
            ("Field technician", "Field service engineer", "Senior field service engineer"),
            ("Calibration technician", "Mobile calibration specialist"),
        ),
        (
            ("Forklift licence", "Centre for Safe Work", 5),
            ("Work at height", "Centre for Safe Work", 2),
            ("Defensive driving", "Road Skills Kenya", 3),
            _ISO_17025,
        ),
    ),
    "service": Trade(
        "Laboratory manager",
        "Service manager",
        "Service team lead",
        (
            ("Service coordinator", "Senior service coordinator"),
            ("Account manager", "Senior account manager"),
        ),
        (("Customer service professional", "Service Guild", 3), _FIRST_AID),
    ),
    "sales": Trade(
        "Chief commercial officer",
        "Regional sales manager",
        "Key account manager",
        (
            ("Sales assistant", "Account manager", "Senior account manager", "Key account manager"),
            ("Application engineer", "Senior application engineer"),
            ("Tender specialist", "Senior tender specialist"),
        ),
        (
            ("Consultative selling", "Service Guild", 3),
            ("Export control basics", "Trade Compliance School", 2),
        ),
    ),
    "supply": Trade(
        "Head of supply chain",
        "Purchasing manager",
        "Lead buyer",
        (("Purchasing assistant", "Buyer", "Strategic buyer"), ("Supply planner", "Senior supply planner")),
        (
            ("Export control basics", "Trade Compliance School", 2),
            ("Certified purchasing professional", "Buyers’ Institute", 4),
        ),
    ),
    "warehouse": Trade(
        "Head of supply chain",
        "Warehouse manager",
        "Shift lead, warehouse",
        (
            ("Warehouse operative", "Warehouse specialist", "Stock controller"),
            ("Packer", "Shipping clerk", "Shipping specialist"),
            ("Driver", "Senior driver"),
        ),
        (
            ("Forklift licence", "Centre for Safe Work", 5),
            ("Dangerous goods by air", "Trade Compliance School", 2),
            _FIRST_AID,
        ),
        works_with_hands=True,
    ),
    "finance": Trade(
        "Chief financial officer",
        "Head of accounting",
        "Lead accountant",
        (
            ("Accounts assistant", "Accountant", "Senior accountant"),
            ("Payroll specialist", "Senior payroll specialist"),
            ("Financial analyst", "Controller", "Senior controller"),
        ),
        (
            ("Chartered accountant, continuing education", "Institute of Accountants", 1),
            ("International reporting standards", "Institute of Accountants", 3),
        ),
    ),
    "legal": Trade(
        "Chief financial officer",
        "General counsel",
        "Senior counsel",
        (
            ("Paralegal", "Legal counsel", "Senior legal counsel"),
            ("Compliance officer", "Senior compliance officer"),
        ),
        (
            ("Certified compliance professional", "Trade Compliance School", 3),
            ("Data protection officer", "Privacy Academy", 3),
        ),
    ),
    "people": Trade(
        "Head of people and culture",
        "Recruiting manager",
        "Senior HR partner",
        (
            ("HR assistant", "HR advisor", "HR partner", "Senior HR partner"),
            ("Recruiter", "Senior recruiter"),
            ("Learning coordinator", "Learning designer"),
        ),
        (("Labour law update", "Institute of Working Life", 1), ("Certified coach", "House of Coaching", 3)),
    ),
    "it": Trade(
        "Head of IT and administration",
        "Head of IT operations",
        "IT operations lead",
        (
            ("IT support technician", "System administrator", "Senior system administrator"),
            ("Facilities coordinator", "Facilities manager"),
            ("Office coordinator", "Office manager"),
            ("Receptionist", "Office coordinator"),
        ),
        (
            ("Service management foundation", "Institute of IT Practice", 3),
            ("Information security practitioner", "Open Security Academy", 3),
            _FIRST_AID,
        ),
    ),
}

# Heads of particular departments whose titles the trade alone does not give.
HEAD_TITLES: dict[str, str] = {
    "eng-firm": "Head of firmware",
    "eng-data": "Head of data and cloud",
    "man-opt": "Lead, optical assembly",
    "man-clean": "Clean room lead",
    "cal-len": "Head of the Length Lab",
    "cal-pres": "Head of pressure calibration",
    "cal-opt": "Head of optical calibration",
    "cal-serv": "Service manager",
    "sal-north": "Regional manager, Northern Europe",
    "sal-south": "Regional manager, Southern Europe",
    "sal-world": "Regional manager, Africa and Asia",
}
