"""Emergency contacts come in by file: person and name say which contact a row is about."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from profiles.exchange.batches import undo
from profiles.models import EmergencyContact

from .tables import changes_as, errors_as, imported_as, previewed_as

CODE = "contacts"
ROW = {
    "employee_number": "00412",
    "name": "Ida Brandt",
    "phone": "+45 33 12",
    "relationship": "sister",
    "priority": "1",
}


@pytest.fixture
def ida(emil: User) -> EmergencyContact:
    """emil's contact."""
    return EmergencyContact.objects.create(person=emil, name="Ida Brandt", phone="+45 33 12", relationship="sister")


def test_a_new_contact_is_added(hana: User, emil: User) -> None:
    imported_as(CODE, hana, ROW)
    found = emil.emergency_contacts.get()
    assert (found.name, found.phone, found.priority) == ("Ida Brandt", "+45 33 12", 1)
    call_command("audit_verify")


def test_one_cell_is_one_change(hana: User, ida: EmergencyContact) -> None:
    row = {**ROW, "name": "ida brandt", "phone": "+45 44"}
    (change,) = changes_as(CODE, hana, {**row, "name": "Ida Brandt"})
    assert change["changes"] == [["phone", "+45 33 12", "+45 44"]]
    assert previewed_as(CODE, hana, ROW).counts["unchanged"] == 1


def test_the_same_name_twice_is_an_error_unless_both_are_there(hana: User, ida: EmergencyContact) -> None:
    other = {**ROW, "phone": "+45 9"}
    assert "row 2" in errors_as(CODE, hana, ROW, other)["name"]
    EmergencyContact.objects.create(person=ida.person, name="Ida Brandt", phone="+45 9", relationship="sister")
    assert previewed_as(CODE, hana, other, ROW).counts["unchanged"] == 2
    assert "several contacts" in errors_as(CODE, hana, {**ROW, "phone": "+45 7"})["name"]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({**ROW, "phone": ""}, "phone", "number to call"),
        ({**ROW, "phone": "ask Bo"}, "phone", "digits"),
        ({**ROW, "name": ""}, "name", "Write the name"),
        ({**ROW, "priority": "9"}, "priority", "first"),
        ({**ROW, "name": "x" * 151}, "name", "at most 150"),
        ({**ROW, "employee_number": "00413"}, "employee_number", "nobody"),
    ],
)
def test_what_is_wrong_is_said_with_its_column(
    row: dict[str, str], column: str, words: str, hana: User, emil: User
) -> None:
    assert words in errors_as(CODE, hana, row)[column]


def test_contacts_of_others_are_out_of_reach(sven: User, aya: User, emil: User) -> None:
    assert "kept by others" in errors_as(CODE, sven, ROW)["employee_number"]
    with pytest.raises(PermissionDenied):
        previewed_as(CODE, aya, ROW)


def test_an_undo_removes_and_restores(hana: User, ida: EmergencyContact) -> None:
    batch = imported_as(CODE, hana, {**ROW, "phone": "+45 44"}, {**ROW, "name": "Bo Ek"})
    undo(batch, hana, "Wrong file")
    assert [each.phone for each in EmergencyContact.objects.all()] == ["+45 33 12"]
    assert batch.state == "undone"
    call_command("audit_verify")


def test_an_undo_keeps_a_contact_that_was_changed_since(hana: User, ida: EmergencyContact) -> None:
    batch = imported_as(CODE, hana, {**ROW, "phone": "+45 44"})
    EmergencyContact.objects.update(phone="+45 55")
    undo(batch, hana, "Wrong file")
    assert batch.state == "partly-undone" and EmergencyContact.objects.get().phone == "+45 55"
