"""The catalogues of translations are complete, and what is compiled is what is written.

The messages are collected anew from a copy of the sources, by the same commands as README.md names.
"""

from __future__ import annotations

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

COMPLETE = ("de", "fr")
EVERY = (*COMPLETE, "ar")
LOCALE = settings.BASE_DIR / "profiles" / "locale"
NEEDED = ("xgettext", "msgfmt", "msgattrib")

missing = [tool for tool in NEEDED if shutil.which(tool) is None]
pytestmark = pytest.mark.skipif(
    bool(missing) and os.environ.get("HR_REQUIRE_SERVERS") != "1", reason=f"gettext is not installed: {missing}"
)


def run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project whose catalogues hold exactly the messages that its sources have today."""
    copy = tmp_path_factory.mktemp("sources")
    for folder in ("hrsite", "profiles", "templates"):
        shutil.copytree(settings.BASE_DIR / folder, copy / folder, ignore=shutil.ignore_patterns("tests", "*.pyc"))
    shutil.copy(settings.BASE_DIR / "manage.py", copy)
    languages = [word for code in EVERY for word in ("--locale", code)]
    command = ("manage.py", "makemessages", "--no-location", "--no-obsolete", "--ignore", "profiles/bench/*")
    run("env", "HR_NO_BOOTSTRAP=1", sys.executable, *command, *languages, cwd=copy)
    return copy / "profiles" / "locale"


def messages(path: Path, *which: str) -> list[str]:
    text = run("msgattrib", *which, "--no-wrap", "--no-obsolete", str(path))
    return re.findall(r'^msgid "(.+)"$', text, flags=re.MULTILINE)


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("which", ["--untranslated", "--only-fuzzy"])
def test_every_message_is_translated(collected: Path, language: str, which: str) -> None:
    assert messages(collected / language / "LC_MESSAGES" / "django.po", which) == []


@pytest.mark.parametrize("language", EVERY)
def test_placeholders_are_those_of_the_source(language: str) -> None:
    run("msgfmt", "--check-format", "--output-file", os.devnull, str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def catalogue(path: Path) -> dict[Any, str]:
    with path.open("rb") as file:
        entries: dict[Any, str] = dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
    entries.pop("", None)
    return entries


@pytest.mark.parametrize("language", EVERY)
def test_what_is_compiled_is_what_is_written(language: str, tmp_path: Path) -> None:
    folder = LOCALE / language / "LC_MESSAGES"
    run("msgfmt", "--output-file", str(tmp_path / "django.mo"), str(folder / "django.po"))
    assert catalogue(folder / "django.mo") == catalogue(tmp_path / "django.mo")
