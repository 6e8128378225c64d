"""Pictures for the rendering child: small, upright, in sRGB on white, without anything that the camera noted."""

from __future__ import annotations

import contextlib
import importlib
import io
import warnings
from collections.abc import Iterable, Mapping
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps

from profiles.lib.render_limits import wanted
from profiles.lib.render_output import Output, Refused

PIXELS_MAX = wanted("PREVIEW_PIXELS_MAX", 60_000_000)
#: Of all pages of a scan together: ten pages of A4 at 600 dpi have 350 million.
PIXELS_SUM_MAX = wanted("PREVIEW_SCAN_PIXELS_MAX", 600_000_000)
FULL_SIDE_PIXELS, THUMB_SIDE_PIXELS = 1000, 300
PHOTO_SIDE_PIXELS = 512
PHOTO_MIN_SIDE_PIXELS = 96

#: Without this list Pillow would try every format it knows, and one of them starts Ghostscript.
_FORMATS: Mapping[str, tuple[str, ...]] = {
    "jpg": ("JPEG",),
    "png": ("PNG",),
    "webp": ("WEBP",),
    "tif": ("TIFF",),
    "gif": ("GIF",),
    "heic": ("HEIF",),
}
#: Formats whose further frames are further pages.
_PAGED = ("tif",)
#: Formats in which a second frame means that the picture moves.
_MOVING = ("gif", "png", "webp")


def prepare(kind: str) -> None:
    """Set Pillow's own limits, and load what a format needs beyond Pillow."""
    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    if kind == "heic":
        # An extra that need not be there, and is loaded for its own format alone.
        pillow_heif = importlib.import_module("pillow_heif")
        pillow_heif.options.DECODE_THREADS = 1
        pillow_heif.register_heif_opener()


def photo(source: BinaryIO, kind: str, output: Output) -> None:
    """A square WebP, at most PHOTO_SIDE_PIXELS wide, cut from the middle, as the part ``photo``.

    Raises Refused with ``too-small`` or ``too-many-pixels``.
    """
    with Image.open(source, formats=_FORMATS[kind]) as image:
        if min(image.size) < PHOTO_MIN_SIDE_PIXELS:
            raise Refused("too-small")
        _check_pixels(image)
        flat = _upright(image, side=2 * PHOTO_SIDE_PIXELS, shorter=True)
    side = min(PHOTO_SIDE_PIXELS, *flat.size)
    square = ImageOps.fit(flat, (side, side), Image.Resampling.LANCZOS)
    output.part("photo", as_webp(square, quality=82, method=4))


def open_file(source: BinaryIO, kind: str, output: Output) -> None:
    """Answer the facts and the first page. Raises Refused with ``moving`` or ``too-many-pixels``."""
    with Image.open(source, formats=_FORMATS[kind]) as image:
        if kind in _MOVING and getattr(image, "n_frames", 1) > 1:
            raise Refused("moving")
        count = _page_count(image) if kind in _PAGED else 1
        output.part("facts", page_count=count)
        image.seek(0)
        _answer_page(image, 1, output)


def pages(source: BinaryIO, kind: str, output: Output, numbers: Iterable[int]) -> None:
    """Answer the pages of these numbers, which count from 1; those that are not there are left out."""
    with Image.open(source, formats=_FORMATS[kind]) as image:
        count = getattr(image, "n_frames", 1) if kind in _PAGED else 1
        for number in numbers:
            if number <= count:
                image.seek(number - 1)
                _answer_page(image, number, output)


def answer_images(full: Image.Image, number: int, output: Output) -> None:
    """Answer a page that is in RGB and no larger than FULL_SIDE_PIXELS, to read and for lists."""
    output.part("page", as_webp(full), number=number, size="full", width=full.width, height=full.height)
    small = full.copy()
    small.thumbnail((THUMB_SIDE_PIXELS, THUMB_SIDE_PIXELS), Image.Resampling.LANCZOS, reducing_gap=3)
    output.part("page", as_webp(small), number=number, size="thumb", width=small.width, height=small.height)


def as_webp(image: Image.Image, quality: int = 75, method: int = 2) -> bytes:
    """The bare pixels as WebP: nothing that was noted beside them can come along."""
    bare = Image.frombytes("RGB", image.size, image.tobytes())
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=quality, method=method)
    return out.getvalue()


def _answer_page(image: Image.Image, number: int, output: Output) -> None:
    _check_pixels(image)
    flat = _upright(image, side=FULL_SIDE_PIXELS)
    flat.thumbnail((FULL_SIDE_PIXELS, FULL_SIDE_PIXELS), Image.Resampling.LANCZOS)
    answer_images(flat, number, output)


def _check_pixels(image: Image.Image) -> None:
    if image.width * image.height > PIXELS_MAX:
        raise Refused("too-many-pixels")


def _page_count(image: Image.Image) -> int:
    """The number of frames, each of which and all together within the limits."""
    count, total = int(getattr(image, "n_frames", 1)), 0
    for number in range(count):
        image.seek(number)
        _check_pixels(image)
        total += image.width * image.height
        if total > PIXELS_SUM_MAX:
            raise Refused("too-many-pixels")
    return count


def _upright(image: Image.Image, side: int, *, shorter: bool = False) -> Image.Image:
    """The picture upright, flat and in sRGB; its longer (or ``shorter``) side is ``side`` or somewhat more."""
    image.draft("RGB", (side, side))
    image.load()
    profile = image.info.get("icc_profile")
    factor = (min if shorter else max)(image.size) // side
    return _in_srgb(ImageOps.exif_transpose(_smaller(_eight_bits(image), factor)), profile)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Deeper grey as eight-bit grey: Pillow's own conversion would turn nearly all of it white."""
    if image.mode.startswith("I;16") or image.mode == "I":
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode == "F":
        lowest, highest = image.getextrema()
        scale = 255 / ((highest - lowest) or 1)  # type: ignore[operator]
        return image.point(lambda value: value * scale - lowest * scale).convert("L")  # type: ignore[operator]
    return image


def _smaller(image: Image.Image, factor: int) -> Image.Image:
    """The image in a mode that can be scaled well, reduced by a whole factor."""
    info = image.info
    if image.mode == "1":
        image = image.convert("L")
    elif image.mode in ("P", "PA"):
        image = image.convert("RGBA" if image.mode == "PA" or "transparency" in info else "RGB")
    if factor < 2:
        return image
    reduced = image.reduce(factor)
    reduced.info = info
    return reduced


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The image in sRGB on white; a colour profile that cannot be used is left aside."""
    is_lab = image.mode == "LAB"
    if not is_lab and ("A" in image.getbands() or "transparency" in image.info):
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("RGB")
    if is_lab or (profile and image.mode in ("RGB", "CMYK", "L")):
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            # Pillow itself cannot convert LAB.
            given = ImageCms.createProfile("LAB") if is_lab else ImageCms.ImageCmsProfile(io.BytesIO(profile or b""))
            converted = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if converted is not None:
                return converted
    return image.convert("RGB")
