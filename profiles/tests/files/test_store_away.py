"""Without its files the rest goes on: pages open, records are saved, and what is gone is said where it is asked for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.documents.uploads import set_photo
from profiles.models import Document
from profiles.tests.factories import pdf_upload
from profiles.tests.pages import form_of, problems_on
from profiles.tests.samples import make_image, upload

from .conftest import AddDocument, client_of


@pytest.fixture
def document(emil: User, add: AddDocument) -> Document:
    """A CV of emil's; he has a photo too."""
    set_photo(emil, upload("me.png", make_image("PNG")), by=emil)
    return add(emil)


def save_page(client: Client, person: User, **changes: str) -> int:
    """Save the person's page in the admin as a browser would; the status of the answer."""
    address = f"/admin/auth/user/{person.pk}/change/"
    response = client.post(address, {**form_of(client, address), **changes, "_continue": "1"})
    assert response.status_code == 302, problems_on(response)
    return response.status_code


@pytest.mark.parametrize("loss", ["file", "store"])
def test_a_record_is_saved_all_the_same(emil: User, hana: User, document: Document, own_media: Path, loss: str) -> None:
    if loss == "store":
        own_media.rename(own_media.with_name("away"))
    else:
        shutil.rmtree(own_media)
        own_media.mkdir()

    save_page(client_of(hana), emil, **{"profile-0-bio": "Still here"})
    emil.profile.refresh_from_db()
    assert emil.profile.bio == "Still here"


def test_only_pages_of_files_are_503(emil: User, hana: User, document: Document, own_media: Path) -> None:
    own_media.rename(own_media.with_name("away"))
    pages = {
        hana: ["/admin/", "/admin/auth/user/", f"/admin/auth/user/{emil.pk}/change/", "/admin/profiles/document/"],
        emil: ["/profile/", "/profile/edit/", "/profile/documents/"],
    }
    files = [f"/documents/{document.public_id}/", f"/documents/{document.public_id}/v1/"]

    for who, addresses in pages.items():
        assert {address: client_of(who).get(address).status_code for address in addresses} == dict.fromkeys(
            addresses, 200
        )
    assert {client_of(emil).get(address).status_code for address in files} == {503}


def test_a_missing_file_comes_back_when_it_is_uploaded_again(
    emil: User, document: Document, add: AddDocument, own_media: Path
) -> None:
    address = f"/documents/{document.public_id}/"
    shutil.rmtree(own_media)
    own_media.mkdir()
    assert client_of(emil).get(address).status_code == 404

    add(emil, "other", file=pdf_upload())
    assert client_of(emil).get(address).status_code == 200
