"""Other tables than people go the same way: chosen by name, exported as a template, read, confirmed, undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from profiles.exchange.registers import REGISTERS
from profiles.models import Department, EmergencyContact, EmploymentRecord
from profiles.tests.admin.imports.conftest import NEW, file_of, the_batch
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department, make_job, make_location

pytestmark = pytest.mark.django_db

ROWS: dict[str, dict[str, str]] = {
    "employment": {"employee_number": "00412", "effective_from": "2020-01-01", "job_title": "Lead"},
    "contacts": {"employee_number": "00412", "name": "Ida Brandt", "phone": "+45 33 12"},
    "departments": {"path": "Calibration Lab", "name": "Metrology"},
}


def brought(client: Client, code: str, content: bytes, name: str = "file.csv") -> str:
    """Upload a file of this table; the address of its preview."""
    answer = client.post(f"{NEW}?records={code}", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def exported(client: Client, code: str, form: str) -> bytes:
    columns = [column.name for column in REGISTERS[code].columns]
    answer: Any = client.post(f"/admin/exports/{code}/", {"format": form, "columns": columns})
    return b"".join(answer.streaming_content)


@pytest.fixture
def full(emil: User, hana: User) -> User:
    """emil with two jobs, a contact and a tree of departments; some texts are such as spreadsheets calculate with."""
    twin = make_department("Calibration Lab", parent=make_department("North / South"))
    first = emil.employment.get()
    EmploymentRecord.objects.filter(pk=first.pk).update(effective_to="2021-05-01", note='=1+1\r\n"x", y', manager=hana)
    make_job(
        emil,
        first.effective_from.replace(2021, 5),
        job_title="-Lead",
        department=twin,
        fte="0.8",
        location=make_location(),
    )
    for phone in ("+45 33 12", "0045 7"):
        EmergencyContact.objects.create(person=emil, name="Ida 🙂 Brandt", phone=phone, priority=2)
    Department.objects.filter(pk=twin.pk).update(valid_from="2020-01-01", valid_to="2031-01-01")
    return emil


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("code", list(ROWS))
def test_out_and_in_again_changes_nothing(code: str, form: str, full: User, sven: User, hr: Client) -> None:
    page = hr.get(brought(hr, code, exported(hr, code, form), f"file.{form}")).content.decode()

    assert {name: the_batch().counts[name] for name in ("new", "changed", "errors")} == {
        "new": 0,
        "changed": 0,
        "errors": 0,
    }
    assert the_batch().counts["unchanged"] == REGISTERS[code].rows().count()
    assert "there is nothing to import" in page


@pytest.mark.parametrize("code", list(ROWS))
def test_a_table_goes_all_the_way_and_back(code: str, emil: User, hr: Client) -> None:
    address = brought(hr, code, file_of([ROWS[code]]).read())
    page = hr.get(address).content.decode()
    assert "Import 1 row" in page and "<ins>" in page

    sent = {"reason": "Autumn moves", "digest": the_batch().digest}
    page = hr.post(f"{address}confirm/", sent, follow=True).content.decode()
    assert "1 row was imported" in page and str(REGISTERS[code].label).capitalize() in page

    assert "The history keeps the import and the undo" in hr.get(f"{address}undo/").content.decode()
    page = hr.post(f"{address}undo/", {"reason": "Wrong file"}, follow=True).content.decode()
    assert "The import was undone" in page


def test_what_changed_in_between_is_shown_and_not_overwritten(emil: User, hr: Client) -> None:
    address = brought(hr, "employment", file_of([ROWS["employment"]]).read())
    emil.employment.update(job_title="Engineer")

    sent = {"reason": "Autumn moves", "digest": the_batch().digest}
    page = hr.post(f"{address}confirm/", sent, follow=True).content.decode()

    assert "Changed meanwhile" in page and "<del>Engineer</del>" in page
    assert emil.employment.get().job_title == "Engineer"


def test_each_table_is_offered_to_whom_it_may_be_brought_by(hr: Client, sven: User, as_user: SignIn) -> None:
    scoped = as_user(sven)
    for code in ROWS:
        assert f"?records={code}" in hr.get(NEW).content.decode()
        assert hr.get(f"{NEW}?records={code}").status_code == 200
    assert "?records=departments" not in scoped.get(NEW).content.decode()
    assert scoped.get(f"{NEW}?records=departments").status_code == 403
    assert scoped.get(f"{NEW}?records=contacts").status_code == 200
    assert hr.get(f"{NEW}?records=documents").status_code == 404


def test_a_file_of_another_table_says_what_is_missing(hr: Client) -> None:
    address = brought(hr, "contacts", b"path,parent\nNorth,\n")

    assert address.endswith("/columns/")
    page = hr.get(address).content.decode()
    assert "employee_number or username" in page and "no row can be told from another" in page
