"""Office files are read to their end within bounds, and refused for what an office program would not write."""

import io
import struct
import zipfile

import pytest

from profiles.lib import archives
from profiles.lib.archives import Flaw
from profiles.lib.office import check_office
from profiles.tests.samples import make_odf, make_ooxml, make_zip, relations

ENCRYPTED = "<m:file-entry m:full-path='content.xml'><m:encryption-data/></m:file-entry>"
DTD = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">]><w>&a;</w>'


def flaw_of(content: bytes) -> str | None:
    try:
        check_office(io.BytesIO(content))
    except Flaw as flaw:
        return flaw.code
    return None


def with_link(target: str) -> bytes:
    out = io.BytesIO(make_ooxml())
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo("word/link")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, target)
    return out.getvalue()


def claiming(content: bytes, *, encrypted: bool = False, size: int | None = None) -> bytes:
    """The archive with another flag or size in the directory entry of its last member."""
    entry = content.rfind(b"PK\x01\x02")
    changed = bytearray(content)
    if encrypted:
        changed[entry + 8] |= 1
    if size is not None:
        changed[entry + 24 : entry + 28] = struct.pack("<I", size)
    return bytes(changed)


def twice(name: str) -> bytes:
    out = io.BytesIO(make_ooxml())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning):
        archive.writestr(name, "<w>Other</w>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (make_ooxml(extra={"word/vbaProject.bin": b"x"}), "macros"),
        (make_ooxml(extra={"word\\vbaProject.bin": b"x"}), "macros"),
        (make_ooxml(extra={"word/activeX/activeX1.bin": b"x"}), "macros"),
        (make_ooxml(extra={"xl/macrosheets/sheet1.xml": b"<x/>"}), "macros"),
        (make_odf(extra={"Basic/Standard/Module1.xml": b"<x/>"}), "macros"),
        (make_odf(extra={"Scripts/python/run.py": b"x"}), "macros"),
        (make_odf(extra={"Basic/Standard/script-lb.xml": b"<x/>", "Basic/script-lc.xml": b"<x/>"}), None),
        (make_odf(manifest=ENCRYPTED), "encrypted"),
        (claiming(make_ooxml(), encrypted=True), "encrypted"),
        (make_ooxml(extra={"../../evil.xml": b"<x/>"}), "unsafe-members"),
        (make_ooxml(extra={"..\\evil.xml": b"<x/>"}), "unsafe-members"),
        (make_ooxml(extra={"/etc/passwd": b"x"}), "unsafe-members"),
        (make_ooxml(extra={"C:\\evil": b"x"}), "unsafe-members"),
        (make_ooxml(extra={"WORD/document.xml": b"<x/>"}), "unsafe-members"),
        (with_link("/etc/passwd"), "unsafe-members"),
        (make_ooxml(extra={"word/styles.xml": DTD}), "dtd"),
        (make_ooxml(extra={"word/styles.xml": DTD.decode().encode("utf-16")}), "dtd"),
        (make_odf(extra={"styles.xml": DTD}), "dtd"),
        (make_ooxml(extra={"word/styles.xml": b"not xml"}), "damaged"),
        (make_ooxml(extra={"word/styles.xml": b"<?xml version='1.0'?>"}), "damaged"),
        (make_ooxml()[:-40], "damaged"),
        (make_ooxml()[:300], "damaged"),
        (claiming(make_ooxml(), size=3), "damaged"),
        (make_zip({"[Content_Types].xml": "<Types/>"}, zipfile.ZIP_BZIP2), "damaged"),
        (b"PK\x03\x04 and no more", "damaged"),
        (make_ooxml(extra={f"word/part{n}.bin": b"" for n in range(2001)}), "too-many-members"),
    ],
)
def test_what_no_office_program_writes_is_refused(content: bytes, flaw: str | None) -> None:
    assert flaw_of(content) == flaw


def test_two_members_of_one_name_are_refused() -> None:
    assert flaw_of(twice("word/document.xml")) == "unsafe-members"


@pytest.mark.parametrize(
    ("kind", "target", "flaw"),
    [
        ("attachedTemplate", "https://evil.example/a.dotm", "remote-template"),
        ("attachedTemplate", "\\\\evil\\share\\a.dotm", "remote-template"),
        ("attachedTemplate", "file:///\\\\evil\\share\\a.dotm", "remote-template"),
        ("oleObject", "mhtml:http://evil.example/a.html!x-usc:b", "remote-template"),
        ("attachedTemplate", "file:///C:\\Users\\emil\\Normal.dotm", None),
        ("attachedTemplate", "file://evil.example/a.dotm", "remote-template"),
        ("attachedTemplate", "file:////evil/share/a.dotm", "remote-template"),
        ("attachedTemplate", "file:///Applications/Word/Normal.dotm", None),
        ("attachedTemplate", "Normal.dotm", None),
        ("hyperlink", "https://example.org/", None),
        ("image", "https://example.org/logo.png", None),
    ],
)
def test_a_template_from_elsewhere_is_refused_and_a_link_is_not(kind: str, target: str, flaw: str | None) -> None:
    assert flaw_of(make_ooxml(extra={"word/_rels/settings.xml.rels": relations(kind, target)})) == flaw


def test_a_bomb_is_stopped_by_the_bytes_that_come_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "UNPACKED_MAX_BYTES", 300_000)

    assert flaw_of(make_ooxml(extra={"word/a.bin": b"\x00" * 200_000})) is None
    assert flaw_of(make_ooxml(extra={"word/a.bin": b"\x00" * 400_000})) == "bomb"


def test_a_member_that_claims_to_be_small_does_not_get_past_the_count() -> None:
    bomb = claiming(make_ooxml(extra={"word/a.bin": b"\x00" * 30_000_000}), size=1000)

    assert flaw_of(bomb) == "damaged"


def test_bytes_far_beyond_the_size_of_the_file_are_a_bomb() -> None:
    assert flaw_of(make_ooxml(extra={"word/a.bin": b"\x00" * 25_000_000})) == "bomb"


def test_an_endless_comment_before_the_first_element_is_cut_short() -> None:
    part = b"<!--" + b"a" * 1_000_000 + b"--><w/>"

    assert flaw_of(make_ooxml(extra={"word/styles.xml": part})) == "bomb"


def test_a_directory_too_long_is_not_read() -> None:
    names = {f"{'n' * 500}{number}": b"" for number in range(2100)}

    assert flaw_of(make_zip(names)) == "too-many-members"


def test_a_streamed_archive_with_wide_numbers_is_read() -> None:
    """Some exports always write the directory of large archives."""
    content = make_ooxml()
    end = content.rfind(b"PK\x05\x06")
    entries, length, offset = struct.unpack_from("<HLL", content, end + 10)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, length, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)

    assert flaw_of(content[:end] + record + locator + last) is None


def test_a_directory_of_large_archives_that_lies_elsewhere_is_refused() -> None:
    content = make_ooxml()
    end = content.rfind(b"PK\x05\x06")
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)

    assert flaw_of(content[:end] + b"\x00" * 56 + locator + content[end:]) == "damaged"
