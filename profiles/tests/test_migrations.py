"""Migrations are there, named, and can be taken back."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.migrations.operations import RemoveField, RenameField

from profiles.history.schemas import RENAMED

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


def test_no_column_leaves_the_history() -> None:
    """What was committed to is checked for ever: a column may be added or, told in ``RENAMED``, renamed."""
    for name in sorted(path.stem for path in FOLDER.glob("[0-9]*.py")):
        for operation in import_module(f"profiles.migrations.{name}").Migration.operations:
            if not str(getattr(operation, "model_name", "")).startswith("historical"):
                continue
            assert not isinstance(operation, RemoveField), f"{name} removes {operation.name} of {operation.model_name}"
            if isinstance(operation, RenameField):
                assert any(operation.old_name in renamed for renamed in RENAMED.values()), (
                    f"{name}: {operation.old_name}"
                )
