"""Files that mean harm, through the page: refused beside the field in a sentence, quickly, and never a 500."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from profiles.models import ImportBatch
from profiles.tests.admin.imports.conftest import NEW
from profiles.tests.exchange.files import ods_of
from profiles.tests.exchange.test_reading import HOSTILE, workbook

pytestmark = pytest.mark.django_db

#: Seconds within which the page answers, with room for a machine that does much else.
_SOON = 10


def locked() -> bytes:
    """An archive whose parts are locked by a password."""
    content = bytearray(workbook())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def nested() -> bytes:
    """An archive that holds archives."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(100):
            archive.writestr(f"{number}.zip", workbook())
    return out.getvalue()


def many_members() -> bytes:
    """An archive of five thousand empty parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(5000):
            archive.writestr(f"{number}.xml", b"")
    return out.getvalue()


def leading_out() -> bytes:
    """A workbook with a part that would lie outside."""
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("../../outside.xml", b"<x/>")
    return out.getvalue()


MORE = {
    "an archive locked by a password": locked(),
    "archives in an archive": nested(),
    "five thousand parts": many_members(),
    "no archive after all": b"PK\x03\x04" + b"x" * 5000,
    "an archive with a path that leads out": leading_out(),
    "an OpenDocument bomb": ods_of(" " * 150_000_000),
    "one line without end": b"username," + b"x" * 5_000_000,
    "a million columns of text": b",".join([b"c"] * 1_000_000) + b"\n",
    "half of a UTF-16 file": "username,bio\nann,ü\n".encode("utf-16")[:-1],
    "a web page": b"<!DOCTYPE html><html><body>401</body></html>",
    "a page under the name of a workbook": b"\n<html><table><tr><td>username</td></tr></table></html>",
    "signs that no text has": bytes(range(128, 160)) * 100,
}


@pytest.fixture(params=[*HOSTILE, *MORE])
def content(request: pytest.FixtureRequest) -> bytes:
    """Each of the files."""
    return (HOSTILE | MORE)[request.param]


def test_it_is_refused_in_a_sentence_and_soon(content: bytes, hr: Client) -> None:
    before = time.monotonic()
    answer = hr.post(NEW, {"file": SimpleUploadedFile("people.xlsx", content)}, follow=True)
    said = answer.content.decode()

    assert answer.status_code == 200 and time.monotonic() - before < _SOON
    # What holds a line of text at least may be read as a table, and then its columns are not known.
    assert "errorlist" in said or "These columns are not known here" in said
    assert not ImportBatch.objects.exclude(state=ImportBatch.State.UPLOADED).exists()


@pytest.mark.parametrize("records", ["employment", "contacts", "departments"])
@pytest.mark.parametrize("name", ["bomb", "far cell", "entities", "nothing", "zeros"])
def test_other_tables_refuse_it_too(name: str, records: str, hr: Client) -> None:
    answer = hr.post(f"{NEW}?records={records}", {"file": SimpleUploadedFile("x.xlsx", HOSTILE[name])})
    assert answer.status_code == 200 and "errorlist" in answer.content.decode()
