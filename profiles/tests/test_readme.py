"""The README speaks of what is there: every setting, command, role and folder, and none that is not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from profiles import policy

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
READ_BY = (
    "hrsite/settings.py",
    "hrsite/deploy/gunicorn.conf.py",
    "hrsite/bootstrap.py",
    "profiles/tests/servers.py",
)
READ_BY_TESTS = "profiles/tests/browser/*.py"
#: Other programs' variables, which ours only look at.
NOT_OURS = {"PYTEST_ADDOPTS", "XDG_CACHE_HOME"}
PICTURE_MAX_BYTES = 150_000


def section(title: str) -> str:
    """The text below a heading of the second level."""
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def settings_table() -> dict[str, str]:
    """The default of each variable, as the tables show it."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) ?\| ", section("Settings"), re.MULTILINE)
    return {name: default.strip().strip("`") for name, default in rows}


def variables_read() -> dict[str, ast.expr | None]:
    """Each environment variable that the code reads by name, with the default that it gives."""
    found: dict[str, ast.expr | None] = {}
    for path in [*(ROOT / name for name in READ_BY), *ROOT.glob(READ_BY_TESTS)]:
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and reads_environment(call.func) and isinstance(call.args[0], ast.Constant):
                found.setdefault(str(call.args[0].value), default_of(call))
    return {name: default for name, default in found.items() if name not in NOT_OURS}


def reads_environment(function: ast.expr) -> bool:
    """Whether the call is ``env.str``, ``env.int`` … or ``os.environ.get``."""
    return re.fullmatch(r"env\.\w+|os\.environ\.get", ast.unparse(function)) is not None


def default_of(call: ast.Call) -> ast.expr | None:
    """The default that the call names."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "default"]
    return next(iter([*named, *call.args[1:]]), None)


def constant_defaults() -> Iterator[tuple[str, str]]:
    """Variables whose default is a plain value, with the value as the table writes it."""
    for name, default in variables_read().items():
        if isinstance(default, ast.List) and not default.elts:
            yield name, ""
        elif isinstance(default, ast.Constant):
            value = default.value
            yield name, str(int(value)) if isinstance(value, bool) else str(value)


def test_every_variable_is_in_the_table_and_the_table_has_no_other() -> None:
    assert set(settings_table()) == set(variables_read())


@pytest.mark.parametrize(("name", "default"), sorted(constant_defaults()))
def test_the_table_shows_the_default(name: str, default: str) -> None:
    assert settings_table()[name] == default


def test_every_command_is_explained() -> None:
    ours = {path.stem for path in (ROOT / "profiles/management/commands").glob("[a-z]*.py")} | {"test"}

    assert set(re.findall(r"^\| `manage\.py (\w+)", section("Commands"), re.MULTILINE)) == ours


def test_every_role_is_explained() -> None:
    told = re.findall(r"^\| ([A-Z][\w ()]*?) \|", section("Who may do what"), re.MULTILINE)

    assert set(policy.ROLES) <= set(told)
    assert len(told) == len(policy.ROLES) + 2


def test_every_folder_of_the_app_is_in_the_layout() -> None:
    layout = section("The code")
    folders = {path.parent.name for path in (ROOT / "profiles").glob("*/__init__.py")} - {"migrations"}

    assert [name for name in sorted(folders) if f"{name}/" not in layout] == []


def test_files_that_are_named_are_there() -> None:
    named = re.findall(r"`((?:hrsite|profiles|\.ci|templates)/[\w./-]*\w)", README) + re.findall(
        r"\]\((\w.*?)\)", README
    )

    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_pictures_are_described_and_small() -> None:
    pictures = re.findall(r"!\[(.*?)\]\((.*?)\)", README)
    pictures += [(alt, path) for path, alt in re.findall(r'<img src="(.*?)".*? alt="(.*?)">', README)]

    assert {path for _alt, path in pictures} == {f"hrsite/docs/{each.name}" for each in ROOT.glob("hrsite/docs/*.png")}
    for description, path in pictures:
        assert len(description) > 20
        assert (ROOT / path).stat().st_size < PICTURE_MAX_BYTES


def test_the_first_commands_are_the_two_that_do_everything() -> None:
    blocks = re.findall(r"^```\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)

    assert [block.strip() for block in blocks[:2]] == ["python3 manage.py demo", "python3 manage.py test"]
