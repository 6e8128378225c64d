"""From one database to another: everything is there, and the proof is as whole as before."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection

WORDS = "Zo\u00eb / Zoe\u0308 \U0001f600"
FILL = f"""
from datetime import date
from django.contrib.auth.models import Group, User
from profiles.history.context import acting
from profiles.models import Department, DocumentType, EmploymentRecord, Profile
with acting(kind="command", route="test", reason="{WORDS}"):
    boss = User.objects.create_user("boss", password="a-long-password-1", is_superuser=True, is_staff=True)
    emil = User.objects.create_user("emil", first_name="{WORDS}")
    boss.groups.add(Group.objects.get(name="HR"))
    Profile.objects.filter(user=emil).update(birth_date=None, bio="{WORDS}", full_name="Emil Brandt")
    place = Department.objects.create(name="Lab")
    for fte, day in (("0.50", date(2024, 2, 29)), ("1", date(2025, 3, 30))):
        EmploymentRecord.objects.create(person=emil, effective_from=day, job_title="Chemist", fte=fte, manager=boss,
            department=place, effective_to=date(2025, 3, 30) if fte == "0.50" else None)
    emil.first_name = ""
    emil.save()
emil.last_name = "Unattributed"
emil.save()
"""
LATER = """
from profiles.models import Department, Event
before = Event.objects.latest("pk").pk
place = Department.objects.create(name="Later")
assert Event.objects.latest("pk").pk == before + 1 and place.pk > Department.objects.get(name="Lab").pk
"""


def manage(url: str, *command: str, folder: Path, status: int = 0) -> str:
    surroundings = {**os.environ, "DATABASE_URL": url, "MEDIA_ROOT": str(folder / "media"), "HR_NO_BOOTSTRAP": "1"}
    surroundings |= {"AUDIT_KEY_FILE": str(folder / "key"), "DEBUG": "1", "PYTHONUTF8": "1"}
    surroundings["AUDIT_CHECKPOINTS"] = f"file://{folder / 'seals'}" if "first" in url else ""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def other(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the kind that is tested."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'other.sqlite3'}"
        return
    name, at = f"hr_moved_{uuid4().hex[:10]}", connection.settings_dict
    server = {"host": at["HOST"], "port": at["PORT"] or 5432, "user": at["USER"], "password": at["PASSWORD"]}
    given = {key: value for key, value in server.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **given) as session:
        session.execute(f"CREATE DATABASE {name}")
        try:
            who = f"{at['USER']}:{at['PASSWORD']}@" if at["PASSWORD"] else f"{at['USER']}@" if at["USER"] else ""
            yield f"postgres://{who}{at['HOST'] or '127.0.0.1'}:{at['PORT'] or 5432}/{name}"
        finally:
            session.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.django_db
def test_what_moves_to_another_database_is_all_there_and_as_provable(other: str, tmp_path: Path) -> None:
    first = f"sqlite:///{tmp_path / 'first.sqlite3'}"
    manage(first, "migrate", folder=tmp_path)
    manage(first, "shell", "--no-imports", "-c", FILL, folder=tmp_path)
    manage(first, "audit_seal", folder=tmp_path)
    before = manage(first, "audit_verify", "--json", folder=tmp_path)
    told = manage(first, "move_database", "--to", other, folder=tmp_path)
    after = manage(other, "audit_verify", "--json", folder=tmp_path)

    assert "rows are in the other database" in told
    checked = [line for line in before.splitlines() if '"rows"' in line or '"records"' in line or '"is_intact"' in line]
    assert len(checked) == 3 and all(line in after.splitlines() for line in checked)
    assert '"is_intact": true' in after

    # The other one is now as a copy from before: what was told elsewhere since shows that it is an old one.
    manage(first, "shell", "--no-imports", "-c", LATER, folder=tmp_path)
    manage(first, "audit_seal", folder=tmp_path)
    checkpoints = ("--checkpoints", str(tmp_path / "seals"))
    assert '"is_intact": true' in manage(first, "audit_verify", "--json", *checkpoints, folder=tmp_path)
    assert '"checkpoint-ahead": 1' in manage(other, "audit_verify", "--json", *checkpoints, folder=tmp_path, status=1)

    manage(other, "shell", "--no-imports", "-c", LATER, folder=tmp_path)
    assert '"is_intact": true' in manage(other, "audit_verify", "--json", folder=tmp_path)
    again = manage(first, "move_database", "--to", other, folder=tmp_path, status=1)
    assert "holds records already" in again


@pytest.mark.parametrize("address", ["nonsense", "http://example.org/x", "postgres://nobody@127.0.0.1:1/none"])
@pytest.mark.django_db
def test_where_nothing_can_go_is_said(address: str, tmp_path: Path) -> None:
    told = manage(
        f"sqlite:///{tmp_path / 'first.sqlite3'}", "move_database", "--to", address, folder=tmp_path, status=1
    )

    assert "CommandError" in told and "Traceback" not in told
