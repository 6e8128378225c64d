"""Files for the benchmark of documents: an ordinary one, and those that take as much as they are let."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_MEGABYTE = 1 << 20
_LINES, _WORDS = 45, "calibration of scales and gauges, measured against the standards of the laboratory in 2026"


def ordinary_pdf(number: int) -> bytes:
    """Two pages of text; no two numbers have the same bytes."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>"
    pages = [b"<< /Type /Pages /Kids [4 0 R 6 0 R] /Count 2 >>", font]
    for leaf in (1, 2):
        lines = [f"({number}.{leaf}.{line} {_WORDS}) Tj T*" for line in range(_LINES)]
        text = f"BT /F1 11 Tf 14 TL 60 780 Td {' '.join(lines)} ET".encode()
        pages += [_page(b"/Font << /F1 3 0 R >>", 3 + 2 * leaf), _stream(text)]
    return _pdf([_CATALOG, *pages])


def endless_pdf() -> bytes:
    """One page of 1 GiB of drawing instructions, packed into a megabyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = packer.compress(b" " * _MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    content = _stream(b"\x78\x9c" + one * 1024 + packer.flush(), b"/Filter /FlateDecode")
    return _pdf([_CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", _page(b"", 4), content])


def nested_pdf() -> bytes:
    """A drawing that holds itself 30 times, nine levels deep."""
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
    again = b"/F Do " * 30
    levels = [_stream(again, form + b"/Resources << /XObject << /F %d 0 R >> >>" % n) for n in range(6, 14)]
    page = _page(b"/XObject << /F 5 0 R >>", 4)
    kids = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return _pdf([_CATALOG, kids, page, _stream(again), *levels, _stream(b"0 0 9 9 re f", form)])


def _page(resources: bytes, content: int) -> bytes:
    return b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << %s >> >>" % (
        content,
        resources,
    )


def _stream(content: bytes, facts: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), facts, content)


def _pdf(objects: Sequence[bytes]) -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(b"%010d 00000 n \n" % at for at in offsets)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
