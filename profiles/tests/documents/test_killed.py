"""A process that is killed between the bytes and the row breaks nothing: what it leaves is found and tidied away."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]

SCRIPT = """
import os, signal
import django
django.setup()
from django.core.management import call_command
from profiles.documents import uploads
from profiles.models import DocumentType
from profiles.tests.factories import make_person, pdf_upload

call_command("migrate", verbosity=0)
person, cv = make_person("Nina Holm"), DocumentType.objects.get(code="cv")
uploads.add_document(person, pdf_upload(text="kept"), type=cv, by=None)
uploads.blob_row = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
uploads.add_document(person, pdf_upload(text="lost"), type=cv, by=None)
"""


def start(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python with an installation of its own in the folder."""
    own = {
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "DJANGO_SETTINGS_MODULE": "hrsite.settings",
        "HR_NO_BOOTSTRAP": "1",
        "SECRET_KEY": "of a test alone " * 4,
    }
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=os.environ | own, capture_output=True, text=True, check=False
    )


def check(folder: Path, *options: str) -> tuple[int, Any]:
    """The status and the problems of ``documents_check``."""
    done = start(folder, "manage.py", "documents_check", "--json", *options)
    return done.returncode, [problem["code"] for problem in json.loads(done.stdout)["problems"]]


def test_a_kill_between_bytes_and_row_leaves_an_orphan_that_is_found(tmp_path: Path) -> None:
    assert start(tmp_path, "-c", SCRIPT).returncode == -signal.SIGKILL
    assert len(list((tmp_path / "media").rglob("cvs/*/*.pdf"))) == 2

    then = time.time() - 25 * 3600
    for path in (tmp_path / "media").rglob("*.*"):
        os.utime(path, (then, then))
    status, codes = check(tmp_path, "--hash")
    assert (status, set(codes)) == (1, {"orphan"})
    assert check(tmp_path, "--fix") == (0, codes)
    assert len(list((tmp_path / "media").rglob("cvs/*/*.pdf"))) == 1
