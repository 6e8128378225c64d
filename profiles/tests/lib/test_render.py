"""The rendering child makes small, upright, bare pictures, and ends within its limits whatever it is given."""

import io
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from profiles.lib import render
from profiles.tests.samples import make_image, png_header

RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def child(content: bytes, kind: str = "jpg") -> tuple[str, bytes]:
    """The code and the photo that the child answers with, run as the product runs it."""
    command = [sys.executable, "-I", str(Path(render.__file__)), "photo", kind]
    done = subprocess.run(command, input=content, capture_output=True, check=True)
    head, _newline, rest = done.stdout.partition(b"\n")
    said = json.loads(head)
    return ("done", rest[: said["bytes"]]) if "part" in said else (said["code"], rest)


def photo_of(content: bytes, kind: str = "jpg") -> Image.Image:
    code, result = child(content, kind)
    assert code == "done"
    return Image.open(io.BytesIO(result), formats=["WEBP"])


def is_near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    pixel = image.convert("RGB").getpixel(at)
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=True))


def test_a_photo_is_cut_square_from_the_middle() -> None:
    photo = photo_of(make_image("JPEG", (1600, 900)))

    assert photo.size == (512, 512)
    assert is_near(photo, (20, 256), RED) and is_near(photo, (490, 256), BLUE)


def test_a_small_photo_is_not_blown_up() -> None:
    assert photo_of(make_image("JPEG", (300, 200))).size == (200, 200)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_a_photo_stands_upright_whatever_the_camera_noted(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise: what is left in the bytes belongs on top
    photo = photo_of(make_image(kind, (400, 400), exif=exif), {"JPEG": "jpg"}.get(kind, kind.lower()))

    assert is_near(photo, (200, 20), RED) and is_near(photo, (200, 380), BLUE)


def test_a_photo_carries_nothing_of_what_the_camera_noted() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Emil"
    exif.get_ifd(0x8825)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo = photo_of(make_image("JPEG", (400, 400), exif=exif, icc_profile=profile, comment=b"secret"))

    assert not photo.getexif()
    assert not {"exif", "icc_profile", "xmp", "comment"} & photo.info.keys()


@pytest.mark.parametrize("mode", ["L", "P", "LA", "RGBA", "1", "I;16"])
def test_png_of_every_kind_of_pixel_becomes_a_photo(mode: str) -> None:
    assert photo_of(make_image("PNG", (200, 200), mode), "png").mode == "RGB"


def test_cmyk_keeps_its_colours() -> None:
    photo = photo_of(make_image("JPEG", (200, 200), "CMYK"))

    assert is_near(photo, (20, 100), RED) and is_near(photo, (180, 100), BLUE)


def test_sixteen_bit_grey_is_no_white_page() -> None:
    grey = Image.new("I;16", (200, 200), 0x4000)
    out = io.BytesIO()
    grey.save(out, "PNG")

    assert is_near(photo_of(out.getvalue(), "png"), (100, 100), (64, 64, 64))


def test_what_is_transparent_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (200, 200), (255, 0, 0, 0)).save(out, "PNG")

    assert is_near(photo_of(out.getvalue(), "png"), (100, 100), WHITE)


def test_a_broken_colour_profile_is_left_aside() -> None:
    photo = photo_of(make_image("JPEG", (200, 200), icc_profile=b"no profile at all" * 20))

    assert is_near(photo, (20, 100), RED)


def test_a_picture_of_many_pixels_is_read_within_the_limits() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (7700, 7700), "red").save(out, "PNG", compress_level=1)

    assert photo_of(out.getvalue(), "png").size == (512, 512)


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (b"no picture", "jpg", "damaged"),
        (b"", "jpg", "damaged"),
        (make_image("JPEG", (400, 400))[:-300], "jpg", "damaged"),
        (make_image("PNG"), "jpg", "damaged"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 200 200\nshowpage\n", "jpg", "damaged"),
        (make_image("JPEG", (95, 400)), "jpg", "too-small"),
        (png_header(50_000, 50_000), "png", "too-many-pixels"),
        (png_header(8_000, 8_000), "png", "too-many-pixels"),
        (png_header(0, 0), "png", "damaged"),
    ],
)
def test_what_is_no_photo_is_named(content: bytes, kind: str, code: str) -> None:
    assert child(content, kind) == (code, b"")


def limited(script: str) -> subprocess.CompletedProcess[bytes]:
    """A process that has given up what the child gives up, and then runs the script."""
    start = "from profiles.lib.render_limits import *; limit_process(); is_away = leave_network();"
    command = [sys.executable, "-c", start + script]
    return subprocess.run(command, capture_output=True, check=False, cwd=Path(render.__file__).parents[2])


def test_the_child_may_take_no_more_memory_than_its_limit() -> None:
    done = limited("bytearray(1 << 31)")

    assert done.returncode == 1
    assert b"MemoryError" in done.stderr


def test_the_child_may_take_no_more_time_and_write_no_more_than_its_limits() -> None:
    done = limited("import resource as r; print([r.getrlimit(n) for n in (r.RLIMIT_CPU, r.RLIMIT_FSIZE)])")

    assert done.stdout.strip() == b"[(10, 10), (67108864, 67108864)]"


def test_the_child_reaches_nobody_where_the_platform_lets_it_leave() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = limited(f"import socket; print(is_away); socket.create_connection(('127.0.0.1', {port}), 2)")

    is_away = done.stdout.startswith(b"True")
    assert is_away == (done.returncode != 0)
