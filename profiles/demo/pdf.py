"""A small writer of PDF files: pages with text, lines, boxes and JPEG pictures, and nothing else.

Positions and sizes are in points (1/72 inch), measured from the top left corner of an A4 page.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from profiles.demo.pdf_text import GLYPHS, Glyph, set_text, text_width, wrap

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
Colour = tuple[float, float, float]
BLACK: Colour = (0.13, 0.12, 0.1)
REGULAR, BOLD = "F1", "F2"
_ACCENTS = frozenset(code for letter, (code, _name) in GLYPHS.items() if letter >= "\u0300")
_FONT_NAMES = {REGULAR: "Helvetica", BOLD: "Helvetica-Bold"}


def colour(text: str) -> Colour:
    """A colour written as ``#rrggbb``."""
    red, green, blue = (int(text[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass
class Page:
    """One page that is being drawn."""

    commands: list[str] = field(default_factory=list)
    pictures: list[tuple[bytes, int, int]] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = 10, *, bold: bool = False, ink: Colour = BLACK) -> None:
        """A line of text whose baseline starts at the point."""
        run = set_text(text, bold=bold)
        font = BOLD if bold else REGULAR
        # Readers that know ActualText copy and find the line as it was written, not letter and accent apart.
        actual = _text_string(text).decode("ascii")
        parts = [f"/Span << /ActualText {actual} >> BDC BT /{font} {_number(size)} Tf {_paint(ink, 'rg')}"]
        for start, codes, rise in _pieces(run.glyphs):
            left, baseline = x + start * size / 1000, PAGE_HEIGHT - y + rise * size / 1000
            parts.append(f"1 0 0 1 {_number(left)} {_number(baseline)} Tm <{codes.hex()}> Tj")
        self.commands.append(" ".join([*parts, "ET EMC"]))

    def centred(self, y: float, text: str, size: float, *, bold: bool = False, ink: Colour = BLACK) -> None:
        """A line of text in the middle of the page."""
        self.text((PAGE_WIDTH - text_width(text, size, bold=bold)) / 2, y, text, size, bold=bold, ink=ink)

    def paragraph(self, x: float, y: float, text: str, width: float, size: float = 10, *, ink: Colour = BLACK) -> float:
        """Text in lines of the given width; the y at which the next thing may start."""
        for line in wrap(text, size, width):
            self.text(x, y, line, size, ink=ink)
            y += size * 1.42
        return y

    def line(self, x1: float, y1: float, x2: float, y2: float, *, ink: Colour = BLACK, width: float = 0.6) -> None:
        """A straight line."""
        self.commands.append(
            f"{_paint(ink, 'RG')} {_number(width)} w {_number(x1)} {_number(PAGE_HEIGHT - y1)} m "
            f"{_number(x2)} {_number(PAGE_HEIGHT - y2)} l S"
        )

    def box(self, x: float, y: float, width: float, height: float, *, fill: Colour) -> None:
        """A filled box; x and y are its top left corner."""
        self.commands.append(
            f"{_paint(fill, 'rg')} {_number(x)} {_number(PAGE_HEIGHT - y - height)} "
            f"{_number(width)} {_number(height)} re f"
        )

    def frame(self, x: float, y: float, width: float, height: float, *, ink: Colour, line: float = 1) -> None:
        """The outline of a box."""
        self.commands.append(
            f"{_paint(ink, 'RG')} {_number(line)} w {_number(x)} {_number(PAGE_HEIGHT - y - height)} "
            f"{_number(width)} {_number(height)} re S"
        )

    def curve(self, points: list[tuple[float, float]], *, ink: Colour, width: float = 1.1) -> None:
        """A smooth stroke through control points: the first, then three for each stretch."""
        flipped = [f"{_number(x)} {_number(PAGE_HEIGHT - y)}" for x, y in points]
        stretches = [" ".join(flipped[start : start + 3]) + " c" for start in range(1, len(flipped) - 2, 3)]
        self.commands.append(f"{_paint(ink, 'RG')} {_number(width)} w {flipped[0]} m {' '.join(stretches)} S")

    def picture(self, jpeg: bytes, pixels: int, x: float, y: float, side: float) -> None:
        """A square JPEG picture of ``pixels`` by ``pixels``; x and y are its top left corner."""
        self.pictures.append((jpeg, pixels, pixels))
        self.commands.append(
            f"q {_number(side)} 0 0 {_number(side)} {_number(x)} {_number(PAGE_HEIGHT - y - side)} cm "
            f"/P{len(self.pictures)} Do Q"
        )


def _paint(ink: Colour, operator: str) -> str:
    return " ".join([*(_number(part) for part in ink), operator])


def _pieces(glyphs: tuple[Glyph, ...]) -> list[tuple[int, bytes, int]]:
    """Glyphs in pieces that the font sets by itself: each accent, and what follows it, is placed anew."""
    pieces: list[tuple[int, bytes, int]] = []
    fresh = True
    for glyph in glyphs:
        loose = glyph.code in _ACCENTS or bool(glyph.rise)
        if fresh or loose:
            pieces.append((glyph.at, bytes((glyph.code,)), glyph.rise))
        else:
            start, codes, rise = pieces[-1]
            pieces[-1] = (start, codes + bytes((glyph.code,)), rise)
        fresh = loose
    return pieces


def _text_string(text: str) -> bytes:
    return b"<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode("ascii") + b">"


def _stream(entries: bytes, content: bytes) -> bytes:
    return b"<< %b/Length %d >>\nstream\n%b\nendstream" % (entries, len(content), content)


def _to_unicode() -> bytes:
    """Which letter each code stands for, so that text can be searched and copied; accents follow their letter."""
    codes = {code: letter for letter, (code, _name) in GLYPHS.items()}
    for code in range(32, 256):
        letter = bytes((code,)).decode("cp1252", "ignore")
        if letter:
            codes[code] = letter
    lines = [f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>" for code, letter in sorted(codes.items())]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Letters def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{body}\nendcmap end end"
    ).encode("ascii")


def write_pdf(pages: list[Page], *, title: str, author: str) -> bytes:
    """The bytes of a PDF 1.7 file with these pages."""
    objects: list[bytes] = []

    def add(content: bytes) -> int:
        objects.append(content)
        return len(objects)

    catalog, tree = add(b"<< /Type /Catalog /Pages 2 0 R >>"), add(b"")
    names = (_text_string(title), _text_string(author))
    info = add(b"<< /Title %b /Author %b /Producer (Nordlys Instruments) >>" % names)
    unicode_map = add(_stream(b"/Filter /FlateDecode ", zlib.compress(_to_unicode())))
    glyphs = " ".join(f"{code} /{name}" for code, name in sorted(GLYPHS.values()))
    encoding = add(f"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [{glyphs}] >>".encode("ascii"))
    fonts = b""
    for key, name in _FONT_NAMES.items():
        links = f"/Encoding {encoding} 0 R /ToUnicode {unicode_map} 0 R"
        number = add(f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} {links} >>".encode("ascii"))
        fonts += f"/{key} {number} 0 R ".encode("ascii")
    kids = [_add_page(add, page, tree, fonts) for page in pages]
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[tree - 1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{listed}] >>".encode("ascii")
    return _assemble(objects, catalog, info)


def _add_page(add: Callable[[bytes], int], page: Page, tree: int, fonts: bytes) -> int:
    pictures = b""
    for place, (jpeg, width, height) in enumerate(page.pictures, start=1):
        entries = (
            f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB "
            "/BitsPerComponent 8 /Filter /DCTDecode "
        ).encode("ascii")
        pictures += b"/P%d %d 0 R " % (place, add(_stream(entries, jpeg)))
    content = add(_stream(b"/Filter /FlateDecode ", zlib.compress("\n".join(page.commands).encode("ascii"))))
    resources = b"<< /Font << %b>> /XObject << %b>> >>" % (fonts, pictures)
    return add(
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R /Resources %b >>"
        % (tree, PAGE_WIDTH, PAGE_HEIGHT, content, resources)
    )


def _assemble(objects: list[bytes], catalog: int, info: int) -> bytes:
    """Objects, cross-reference table and trailer."""
    body = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\n" % (size, catalog, info)
    return body + b"xref\n0 %d\n0000000000 65535 f \n%b%bstartxref\n%d\n%%%%EOF\n" % (
        size,
        table,
        trailer,
        len(body),
    )
