"""A stock project to compare with: the same card built in a day from the libraries' own documentation.

Its folder holds ``manage.py``, ``gen.py load N`` (fills its database) and ``measure.py`` (prints one JSON object
a line); ``databases.Databases.environment`` says by which variables it finds its database. It runs in processes
of its own and nothing is written into its folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

_NEEDED = ("manage.py", "gen.py", "measure.py")
_IMPORTS = "import django, django_filters, import_export, simple_history"
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
_LINES_SHOWN = 5


class NoBaseline(RuntimeError):
    """There is nothing to compare with; the text says why."""


@dataclass(frozen=True)
class Baseline:
    """A stock project: its folder, the Python that has its packages, and the variables that it is started with."""

    folder: Path
    python: str
    environment: Mapping[str, str]

    def filled(self, people: int, database: Mapping[str, str]) -> Baseline:
        """The same project on this database, with tables and so many people made in it. Raises NoBaseline."""
        here = replace(self, environment={**self.environment, **database})
        here._run("manage.py", "migrate", "--verbosity", "0")
        here._run("gen.py", "load", str(people))
        return here

    def files(self, folder: Path, people: int) -> None:
        """Write its files of so many people into the folder: ``people-N.csv``, ``people-N-changed.csv`` and others."""
        self._run("gen.py", "files", str(folder), str(people))

    def measure(self, *what: str) -> list[dict[str, Any]]:
        """What ``measure.py`` prints for these arguments, an object a line. Raises NoBaseline."""
        return [json.loads(line) for line in self._run("measure.py", *what).splitlines() if line.startswith("{")]

    def _run(self, *command: str) -> str:
        return _output([self.python, *command], self.folder, self.environment)


def find(folder: Path | None, cache: Path) -> Baseline | None:
    """The stock project in ``folder``; without one that in the usual place, or None when there is none there.

    ``cache`` is a folder for what Python compiles, so that nothing is written into that of the project. Raises
    NoBaseline for a folder that holds none, or one whose packages no Python at hand has.
    """
    place = (folder or usual_folder()).resolve()
    missing = [name for name in _NEEDED if not (place / name).is_file()]
    if missing and folder is None:
        return None
    if missing:
        raise NoBaseline(_("%(folder)s holds no %(file)s.") % {"folder": place, "file": missing[0]})
    for python in (sys.executable, str(place / "venv/bin/python"), str(place / ".venv/bin/python")):
        if _suits(python):
            passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
            return Baseline(place, python, {**passed_on, "PYTHONPYCACHEPREFIX": str(cache)})
    raise NoBaseline(
        _("No Python here has the packages of %(folder)s. Make %(folder)s/venv with them.") % {"folder": place}
    )


def usual_folder() -> Path:
    """``../shared/baseline`` beside the project."""
    return Path(settings.BASE_DIR).parent / "shared" / "baseline"


def _suits(python: str) -> bool:
    try:
        return subprocess.run([python, "-c", _IMPORTS], capture_output=True, check=False).returncode == 0  # noqa: S603
    except FileNotFoundError:
        return False


def _output(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(  # noqa: S603 - our own words, no shell
        command, cwd=folder, env=dict(environment), capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        said = "\n".join(done.stderr.strip().splitlines()[-_LINES_SHOWN:])
        raise NoBaseline(_("The stock project failed at %(what)s:\n%(said)s") % {"what": command[1], "said": said})
    return done.stdout
