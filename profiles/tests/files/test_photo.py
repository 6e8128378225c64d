"""A photo is for every colleague, shown in a page and asked for again by its hash."""

import uuid
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse

from profiles.documents.uploads import set_photo
from profiles.tests.samples import make_image, upload

from .conftest import accesses, body, client_of


@pytest.fixture
def address(emil: User) -> str:
    """Where emil's photo is."""
    set_photo(emil, upload("me.png", make_image("PNG")), by=emil)
    return reverse("profiles:photo", args=[emil.profile.public_id])


@pytest.mark.parametrize("who", ["emil", "olga", "hana", "sven", "aya", "sami"])
def test_every_colleague_sees_it(request: pytest.FixtureRequest, address: str, who: str) -> None:
    response = client_of(request.getfixturevalue(who)).get(address)

    assert response.status_code == 200
    assert body(response)[8:12] == b"WEBP"
    assert accesses() == []


def test_it_is_shown_in_a_page_and_kept_by_this_browser_alone(emil: User, address: str) -> None:
    response = client_of(emil).get(address)

    assert (response["Content-Type"], response["Content-Disposition"]) == ("image/webp", "inline")
    assert response["Cache-Control"] == "private, max-age=300"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_photo_that_did_not_change_is_not_sent_again(emil: User, address: str) -> None:
    client = client_of(emil)
    etag = client.get(address)["ETag"]
    again = client.get(address, headers={"if-none-match": etag})

    assert (again.status_code, body(again), again["ETag"]) == (304, b"", etag)
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


def test_nobody_else_sees_it(address: str) -> None:
    assert client_of(AnonymousUser()).get(address).status_code == 404


def test_no_photo_and_no_such_person_are_the_same(emil: User, olga: User) -> None:
    client = client_of(emil)
    for public_id in (olga.profile.public_id, uuid.uuid4()):
        assert client.get(reverse("profiles:photo", args=[public_id])).status_code == 404


def test_the_key_of_a_photo_is_no_second_address(emil: User, address: str) -> None:
    assert emil.profile.photo is not None

    assert client_of(emil).get(f"/media/{emil.profile.photo.storage_key}").status_code == 404


def test_a_missing_photo_is_404(emil: User, address: str, own_media: Path) -> None:
    for path in own_media.rglob("*.webp"):
        path.unlink()

    assert client_of(emil).get(address).status_code == 404


@pytest.mark.parametrize("method", ["get", "head"])
def test_head_has_the_same_headers(emil: User, address: str, method: str) -> None:
    response = getattr(client_of(emil), method)(address)

    assert int(response["Content-Length"]) > 100
    assert response["ETag"]
