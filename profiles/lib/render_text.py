"""Text, Word and OpenDocument text for the rendering child: paragraphs, and tables cell by cell."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any, BinaryIO
from xml.parsers import expat

from profiles.lib.archives import open_archive, reading_archive
from profiles.lib.filetypes import text_encoding
from profiles.lib.render_output import TEXT_MAX_BYTES, Output, Refused, clean

PART_MAX_BYTES = 20 * 1024 * 1024

_CHUNK = 64 * 1024
_WORD_PARTS = re.compile(r"word/(?:header\d*|document\d*|footnotes)\.xml", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_LINE_END = re.compile(r"[ \t]+$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")


class Enough(Exception):
    """As much text as is kept has been read."""


class PartReader:
    """Reads a part of an office file as it is unpacked; builds nothing but what its methods keep.

    Raises Refused with ``damaged`` for what is no XML, ``limit`` for a part that is too large.
    """

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self.characters
        self._parser.StartDoctypeDeclHandler = self._refuse

    def read(self, part: IO[bytes]) -> None:
        """Read the part to its end, or until a method raises Enough."""
        fed = 0
        try:
            while chunk := part.read(_CHUNK):
                fed += len(chunk)
                if fed > PART_MAX_BYTES:
                    raise Refused("limit")
                self._parser.Parse(chunk, False)
            self._parser.Parse(b"", True)
        except Enough:
            return
        except expat.ExpatError as error:
            raise Refused("damaged") from error

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins; names come without their namespace."""

    def end(self, name: str) -> None:
        """An element ends."""

    def characters(self, text: str) -> None:
        """Characters between elements."""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self.end(_local(name))

    def _refuse(self, *_: Any) -> None:
        raise Refused("damaged")


class TextReader(PartReader):
    """Collects the text of a part: a line for each paragraph, a tab after each cell, a line for each row."""

    #: Elements whose characters are text, those that stand for a character, and those that are passed over.
    text_in: frozenset[str] = frozenset()
    signs: Mapping[str, str] = {}
    passed: frozenset[str] = frozenset()
    paragraphs: frozenset[str] = frozenset({"p", "h"})
    cell, row = "", ""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._length = self._inside = self._cells = self._passing = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Know where we are."""
        if name in self.passed:
            self._passing += 1
        self._inside += name in self.text_in
        self._cells += name == self.cell
        if name in self.signs:
            self.add(self.signs[name] * self.repeated(name, attributes))

    def repeated(self, name: str, attributes: Mapping[str, str]) -> int:
        """How often the sign counts."""
        return 1

    def end(self, name: str) -> None:
        """End a paragraph, a cell or a row."""
        self._inside -= name in self.text_in
        self._cells -= name == self.cell
        if name in self.paragraphs:
            self.add(" " if self._cells else "\n")
        elif name in (self.cell, self.row):
            self._end_of_box("\t" if name == self.cell else "\n")
        if name in self.passed:
            self._passing -= 1

    def _end_of_box(self, sign: str) -> None:
        while self.found and self.found[-1] in (" ", "\t"):
            self.found.pop()
        self.add(" " if self._cells else sign)

    def characters(self, text: str) -> None:
        """Keep what is text."""
        if self._inside:
            self.add(text)

    def add(self, text: str) -> None:
        """Keep this. Raises Enough beyond TEXT_MAX_BYTES characters."""
        if self._passing:
            return
        self.found.append(text)
        self._length += len(text)
        if self._length > TEXT_MAX_BYTES:
            raise Enough

    def text(self) -> str:
        """What was found, without blanks at the ends of lines and without gaps."""
        return tidy("".join(self.found))


class WordText(TextReader):
    """Text of a part of a Word file; what tracked changes removed is no text in it."""

    text_in = frozenset({"t"})
    signs = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
    # The same text once more, for programs of 2007; and tab stops, which are no tabs.
    passed = frozenset({"Fallback", "pPr"})
    cell, row = "tc", "tr"


class OdfText(TextReader):
    """Text of an OpenDocument text, without what was removed or remarked."""

    text_in = frozenset({"p", "h"})
    signs = {"tab": "\t", "line-break": "\n", "s": " "}
    passed = frozenset({"tracked-changes", "annotation", "title", "desc", "forms", "note-citation"})
    cell, row = "table-cell", "table-row"

    def repeated(self, name: str, attributes: Mapping[str, str]) -> int:
        """Several blanks are written as one element with their number."""
        return count_of(attributes.get("c", "1"), most=1000) if name == "s" else 1

    def characters(self, text: str) -> None:
        """Line ends and runs of blanks in the XML are one blank in the text."""
        super().characters(_SPACE.sub(" ", text))


class OdfHeader(OdfText):
    """Text of the headers of pages, which stand among the styles."""

    passed = frozenset({"header-style"})

    def __init__(self) -> None:
        super().__init__()
        self._passing = 1

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin to keep at a header."""
        self._passing -= name in ("header", "header-first")
        super().start(name, attributes)

    def end(self, name: str) -> None:
        """Stop at its end."""
        super().end(name)
        self._passing += name in ("header", "header-first")


def open_file(source: BinaryIO, kind: str, output: Output) -> None:
    """Answer the text. Raises Refused with ``damaged``, ``limit`` or ``empty``."""
    text = clean({"txt": plain_text, "docx": _word_text, "odt": _odf_text}[kind](source))
    if not text.strip():
        raise Refused("empty")
    output.part("facts")
    output.text(text)


def plain_text(source: BinaryIO) -> str:
    """The text in whichever encoding it is. Raises Refused with ``damaged``."""
    encoding = text_encoding(source)
    if encoding is None:
        raise Refused("damaged")
    source.seek(0)
    return source.read(4 * TEXT_MAX_BYTES).decode(encoding, "ignore")


def tidy(text: str) -> str:
    """The text without blanks at the ends of lines and with at most one empty line in a row."""
    return _BLANK_LINES.sub("\n\n", _LINE_END.sub("", text))


def count_of(text: str, most: int) -> int:
    """The number that an attribute holds, within 1 and ``most``; 1 for what is no number."""
    return max(1, min(int(text), most)) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def read_part(archive: zipfile.ZipFile, name: str, reader: PartReader) -> None:
    """Read a member by a reader. Raises Refused, Flaw when it cannot be unpacked, KeyError when it is not there."""
    member = archive.getinfo(name)
    with reading_archive(), archive.open(member) as part:
        reader.read(part)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _text_of(archive: zipfile.ZipFile, name: str, make: Callable[[], TextReader]) -> str:
    reader = make()
    read_part(archive, name, reader)
    return reader.text().strip("\n")


def _word_text(source: BinaryIO) -> str:
    """Headers, which often hold the name and the address, each once; then the document and its notes."""
    with open_archive(source) as archive:
        names = [name for name in archive.namelist() if _WORD_PARTS.fullmatch(name)]
        names.sort(key=lambda name: ("header" not in name, "document" not in name, name))
        texts = [_text_of(archive, name, WordText) for name in names]
    return _joined(texts)


def _odf_text(source: BinaryIO) -> str:
    with open_archive(source) as archive:
        names = archive.namelist()
        header = _text_of(archive, "styles.xml", OdfHeader) if "styles.xml" in names else ""
        return _joined([header, _text_of(archive, "content.xml", OdfText)])


def _joined(texts: Iterable[str]) -> str:
    """Each text once, with an empty line between."""
    return "\n\n".join(dict.fromkeys(filter(str.strip, texts)))
