"""The child opens ordinary and odd files of every type, and ends within its limits with what it has."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from profiles.documents.rendering import Rendered, run_child
from profiles.tests import hostile
from profiles.tests.factories import make_pdf
from profiles.tests.samples import make_image, make_odf, make_ooxml, ordinary_files, png_header

SAMPLES = Path(__file__).resolve().parents[1] / "sample_files"
ORDINARY = ordinary_files()
PICTURES = [name for name in ORDINARY if name.startswith("scan.")]
WORDS = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def opened(content: bytes, kind: str) -> Rendered:
    return run_child(ContentFile(content), "open", [kind])


def image_of(rendered: Rendered, size: str = "full") -> Image.Image:
    part = next(part for part in rendered.parts if part.name == "page" and part.facts["size"] == size)
    image = Image.open(io.BytesIO(part.content), formats=["WEBP"])
    assert image.size == (part.facts["width"], part.facts["height"])
    return image


def text_of(rendered: Rendered) -> str:
    part = rendered.first("text")
    assert part is not None
    return part.content.decode()


def colour(image: Image.Image, x: float, y: float) -> str:
    """The colour at a place given in parts of the width and the height."""
    pixel = image.convert("RGB").getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(pixel, tuple)
    names = {
        "red": (255, 0, 0),
        "blue": (0, 0, 255),
        "white": (255, 255, 255),
        "black": (0, 0, 0),
        "grey": (64, 64, 64),
    }
    near = [name for name, wanted in names.items() if all(abs(a - b) < 50 for a, b in zip(pixel, wanted, strict=True))]
    return near[0] if near else str(pixel)


def test_a_pdf_gives_a_page_a_thumbnail_and_its_text() -> None:
    rendered = opened(make_pdf("Emil in the lab"), "pdf")

    assert rendered.code == "done" and text_of(rendered) == "Emil in the lab"
    assert (image_of(rendered).size, image_of(rendered, "thumb").size) == ((707, 1000), (212, 300))
    assert image_of(rendered).convert("L").getextrema()[0] < 40  # type: ignore[operator]


def test_what_was_filled_into_a_form_is_seen() -> None:
    assert colour(image_of(opened(hostile.pdf_with_a_filled_form(), "pdf")), 0.5, 0.5) == "black"


def test_later_pages_are_rendered_by_number() -> None:
    content = hostile.pdf_of_pages(["one", "two", "three"])
    rendered = run_child(ContentFile(content), "pages", ["pdf", "3", "9"])

    assert [part.facts["number"] for part in rendered.parts] == [3, 3]
    assert text_of(opened(content, "pdf")).split() == ["one", "two", "three"]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_every_type_keeps_its_colours(name: str) -> None:
    image = image_of(opened(ORDINARY[name], name.rpartition(".")[2]))

    assert (colour(image, 0.1, 0.5), colour(image, 0.9, 0.5)) == ("red", "blue")


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("JPEG", "CMYK", {}),
        ("TIFF", "CMYK", {}),
        ("TIFF", "LAB", {}),
        ("TIFF", "RGB", {"compression": "jpeg", "quality": 95}),
        ("PNG", "P", {}),
        ("PNG", "RGBA", {}),
        ("JPEG", "RGB", {"progressive": True}),
    ],
)
def test_odd_ways_to_keep_a_colour_are_read(kind: str, mode: str, options: dict[str, Any]) -> None:
    content = make_lab() if mode == "LAB" else make_image(kind, (2400, 1600), mode, **options)
    image = image_of(opened(content, {"JPEG": "jpg", "TIFF": "tif"}.get(kind, "png")))

    assert image.mode == "RGB" and max(image.size) <= 1000
    assert colour(image, 0.1, 0.5) == "red"


def make_lab() -> bytes:
    """Red, as scanners for print keep it."""
    out = io.BytesIO()
    Image.new("LAB", (240, 160), (136, 208, 195)).save(out, "TIFF")
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bit_grey_is_grey(kind: str) -> None:
    out = io.BytesIO()
    Image.new("I;16", (200, 200), 0x4000).save(out, kind)

    assert colour(image_of(opened(out.getvalue(), {"PNG": "png"}.get(kind, "tif"))), 0.5, 0.5) == "grey"


def test_a_picture_stands_upright_and_says_nothing_of_the_camera() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of Emil"
    exif.get_ifd(0x8825)[1] = "N"
    image = image_of(opened(make_image("JPEG", (1600, 1600), exif=exif, comment=b"secret"), "jpg"))

    assert (colour(image, 0.5, 0.1), colour(image, 0.5, 0.9)) == ("red", "blue")
    assert not image.getexif() and not {"exif", "icc_profile", "xmp", "comment"} & image.info.keys()


def test_a_scan_has_as_many_pages_as_it_was_laid_on_the_glass() -> None:
    second = Image.new("1", (600, 800))
    content = make_image("TIFF", (600, 800), "1", save_all=True, append_images=[second], compression="group4")
    facts = opened(content, "tif").first("facts")

    assert facts is not None and facts.facts["page_count"] == 2
    rendered = run_child(ContentFile(content), "pages", ["tif", "2"])
    assert colour(image_of(rendered), 0.5, 0.5) == "black"


@pytest.mark.parametrize("name", ["libreoffice.docx", "libreoffice.odt"])
def test_the_text_of_an_office_file_is_read_in_order(name: str) -> None:
    text = text_of(opened((SAMPLES / name).read_bytes(), name.rpartition(".")[2]))
    lines = [line.strip() for line in text.split("\n") if line.strip()]

    assert lines[:4] == [
        "Emil Brandt · emil@nordlys.example",
        "Curriculum vitae",
        "Techniker in Łódź\tsince 2015   and on",
        lines[3],
    ]
    assert {"2015\tNordlys Gdańsk", "2010\tOther A/S", "日本語 العربية – naïve", "Text in a box", "The end."} <= {
        *lines
    }
    assert "A footnote." in text and text.count("Text in a box") == 1


@pytest.mark.parametrize("name", ["libreoffice.xlsx", "libreoffice.ods"])
def test_the_cells_of_an_office_file_are_read_as_a_reader_sees_them(name: str) -> None:
    rendered = opened((SAMPLES / name).read_bytes(), name.rpartition(".")[2])
    part = rendered.first("tables")
    assert part is not None
    (sheet,) = json.loads(part.content)

    assert sheet["rows"][0] == ["name", "day", "pay", "share"]
    assert sheet["rows"][1][:3] == ["Emil", "2026-01-31", "1234.5"] and sheet["rows"][1][3].startswith("12")
    assert sheet["rows"][2][0] == "Łukasz, Jr." and not sheet["is_cut"]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_cells_of_a_csv_are_found_whatever_parts_them(sign: str) -> None:
    lines = [sign.join(["name", "day"]), *(sign.join([f"Emil {n}", "2026-01-31"]) for n in range(300))]
    part = opened("\r\n".join(lines).encode("utf-16"), "csv").first("tables")
    assert part is not None
    (sheet,) = json.loads(part.content)

    assert sheet["rows"][1] == ["Emil 0", "2026-01-31"]
    assert len(sheet["rows"]) == 200 and sheet["is_cut"]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (hostile.pdf_with_endless_content, "limit"),
        (hostile.pdf_of_nested_forms, "limit"),
        (hostile.pdf_of_a_huge_picture, "done"),
        (hostile.pdf_of_a_huge_page, "done"),
        (hostile.pdf_of_looping_pages, "damaged"),
        (hostile.pdf_with_a_password, "encrypted"),
        (lambda: b"%PDF-1.7\n" + bytes(3000), "damaged"),
        (lambda: make_pdf()[:200], "damaged"),
    ],
)
def test_a_hostile_pdf_ends_in_a_word(make: Callable[[], bytes], code: str) -> None:
    assert opened(make(), "pdf").code == code


def frames(kind: str, size: tuple[int, int], count: int, **options: Any) -> bytes:
    """A picture of several frames; each is made when it is written, however large."""
    out = io.BytesIO()
    rest = (Image.new("L", size, 20 * number) for number in range(1, count))
    # A PNG asks for its frames twice, so they have to stay.
    more = list(rest) if kind == "PNG" else rest
    Image.new("L", size, 0).save(out, kind, save_all=True, append_images=more, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "kind", "code"),
    [
        (hostile.gif_of_a_huge_screen, "gif", "too-many-pixels"),
        (lambda: png_header(60_000, 60_000), "png", "too-many-pixels"),
        (lambda: frames("TIFF", (7500, 7900), 11, compression="packbits"), "tif", "too-many-pixels"),
        (lambda: frames("GIF", (20, 20), 3), "gif", "moving"),
        (lambda: frames("WEBP", (20, 20), 3), "webp", "moving"),
        (lambda: frames("PNG", (20, 20), 3), "png", "moving"),
        (lambda: make_image("JPEG", (400, 400))[:-300], "jpg", "damaged"),
        (lambda: make_image("PNG", (400, 400))[:-80], "png", "damaged"),
        (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 200 200\nshowpage\n", "jpg", "damaged"),
    ],
)
def test_a_hostile_picture_ends_in_a_word(make: Callable[[], bytes], kind: str, code: str) -> None:
    rendered = opened(make(), kind)

    assert (rendered.code, rendered.first("page")) == (code, None)


def in_odf(body: str) -> bytes:
    return make_odf(extra={"content.xml": f'<o xmlns:t="{WORDS}">{body}</o>'})


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (in_odf("<t:p>cut"), "odt", "damaged"),
        (in_odf("<t:p> </t:p>"), "odt", "empty"),
        (in_odf("<t:p>" + "<t:s t:c='999999999'/>" * 3000 + "</t:p>"), "odt", "empty"),
        (make_ooxml(), "docx", "empty"),
        (make_ooxml(part="xl/workbook.xml"), "xlsx", "unreadable"),
        (b"\x00\x01", "txt", "damaged"),
        (b" \r\n ", "txt", "empty"),
        (b'a,"b', "csv", "done"),
    ],
)
def test_an_odd_text_ends_in_a_word(content: bytes, kind: str, code: str) -> None:
    assert opened(content, kind).code == code


def test_a_part_of_an_office_file_that_is_too_long_is_left() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w>" + b"x" * 25_000_000 + b"</w>")

    assert opened(out.getvalue(), "docx").code == "limit"


def test_long_text_is_cut() -> None:
    part = opened("é".encode() * 800_000, "txt").first("text")

    assert part is not None
    assert (len(part.content), part.facts["is_cut"]) == (1024 * 1024, True)
