"""What a file is by its bytes, whatever its name says: the types we keep, and those we know only to refuse."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import IO

from .archives import Flaw, has_archive_inside, open_archive
from .office import check_office, office_kind
from .words import gettext_noop as _


class Family(StrEnum):
    """Types that are treated alike."""

    PDF = "pdf"
    RASTER = "raster"
    OFFICE = "office"
    TEXT = "text"
    REFUSED = "refused"


@dataclass(frozen=True)
class FileType:
    """A kind of file; the first of ``extensions`` is the one it is stored under."""

    code: str
    label: str
    media_type: str
    extensions: tuple[str, ...]
    family: Family

    @property
    def extension(self) -> str:
        """The extension it is stored under, without the dot."""
        return self.extensions[0]


def _table(*types: FileType) -> Mapping[str, FileType]:
    return {entry.code: entry for entry in types}


_DOC = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

_HEIC = FileType("heic", "HEIC", "image/heic", ("heic", "heif"), Family.RASTER)

#: Whether photos of phones can be shown: their decoder is an extra that need not be installed.
HEIC_IS_READ = find_spec("pillow_heif") is not None

#: The allow-list. Everything else is refused.
ACCEPTED = _table(
    FileType("pdf", "PDF", "application/pdf", ("pdf",), Family.PDF),
    FileType("jpg", "JPEG", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), Family.RASTER),
    FileType("png", "PNG", "image/png", ("png",), Family.RASTER),
    FileType("webp", "WebP", "image/webp", ("webp",), Family.RASTER),
    FileType("tif", "TIFF", "image/tiff", ("tif", "tiff"), Family.RASTER),
    FileType("gif", "GIF", "image/gif", ("gif",), Family.RASTER),
    FileType("docx", "Word", f"{_DOC}wordprocessingml.document", ("docx",), Family.OFFICE),
    FileType("xlsx", "Excel", f"{_DOC}spreadsheetml.sheet", ("xlsx",), Family.OFFICE),
    FileType("odt", _("OpenDocument text"), f"{_ODF}text", ("odt",), Family.OFFICE),
    FileType("ods", _("OpenDocument spreadsheet"), f"{_ODF}spreadsheet", ("ods",), Family.OFFICE),
    FileType("txt", _("plain text"), "text/plain", ("txt",), Family.TEXT),
    FileType("csv", "CSV", "text/csv", ("csv",), Family.TEXT),
    *([_HEIC] if HEIC_IS_READ else []),
)

_ANY = "application/octet-stream"

#: Types that are recognised so that the refusal can say what to do instead; what is accepted is not refused.
REFUSED = _table(
    FileType("heic", _("HEIC photo"), "image/heic", ("heic", "heif"), Family.REFUSED),
    FileType("picture", _("picture"), _ANY, ("bmp", "avif", "psd", "ico"), Family.REFUSED),
    FileType("old-office", _("old Office file"), _ANY, ("doc", "xls", "ppt", "msg", "dot", "xlt"), Family.REFUSED),
    FileType("locked-office", _("Office file with a password"), _ANY, ("docx", "xlsx"), Family.REFUSED),
    FileType("macros", _("Office file with macros"), _ANY, ("docm", "xlsm", "xlsb", "dotm", "pptm"), Family.REFUSED),
    FileType("template", _("Office template"), _ANY, ("dotx", "xltx", "ott", "ots"), Family.REFUSED),
    FileType("slides", _("presentation"), _ANY, ("pptx", "odp", "ppsx"), Family.REFUSED),
    FileType("rtf", _("Rich Text"), "application/rtf", ("rtf",), Family.REFUSED),
    FileType("web", _("web page"), "text/html", ("html", "htm", "svg", "xhtml", "xml", "mht"), Family.REFUSED),
    FileType("archive", _("archive"), _ANY, ("zip", "7z", "rar", "gz", "tar"), Family.REFUSED),
    FileType("program", _("program"), _ANY, ("exe", "dll", "sh", "js", "bat", "jar"), Family.REFUSED),
    FileType("film", _("film or sound"), _ANY, ("mp4", "mov", "mp3", "m4a"), Family.REFUSED),
)

_BY_EXTENSION = {ext: entry for entry in ACCEPTED.values() for ext in entry.extensions}

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-office"),
    (b"{\\rtf", "rtf"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"\x7fELF", "program"),
    (b"8BPS", "picture"),
)
#: Beginnings short enough to occur in plain text; they count for other files only.
_MAGIC_OF_BINARIES: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "program"),
    (b"BM", "picture"),
    (b"ID3", "film"),
    (b"\x00\x00\x01\x00", "picture"),
)
#: Brands of the container that phones use for pictures as well as for films.
_FTYP = dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "heic") | {
    b"avif": "picture"
}
_HEAD_BYTES = 4096
_CHUNK = 1024 * 1024
_BLANK = b"\xef\xbb\xbf\t\n\x0c\r \x00"
_LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_WEB = re.compile(r"\s*<(?:!doctype\s+(?:html|svg)|html|head|body|script|svg|\?xml|!--|iframe|img)", re.IGNORECASE)


def all_types() -> Mapping[str, FileType]:
    """Every type that can be recognised, by code."""
    return {**REFUSED, **ACCEPTED}


def detect(file: IO[bytes]) -> FileType | None:
    """The type by content, among ACCEPTED and REFUSED; None for bytes that are nothing we know.

    Text is ``txt`` whatever it holds: a name is needed to call it ``csv``. Leaves the position anywhere.
    """
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    code = _binary_code(file, head)
    if code is None:
        encoding = text_encoding(file)
        code = _code_of(head, _MAGIC_OF_BINARIES) if encoding is None else _text_code(head, encoding)
    return all_types().get(code) if code else None


def by_media_type(media_type: str) -> FileType | None:
    """The accepted type of this media type, whatever its parameters; None when there is none."""
    bare = media_type.partition(";")[0].strip()
    return next((entry for entry in ACCEPTED.values() if entry.media_type == bare), None)


def settle(found: FileType, extension: str) -> FileType | None:
    """The type under which a file of this content and extension is kept; None when the two contradict.

    Content wins among pictures, as chat programs call JPEG files .png; the extension tells CSV from text.
    """
    named = _BY_EXTENSION.get(extension)
    if not extension or extension in found.extensions:
        return found
    if named is None:
        return None
    if found.family is named.family is Family.TEXT:
        return named
    return found if found.family is named.family is Family.RASTER else None


def is_office_extension(extension: str) -> bool:
    """Whether files of this extension are office files that we keep."""
    named = _BY_EXTENSION.get(extension)
    return named is not None and named.family is Family.OFFICE


def _code_of(head: bytes, table: Iterable[tuple[bytes, str]]) -> str | None:
    return next((code for magic, code in table if head.startswith(magic)), None)


def _binary_code(file: IO[bytes], head: bytes) -> str | None:
    if head.lstrip(_BLANK).startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _archive_code(file)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return _FTYP.get(head[8:12], "film")
    code = _code_of(head, _MAGIC)
    return "locked-office" if code == "old-office" and _contains(file, _LOCKED_OFFICE) else code


def _archive_code(file: IO[bytes]) -> str:
    try:
        with open_archive(file) as archive:
            return office_kind(archive) or "archive"
    except Flaw:
        return "archive"


def _chunks(file: IO[bytes], overlap: int = 0) -> Iterable[bytes]:
    """The file from its beginning; each chunk begins with the last ``overlap`` bytes of the one before."""
    file.seek(0)
    before = b""
    while chunk := file.read(_CHUNK):
        yield before + chunk
        before = (before + chunk)[-overlap:] if overlap else b""


def _contains(file: IO[bytes], wanted: bytes) -> bool:
    return any(wanted in chunk for chunk in _chunks(file, overlap=len(wanted)))


def text_encoding(file: IO[bytes]) -> str | None:
    """``utf-8``, ``utf-16`` or ``windows-1252`` when the whole file is text in it, else None."""
    file.seek(0)
    has_mark = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    candidates = ("utf-16",) if has_mark else ("utf-8", "windows-1252")
    return next((name for name in candidates if _is_text(file, name)), None)


def _is_text(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(file):
            if _NO_TEXT.search(decoder.decode(chunk)):
                return False
        decoder.decode(b"", True)
    except UnicodeError:
        return False
    return True


def _text_code(head: bytes, encoding: str) -> str:
    start = head.decode(encoding, "ignore").lstrip("\ufeff")
    if _WEB.match(start):
        return "web"
    return "program" if start.startswith("#!") else "txt"


def _pdf_name(name: str) -> str:
    """A pattern for a name in a PDF, which may spell any letter as # and two digits."""
    return "/" + "".join(f"(?:{char}|#{ord(char):02x}|#{ord(char):02X})" for char in name)


_PDF_LAUNCH = re.compile(
    (_pdf_name("S") + r"[\x00\t\n\x0c\r ]{0,32}" + _pdf_name("Launch") + r"(?![A-Za-z0-9#_.+-])").encode()
)
_PDF_OVERLAP = 128  # longer than the longest match


#: How archives begin that unpacking programs find wherever they lie in a file.
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
#: Programs for PDF look this far for its beginning.
_PDF_SOUGHT_BYTES = 1024


def _is_two_in_one(file: IO[bytes], kind: FileType) -> bool:
    """Whether a PDF or a picture is also an archive, or a picture is also a PDF."""
    file.seek(0)
    if kind.family is Family.RASTER and b"%PDF-" in file.read(_PDF_SOUGHT_BYTES):
        return True
    return has_archive_inside(file) or any(
        archive in chunk for chunk in _chunks(file, overlap=8) for archive in _ARCHIVES
    )


def check_structure(file: IO[bytes], kind: FileType) -> None:
    """Look inside a file of a type we keep. Raises Flaw: those of ``check_office``, ``two-in-one``, ``launch``.

    Finding no ``launch`` in a PDF is a hint and no proof: it may hide in a compressed part.
    """
    if kind.family is Family.OFFICE:
        check_office(file)
    elif kind.family is not Family.TEXT and _is_two_in_one(file, kind):
        raise Flaw("two-in-one")
    if kind.family is Family.PDF and any(_PDF_LAUNCH.search(chunk) for chunk in _chunks(file, _PDF_OVERLAP)):
        raise Flaw("launch")
