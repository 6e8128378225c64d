"""An export is the template of an import: out and in again changes nothing; one edited cell is one change."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from profiles.exchange.columns import COLUMNS
from profiles.models import Profile
from profiles.tests.admin.imports.conftest import NEW, the_batch
from profiles.tests.factories import make_department, make_job, make_location

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(emil: User, hana: User) -> User:
    """emil with every value filled, some of them such as spreadsheets take for formulas."""
    twin = make_department("Calibration Lab", parent=make_department("North"))
    emil.employment.update(effective_to=date(2021, 5, 1))
    make_job(
        emil, date(2021, 5, 1), job_title="=1+1", department=twin, manager=hana, location=make_location(), fte="0.8"
    )
    Profile.objects.filter(user=emil).update(
        preferred_name="'Em",
        pronouns="he/him",
        work_phone="+45 33 12 34",
        mobile="-45",
        bio='First\r\n@second, "x"',
        website="https://nordlys.example",
        company="A/S",
        birth_date=date(1980, 2, 29),
        nationality="DK",
        country="PL",
        address_line1="=Street",
        postal_code="00-950",
        city="Łódź",
        leave_date=date(2030, 1, 1),
    )
    return emil


def exported(client: Client, code: str) -> bytes:
    answer: Any = client.post("/admin/exports/people/", {"format": code, "columns": list(COLUMNS)})
    return b"".join(answer.streaming_content)


def brought(client: Client, content: bytes, name: str) -> dict[str, Any]:
    answer = client.post(NEW, {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert "Check before anything is written" in answer.content.decode(), answer.redirect_chain
    counts = the_batch().counts
    return {name: counts[name] for name in ("new", "changed", "errors")}


@pytest.mark.parametrize("code", ["csv", "xlsx"])
def test_out_and_in_again_changes_nothing(code: str, full: User, olga: User, hr: Client) -> None:
    assert brought(hr, exported(hr, code), f"people.{code}") == {"new": 0, "changed": 0, "errors": 0}


def test_one_edited_cell_of_a_workbook_is_one_change(full: User, olga: User, hr: Client) -> None:
    book: Any = openpyxl.load_workbook(BytesIO(exported(hr, "xlsx")))
    (cell,) = [row[list(COLUMNS).index("city")] for row in book.active.iter_rows() if row[0].value == "00412"]
    cell.value, out = "Kraków", BytesIO()
    book.save(out)

    assert brought(hr, out.getvalue(), "people.xlsx") == {"new": 0, "changed": 1, "errors": 0}
    assert the_batch().parts.get(kind="change").rows[0]["changes"] == [["city", "Łódź", "Kraków"]]
