"""A change of many people has its own steps and words; its fields can be chosen again until it is confirmed."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from profiles.exchange import bulk_change
from profiles.exchange.errors import NotNow
from profiles.models import EmploymentRecord, ImportBatch
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_location

from .test_bulk_change import LIST, change, job_of, sent

pytestmark = pytest.mark.django_db
OF_IMPORTS = ("import the", "Import ", "Choose a file", "Back to columns", "Uploaded", "the import")


@pytest.fixture
def places() -> None:
    make_location("Aarhus")
    make_location("Odense")


def words(page: str) -> str:
    """The part of a page below its navigation."""
    return page.partition("<main")[2]


def test_no_page_speaks_of_an_import(emil: User, places: None, hana: User, as_user: SignIn) -> None:
    client = as_user(hana)
    fields = words(client.post(LIST, sent([emil])).content.decode())
    batch = change(client, [emil], location="Aarhus", cost_centre="7")
    address = f"/admin/imports/{batch.public_id}/"
    check = words(client.get(address).content.decode())
    client.post(f"{address}confirm/", {"reason": "Moved", "digest": batch.digest})
    result, undo = (words(client.get(f"{address}{rest}").content.decode()) for rest in ("", "undo/"))

    for page in (fields, check, result, undo):
        assert not [word for word in OF_IMPORTS if word in page]
    assert "Look at the changes" in fields and "Back to the fields" in check and "Change 1 person" in check
    assert "1 person was changed" in result and "Location, Cost centre" in result and ".csv" not in result
    assert "Undo the change of 1 person?" in undo and "Keep the change" in undo


def test_a_job_at_work_speaks_of_people(emil: User, hana: User, as_user: SignIn) -> None:
    client = as_user(hana)
    batch = change(client, [emil], cost_centre="7")
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.APPLYING)
    page = client.get(f"/admin/imports/{batch.public_id}/").content.decode()

    assert "The people are being changed" in page and "%d of %t people" in page


def test_the_list_of_imports_names_its_fields(emil: User, hana: User, as_user: SignIn) -> None:
    client = as_user(hana)
    change(client, [emil], cost_centre="7")

    assert "<small>Cost centre</small>" in client.get("/admin/imports/").content.decode()


def test_back_at_the_fields_they_are_as_they_were_chosen(emil: User, places: None, hana: User, as_user: SignIn) -> None:
    client = as_user(hana)
    chosen = {"location": "Aarhus", "empty-company": "on", "effective_from": "2030-01-01"}
    batch = change(client, [emil], **chosen)
    page = client.get(f"/admin/imports/{batch.public_id}/columns/").content.decode()

    assert '<option value="Aarhus" selected>' in page and 'value="2030-01-01"' in page and "Emil Brandt" in page
    assert 'name="empty-company" id="id_empty-company" checked' in page


def test_fields_chosen_again_are_what_is_written(
    emil: User, olga: User, places: None, hana: User, as_user: SignIn
) -> None:
    client = as_user(hana)
    batch = change(client, [emil, olga], location="Aarhus")
    address = f"/admin/imports/{batch.public_id}/"
    assert client.post(f"{address}columns/", {"cost_centre": "4200", "correct_jobs": "on"})["Location"] == address
    batch.refresh_from_db()
    client.post(f"{address}confirm/", {"reason": "Merged", "digest": batch.digest})

    assert ImportBatch.objects.count() == 1
    assert {(job_of(each).cost_centre, job_of(each).location) for each in (emil, olga)} == {("4200", None)}


def test_what_makes_no_sense_leaves_the_change_as_it_was(emil: User, hana: User, as_user: SignIn) -> None:
    client = as_user(hana)
    batch = change(client, [emil], cost_centre="7")
    answer = client.post(f"/admin/imports/{batch.public_id}/columns/", {"fte": "7"})

    assert answer.status_code == 200
    assert bulk_change.values_in(batch) == {"cost_centre": "7"}


def test_a_change_that_was_confirmed_meanwhile_keeps_its_fields(emil: User, hana: User, as_user: SignIn) -> None:
    batch = change(as_user(hana), [emil], cost_centre="7")
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.APPLYING)

    with pytest.raises(NotNow):
        bulk_change.change_otherwise(batch, {"cost_centre": "8"})
    assert not EmploymentRecord.objects.filter(cost_centre="8").exists()


def test_the_fields_are_open_to_nobody_else(emil: User, hana: User, sven: User, aya: User, as_user: SignIn) -> None:
    batch = change(as_user(hana), [emil], cost_centre="7")
    address = f"/admin/imports/{batch.public_id}/columns/"

    assert as_user(aya).get(address).status_code == 403
    assert as_user(sven).get(address).status_code in (403, 404)
