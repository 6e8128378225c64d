"""The house: imports point down, files and functions stay small, nothing forbidden stands in the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES, FUNCTION_LINES = 400, 40
FORBIDDEN_NAMES = {"services.py", "utils.py", "helpers.py"}


def sources(*, tests: bool = False) -> Iterator[Path]:
    """Our Python files without migrations, and without tests unless asked for."""
    for folder in ("hrsite", "profiles"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            if "migrations" not in parts and (tests or "tests" not in parts):
                yield path


def test_imports_point_down() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout


def test_files_stay_small() -> None:
    long = {path.name: n for path in sources() if (n := len(path.read_text("utf-8").splitlines())) > FILE_LINES}

    assert long == {}


def test_functions_stay_small() -> None:
    long = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long.append(f"{path.name}:{node.name} {lines}")

    assert long == []


def test_public_names_say_what_they_are() -> None:
    silent = []
    for path in sources():
        tree = ast.parse(path.read_text("utf-8"))
        for node in tree.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                silent += [] if ast.get_docstring(node) else [f"{path.name}:{node.name}"]
        if path.read_text("utf-8").strip() and not ast.get_docstring(tree):
            silent.append(path.name)

    assert silent == []


def test_no_drawer_for_everything() -> None:
    assert [path for path in sources(tests=True) if path.name in FORBIDDEN_NAMES] == []


def test_templates_hold_no_script_style_or_unescaped_value() -> None:
    forbidden = re.compile(r"\|\s*safe\b|<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:|autoescape off")
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (match := forbidden.search(path.read_text("utf-8")))
    ]

    assert found == []


def test_nothing_is_loaded_from_another_host() -> None:
    outside = re.compile(r"""(?:src|href|url|@import)\s*[=(:]?\s*["'(]\s*(?:https?:)?//""", re.IGNORECASE)
    places = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "profiles" / "static").rglob("*.*s")]

    assert [str(path) for path in places if outside.search(path.read_text("utf-8"))] == []


def test_the_top_level_is_what_it_should_be() -> None:
    allowed = {
        "manage.py",
        "hrsite", "profiles", "templates", "media", "requirements.txt", "requirements-dev.txt", "README.md",
        "pyproject.toml", "LICENSE", ".ci", ".gitignore", ".editorconfig",
    }  # fmt: skip
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert {line.split("/")[0] for line in tracked.stdout.splitlines()} <= allowed
