"""People through the public face of django-import-export."""

from __future__ import annotations

from django.contrib.auth.models import User
from tablib import Dataset

from profiles.exchange.resource import PeopleResource
from profiles.models import Profile


def rows(*people: tuple[str, str, str]) -> Dataset:
    return Dataset(*people, headers=["employee_number", "full_name", "hire_date"])


def test_a_dry_run_gives_the_librarys_result(hana: User, emil: User) -> None:
    dataset = rows(("N1", "Ann Lee", "2024-01-01"), ("00412", "Emil B.", ""), ("N2", "Bo", "soon"))
    result = PeopleResource(hana).import_data(dataset, dry_run=True)
    assert (result.totals["new"], result.totals["update"], result.totals["invalid"]) == (1, 1, 1)
    assert result.rows[1].diff == [["full_name", "Emil Brandt", "Emil B."]]
    assert not Profile.objects.filter(employee_number="N1").exists()


def test_a_dataset_is_imported(hana: User) -> None:
    PeopleResource(hana, reason="Test").import_data(rows(("N1", "Ann Lee", "2024-01-01")))
    assert Profile.objects.filter(employee_number="N1").exists()
