"""A stock project to compare with: found where it is, run in its own processes, missed quietly."""

from __future__ import annotations

from pathlib import Path

import pytest

from profiles.bench.baseline import NoBaseline, find

MEASURE = """
import json, os, sys
from pathlib import Path
print("a line for people")
print(json.dumps({"asked": sys.argv[1:], "people": Path(os.environ["STOCK_SQLITE"]).read_text()}))
print(json.dumps({"leaked": "DATABASE_URL" in os.environ}))
"""
GEN = """
import os, sys
from pathlib import Path
Path(os.environ["STOCK_SQLITE"]).write_text(sys.argv[2])
"""


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    """A folder with the three files that a stock project needs."""
    folder = tmp_path / "stock"
    folder.mkdir()
    for name, text in (("manage.py", ""), ("gen.py", GEN), ("measure.py", MEASURE)):
        (folder / name).write_text(text)
    return folder


def test_it_is_filled_and_measured_in_its_scratch_database(
    stock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///of-this-project.sqlite3")
    found = find(stock, tmp_path / "compiled")
    assert found is not None

    filled = found.filled(30, {"STOCK_SQLITE": str(tmp_path / "stock.sqlite3")})

    assert filled.measure("pages", "3") == [{"asked": ["pages", "3"], "people": "30"}, {"leaked": False}]
    assert sorted(path.name for path in stock.iterdir()) == ["gen.py", "manage.py", "measure.py"]


def test_a_folder_without_one_is_told_by_what_it_lacks(stock: Path, tmp_path: Path) -> None:
    (stock / "measure.py").unlink()

    with pytest.raises(NoBaseline, match=r"holds no measure\.py"):
        find(stock, tmp_path)


def test_none_in_the_usual_place_is_no_news(tmp_path: Path, settings: object) -> None:
    settings.BASE_DIR = tmp_path / "project"  # type: ignore[attr-defined]

    assert find(None, tmp_path) is None


def test_a_failure_of_it_is_told_with_its_last_lines(stock: Path, tmp_path: Path) -> None:
    (stock / "gen.py").write_text("raise SystemExit('no room')")
    found = find(stock, tmp_path / "compiled")
    assert found is not None

    with pytest.raises(NoBaseline, match=r"(?s)gen\.py.*no room"):
        found.filled(30, {"STOCK_SQLITE": str(tmp_path / "stock.sqlite3")})
