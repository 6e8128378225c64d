"""What an import would do, cell by cell, before anything happens."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from profiles.exchange.batches import error_file, page, preview, receive
from profiles.exchange.errors import FileRefused
from profiles.exchange.people_rows import Options
from profiles.models import Department, Event, ImportBatch, Profile
from profiles.tests.factories import make_department, make_location, make_person

from .files import Row, csv_of, new_person, previewed


def errors(by: User, *rows: Row, **options: object) -> dict[str, str]:
    """Column → sentence of the errors of a preview."""
    return {error["column"]: error["message"] for error in page(previewed(by, *rows, **options), "error", 1)}


def changes(by: User, *rows: Row, **options: object) -> list[list[str]]:
    found: list[list[str]] = page(previewed(by, *rows, **options), "change", 1)[0]["changes"]
    return found


def test_each_changed_cell_is_shown_old_and_new(hana: User, emil: User) -> None:
    found = changes(hana, {"employee_number": "00412", "mobile": "+45 1234", "full_name": "Emil Brandt"})
    assert found == [["mobile", "", "+45 1234"]]


def test_a_preview_writes_no_record_and_no_event(hana: User, emil: User) -> None:
    before = Event.objects.count()
    batch = previewed(hana, new_person(1), {"employee_number": "00412", "mobile": "+45 1234"})
    assert (batch.counts["new"], batch.counts["changed"]) == (1, 1)
    assert Event.objects.count() == before
    assert not Profile.objects.filter(employee_number="N0001").exists()


def test_absent_columns_and_empty_cells_are_untouched(hana: User, emil: User) -> None:
    batch = previewed(hana, {"employee_number": "00412", "full_name": "", "job_title": ""})
    assert batch.counts["unchanged"] == 1


def test_empty_cells_clear_where_that_is_asked_for(hana: User, emil: User) -> None:
    emil.profile.mobile = "+45 1"
    emil.profile.save()
    found = changes(hana, {"employee_number": "00412", "mobile": "", "full_name": ""}, empty_clears=True)
    assert found == [["mobile", "+45 1", ""]]


def test_a_cell_that_says_clear_clears(hana: User, emil: User) -> None:
    emil.profile.mobile = "+45 1"
    emil.profile.save()
    assert changes(hana, {"employee_number": "00412", "mobile": "#CLEAR"}) == [["mobile", "+45 1", ""]]


def test_unknown_places_are_errors_with_the_nearest_name(hana: User, emil: User) -> None:
    make_department("Finance")
    make_location("Gdańsk")
    found = errors(hana, {"employee_number": "00412", "department": "Finanse", "location": "Gdansk 2"})
    assert "Did you mean “Finance”?" in found["department"]
    assert "Did you mean “Gdańsk”?" in found["location"]


def test_a_department_is_found_by_its_path(hana: User, emil: User) -> None:
    for name in ("North", "South"):
        make_department("Service", make_department(name))
    assert "Write the path" in errors(hana, {"employee_number": "00412", "department": "Service"})["department"]
    assert changes(hana, {"employee_number": "00412", "department": "south / service"})[0][2] == "South / Service"


def test_missing_places_are_made_only_when_asked_for(hana: User, emil: User) -> None:
    batch = previewed(hana, {"employee_number": "00412", "department": "Finanse"}, create_missing=True)
    assert batch.counts["missing"]["department"] == ["Finanse"]
    assert not Department.objects.filter(name="Finanse").exists()


def test_making_what_is_missing_needs_its_permission(sven: User) -> None:
    batch = receive(csv_of(new_person(1)), sven)
    with pytest.raises(PermissionDenied):
        preview(batch, options=Options(create_missing=True))


def test_keys_that_come_twice_name_the_first_row(hana: User) -> None:
    batch = previewed(hana, new_person(1), new_person(1, username="a"), new_person(2, employee_number=" n0001 "))
    found = page(batch, "error", 1)
    assert {error["row"] for error in found} == {3, 4}
    assert "row 2" in found[0]["message"]


def test_a_number_that_lost_its_zeros_is_recognised(hana: User, emil: User) -> None:
    assert "00412" in errors(hana, {"employee_number": "412", "full_name": "Emil"})["employee_number"]


def test_managers_may_stand_further_down(hana: User) -> None:
    batch = previewed(hana, new_person(1, manager="N0002"), new_person(2))
    assert batch.counts["errors"] == 0


def test_an_unknown_manager_is_an_error(hana: User) -> None:
    assert "nobody" in errors(hana, new_person(1, manager="N0009"))["manager"]


def test_a_circle_of_managers_in_the_file_is_an_error(hana: User) -> None:
    rows = [new_person(1, manager="N0002"), new_person(2, manager="N0003"), new_person(3, manager="N0001")]
    assert previewed(hana, *rows).counts["errors"] == 3


def test_a_circle_over_file_and_database_is_an_error(hana: User, emil: User) -> None:
    report = make_person("Ib Report", employee_number="R1", job_title="x", job={"manager": emil})
    assert report.profile.employee_number == "R1"
    assert "circle" in errors(hana, {"employee_number": "00412", "manager": "R1"})["manager"]


def test_nobody_reports_to_themselves(hana: User, emil: User) -> None:
    assert "themselves" in errors(hana, {"employee_number": "00412", "manager": "00412"})["manager"]


def test_a_row_waits_for_a_manager_with_an_error(hana: User) -> None:
    batch = previewed(hana, new_person(1, hire_date="soon"), new_person(2, manager="N0001"))
    assert (batch.counts["errors"], batch.counts["held"]) == (1, 1)


def test_scoped_hr_sees_nobody_outside_and_moves_nobody_out(sven: User, emil: User, olga: User) -> None:
    olga.profile.employee_number = "O1"
    olga.profile.save()
    assert "kept by others" in errors(sven, {"employee_number": "00412", "mobile": "+45 1"})["employee_number"]
    assert "not one of yours" in errors(sven, {"username": "olga", "department": "Calibration Lab"})["department"]
    assert "not one of yours" in errors(sven, new_person(1, department="Calibration Lab"))["department"]
    assert previewed(sven, new_person(1, department="Sales")).counts["new"] == 1


def test_hr_changes_no_sign_in_of_an_account_with_a_role(hana: User, sven: User) -> None:
    assert "administrator" in errors(hana, {"username": "sven", "email": "x@nordlys.example"})["email"]


def test_an_e_mail_of_somebody_else_is_an_error(hana: User, emil: User) -> None:
    assert "somebody else" in errors(hana, new_person(1, email=emil.email.upper()))["email"]


@pytest.mark.parametrize("who", ["aya", "emil"])
def test_nobody_else_may_import(who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        receive(csv_of(new_person(1)), request.getfixturevalue(who))


def test_privileged_columns_stop_the_file(hana: User) -> None:
    batch = receive(csv_of(new_person(1, is_superuser="1")), hana)
    with pytest.raises(FileRefused, match="is_superuser"):
        preview(batch)


def test_an_unknown_column_can_be_mapped_or_left_out(hana: User) -> None:
    batch = receive(csv_of(new_person(1, Extra="x", Nickname2="Ann")), hana)
    with pytest.raises(FileRefused, match="Extra"):
        preview(batch)
    batch = preview(ImportBatch.objects.get(pk=batch.pk), {"Extra": "", "Nickname2": "preferred_name"})
    assert ["preferred_name", "", "Ann"] in page(batch, "change", 1)[0]["changes"]


def test_the_file_of_errors_has_the_faulty_rows_alone(hana: User) -> None:
    batch = previewed(hana, new_person(1), new_person(2, hire_date="2020-02-31", mobile="+45 1"))
    text = "".join(error_file(batch))
    assert text.count("N000") == 1
    assert "no such day" in text and "'+45 1" in text


def test_a_preview_is_paged_by_fifty(hana: User) -> None:
    batch = previewed(hana, *(new_person(number) for number in range(125)))
    assert [len(page(batch, "change", number)) for number in (1, 2, 3, 4)] == [50, 50, 25, 0]


def test_a_job_change_says_from_when_it_holds(hana: User, emil: User) -> None:
    row = page(previewed(hana, {"employee_number": "00412", "job_title": "Lead"}), "change", 1)[0]
    assert row["changes"] == [["job_title", "Technician", "Lead"]]
    assert row["note"] == f"new job from {timezone.localdate()}"


def test_the_start_of_the_job_in_force_makes_it_a_correction(hana: User, emil: User) -> None:
    rows = {"employee_number": "00412", "job_title": "Lead", "effective_from": "2020-01-01"}
    assert page(previewed(hana, rows), "change", 1)[0]["note"] == "corrects the job from 2020-01-01"


def test_names_with_wrong_dates_in_between_are_refused(hana: User) -> None:
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011 - any day to come
    found = errors(hana, new_person(1, birth_date=tomorrow.isoformat(), leave_date="2020-01-01"))
    assert {"birth_date", "leave_date"} <= set(found)


def test_a_row_with_too_many_cells_is_an_error(hana: User) -> None:
    batch = receive(io.BytesIO(b"username,full_name\nann,Ann,Lee\n"), hana)
    assert "more cells" in page(preview(batch), "error", 1)[0]["message"]
