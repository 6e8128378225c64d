"""The files of the demonstration: real small documents, made on the spot from the plan."""

from dataclasses import dataclass
from datetime import date
from random import Random

from profiles.demo.certificates import write_certificate
from profiles.demo.contracts import write_contract
from profiles.demo.docx import write_cv_docx, write_reference
from profiles.demo.names import plain_ascii
from profiles.demo.paperwork import CONTRACT, CV
from profiles.demo.plans import DocumentPlan, PersonPlan
from profiles.demo.portraits import make_photo
from profiles.demo.resumes import PHOTO_PIXELS, write_cv
from profiles.demo.scans import scan_for

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class MadeFile:
    """A file as somebody would upload it."""

    name: str
    media_type: str
    content: bytes


def make_file(person: PersonPlan, document: DocumentPlan, *, version: int = 1) -> MadeFile:
    """One version of a document of a person; the last of its versions is as the plan says, earlier ones older."""
    age = document.versions - version
    on = document.added_on if not age else _earlier(person, document.added_on, age)
    name = f"{_stem(person, document, on)}.{document.form}"
    return MadeFile(name, MEDIA_TYPES[document.form], _content(person, document, on))


def _earlier(person: PersonPlan, day: date, versions: int) -> date:
    """A day some years before, though not before the person was hired."""
    return max(person.hire_date, date(day.year - 2 * versions, day.month, min(day.day, 28)))


def _content(person: PersonPlan, document: DocumentPlan, on: date) -> bytes:
    if document.form == "docx":
        return write_cv_docx(person, on) if document.type == CV else write_reference(person, document)
    if document.form == "jpg":
        # Not for secrets: the same plan has to give the same bytes.
        random = Random(f"scan/{person.key}/{document.title}")  # noqa: S311
        return scan_for(document)(person, document, random)
    if document.type == CV:
        photo = make_photo(person.portrait, PHOTO_PIXELS) if person.portrait else b""
        return write_cv(person, on, photo=photo)
    return write_contract(person, document) if document.type == CONTRACT else write_certificate(person, document)


def _stem(person: PersonPlan, document: DocumentPlan, on: date) -> str:
    """A file name as people give them: with the name, and a word or a number that they thought of."""
    family = plain_ascii(person.last_name).replace(" ", "-")
    random = Random(f"name/{person.key}/{document.title}")  # noqa: S311 - see above
    if document.type == CV:
        return random.choice((f"CV {family} {on.year}", f"cv-{on.year}", f"{family}_CV", f"{family} curriculum vitae"))
    if document.form == "jpg":
        number = random.randint(1000, 9999)
        return random.choice((f"Scan{number}", f"IMG_{on:%Y%m%d}_{number}", f"{family} {document.title}"))
    return f"{document.title} - {family}"
