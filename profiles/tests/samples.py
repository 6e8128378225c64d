"""Small files of every kind, made on the spot: ordinary ones and those that somebody means harm with."""

from __future__ import annotations

import importlib
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from profiles.lib.filetypes import HEIC_IS_READ

from .factories import make_pdf

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument."
WORD, EXCEL = f"{_MAIN}wordprocessingml.document.main+xml", f"{_MAIN}spreadsheetml.sheet.main+xml"
SLIDES = f"{_MAIN}presentationml.presentation.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
ODT, ODS = "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"

Members = Mapping[str, bytes | str]


def make_zip(members: Members, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these members, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def make_ooxml(main: str = WORD, extra: Members | None = None, part: str = "word/document.xml") -> bytes:
    """A minimal Office Open XML file whose main part has the content type ``main``."""
    types = (
        f'<?xml version="1.0"?><Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{main}"/></Types>'
    )
    return make_zip({"[Content_Types].xml": types, "_rels/.rels": relations(), part: "<w>Hello</w>", **(extra or {})})


def make_odf(kind: str = ODT, extra: Members | None = None, manifest: str = "") -> bytes:
    """A minimal OpenDocument file; ``manifest`` stands inside its manifest."""
    name = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return make_zip(
        {
            "mimetype": kind,
            "content.xml": "<office>Hello</office>",
            "Configurations2/accelerator/current.xml": "",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{name}">{manifest}</m:manifest>',
            **(extra or {}),
        }
    )


def relations(kind: str = "", target: str = "") -> str:
    """A part of relationships: none, or one that points outside."""
    line = f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" TargetMode="External" Target="{target}"/>' if kind else ""
    return f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONS}">{line}</Relationships>'


def make_image(format: str = "JPEG", size: tuple[int, int] = (240, 160), mode: str = "RGB", **options: Any) -> bytes:
    """A picture, red on the left and blue on the right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    out = io.BytesIO()
    image.convert(mode).save(out, format, **options)
    return out.getvalue()


def make_heic(size: tuple[int, int] = (240, 160)) -> bytes:
    """The same picture as a phone would write it; needs the extra for HEIC."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(make_image("PNG", size))) as image:
        importlib.import_module("pillow_heif").from_pillow(image).save(out)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds no pixels."""
    head = struct.pack(">II5B", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"")) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """The content as an upload of this name; the client's word on its type is a lie."""
    return SimpleUploadedFile(name, content, content_type="text/html")


def ordinary_files() -> dict[str, bytes]:
    """One ordinary file of every accepted type, by a name of that type."""
    return {
        "cv.pdf": make_pdf(),
        "scan.jpg": make_image("JPEG"),
        "scan.png": make_image("PNG"),
        "scan.webp": make_image("WEBP"),
        "scan.tif": make_image("TIFF"),
        "scan.gif": make_image("GIF"),
        **({"scan.heic": make_heic()} if HEIC_IS_READ else {}),
        "letter.docx": make_ooxml(),
        "table.xlsx": make_ooxml(EXCEL, part="xl/workbook.xml"),
        "letter.odt": make_odf(),
        "table.ods": make_odf(ODS),
        "note.txt": "Grüße, Łukasz\n".encode(),
        "list.csv": b"name;day\nEmil;2026-01-01\n",
    }
