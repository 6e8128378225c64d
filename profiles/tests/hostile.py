"""Files that somebody means harm with, or that went wrong on the way: small to keep, large to open."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
ONE_PAGE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_MEGABYTE = 1 << 20


def pdf_of(objects: Sequence[bytes], *, in_trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first one is its catalogue."""
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(b"%010d 00000 n \n" % at for at in offsets)
    return out + b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, in_trailer, start)


def stream(content: bytes, facts: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), facts, content)


def page(resources: bytes = b"", box: bytes = b"0 0 595 842") -> bytes:
    """A page whose content is object 4."""
    return b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << %s >> >>" % (box, resources)


def packed(byte: bytes, megabytes: int) -> bytes:
    """So many megabytes of one byte, compressed; the checksum at the end is left out, as nobody asks for it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = packer.compress(byte * _MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\x9c" + one * megabytes + packer.flush()


def pdf_with_endless_content() -> bytes:
    """One page of 1 GiB of drawing instructions."""
    return pdf_of([CATALOG, ONE_PAGE, page(), stream(packed(b" ", 1024), b"/Filter /FlateDecode")])


def pdf_of_nested_forms() -> bytes:
    """A drawing that holds itself 30 times, nine levels deep."""
    forms = [stream(b"/F Do " * 30, _form(b"/Resources << /XObject << /F %d 0 R >> >>" % n)) for n in range(6, 14)]
    forms.append(stream(b"0 0 9 9 re f", _form()))
    return pdf_of([CATALOG, ONE_PAGE, page(b"/XObject << /F 5 0 R >>"), stream(b"/F Do " * 30), *forms])


def _form(facts: bytes = b"") -> bytes:
    return b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] " + facts


def pdf_of_a_huge_picture() -> bytes:
    """A page that shows a picture of 300 million pixels."""
    facts = b"/Type /XObject /Subtype /Image /Width 20000 /Height 15000 /ColorSpace /DeviceGray /BitsPerComponent 8"
    picture = stream(packed(b"\x7f", 287), facts + b" /Filter /FlateDecode")
    return pdf_of([CATALOG, ONE_PAGE, page(b"/XObject << /I 5 0 R >>"), stream(b"595 0 0 842 0 0 cm /I Do"), picture])


def pdf_of_a_huge_page() -> bytes:
    """A page of five kilometres."""
    return pdf_of([CATALOG, ONE_PAGE, page(box=b"0 0 14400000 14400000"), stream(b"0 0 100 100 re f")])


def pdf_of_looping_pages() -> bytes:
    """A list of pages that holds itself and claims a thousand million of them."""
    return pdf_of([CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000000 >>"])


def pdf_with_a_password() -> bytes:
    """A PDF that asks for a password: nobody knows one that fits these numbers."""
    lock = b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O <%s> /U <%s> >>" % (b"5a" * 32, b"a5" * 32)
    facts = b"/Encrypt 5 0 R /ID [<%s> <%s>]" % (b"01" * 16, b"01" * 16)
    return pdf_of([CATALOG, ONE_PAGE, page(), stream(b"0 0 9 9 re f"), lock], in_trailer=facts)


def pdf_with_a_filled_form() -> bytes:
    """A form whose only field was filled in with a black square; the page itself is empty."""
    field = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Emil) /F 4 /Rect [100 300 495 695] /P 3 0 R"
        b" /AP << /N 6 0 R >> >>"
    )
    look = stream(b"0 g 0 0 395 395 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 395 395]")
    catalog = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >> >>"
    form_page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [5 0 R] >>"
    return pdf_of([catalog, ONE_PAGE, form_page, stream(b""), field, look])


def pdf_of_pages(texts: Sequence[str]) -> bytes:
    """A PDF with a page for each text."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * index) for index in range(len(texts)))
    objects = [CATALOG, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(texts))]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for index, text in enumerate(texts):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * index)
        )
        objects.append(stream(f"BT /F1 48 Tf 72 700 Td ({text}) Tj ET".encode("latin-1", "replace")))
    return pdf_of(objects)


def gif_of_a_huge_screen() -> bytes:
    """A GIF of 65,535 by 65,535 pixels in 40 bytes."""
    size = struct.pack("<HH", 65535, 65535)
    colours = b"\x80\x00\x00" + b"\x00\x00\x00\xff\xff\xff"
    return b"GIF89a" + size + colours + b"," + bytes(4) + size + b"\x00\x02\x02D\x01\x00;"
