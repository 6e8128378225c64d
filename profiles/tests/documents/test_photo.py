"""A photo is re-made in a child process, square and bare; the original is not kept."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from PIL import Image

from profiles.documents import rendering
from profiles.documents.errors import UploadRejected
from profiles.documents.uploads import remove_photo, set_photo
from profiles.models import Blob, Profile
from profiles.tests.samples import make_image, png_header, upload


def test_a_photo_is_a_square_webp_below_photos(emil: User, own_media: Path) -> None:
    set_photo(emil, upload("me.jpg", make_image(size=(900, 1600))), by=emil)

    stored = Profile.objects.get(user=emil).photo
    assert stored is not None
    assert stored.storage_key.startswith("photos/") and stored.media_type == "image/webp"
    with Image.open(own_media / stored.storage_key, formats=["WEBP"]) as photo:
        assert photo.size == (512, 512)


def test_the_profile_that_the_caller_holds_knows_it(emil: User) -> None:
    emil.profile.bio = "not saved yet"
    profile = set_photo(emil, upload("me.png", make_image("PNG")), by=emil)

    assert profile is emil.profile and profile.bio == "not saved yet"
    assert profile.photo == Blob.objects.get()
    assert profile.version == Profile.objects.get(pk=profile.pk).version


def test_the_original_is_not_kept(emil: User, own_media: Path) -> None:
    set_photo(emil, upload("me.png", make_image("PNG")), by=emil)

    assert [path.suffix for path in own_media.rglob("*") if path.is_file()] == [".webp"]


def test_the_same_photo_again_changes_nothing(emil: User) -> None:
    set_photo(emil, upload("me.png", make_image("PNG")), by=emil)
    before = emil.profile.history.count()
    set_photo(emil, upload("me.png", make_image("PNG")), by=emil)

    assert emil.profile.history.count() == before


def test_a_removed_photo_is_gone_from_the_profile_only(emil: User) -> None:
    set_photo(emil, upload("me.png", make_image("PNG")), by=emil)

    assert remove_photo(emil, by=emil).photo is None
    assert Profile.objects.get(user=emil).photo is None
    assert Blob.objects.count() == 1


@pytest.mark.parametrize("who", ["hana", "sami"])
def test_hr_may_change_it_too(request: pytest.FixtureRequest, emil: User, who: str) -> None:
    assert set_photo(emil, upload("me.png", make_image("PNG")), by=request.getfixturevalue(who)).photo is not None


@pytest.mark.parametrize("who", ["olga", "aya", "sven"])
def test_nobody_else_may(request: pytest.FixtureRequest, emil: User, who: str) -> None:
    with pytest.raises(PermissionDenied):
        set_photo(emil, upload("me.png", make_image("PNG")), by=request.getfixturevalue(who))
    with pytest.raises(PermissionDenied):
        remove_photo(emil, by=request.getfixturevalue(who))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"no picture", "not-a-photo"),
        (b"GIF89a" + b"\x00" * 50, "not-a-photo"),
        (b"\xff\xd8\xff\xe0 broken", "damaged"),
        (make_image(size=(50, 50)), "too-small"),
        (png_header(60_000, 60_000), "too-many-pixels"),
    ],
)
def test_a_picture_that_cannot_be_used_is_refused_in_a_sentence(emil: User, content: bytes, code: str) -> None:
    with pytest.raises(UploadRejected) as caught:
        set_photo(emil, upload("me.jpg", content), by=emil)

    assert (caught.value.code, caught.value.field) == (code, "photo")
    assert caught.value.message.endswith(".")
    assert not Blob.objects.exists()


@pytest.mark.parametrize(
    "program", ["import time; time.sleep(60)", "import os; os.abort()", "print('no answer', end='')"]
)
def test_a_child_that_is_stopped_is_a_refusal(
    emil: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str
) -> None:
    child = tmp_path / "child.py"
    child.write_text(program)
    monkeypatch.setattr(rendering, "CHILD", child)
    monkeypatch.setattr(rendering, "WALL_LIMIT", rendering.WALL_LIMIT / 12)

    with pytest.raises(UploadRejected) as caught:
        set_photo(emil, upload("me.png", make_image("PNG")), by=emil)
    assert caught.value.code == "limit"


def test_a_photo_beyond_the_limit_is_not_even_given_to_the_child(emil: User, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100

    with pytest.raises(UploadRejected) as caught:
        set_photo(emil, upload("me.png", make_image("PNG")), by=emil)
    assert caught.value.code == "too-large"
