"""Word, Excel and OpenDocument files: which kind they are, and what makes them unfit to be kept."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any
from xml.parsers import expat

from .archives import Flaw, check_members, file_size, open_archive, read_member, unpack

CONTENT_TYPES = "[Content_Types].xml"
_SMALL_PART_BYTES = 1024 * 1024
# Beyond these a parser that starts over with each chunk of one long token would be kept busy for minutes.
_PROLOG_MAX_BYTES = 256 * 1024
_SCAN_MAX_BYTES = 4 * 1024 * 1024

_MAIN = "application/vnd.openxmlformats-officedocument."
_OOXML: Mapping[str, str] = {
    f"{_MAIN}wordprocessingml.document.main+xml": "docx",
    f"{_MAIN}spreadsheetml.sheet.main+xml": "xlsx",
    f"{_MAIN}presentationml.presentation.main+xml": "slides",
    f"{_MAIN}presentationml.slideshow.main+xml": "slides",
    f"{_MAIN}wordprocessingml.template.main+xml": "template",
    f"{_MAIN}spreadsheetml.template.main+xml": "template",
}
_ODF: Mapping[str, str] = {
    "application/vnd.oasis.opendocument.text": "odt",
    # What LibreOffice calls a web page that is saved as a text.
    "application/vnd.oasis.opendocument.text-web": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "slides",
    "application/vnd.oasis.opendocument.text-template": "template",
    "application/vnd.oasis.opendocument.spreadsheet-template": "template",
}
# LibreOffice writes the two lists of libraries even where there is no macro.
_MACRO_MEMBER = re.compile(
    r"(?:^|/)vba(?:project|data)[^/]*$|(?:^|/)(?:macrosheets|activex)/."
    r"|^scripts/.*[^/]$|^basic/(?!(?:[^/]+/)?script-l[bc]\.xml$).*[^/]$"
)
_REMOTE = re.compile(r"\s*(?:https?:|ftp:|mhtml:|ms-[a-z]+:|//|\\\\|file:(?://[^/\\]|/{4,}|/*\\\\))", re.IGNORECASE)
#: Relationships whose target is loaded when the file is opened.
_LOADED = ("attachedtemplate", "oleobject", "subdocument", "frame")

Attributes = dict[str, str]


class XmlScan:
    """Looks at an XML part as its bytes come in, without building anything from it.

    Raises Flaw("dtd") at a document type, which is how entity bombs and outside files get in, and
    Flaw("damaged") for what is no XML. Without ``on_element`` it stops looking at the first element, as no
    document type can follow.
    """

    def __init__(self, on_element: Callable[[str, Attributes], None] | None = None) -> None:
        self._on_element = on_element
        self._max_bytes = _SCAN_MAX_BYTES if on_element else _PROLOG_MAX_BYTES
        self._done = False
        self._fed_bytes = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._element

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """Take the next bytes; ``last`` asks for the end to be complete. An empty part is in order."""
        self._fed_bytes += len(chunk)
        if self._done or not self._fed_bytes:
            return
        if self._fed_bytes > self._max_bytes:
            raise Flaw("bomb")
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            # The parser runs to the end of the chunk; what follows the first element is not asked about.
            if not self._done:
                raise Flaw("damaged") from error

    def _refuse(self, *_: Any) -> None:
        raise Flaw("dtd")

    def _element(self, name: str, attributes: Attributes) -> None:
        if self._on_element is None:
            self._done = True
        else:
            self._on_element(name.rpartition(" ")[2], attributes)


def _scan(content: Iterable[bytes], on_element: Callable[[str, Attributes], None] | None = None) -> None:
    scan = XmlScan(on_element)
    for chunk in content:
        scan.feed(chunk)
    scan.feed(b"", last=True)


def office_kind(archive: zipfile.ZipFile) -> str | None:
    """``docx``, ``xlsx``, ``odt``, ``ods``, ``macros``, ``slides`` or ``template``; None for any other archive.

    Raises Flaw when the part that tells cannot be read.
    """
    names = set(archive.namelist())
    if "mimetype" in names:
        if CONTENT_TYPES in names:
            return None
        said = read_member(archive, "mimetype", _SMALL_PART_BYTES).decode("ascii", "replace").strip()
        return _ODF.get(said)
    if CONTENT_TYPES not in names:
        return None
    types = _content_types(read_member(archive, CONTENT_TYPES, _SMALL_PART_BYTES))
    if any("macroenabled" in said or "vbaproject" in said for said in types):
        return "macros"
    return next((_OOXML[said] for said in types if said in _OOXML), None)


def _content_types(part: bytes) -> list[str]:
    found: list[str] = []

    def note(name: str, attributes: Attributes) -> None:
        if name in ("Override", "Default"):
            found.append(attributes.get("ContentType", "").strip().lower())

    _scan([part], note)
    return found


def check_office(file: IO[bytes]) -> None:
    """Read an office file to its end, within bounds. Raises Flaw with what makes it unfit.

    ``encrypted``, ``unsafe-members``, ``too-many-members``, ``macros``, ``bomb``, ``dtd``, ``remote-template``,
    ``damaged``.
    """
    size = file_size(file)
    with open_archive(file) as archive:
        check_members(archive)
        if any(_MACRO_MEMBER.search(name.lower().replace("\\", "/")) for name in archive.namelist()):
            raise Flaw("macros")
        for member, chunks in unpack(archive, size):
            _check_part(member, chunks)


def _check_part(member: zipfile.ZipInfo, chunks: Iterable[bytes]) -> None:
    name = member.filename.lower()
    if name.endswith(".rels"):
        _scan(chunks, _refuse_remote)
    elif name == "meta-inf/manifest.xml":
        _scan(chunks, _refuse_encrypted)
    elif name.endswith((".xml", ".rdf")):
        _scan(chunks)


def _refuse_remote(name: str, attributes: Attributes) -> None:
    """A template or object that the reader's program would fetch from elsewhere; links and pictures are common."""
    if name != "Relationship" or attributes.get("TargetMode") != "External":
        return
    loaded = attributes.get("Type", "").lower().endswith(_LOADED)
    if loaded and _REMOTE.match(attributes.get("Target", "")):
        raise Flaw("remote-template")


def _refuse_encrypted(name: str, attributes: Attributes) -> None:
    if name == "encryption-data":
        raise Flaw("encrypted")
