"""PDF for the rendering child: pages as pictures, with filled-in forms, and the text."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, BinaryIO

import pypdfium2
from pypdfium2 import raw

from profiles.lib.render_images import FULL_SIDE_PIXELS, answer_images
from profiles.lib.render_limits import is_time_to_end
from profiles.lib.render_output import PAGES_MAX, TEXT_MAX_BYTES, Output, Refused

_SCALE_MAX = 4
#: A password is asked for, or a way of locking that nobody here knows.
_LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)


def open_file(source: BinaryIO, kind: str, output: Output) -> None:
    """Answer the facts, the first page and the text of the first pages. Raises Refused with ``encrypted``."""
    document = _opened(source)
    count = len(document)
    if not count:
        raise Refused("damaged")
    output.part("facts", page_count=count)
    _answer_page(document, 1, output)
    output.text(_text(document, min(count, PAGES_MAX)))


def pages(source: BinaryIO, kind: str, output: Output, numbers: Iterable[int]) -> None:
    """Answer the pages of these numbers, which count from 1; those that are not there are left out."""
    document = _opened(source)
    for number in numbers:
        if number <= len(document):
            _answer_page(document, number, output)


def _opened(source: BinaryIO) -> Any:
    try:
        document = pypdfium2.PdfDocument(source.read())
        # Without it what somebody wrote into the form's fields is not drawn.
        document.init_forms()
    except pypdfium2.PdfiumError as error:
        raise Refused("encrypted" if getattr(error, "err_code", 0) in _LOCKED else "damaged") from error
    return document


def _answer_page(document: Any, number: int, output: Output) -> None:
    page = document[number - 1]
    side = max(page.get_size())
    if not math.isfinite(side) or side <= 0:
        raise Refused("damaged")
    scale = min(_SCALE_MAX, FULL_SIDE_PIXELS / side)
    image = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    # Sizes are rounded up: one pixel too many would show as another size.
    image.thumbnail((FULL_SIDE_PIXELS, FULL_SIDE_PIXELS))
    answer_images(image, number, output)


def _text(document: Any, count: int) -> str:
    found: list[str] = []
    room = TEXT_MAX_BYTES
    for index in range(count):
        if room <= 0 or is_time_to_end():
            break
        try:
            text = document[index].get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError:
            # A page that cannot be read leaves the others as they are.
            continue
        found.append(text[:room])
        room -= len(text)
    return "\n\n".join(found)
