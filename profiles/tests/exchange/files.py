"""Small files of people, as a test needs them."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

from django.contrib.auth.models import User

from profiles.exchange.batches import confirm, preview, receive
from profiles.exchange.people_rows import Options
from profiles.models import ImportBatch

Row = dict[str, Any]


def csv_of(*rows: Row) -> io.BytesIO:
    """The rows as CSV; the headings are those of all rows together."""
    headings = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, headings)
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(out.getvalue().encode())


def new_person(number: int, **more: Any) -> Row:
    """The row of somebody who is not there."""
    return {
        "employee_number": f"N{number:04}",
        "username": f"new.person.{number}",
        "full_name": f"New Person {number}",
        "email": f"new{number}@nordlys.example",
        "hire_date": "2024-03-01",
        **more,
    }


def previewed(by: User | None, *rows: Row, **options: Any) -> ImportBatch:
    """A batch with its preview."""
    return preview(receive(csv_of(*rows), by, "people.csv"), options=Options(**options))


def imported(by: User | None, *rows: Row, **options: Any) -> ImportBatch:
    """A batch that was applied."""
    return confirm(previewed(by, *rows, **options), "Yearly update")


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"><office:body>'
    '<office:spreadsheet><table:table table:name="Sheet1">{}</table:table></office:spreadsheet>'
    "</office:body></office:document-content>"
)
_KIND = b"application/vnd.oasis.opendocument.spreadsheet"


def ods_cell(text: str, facts: str = "") -> str:
    """A cell of an OpenDocument table that holds a text."""
    return f'<table:table-cell office:value-type="string"{facts}><text:p>{text}</text:p></table:table-cell>'


def ods_of(body: str) -> bytes:
    """An OpenDocument table of these rows, as LibreOffice packs it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _KIND, zipfile.ZIP_STORED)
        archive.writestr("content.xml", _ODS.format(body))
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_KIND.decode()}"/>'
            "</manifest:manifest>",
        )
    return out.getvalue()
