"""Files that come with a page are opened before the page takes a lock, and kept with the rest or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from profiles.documents import previews, rendering
from profiles.documents.rendering import Rendered, run_child
from profiles.models import Document, DocumentType, Profile
from profiles.tests.conftest import SignIn
from profiles.tests.factories import pdf_upload
from profiles.tests.pages import form_of, problems_on
from profiles.tests.samples import make_image, upload

Calls = list[tuple[str, bool]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """What each child was asked to do, and whether a transaction was held meanwhile."""
    calls: Calls = []

    def watched(file: Any, operation: str, arguments: Sequence[str] = ()) -> Rendered:
        calls.append((operation, connection.in_atomic_block))
        return run_child(file, operation, arguments)

    monkeypatch.setattr(previews, "run_child", watched)
    monkeypatch.setattr(rendering, "run_child", watched)
    return calls


def sent(client: Any, person: User, **changes: Any) -> Any:
    """The answer to the person's page with a CV and a photo."""
    page = f"/admin/auth/user/{person.pk}/change/"
    files = {
        "documents-0-type": DocumentType.objects.get(code="cv").pk,
        "documents-0-file": pdf_upload(),
        "profile-0-photo_file": upload("me.png", make_image("PNG")),
    }
    return client.post(page, {**form_of(client, page), **files, **changes, "_continue": "1"})


@pytest.mark.django_db(transaction=True)
def test_hr_saves_a_page_with_files(emil: User, hana: User, as_user: SignIn, opened: Calls) -> None:
    answer = sent(as_user(hana), emil)

    assert answer.status_code == 302, problems_on(answer)
    assert opened == [("open", False), ("photo", False)]
    assert Document.objects.get(person=emil).current is not None
    assert Profile.objects.get(user=emil).photo is not None


@pytest.mark.django_db(transaction=True)
def test_people_save_their_page_with_files(emil: User, as_user: SignIn, opened: Calls) -> None:
    files = {"cv": pdf_upload(), "photo": upload("me.png", make_image("PNG"))}
    as_user(emil).post("/profile/edit/", files)

    assert opened == [("photo", False), ("open", False)]
    assert Document.objects.filter(person=emil).count() == 1
    assert Profile.objects.get(user=emil).photo is not None


@pytest.mark.django_db
def test_one_refused_file_leaves_everything_as_it_was(emil: User, hana: User, as_user: SignIn) -> None:
    damaged = upload("me.png", make_image("PNG")[:200])
    answer = sent(as_user(hana), emil, **{"profile-0-photo_file": damaged, "profile-0-bio": "Not to be saved"})

    assert ["damaged" in problem for problem in problems_on(answer)] == [True]
    assert not Document.objects.exists()
    assert Profile.objects.get(user=emil).bio == ""


@pytest.mark.django_db
def test_what_is_wrong_with_the_page_opens_nothing_of_ones_own(emil: User, as_user: SignIn, opened: Calls) -> None:
    answer = as_user(emil).post("/profile/edit/", {"cv": pdf_upload(), "website": "no address"})

    assert answer.status_code == 200
    assert opened == []


@pytest.mark.django_db
def test_a_store_that_is_away_is_said_beside_the_file(emil: User, hana: User, as_user: SignIn, own_media: Path) -> None:
    client = as_user(hana)
    sent(client, emil)
    own_media.rename(own_media.with_name("away"))
    own_media.write_text("no folder")
    answer = sent(client, emil, **{"documents-1-type": "", "documents-0-file": pdf_upload(text="Other")})

    assert answer.status_code == 200
    assert any("cannot be stored" in problem for problem in problems_on(answer))
