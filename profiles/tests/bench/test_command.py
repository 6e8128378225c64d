"""``manage.py bench`` from the shell: what it prints and writes, and that it touches nothing of the installation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from profiles.bench.databases import NoScratchDatabase, PostgreSQLDatabases

NOT_A_DATABASE = b"whoever opens this as a database fails"
ABSENT = "hr_records_absent"


@dataclass(frozen=True)
class Finished:
    """A run that has ended: what it said and wrote, and the folder with the installation's own data."""

    out: str
    err: str
    written: dict[str, Any]
    folder: Path


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """One short run, as from the shell, beside a database that cannot be opened."""
    folder = tmp_path_factory.mktemp("installation")
    (folder / "hr.sqlite3").write_bytes(NOT_A_DATABASE)
    short = ["--people", "30", "--runs", "1", "--no-baseline"]
    done = subprocess.run(
        [sys.executable, "manage.py", "bench", "pages", *short, "--json", str(folder / "figures.json")],
        cwd=settings.BASE_DIR,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    written = json.loads((folder / "figures.json").read_text("utf-8"))
    return Finished(done.stdout, done.stderr, written, folder)


def environment(folder: Path) -> dict[str, str]:
    """An installation whose database is not there to be opened, on the server that the tests use."""
    url = f"sqlite:///{folder / 'hr.sqlite3'}"
    if connection.vendor == "postgresql":
        url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{absent_name()}"
    own = {"DATABASE_URL": url, "MEDIA_ROOT": str(folder / "media"), "HR_NO_BOOTSTRAP": "1", "DEBUG": "1"}
    return os.environ | own


def absent_name() -> str:
    """Each worker of a parallel run has its own."""
    return f"{ABSENT}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


def test_the_table_has_a_line_for_each_page(finished: Finished) -> None:
    lines = finished.out.splitlines()

    assert "30 people" in finished.out
    for page in ("people, first page", "people, searched by number", "person", "home", "own page", "sign-in"):
        assert any(line.startswith(f"{page} ") for line in lines), page


def test_progress_is_told_on_stderr_and_the_log_is_not(finished: Finished) -> None:
    assert finished.err.splitlines() == ["Making the tables", "Adding people", "Asking for pages"]


def test_the_file_holds_the_figures_of_each_page(finished: Finished) -> None:
    (pages,) = finished.written["benchmarks"]

    assert pages["name"] == "pages"
    assert finished.written["machine"]["django"]
    assert {each["what"] for each in pages["measurements"]} >= {"documents", "people, a page far back"}
    for each in pages["measurements"]:
        assert each["figures"].keys() >= {"queries", "cpu_ms", "wall_ms", "html_bytes"}
        assert each["figures"]["wall_ms"] > 0
        assert each["figures"]["html_bytes"] > 1000


def test_pages_that_grow_are_compared_with_those_of_fewer_people(finished: Finished) -> None:
    (pages,) = finished.written["benchmarks"]
    compared = {each["what"] for each in pages["measurements"] if "over_fewer" in each["ratios"]}

    assert {"people, first page", "people, searched by name", "home", "documents"} <= compared
    assert "sign-in" not in compared


def test_a_cold_browser_asks_for_few_files(finished: Finished) -> None:
    (pages,) = finished.written["benchmarks"]
    cold = {each["what"]: each["figures"] for each in pages["measurements"] if "sent_kb" in each["figures"]}

    # The person page still carries the stock scripts of its lists to choose from, a file each.
    most = {"people, first page": 15, "home": 15, "person": 20}
    assert cold.keys() == most.keys()
    for what, figures in cold.items():
        assert 3 < figures["requests"] <= most[what], what
        assert 5 < figures["sent_kb"] <= 120, what


def test_the_installation_is_left_alone(finished: Finished) -> None:
    assert sorted(path.name for path in finished.folder.iterdir()) == ["figures.json", "hr.sqlite3"]
    assert (finished.folder / "hr.sqlite3").read_bytes() == NOT_A_DATABASE


@pytest.mark.django_db
@pytest.mark.usefixtures("finished")
def test_no_database_is_left_on_the_server() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only a server keeps databases")
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{absent_name()}%"])
        assert cursor.fetchall() == []


@pytest.mark.django_db(transaction=True)
def test_a_database_of_that_name_is_never_taken_over() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite each run has its own folder")
    first, second = PostgreSQLDatabases(), PostgreSQLDatabases()
    first.make("taken")
    try:
        with pytest.raises(NoScratchDatabase, match="DROP DATABASE"):
            second.make("taken")
    finally:
        second.drop()
        first.drop()


def test_the_list_names_each_benchmark_with_one_line() -> None:
    out = StringIO()

    call_command("bench", list=True, stdout=out)

    assert "pages statements, time and bytes of the pages that people open most" in " ".join(out.getvalue().split())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["pagse"], "There is no benchmark 'pagse'. There are: .*pages"),
        (["--people", "29"], "--people: write a number from 30 on"),
        (["--runs", "0"], "--runs: write a number from 1 on"),
        (["--json", "/no/such/folder/figures.json"], "--json: there is no folder /no/such/folder"),
        (["--baseline", "/no/such/folder"], "/no/such/folder holds no manage.py"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(arguments: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        call_command("bench", *arguments)
