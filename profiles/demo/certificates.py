"""Certificates and licences as PDF: one page with a border, a name and a last day."""

from datetime import date
from random import Random

from profiles.demo.pdf import PAGE_HEIGHT, PAGE_WIDTH, Colour, Page, colour, write_pdf
from profiles.demo.pdf_text import text_width
from profiles.demo.plans import DocumentPlan, PersonPlan

QUIET: Colour = (0.42, 0.4, 0.37)
_INVENTED = "An invented certificate of an invented institute, for demonstration."
_TINTS = ("#125c66", "#7a5a1e", "#3c4a6b", "#6b2f3a", "#35553a")


def draw_signature(page: Page, x: float, y: float, random: Random) -> None:
    """A scribble as of a pen, about 110 points wide."""
    points = [(x, y)]
    for step in range(1, 25):
        height = 24 if step < 7 else 14
        points.append((x + step * 4.6 + random.uniform(-9, 9), y + random.uniform(-height, 8)))
    page.curve(points, ink=(0.12, 0.16, 0.42))


def _seal(page: Page, x: float, y: float, tint: Colour) -> None:
    """A round seal: circles of four curves each."""
    for radius, width in ((34, 1.6), (29, 0.6), (12, 0.8)):
        bend = radius * 0.5523
        page.curve(
            [(x + radius, y), (x + radius, y + bend), (x + bend, y + radius), (x, y + radius),
             (x - bend, y + radius), (x - radius, y + bend), (x - radius, y),
             (x - radius, y - bend), (x - bend, y - radius), (x, y - radius),
             (x + bend, y - radius), (x + radius, y - bend), (x + radius, y)],
            ink=tint,
            width=width,
        )  # fmt: skip
    page.text(x - text_width("VALID", 6.5, bold=True) / 2, y + 2.4, "VALID", 6.5, bold=True, ink=tint)


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def write_certificate(person: PersonPlan, document: DocumentPlan) -> bytes:
    """The certificate that the document plan speaks of."""
    random = Random(f"certificate/{person.key}/{document.title}")  # noqa: S311 - repeats for a seed
    tint = colour(random.choice(_TINTS))
    page = Page()
    page.frame(28, 28, PAGE_WIDTH - 56, PAGE_HEIGHT - 56, ink=tint, line=2.4)
    page.frame(36, 36, PAGE_WIDTH - 72, PAGE_HEIGHT - 72, ink=tint, line=0.6)
    page.centred(132, document.issuer, 13, bold=True, ink=tint)
    page.line(PAGE_WIDTH / 2 - 60, 148, PAGE_WIDTH / 2 + 60, 148, ink=tint)
    page.centred(226, "Certificate", 38, bold=True)
    page.centred(274, "This is to certify that", 11, ink=QUIET)
    size = 27.0
    while text_width(person.latin_name, size, bold=True) > PAGE_WIDTH - 130:
        size -= 1
    page.centred(316, person.latin_name, size, bold=True)
    page.line(120, 328, PAGE_WIDTH - 120, 328, ink=QUIET, width=0.4)
    page.centred(358, "has met the requirements and passed the examination for", 11, ink=QUIET)
    size = 20.0
    while text_width(document.title, size, bold=True) > PAGE_WIDTH - 120:
        size -= 1
    page.centred(398, document.title, size, bold=True, ink=tint)
    issued, expires = document.issued_on, document.expires_on
    number = f"{random.randint(10, 99)}-{random.randint(10000, 99999)}"
    facts = [("Number", number)]
    facts += [("Issued", _long(issued))] if issued else []
    facts += [("Valid until", _long(expires))] if expires else []
    for place, (label, value) in enumerate(facts):
        page.text(196, 470 + place * 20, label, 10, ink=QUIET)
        page.text(290, 470 + place * 20, value, 10.5, bold=True)
    draw_signature(page, 118, 640, random)
    page.line(100, 656, 250, 656, ink=QUIET)
    page.text(100, 670, "Head of certification", 9, ink=QUIET)
    _seal(page, PAGE_WIDTH - 160, 640, tint)
    page.centred(PAGE_HEIGHT - 74, _INVENTED, 7.5, ink=QUIET)
    return write_pdf([page], title=document.title, author=document.issuer)
