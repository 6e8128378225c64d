"""How people look in their drawn portraits: skin, hair and clothes drawn by where their names come from."""

from random import Random

from profiles.demo.plans import PortraitPlan

BACKGROUNDS = (
    "#d9e6e4", "#efe0d0", "#dfe3d6", "#ebdcc9", "#dce4ee", "#e4e0ec", "#f3e1dc", "#d8ebe6", "#e9e4d4", "#e2e8da",
    "#f0e6d6", "#d6e0e8",
)  # fmt: skip
CLOTHES = (
    "#2f5d66", "#a4563d", "#3c4a3a", "#c07814", "#49627a", "#4b4a63", "#7a3f5d", "#5b7a6b", "#6b5b7b", "#3d5a80",
    "#8c5b44", "#40534f", "#9a6b8a", "#2e4057", "#b05c4a", "#6a7b4f", "#d8d2c6", "#37474f",
)  # fmt: skip
_FAIR = ("#f6d9c4", "#f2d3bd", "#eec9ae", "#f0cfb6", "#e9bf9f")
_WARM = ("#e9bf9f", "#dfb08c", "#d9a982", "#cf9a72")
_EAST = ("#f3d6b8", "#f0cba9", "#e8bd96", "#dcae86")
_BROWN = ("#c68e63", "#b97f56", "#a8714a", "#96623f", "#d0a078")
_DARK = ("#8a5a3c", "#7a4d33", "#6b4430", "#5a3828", "#946244")
SKINS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("danish", "swedish", "finnish", "icelandic", "irish", "english", "german"), _FAIR),
    **dict.fromkeys(("polish", "czech", "ukrainian"), _FAIR),
    **dict.fromkeys(("portuguese", "spanish", "turkish", "arabic"), _WARM),
    "brazilian": _WARM + _BROWN,
    **dict.fromkeys(("chinese", "japanese", "korean", "vietnamese"), _EAST),
    **dict.fromkeys(("indian-south", "indian-north"), _BROWN),
    **dict.fromkeys(("kenyan", "nigerian", "ethiopian"), _DARK),
}
_BLACK = ("#17120f", "#221a17", "#1f1b1d", "#2a2019")
_FAIR_HAIR = ("#8a5a35", "#b98a4e", "#d9b46a", "#6b4226", "#3a2a22", "#a5522d", "#c9a15c", "#54392a", "#e0c48a")
_BROWN_HAIR = ("#3a2a22", "#2a2019", "#54392a", "#17120f", "#6b4226")
_GREY = ("#b9b4ab", "#8f8a83", "#d6d2ca")
_HAIR_FOR_SKIN = {_FAIR: _FAIR_HAIR, _WARM: _BROWN_HAIR, _WARM + _BROWN: _BROWN_HAIR}

WOMEN_HAIR = ("parted", "bun", "bob", "long", "fringe", "ponytail", "wavy", "short")
MEN_HAIR = ("short", "side", "cropped", "swept", "tousled", "bald", "side", "short")
CURLED = ("curls", "cropped", "braids", "bun")


def draw_portrait(culture: str, gender: str, age: int, random: Random) -> PortraitPlan:
    """Features for a portrait; hair turns grey with age, scarves go by culture."""
    skins = SKINS[culture]
    colours = _HAIR_FOR_SKIN.get(skins, _BLACK)
    hair_colour = random.choice(_GREY if age > 44 and random.random() < (age - 40) / 28 else colours)
    if gender == "f":
        hair = random.choice(CURLED if skins is _DARK else WOMEN_HAIR)
        if culture in ("arabic", "turkish") and random.random() < (0.4 if culture == "arabic" else 0.1):
            hair, hair_colour = "headscarf", random.choice(("#6d4a5e", "#4f6d7a", "#8a7a5c", "#3f5f5b", "#7b6f8a"))
    else:
        hair = random.choice(("cropped", "cropped", "bald", "short") if skins is _DARK else MEN_HAIR)
    beard = random.choice(("full", "stubble", "goatee", "moustache")) if gender == "m" and random.random() < 0.4 else ""
    glasses = random.choice(("round", "square")) if random.random() < 0.12 + age / 180 else ""
    collar = random.choice(("", "", "shirt", "crew", "polo"))
    background, clothes = random.choice(BACKGROUNDS), random.choice(CLOTHES)
    return PortraitPlan(background, clothes, random.choice(skins), hair_colour, hair, collar, beard, glasses)
