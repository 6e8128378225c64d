"""The lock files are those of pyproject.toml, small, and free of traces of where they were made."""

import re
import tomllib
from pathlib import Path

import pytest

from hrsite import bootstrap

PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.]+)", re.MULTILINE)
PYPROJECT = tomllib.loads((bootstrap.ROOT / "pyproject.toml").read_text())


def pins(lock: Path) -> dict[str, str]:
    """The version of each package, by normalised name."""
    return dict(PINNED.findall(lock.read_text()))


def names(requirements: list[str]) -> set[str]:
    """The normalised names of what pyproject.toml asks for."""
    found = [re.match(r"[\w.-]+", requirement) for requirement in requirements]
    return {re.sub(r"[-_.]+", "-", name.group()).lower() for name in found if name}


def test_everything_that_is_asked_for_is_pinned() -> None:
    core = names(PYPROJECT["project"]["dependencies"])
    assert core <= pins(bootstrap.CORE).keys()
    assert core | names(PYPROJECT["dependency-groups"]["dev"]) <= pins(bootstrap.DEVELOPMENT).keys()


def test_development_installs_the_same_versions_as_production() -> None:
    assert pins(bootstrap.CORE).items() <= pins(bootstrap.DEVELOPMENT).items()


def test_an_installation_stays_small() -> None:
    assert len(pins(bootstrap.CORE)) <= 30


@pytest.mark.parametrize("lock", [bootstrap.CORE, bootstrap.DEVELOPMENT], ids=lambda lock: lock.name)
def test_locks_name_no_index_and_no_folder_and_pin_every_package_by_hash(lock: Path) -> None:
    text = lock.read_text()
    assert text.startswith("# Made from pyproject.toml by .ci/lock")
    assert not re.search(r"https?:|file:|^--?[a-z]|@ |/(?:home|root|tmp|opt)/", text, re.MULTILINE)
    assert text.count("==") >= len(pins(lock)) > 0
    assert len(re.findall(r"\\\n +--hash=sha256:[0-9a-f]{64}", text)) >= len(pins(lock))
