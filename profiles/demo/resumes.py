"""Curricula vitae as PDF, in two layouts."""

from datetime import date
from random import Random

from profiles.demo.backgrounds import Background, Entry, tell_background
from profiles.demo.pdf import PAGE_HEIGHT, PAGE_WIDTH, Colour, Page, colour, write_pdf
from profiles.demo.pdf_text import latin, text_width
from profiles.demo.plans import PersonPlan
from profiles.demo.structure import LOCATION

QUIET: Colour = (0.42, 0.4, 0.37)
PALE: Colour = (0.85, 0.83, 0.8)
WHITE: Colour = (1.0, 1.0, 1.0)
ACCENTS = ("#125c66", "#8a4b2a", "#3c4a6b", "#4a6b3c", "#6b3c5a", "#2b2823")
_LEFT, _RIGHT = 56.0, PAGE_WIDTH - 56
_SIDEBAR = 178.0
PHOTO_PIXELS = 240


def write_cv(person: PersonPlan, on: date, *, photo: bytes = b"") -> bytes:
    """The CV of a person as of a day; ``photo`` is a JPEG of ``PHOTO_PIXELS`` squared, or nothing."""
    background = tell_background(person, on)
    random = Random(f"cv/{person.key}")  # noqa: S311 - not for secrets: files repeat for a seed
    accent = colour(random.choice(ACCENTS))
    page = Page()
    footer = f"{person.latin_name}, {on:%B %Y}"
    if photo or random.random() < 0.4:
        _draw_sidebar(page, person, background, accent, photo)
    else:
        _draw_plain(page, person, background, accent)
    page.text(_RIGHT - text_width(footer, 8), PAGE_HEIGHT - 34, footer, 8, ink=QUIET)
    return write_pdf([page], title=f"Curriculum vitae {on.year}", author=person.latin_name)


def _title_on(background: Background) -> str:
    return background.jobs[0].what if background.jobs else ""


def _contact(person: PersonPlan) -> list[str]:
    lines = [person.personal_email or person.email, person.mobile]
    if person.address is not None and latin(person.address.lines) == person.address.lines:
        lines.append(f"{person.address.lines}, {latin(person.address.city)}".rstrip(", "))
    return [line for line in lines if line]


def _draw_plain(page: Page, person: PersonPlan, background: Background, accent: Colour) -> None:
    """One column, headings over thin lines."""
    page.text(_LEFT, 78, person.latin_name, 25, bold=True)
    city = latin(LOCATION[person.jobs[0].location].city)
    page.text(_LEFT, 98, f"{_title_on(background)} · {city}", 11, ink=accent)
    page.text(_LEFT, 114, "  ·  ".join(_contact(person)), 8.5, ink=QUIET)
    y = 150.0
    if person.bio and latin(person.bio) == person.bio:
        y = page.paragraph(_LEFT, y, person.bio, _RIGHT - _LEFT, 10, ink=QUIET) + 14
    y = _section(page, "Experience", _LEFT, y, accent)
    for entry in background.jobs:
        y = _entry(page, entry, _LEFT, y, _RIGHT)
    y = _section(page, "Education", _LEFT, y + 8, accent)
    for entry in background.schools:
        y = _entry(page, entry, _LEFT, y, _RIGHT)
    y = _courses(page, background, _LEFT, y, _RIGHT, accent)
    y = _section(page, "Skills", _LEFT, y + 8, accent)
    y = page.paragraph(_LEFT, y, ", ".join(background.skills), _RIGHT - _LEFT) + 12
    y = _section(page, "Languages", _LEFT, y, accent)
    page.paragraph(_LEFT, y, ", ".join(background.languages), _RIGHT - _LEFT)


def _draw_sidebar(page: Page, person: PersonPlan, background: Background, accent: Colour, photo: bytes) -> None:
    """A coloured column with picture, contact and skills; experience beside it."""
    page.box(0, 0, _SIDEBAR, PAGE_HEIGHT, fill=accent)
    y = 56.0
    if photo:
        page.picture(photo, PHOTO_PIXELS, 34, 48, 110)
        y = 190.0
    y = _side_list(page, "Contact", _contact(person), y)
    y = _side_list(page, "Skills", list(background.skills), y)
    _side_list(page, "Languages", list(background.languages), y)
    left = _SIDEBAR + 34
    size = 24.0
    while text_width(person.latin_name, size, bold=True) > _RIGHT - left + 20:
        size -= 1
    page.text(left, 80, person.latin_name, size, bold=True)
    page.text(left, 100, _title_on(background), 11, ink=accent)
    y = _section(page, "Experience", left, 142, accent)
    for entry in background.jobs:
        y = _entry(page, entry, left, y, _RIGHT + 16)
    y = _section(page, "Education", left, y + 8, accent)
    for entry in background.schools:
        y = _entry(page, entry, left, y, _RIGHT + 16)
    _courses(page, background, left, y, _RIGHT + 16, accent)


def _courses(page: Page, background: Background, left: float, y: float, right: float, accent: Colour) -> float:
    if background.courses:
        y = _section(page, "Courses and licences", left, y + 8, accent)
        for entry in background.courses:
            y = _entry(page, entry, left, y, right)
    return y


def _side_list(page: Page, heading: str, lines: list[str], y: float) -> float:
    page.text(34, y, heading, 10.5, bold=True, ink=WHITE)
    y += 17
    for line in lines:
        y = page.paragraph(34, y, line, _SIDEBAR - 50, 8.5, ink=WHITE) + 2
    return y + 18


def _section(page: Page, heading: str, left: float, y: float, accent: Colour) -> float:
    page.text(left, y, heading, 12, bold=True, ink=accent)
    page.line(left, y + 6, _RIGHT + (16 if left > _LEFT else 0), y + 6, ink=PALE)
    return y + 24


def _entry(page: Page, entry: Entry, left: float, y: float, right: float) -> float:
    """When in a narrow column, what and where beside it, deeds below."""
    indent = left + 76
    page.text(left, y, entry.when, 9, ink=QUIET)
    page.text(indent, y, entry.what, 10.5, bold=True)
    y += 13.5
    page.text(indent, y, entry.where, 9.5, ink=QUIET)
    y += 15
    for deed in entry.deeds:
        page.text(indent, y, "•", 9, ink=QUIET)
        y = page.paragraph(indent + 10, y, deed, right - indent - 10, 9.5)
    return y + 9
