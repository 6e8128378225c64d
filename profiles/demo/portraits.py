"""Portraits for the demonstration: flat, friendly drawings of head and shoulders, made from a portrait plan."""

from io import BytesIO

from profiles.demo.drawing import Drawing
from profiles.demo.plans import PortraitPlan

PIXELS = 512
_UNITS = 72.0
_SHOULDERS = "M6 74c1-17 11.500-25 30-25s29 8 30 25z"
_NECK = "M29.500 40h13v12c-1 3.600-3.700 5.200-6.500 5.200s-5.500-1.600-6.500-5.200z"
_SHADE = "M29.500 46.500c4 3.400 9 3.400 13 0v3.400c-4 3.400-9 3.400-13 0z"
_EARS = ((23.9, 34.5), (48.1, 34.5))

# Hair behind the head, and over it.
_BEHIND: dict[str, str] = {
    "parted": "M23.500 28c-4 9-4 20-2.500 31 5 0 10-2 15-2s10 2 15 2c1.500-11 1.500-22-2.500-31z",
    "long": "M22.500 27c-4 11-4 24-3 36 6 1 11-1 16.500-1s10.500 2 16.500 1c1-12 1-25-3-36z",
    "wavy": ("M22.500 26c-5 5-6 11-5 16-3 6-1 12 2 15 5 3 10 1 16.500 1s11.500 2 16.500-1c3-3 5-9 2-15 1-5 0-11-5-16z"),
    "bob": "M22.500 28c-3.500 7-3.500 14-2 20.500 5 2 26 2 31 0 1.500-6.500 1.500-13.500-2-20.500z",
    "fringe": "M22.500 28c-3.500 8-3.500 17-2 25 5 1.500 26 1.500 31 0 1.500-8 1.500-17-2-25z",
    "ponytail": "M44 20c9 1 13 9 11.500 20-1 6-4 9-7 10 1-9 0-20-4.500-30z",
    "braids": (
        "M23 30c-5 8-5 20-3.500 32 3 .6 5 .2 6.500-.6.500-11 .8-21 1-31zM49 30"
        "c5 8 5 20 3.500 32-3 .6-5 .2-6.500-.6-.5-11-.8-21-1-31z"
    ),
    "headscarf": "M21 30c-3 12-4 22-8 31 7 5 39 5 46 0-4-9-5-19-8-31z",
    "curls": "M22 22c-7 2-9 10-6 15-3 5 0 10 4 11 1 3 4 4 6 3h20c2 1 5 0 6-3 4-1 7-6 4-11 3-5 1-13-6-15z",
}
_OVER: dict[str, str] = {
    "parted": (
        "M23.700 35c-2.200-14.500 4.300-21 12.500-21s14 6.500 12 21"
        "c-.8-5.500-3.700-9-9-11.300-4 3-9.500 4-12.800 5-1.300 1.700-2.200 3.800-2.700 6.300z"
    ),
    "bun": "M23.500 34c-3-14 4-21 12.500-21s15.500 7 12.500 21c0-4-1.500-8-4-10-7 1-13 0-17-1-2 3-4 7-4 11z",
    "bob": (
        "M23 36c-3-15 3.500-22.500 13-22.500s16 7.500 13 22.500"
        "c-.8-4-2.300-7.500-5-10.500-5 2-13 2.200-17.500.5-1.800 3-3 6.500-3.500 10z"
    ),
    "long": (
        "M23.200 38c-2.700-16 3.800-24 12.800-24s15.500 8 12.800 24"
        "c-1-8-4-13-12.800-16.500-8.800 3.500-11.800 8.500-12.800 16.500z"
    ),
    "fringe": (
        "M22.800 36c-2.800-15 3.700-22.500 13.200-22.500s16 7.500 13.200 22.500"
        "c-.3-2.700-.9-5-1.700-7-7.500.9-15.500.9-23 0-.8 2-1.400 4.300-1.700 7z"
    ),
    "ponytail": (
        "M23.600 33c-2.600-13 4-19.500 12.400-19.500s15 6.500 12.400 19.500"
        "c-1.200-5-4-8.500-8.400-10.500-5 1.800-9 2.800-12.400 4-2 1.600-3.400 3.800-4 6.500z"
    ),
    "wavy": (
        "M22.800 36c-3.300-14 3.700-22.500 13.200-22.500s16.500 8.500 13.200 22.500"
        "c-.7-6-3.700-9.500-7.700-11.500-1.500 2-4 3-6.500 2.500-3 2.500-8.200 2-12.200 9z"
    ),
    "short": (
        "M23.800 32c-1.200-12 3.800-18 12.200-18s13.400 6 12.200 18c-1-4-2-6-4-8-5 1-12 1-16-1-2 2-3.400 5-4.400 9z"
    ),
    "side": (
        "M23.800 33"
        "c-1.600-12 3.200-19.500 12.700-19.500 8.500 0 13.500 6 11.800 "
        "19.500-.8-4.500-1.800-7-3.500-9-6.500 1.200-11.500-.2-16.300-3.500-1.400 4-3.400 "
        "7.500-4.700 12.500z"
    ),
    "cropped": (
        "M23.900 31c-.8-11 4-16.500 12.100-16.500s12.900 5.500 12.100 16.500"
        "c-.9-3.500-1.700-5.800-3.100-7.500-5.500-1.700-12.500-1.700-18 0-1.400 1.700-2.200 4-3.100 7.500z"
    ),
    "swept": (
        "M23.800 32"
        "c-1.500-12 3.500-20.500 13.500-20 9 .4 12.600 8.500 10.900 "
        "20-.8-4-2.200-7-4.700-9.500-5.500-2.500-10-2.300-14.500 1-2.400 2-4.200 5-5.200 8.500z"
    ),
    "tousled": (
        "M23.700 33"
        "c-2-7-1-12 2-15-.5-2 1.500-4.500 4-4 2-3 6-3.500 8.500-1.500 3-1 6.500 1 7 4 3.500 3 "
        "4.200 9 3.100 16.500-1-4-2-7-4-9-2.500 1.500-5 .5-6.500-.5-2.500 1.500-6 1.500-8-.5-2.700 "
        "2.500-4.900 5.500-6.100 10z"
    ),
    "curls": (
        "M22.500 32"
        "c-2.500-3-1.500-7 .8-8.500-.3-4.500 3-8 6.700-8 2-3 9-3.500 11.500-.5 4 0 7 3.500 6.700 8 "
        "2.600 2 3 6 1.300 9-1-3.500-2.700-5.600-5-7.500-5.500 1.500-12 1.500-17 0-2.300 1.900-4 "
        "4-5 7.500z"
    ),
    "braids": (
        "M23.300 34c-2-13.500 3.700-20 12.700-20s14.700 6.500 12.700 20c-1-5-3.700-9-12.700-12-9 3-11.700 7-12.700 12z"
    ),
    "headscarf": (
        "M20.800 40c-3-18 3.700-28 15.200-28s18.200 10 15.200 28"
        "c-1 8-4 13-7.500 16.500 2-5 3.600-10.500 3.900-17.500.3-9-3.600-15.500-11.600-15.500"
        "s-11.900 6.500-11.600 15.500c.3 7 1.900 12.500 3.900 17.500-3.500-3.500-6.500-8.500-7.500-16.500z"
    ),
}
_BEARDS: dict[str, str] = {
    "full": (
        "M24.800 36c.2 10 4.700 15 11.200 15s11-5 11.200-15"
        "c-1.700 4.200-4.200 5.300-6.700 4.400-3-1.100-6-1.100-9 0-2.500.9-5-.2-6.700-4.400z"
    ),
    "stubble": (
        "M25 37c.6 8 5 12.800 11 12.800s10.400-4.800 11-12.800"
        "c-1.500 5.200-3.600 6.600-6.400 5.700-3-1-6.200-1-9.200 0-2.800.9-4.900-.5-6.400-5.700z"
    ),
    "goatee": "M31 41.500c2.500-1.800 7.500-1.800 10 0 .6 4.700-1.500 8.700-5 8.700s-5.600-4-5-8.700z",
    "moustache": (
        "M29.800 42.300"
        "c1.500-2.600 4-3.500 6.200-2.500 2.200-1 4.700-.1 6.200 2.500-2.300 1.300-4.700 "
        "1.200-6.200.2-1.500 1-3.900 1.100-6.200-.2z"
    ),
}
_GLASSES: dict[str, str] = {
    "round": (
        "M26.200 34.200c0-5.400 8.200-5.400 8.200 0s-8.200 5.400-8.200 0zM37.600 34.200"
        "c0-5.400 8.200-5.400 8.200 0s-8.200 5.400-8.200 0z"
    ),
    "square": "M25.900 31.600h8.600v4.200c-.4 2-8 2-8.600 0zM37.500 31.600h8.600v4.200c-.6 2-8.200 2-8.600 0z",
}


def mix(ink: str, other: str, share: float) -> str:
    """A colour with a share (0 to 1) of another one; both as ``#rrggbb``."""
    pairs = [(int(ink[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(one * (1 - share) + two * share):02x}" for one, two in pairs)


def draw(portrait: PortraitPlan, pixels: int = PIXELS) -> Drawing:
    """The portrait, drawn from the back to the front."""
    drawing = Drawing(_UNITS, portrait.background, pixels)
    shade = mix(portrait.skin, "#000000", 0.1)
    behind = _BEHIND.get(portrait.hair)
    if behind:
        drawing.fill(behind, mix(portrait.hair_colour, "#000000", 0.12))
    drawing.fill(_SHOULDERS, portrait.clothes)
    drawing.fill(_NECK, portrait.skin)
    drawing.fill(_SHADE, shade)
    _draw_collar(drawing, portrait)
    for x, y in _EARS if portrait.hair != "headscarf" else ():
        drawing.ellipse(x, y, 2.1, 3.0, shade)
    drawing.ellipse(36, 33, 11.8, 14, portrait.skin)
    if portrait.beard:
        share = 0.55 if portrait.beard == "stubble" else 0.0
        drawing.fill(_BEARDS[portrait.beard], mix(portrait.hair_colour, portrait.skin, share))
    if portrait.hair == "bun":
        drawing.ellipse(36, 11, 5.2, 5.2, portrait.hair_colour)
    if portrait.hair in _OVER:
        drawing.fill(_OVER[portrait.hair], portrait.hair_colour)
    if portrait.glasses:
        drawing.stroke(_GLASSES[portrait.glasses], "#37322c", 0.9, closed=True)
        drawing.stroke("M34.400 33.600c.9-.8 2.300-.8 3.200 0", "#37322c", 0.9)
    return drawing


def _draw_collar(drawing: Drawing, portrait: PortraitPlan) -> None:
    light, dark = mix(portrait.clothes, "#ffffff", 0.82), mix(portrait.clothes, "#000000", 0.18)
    if portrait.collar == "shirt":
        drawing.fill("M29 50.500l7 8.500-5.500 6.500-6.500-13.500z", light)
        drawing.fill("M43 50.500l-7 8.500 5.500 6.500 6.500-13.500z", light)
    elif portrait.collar == "polo":
        drawing.fill("M29.200 50l6.800 9-4.500 5-6.500-12.500z", dark)
        drawing.fill("M42.800 50l-6.800 9 4.500 5 6.500-12.500z", dark)
    elif portrait.collar == "crew":
        drawing.stroke("M28.600 50.800c1.600 9.600 13.200 9.600 14.800 0", dark, 2.2)


def make_photo(portrait: PortraitPlan, pixels: int = PIXELS) -> bytes:
    """The portrait as a square JPEG."""
    stream = BytesIO()
    draw(portrait, pixels).finished().save(stream, "JPEG", quality=88, optimize=True)
    return stream.getvalue()
