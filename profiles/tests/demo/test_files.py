"""Every file of the demonstration opens, and says what it should."""

import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from profiles.demo.files import MadeFile, make_file
from profiles.demo.pdf import Page, write_pdf
from profiles.demo.pdf_text import text_width, wrap
from profiles.demo.plans import CompanyPlan, DocumentPlan, PersonPlan
from profiles.demo.portraits import PIXELS, make_photo
from profiles.lib.filetypes import check_structure, detect

PEOPLE_LOOKED_AT = 45


def papers(company: CompanyPlan, form: str) -> list[tuple[PersonPlan, DocumentPlan]]:
    """The documents of one form, of the first people."""
    return [
        (person, document)
        for person in company.people[:PEOPLE_LOOKED_AT]
        for document in person.documents
        if document.form == form
    ]


def made(company: CompanyPlan, form: str) -> list[MadeFile]:
    """The files of one form."""
    return [make_file(person, document, version=document.versions) for person, document in papers(company, form)]


def test_the_same_plan_gives_the_same_bytes(company: CompanyPlan) -> None:
    person = company.person("employee")

    for document in person.documents:
        assert make_file(person, document) == make_file(person, document)


def test_versions_differ(company: CompanyPlan) -> None:
    person = company.person("employee")
    cv = next(document for document in person.documents if document.type == "cv")

    assert len({make_file(person, cv, version=number).content for number in (1, 2, 3)}) == 3


@pytest.mark.parametrize("form", ["pdf", "jpg", "docx"])
def test_every_file_passes_the_checks_of_an_upload(company: CompanyPlan, form: str) -> None:
    files = made(company, form)

    assert files
    for file in files:
        found = detect(BytesIO(file.content))
        assert found is not None
        assert found.code == form
        check_structure(BytesIO(file.content), found)


def test_offsets_in_a_pdf_point_to_its_objects(company: CompanyPlan) -> None:
    for file in made(company, "pdf"):
        start = int(file.content.rsplit(b"startxref", 1)[1].split()[0])
        table = file.content[start:].split(b"trailer")[0].splitlines()[3:]
        assert len(table) >= 8
        for number, line in enumerate(table, start=1):
            assert file.content[int(line[:10]) :].startswith(b"%d 0 obj" % number)


def test_a_reader_opens_every_pdf_and_finds_the_name(company: CompanyPlan) -> None:
    pdfium = pytest.importorskip("pypdfium2", reason="no PDF reader is installed here")

    for person, document in papers(company, "pdf"):
        pages = pdfium.PdfDocument(make_file(person, document).content)
        text = "".join(page.get_textpage().get_text_range() for page in pages)
        assert len(pages) == (2 if document.type == "contract" else 1)
        assert re.sub(r"\s", "", person.latin_name) in re.sub(r"\s", "", text)


def test_accents_that_the_font_lacks_are_drawn_and_can_be_searched() -> None:
    pdfium = pytest.importorskip("pypdfium2", reason="no PDF reader is installed here")
    names = "Żółkiewski, Dvořák, Çiğdem Yıldırım, Þóra, Nguyễn, Siobhán"
    page = Page()
    page.text(40, 60, names, 12)

    document = pdfium.PdfDocument(write_pdf([page], title="Names", author="Nobody"))
    assert document[0].get_textpage().get_text_range().strip() == names


def test_text_is_broken_into_lines_that_fit() -> None:
    lines = wrap("The uncertainty of the measurement is stated with every result. " * 5, 10, 180)

    assert len(lines) > 5
    assert all(text_width(line, 10) <= 180 for line in lines)


def test_word_documents_are_whole_packages(company: CompanyPlan) -> None:
    for file in made(company, "docx"):
        with zipfile.ZipFile(BytesIO(file.content)) as archive:
            assert archive.testzip() is None
            for name in archive.namelist():
                ElementTree.fromstring(archive.read(name))  # noqa: S314 - our own bytes
            assert archive.namelist()[0] == "[Content_Types].xml"


def test_scans_are_pictures_of_a_page(company: CompanyPlan) -> None:
    for file in made(company, "jpg"):
        with Image.open(BytesIO(file.content), formats=["JPEG"]) as picture:
            picture.load()
            assert min(picture.size) >= 600


def test_portraits_are_square_pictures_that_differ(company: CompanyPlan) -> None:
    photos = [make_photo(person.portrait) for person in company.people[:60] if person.portrait]

    assert len(set(photos)) == len(photos) >= 12
    with Image.open(BytesIO(photos[0]), formats=["JPEG"]) as picture:
        assert picture.size == (PIXELS, PIXELS)
