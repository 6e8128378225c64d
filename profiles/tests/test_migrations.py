"""Migrations are there, named, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

FOLDER = Path(__file__).resolve().parents[1] / "migrations"


@pytest.mark.django_db
def test_none_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_none_is_doubled_or_named_by_a_machine() -> None:
    names = sorted(path.stem for path in FOLDER.glob("[0-9]*.py"))

    assert len({name[:4] for name in names}) == len(names)
    assert not [name for name in names if "_auto_" in name]


@pytest.mark.django_db(transaction=True)
def test_all_can_be_taken_back_and_made_again() -> None:
    call_command("migrate", "profiles", "zero", verbosity=0)
    call_command("migrate", verbosity=0)
