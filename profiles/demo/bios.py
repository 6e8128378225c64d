"""What people write about themselves: a sentence on the work of the trade, and one that is only theirs."""

from random import Random

ABOUT_WORK: dict[str, tuple[str, ...]] = {
    "management": (
        "Makes sure that what was decided on Monday is still true on Thursday.",
        "Keeps the calendar, the minutes and the peace.",
        "Turns long meetings into short lists.",
    ),
    "engineering": (
        "Draws the boxes and arrows that the rest of engineering argues about.",
        "Looks after the pressure range, from the first sketch to the last firmware release.",
        "Writes the manuals, and therefore finds the odd cases first.",
        "Translates between customers who say “roughly” and engineers who say “to within”.",
    ),
    "mechanics": (
        "Designs housings that survive a drop, a pressure washer and the odd forklift.",
        "Works on flexures and anything that must not move.",
        "Has strong opinions about tolerances and keeps them to two decimals.",
        "Builds prototypes on Tuesdays and explains on Wednesdays why they broke.",
    ),
    "electronics": (
        "Chases noise in analogue front ends, usually finds it in the cable.",
        "Lays out boards for the handheld range.",
        "Runs the test rack and the soldering course for newcomers.",
        "Knows every revision of the old sensor board by its smell.",
    ),
    "software": (
        "Writes the firmware that wakes up, measures, and goes back to sleep.",
        "Keeps the calibration cloud upright and its backups restorable.",
        "Moves measurements from instruments to graphs without losing a digit.",
        "Measures success in deleted lines of code.",
        "Automates the tests nobody wanted to do by hand.",
    ),
    "manufacturing": (
        "Plans the week so that assembly never waits for a screw.",
        "Walks the floor twice a day and carries the good ideas back up.",
        "Works on shorter changeovers and fewer surprises.",
    ),
    "machining": (
        "Turns and mills the bodies of the pressure series, mostly in stainless.",
        "Sets up the five-axis machine and teaches the apprentices to listen to it.",
        "Grinds gauge faces; a good day ends under a tenth of a micrometre.",
        "Started on the night shift, now looks after the tool store.",
    ),
    "assembly": (
        "Assembles and adjusts handheld gauges, about forty a week.",
        "Aligns optics in the clean room; does not own a wool sweater.",
        "Learned watchmaking first, which turns out to be the same thing with more paperwork.",
        "Looks after the adjustment benches and the people new to them.",
    ),
    "quality": (
        "Measures the things that measure things.",
        "Runs incoming inspection and the friendly war on rust.",
        "Writes the eight-step reports, then makes sure step eight happens.",
        "Operates the big coordinate measuring machine. Please do not lean on it.",
    ),
    "calibration": (
        "Calibrates gauge blocks and step gauges up to a metre.",
        "Keeps the reference standards and their traceability in order.",
        "Works out uncertainty budgets and is happy to explain them, with coffee.",
        "Looks after the interferometers; speaks softly near them.",
        "Responsible for the temperature of the room, to two hundredths of a degree.",
    ),
    "field": (
        "Calibrates on site: dairies, power stations, an observatory once.",
        "Drives the mobile laboratory and knows every weighbridge on the way to the coast.",
        "Plans the field rounds so that nobody spends a weekend in a lay-by.",
    ),
    "service": (
        "First voice that customers hear when an instrument comes back.",
        "Keeps promises to customers, and a list of them.",
        "Looks after the accounts of hospitals and water works.",
    ),
    "sales": (
        "Looks after distributors and learns their birthdays.",
        "Demonstrates instruments in places without a plug.",
        "Writes tenders; reads the small print so that others sleep well.",
        "Came from application support, still prefers the lab to the fair.",
    ),
    "supply": (
        "Buys the things with the longest lead times, and remembers when they were shorter.",
        "Looks after the suppliers of castings and springs.",
        "Plans what has to be here in fourteen weeks.",
    ),
    "warehouse": (
        "Packs instruments so that they arrive as they left.",
        "Knows where it is. Ask.",
        "Drives the van between the two Gdańsk sites, eight times a day.",
        "Counts stock, finds what others have lost.",
    ),
    "finance": (
        "Closes the month in four working days, aiming at three.",
        "Pays everybody on the 27th.",
        "Makes budgets readable for people who build instruments.",
        "Looks after the books of the smaller companies of the group.",
    ),
    "legal": (
        "Reads contracts so that others can measure.",
        "Looks after data protection and export control.",
        "Says “it depends” as rarely as possible.",
    ),
    "people": (
        "First contact for newcomers; has walked every fire exit.",
        "Finds the people we did not know we were missing.",
        "Runs the learning programme and the Thursday language lunch.",
    ),
    "it": (
        "Answers the help desk and labels the cables.",
        "Looks after the office, the plants and the lost-property box.",
        "Patches the servers on Tuesday evenings so that you never notice.",
    ),
}

ABOUT_SELF: tuple[str, ...] = (
    "Bakes rye bread at weekends.", "Cycles to work whatever the sky says.", "Sings second alto in a harbour choir.",
    "Coaches the under-elevens at handball.", "Keeps bees on a roof.", "Restores shortwave radios.",
    "Speaks three languages, one of them badly.", "Has two daughters and very little sleep.", "Runs, slowly, far.",
    "Plays chess by post.", "Volunteers with the lifeboats.", "Grows chillies on the window sill.",
    "Collects slide rules.", "Is writing a cookbook of soups.", "Swims in the sea all year.",
    "Plays bass in a wedding band.", "Builds model railways, scale N.", "Walks a greyhound called Newton.",
    "Paints signs for cafés.", "Reads maps for pleasure.", "Studied geology, still picks up stones.",
    "Studied part time until last summer; finally free on Sundays.", "Married to somebody from the other lab.",
    "Happy to show the old workshop to visitors.", "Referees amateur football.", "Knits during long calls.",
    "Dances tango on Wednesdays.", "Mends clocks for the neighbours.", "Photographs lighthouses.",
    "Allotment no. 114, courgettes to give away.", "Learning sign language.", "Former merchant navy.",
    "Has walked to Santiago twice.", "Ask about the sourdough.", "Takes the night train on principle.",
    "Works from home on Fridays.", "Back from parental leave since spring.", "Union representative.",
    "Fire warden on the second floor.", "Drinks tea. Has opinions about it.", "Mentor for apprentices.",
    "Climbs indoors, reads outdoors.", "Plays the oud.", "Helps at the repair café.",
)  # fmt: skip

IN_OWN_LANGUAGE: dict[str, tuple[str, ...]] = {
    "danish": (
        "Arbejder med måleudstyr på tiende år. Bor på Amager med to børn og en ladcykel.",
        "Har været med siden den gamle hal. Spørg endelig.",
    ),
    "polish": (
        "Od lat w pomiarach, po godzinach żegluję po Zatoce Gdańskiej.",
        "Pracuję na zmianie porannej. Lubię porządek na stanowisku i dobrą kawę.",
        "Szkolę nowych w montażu. Najpierw cierpliwość, potem śrubokręt.",
    ),
    "portuguese": ("Trabalho com clientes de norte a sul. Aos sábados, sempre no mercado.",),
    "spanish": ("Metrólogo de oficio, lector de tren por necesidad.",),
    "japanese": ("計測機器の組立を担当しています。週末は山に登ります。",),
    "turkish": ("Saha ölçümlerinden sorumluyum. Boş zamanımda İzmir körfezinde balık tutarım.",),
    "czech": ("Obrábím nerez a učím učně. Po práci včely.",),
    "arabic": ("أعمل في مختبر المعايرة، وأحب الخط العربي.",),
    "irish": ("Ag obair le custaiméirí ó thuaidh agus ó dheas. Labhair Gaeilge liom!",),
}


def write_bio(trade: str, culture: str, random: Random) -> str:
    """A short biography; a few people write theirs in their own language."""
    own = IN_OWN_LANGUAGE.get(culture)
    if own and random.random() < 0.09:
        return random.choice(own)
    sentences = [random.choice(ABOUT_WORK[trade])]
    if random.random() < 0.75:
        sentences.append(random.choice(ABOUT_SELF))
    return " ".join(sentences)
