"""The evidence pack proves itself offline, shows no more than its reader may see, and tells when it was touched."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from profiles.documents.uploads import add_document
from profiles.history.context import acting
from profiles.history.seals import seal_events
from profiles.models import DocumentType, Event
from profiles.tests.conftest import SignIn
from profiles.tests.factories import pdf_upload

pytestmark = pytest.mark.django_db

Unpack = Callable[[User], Path]


@pytest.fixture
def unpack(emil: User, hana: User, as_user: SignIn, tmp_path: Path) -> Unpack:
    """The pack about emil as somebody gets it, unpacked."""
    with acting(kind="command", by=hana, reason="<script>alert(1)</script>", route="test"):
        emil.profile.mobile = "+45 20 30 40 50"
        emil.profile.bio = "<script>alert(2)</script>"
        emil.profile.save()
        add_document(emil, pdf_upload("a.pdf", "A"), type=DocumentType.objects.get(code="contract"), by=hana)
    seal_events()

    def get(reader: User) -> Path:
        answer = as_user(reader).get(f"/admin/audit/evidence/?subject={emil.pk}")
        assert answer.status_code == 200
        content = b"".join(answer)
        zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path)
        return tmp_path / "evidence"

    return get


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """The pack's own program, away from this installation."""
    return subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py")], capture_output=True, text=True, cwd=folder, check=False
    )


def test_it_proves_itself(unpack: Unpack, sami: User, emil: User) -> None:
    told = checked(unpack(sami))

    lines = Event.objects.filter(subject_id=emil.pk).exclude(action=Event.Action.EXPORT).count()
    assert (told.returncode, told.stderr) == (0, "")
    assert f"{lines} lines, {lines} of them sealed" in told.stdout
    assert "Everything in this pack holds." in told.stdout


@pytest.mark.parametrize("name", ["lines.jsonl", "seals.json", "index.html", "lines.csv"])
def test_a_touched_file_is_found(unpack: Unpack, sami: User, name: str) -> None:
    folder = unpack(sami)
    path = folder / name
    path.write_bytes(path.read_bytes().replace(b"1", b"2", 1))

    assert checked(folder).returncode == 1


def test_a_touched_value_is_found_even_with_a_new_manifest(unpack: Unpack, sami: User) -> None:
    folder = unpack(sami)
    manifest = json.loads((folder / "manifest.json").read_text())
    text = (folder / "lines.jsonl").read_text().replace("+45 20 30 40 50", "+45 99 99 99 99")
    (folder / "lines.jsonl").write_text(text)
    del manifest["files"]["lines.jsonl"]
    (folder / "manifest.json").write_text(json.dumps(manifest))

    assert "the values of line" in checked(folder).stdout


def test_a_forged_seal_is_found(unpack: Unpack, sami: User) -> None:
    folder = unpack(sami)
    seals = json.loads((folder / "seals.json").read_text())
    seals[0]["signature"] = "00" * 64
    (folder / "seals.json").write_text(json.dumps(seals))

    assert "is not signed by its key" in checked(folder).stdout


def test_it_shows_no_more_than_its_reader_may_see(unpack: Unpack, aya: User) -> None:
    folder = unpack(aya)

    assert checked(folder).returncode == 0
    assert not [path for path in folder.iterdir() if b"+45 20 30 40 50" in path.read_bytes()]


def test_values_stay_text(unpack: Unpack, sami: User) -> None:
    page = (unpack(sami) / "index.html").read_text()

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_taking_it_is_told(unpack: Unpack, aya: User, emil: User) -> None:
    unpack(aya)

    event = Event.objects.latest("id")
    assert (event.action, event.subject_id, event.actor_id) == (Event.Action.EXPORT, emil.pk, aya.pk)
    assert event.changed[:2] == ["evidence", f"rows {Event.objects.filter(subject_id=emil.pk).count() - 1}"]


def test_nothing_to_prove_is_said(aya: User, as_user: SignIn) -> None:
    answer = as_user(aya).get("/admin/audit/evidence/?reason=no-such-words")

    assert answer.status_code == 400
    assert "nothing to prove" in answer.content.decode()
