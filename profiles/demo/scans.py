"""Scanned papers as JPEG: a drawn page laid a little askew on the glass, with the grain of a scanner."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from profiles.demo.drawing import smooth
from profiles.demo.lettering import centre, letter, lettering_width
from profiles.demo.names import plain_ascii
from profiles.demo.plans import DocumentPlan, PersonPlan, PortraitPlan
from profiles.demo.portraits import draw

WIDTH, HEIGHT = 860, 1216
INK, QUIET = "#26221d", "#6b655c"
_NOBODY = {
    "f": PortraitPlan("#e6e6e6", "#555555", "#d8d0c8", "#4a4038", "long"),
    "m": PortraitPlan("#e6e6e6", "#555555", "#d8d0c8", "#4a4038", "short"),
}


def _date(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else "-"


def scan(paper: Image.Image, random: Random, *, size: tuple[int, int] = (WIDTH, HEIGHT)) -> bytes:
    """The paper as a scanner would deliver it."""
    glass = Image.new("RGB", size, "#f1f0ed")
    turned = paper.convert("RGBA").rotate(random.uniform(-1.5, 1.5), Image.Resampling.BILINEAR, expand=True)
    left = (size[0] - turned.width) // 2 + random.randint(-7, 7)
    top = (size[1] - turned.height) // 2 + random.randint(-7, 7)
    shadow = Image.new("L", size, 0)
    shadow.paste(turned.getchannel("A").point(lambda value: value // 3), (left + 5, top + 6))
    glass.paste("#7d7a75", mask=shadow.filter(ImageFilter.BoxBlur(6)))
    glass.paste(turned, (left, top), turned)
    coarse = (size[0] * 2 // 3, size[1] * 2 // 3)
    grain = Image.frombytes("L", coarse, random.randbytes(coarse[0] * coarse[1])).point(lambda value: value // 14)
    grain = grain.resize(size, Image.Resampling.BILINEAR)
    grey = Image.merge("RGB", (grain, grain, grain))
    stream = BytesIO()
    scanned = ImageChops.subtract(glass.filter(ImageFilter.BoxBlur(0.5)), grey)
    scanned.save(stream, "JPEG", quality=62, dpi=(104, 104))
    return stream.getvalue()


def _stamp(pen: ImageDraw.ImageDraw, x: int, y: int, ink: str, radius: int = 62) -> None:
    for shrink, width in ((0, 4), (12, 2), (40, 2)):
        r = radius - shrink
        if r > 0:
            pen.ellipse([x - r, y - r, x + r, y + r], outline=ink, width=width)


def _scribble(pen: ImageDraw.ImageDraw, x: int, y: int, random: Random) -> None:
    points = [
        (x + step * 8 + random.uniform(-16, 16), y + random.uniform(-48 if step < 6 else -26, 12)) for step in range(24)
    ]
    pen.line(smooth(points), fill="#2a3570", width=3, joint="curve")


def diploma(person: PersonPlan, document: DocumentPlan, random: Random) -> bytes:
    """A diploma in landscape."""
    width, height = HEIGHT - 70, WIDTH - 60
    paper = Image.new("RGB", (width, height), "#fbf6e8")
    pen = ImageDraw.Draw(paper)
    tint = random.choice(("#7a2f2f", "#2f4a7a", "#2f6a4a", "#6a5a2f"))
    for inset, line in ((26, 5), (38, 2), (46, 1)):
        pen.rectangle([inset, inset, width - inset, height - inset], outline=tint, width=line)
    centre(pen, width, 138, document.issuer, 38, ink=tint, bold=True)
    centre(pen, width, 250, "Diploma", 86, ink=INK)
    centre(pen, width, 316, "awarded to", 24, ink=QUIET)
    centre(pen, width, 388, person.latin_name, 54, ink=INK, bold=True)
    pen.line([(width * 0.24, 408), (width * 0.76, 408)], fill=QUIET, width=1)
    centre(pen, width, 460, "who has completed the course of study and passed all examinations", 24, ink=QUIET)
    day = document.issued_on or document.added_on
    centre(pen, width, 506, f"on {day.day} {day:%B %Y}", 26, ink=INK)
    _scribble(pen, 200, 640, random)
    pen.line([(170, 660), (430, 660)], fill=QUIET, width=1)
    letter(pen, (170, 686), "Dean", 20, ink=QUIET)
    _scribble(pen, width - 420, 640, random)
    pen.line([(width - 450, 660), (width - 190, 660)], fill=QUIET, width=1)
    letter(pen, (width - 450, 686), "Rector", 20, ink=QUIET)
    _stamp(pen, width // 2, 626, "#a03a34", 70)
    return scan(paper, random, size=(HEIGHT, WIDTH))


def certificate_scan(person: PersonPlan, document: DocumentPlan, random: Random) -> bytes:
    """A certificate in portrait."""
    width, height = WIDTH - 70, HEIGHT - 80
    paper = Image.new("RGB", (width, height), "#fdfcf7")
    pen = ImageDraw.Draw(paper)
    tint = random.choice(("#125c66", "#7a5a1e", "#3c4a6b", "#6b2f3a"))
    pen.rectangle([0, 0, width, 120], fill=tint)
    centre(pen, width, 74, document.issuer or "Register of qualifications", 34, ink="#ffffff", bold=True)
    centre(pen, width, 290, document.title, 48, ink=INK, bold=True)
    centre(pen, width, 372, "This document is evidence for", 24, ink=QUIET)
    centre(pen, width, 450, person.latin_name, 50, ink=INK, bold=True)
    centre(pen, width, 498, f"born {_date(person.birth_date)}", 22, ink=QUIET)
    number = f"{random.randint(100, 999)}/{random.randint(1000, 9999)}"
    rows = [("Number", number), ("Issued", _date(document.issued_on))]
    rows += [("Valid until", _date(document.expires_on))] if document.expires_on else []
    for place, (label, value) in enumerate(rows):
        letter(pen, (250, 610 + place * 46), label, 24, ink=QUIET)
        letter(pen, (420, 610 + place * 46), value, 26, ink=INK, bold=True)
    _scribble(pen, 120, 930, random)
    pen.line([(100, 950), (380, 950)], fill=QUIET, width=1)
    _stamp(pen, width - 190, 910, tint, 76)
    return scan(paper, random)


def _photo(person: PersonPlan, across: int) -> Image.Image:
    """A grey picture as on an identity document."""
    portrait = person.portrait or _NOBODY.get(person.gender, _NOBODY["m"])
    picture = draw(portrait, 320).finished()
    cropped = picture.crop((52, 20, 268, 300))
    return cropped.convert("L").convert("RGB").resize((across, round(across * 1.3)))


def _fields(pen: ImageDraw.ImageDraw, x: int, y: int, rows: list[tuple[str, str]], *, step: int = 50) -> None:
    for place, (label, value) in enumerate(rows):
        letter(pen, (x, y + place * step), label, 13, ink=QUIET)
        letter(pen, (x, y + place * step + 24), value, 21, ink=INK, bold=True)


def _zone(pen: ImageDraw.ImageDraw, x: int, y: int, lines: list[str], pitch: float) -> None:
    """A machine-readable zone: every sign in a cell of the same width."""
    for row, line in enumerate(lines):
        for column, sign in enumerate(line):
            aside = (pitch - lettering_width(sign, 24)) / 2
            letter(pen, (x + column * pitch + aside, y + row * 34), sign, 24, ink=INK)


def _specimen(paper: Image.Image) -> None:
    """The word that says what it is, across the paper."""
    layer = Image.new("L", paper.size, 0)
    centre(ImageDraw.Draw(layer), paper.width, paper.height * 0.58, "SPECIMEN", 96, ink="#4a4a4a", bold=True)
    paper.paste("#b03030", mask=layer.rotate(16, Image.Resampling.BICUBIC))


def _surname(person: PersonPlan) -> str:
    return plain_ascii(person.last_name).upper().replace(" ", "<").replace("-", "<")


def _given(person: PersonPlan) -> str:
    return plain_ascii(person.first_name).upper().replace(" ", "<").replace("-", "<")


def passport(person: PersonPlan, document: DocumentPlan, random: Random) -> bytes:
    """The page of a passport with the picture, marked as a specimen of the country that does not exist."""
    paper = Image.new("RGB", (WIDTH - 60, 580), "#e9efe6")
    pen = ImageDraw.Draw(paper)
    for y in range(0, 580, 9):
        pen.line([(0, y), (WIDTH, y + random.randint(-6, 6))], fill="#dde7da", width=2)
    number = f"{random.choice('ABCDEFGH')}{random.randint(1000000, 9999999)}"
    letter(pen, (40, 58), "UTOPIA", 30, ink="#36513f", bold=True)
    letter(pen, (190, 58), "Passport", 22, ink="#36513f")
    letter(pen, (610, 58), number, 24, ink=INK, bold=True)
    paper.paste(_photo(person, 200), (40, 96))
    rows = [
        ("Surname", person.last_name),
        ("Given names", person.first_name),
        ("Date of birth", _date(person.birth_date)),
        ("Date of issue", _date(document.issued_on)),
        ("Date of expiry", _date(document.expires_on)),
    ]
    _fields(pen, 280, 118, rows, step=56)
    born = f"{person.birth_date:%y%m%d}"
    until = f"{document.expires_on:%y%m%d}" if document.expires_on else "000000"
    name = f"P<UTO{_surname(person)}<<{_given(person)}".ljust(44, "<")[:44]
    _specimen(paper)
    _zone(pen, 34, 506, [name, f"{number}<0UTO{born}0X{until}0".ljust(44, "<")[:44]], 16.7)
    return scan(paper, random, size=(WIDTH, 700))


def permit(person: PersonPlan, document: DocumentPlan, random: Random) -> bytes:
    """A residence and work permit: a card, and the stamp of the copy."""
    paper = Image.new("RGB", (WIDTH - 40, HEIGHT - 40), "#fefefd")
    card = Image.new("RGB", (720, 452), "#e4e9f2")
    pen = ImageDraw.Draw(card)
    pen.rectangle([0, 0, 720, 66], fill="#5a6b92")
    letter(pen, (26, 43), document.title.upper(), 24, ink="#ffffff", bold=True)
    card.paste(_photo(person, 176), (28, 96))
    number = f"{random.choice('RTZ')}{random.randint(100000, 999999)}"
    rows = [
        ("Name", person.latin_name),
        ("Born", f"{_date(person.birth_date)}, {person.nationality}"),
        ("Kind", "Work, with employer named in the file"),
        ("Issued", _date(document.issued_on)),
        ("Valid until", _date(document.expires_on)),
    ]
    _fields(pen, 236, 112, rows)
    letter(pen, (28, 398), number, 22, ink=INK, bold=True)
    _specimen(card)
    paper.paste(card, (48, 84))
    pen = ImageDraw.Draw(paper)
    letter(pen, (48, 640), f"Copy for {person.company.split()[0]} personnel file", 24, ink=QUIET)
    letter(pen, (48, 680), f"Original seen on {_date(document.added_on)}", 24, ink=QUIET)
    _scribble(pen, 70, 770, random)
    return scan(paper, random)


def scan_for(document: DocumentPlan) -> Callable[[PersonPlan, DocumentPlan, Random], bytes]:
    """The drawing that fits a document."""
    if document.type == "work-permit":
        return permit
    if document.type == "id-document":
        return passport
    return diploma if document.title.startswith("Diploma") else certificate_scan
