"""Drawing smooth flat shapes with Pillow: paths written as in SVG, filled at four times the size."""

import re
from collections.abc import Iterator
from itertools import pairwise

from PIL import Image, ImageDraw

Point = tuple[float, float]
_TOKENS = re.compile(r"[a-zA-Z]|-?\d*\.?\d+")
_NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "Z": 0}
_STEPS = 14


def _arguments(path: str) -> Iterator[tuple[str, list[float]]]:
    """The commands of a path with their numbers, repeated commands written out."""
    tokens = _TOKENS.findall(path)
    place, command = 0, "M"
    while place < len(tokens):
        if tokens[place].isalpha():
            command = tokens[place]
            place += 1
        count = _NUMBERS[command.upper()]
        yield command, [float(token) for token in tokens[place : place + count]]
        place += count


def _bend(start: Point, control1: Point, control2: Point, end: Point) -> list[Point]:
    """Points along a cubic curve, its start left out."""
    points = []
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3
        points.append(
            (
                a * start[0] + b * control1[0] + c * control2[0] + d * end[0],
                a * start[1] + b * control1[1] + c * control2[1] + d * end[1],
            )
        )
    return points


def smooth(points: list[Point]) -> list[Point]:
    """A soft line through the middles of a line of points, as a hand would draw it."""
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(points)]
    line = [points[0]]
    for corner, middle in zip(points, middles, strict=False):
        line.extend(_bend(line[-1], corner, corner, middle))
    return line


def outline(path: str) -> list[list[Point]]:
    """The closed outlines of a path as points."""
    outlines: list[list[Point]] = []
    here: Point = (0.0, 0.0)
    before: Point | None = None
    for command, numbers in _arguments(path):
        kind = command.upper()
        base = here if command.islower() else (0.0, 0.0)
        if kind == "Z":
            here = outlines[-1][0]
            continue
        if kind in "HV":
            here = (base[0] + numbers[0], here[1]) if kind == "H" else (here[0], base[1] + numbers[0])
            outlines[-1].append(here)
            before = None
            continue
        points = [(base[0] + x, base[1] + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        if kind == "M":
            outlines.append(points)
        elif kind == "L":
            outlines[-1].extend(points)
        else:
            if kind == "S":
                points.insert(0, (2 * here[0] - before[0], 2 * here[1] - before[1]) if before else here)
            elif kind == "Q":
                points.insert(0, points[0])
            outlines[-1].extend(_bend(here, *points))
        before = points[-2] if kind in "CSQ" else None
        here = points[-1]
    return outlines


class Drawing:
    """A square picture measured in units, drawn larger than it is delivered so that edges come out smooth."""

    def __init__(self, units: float, background: str, pixels: int, *, fine: int = 2) -> None:
        self.pixels = pixels
        self.scale = pixels * fine / units
        self.image = Image.new("RGB", (pixels * fine, pixels * fine), background)
        self.pen = ImageDraw.Draw(self.image)

    def _at(self, points: list[Point]) -> list[Point]:
        return [(x * self.scale, y * self.scale) for x, y in points]

    def fill(self, path: str, ink: str) -> None:
        """Fills the outlines of a path."""
        for points in outline(path):
            self.pen.polygon(self._at(points), fill=ink)

    def ellipse(self, x: float, y: float, across: float, down: float, ink: str) -> None:
        """Fills an ellipse around a centre; ``across`` and ``down`` are its radii."""
        corners = self._at([(x - across, y - down), (x + across, y + down)])
        self.pen.ellipse([corners[0], corners[1]], fill=ink)

    def stroke(self, path: str, ink: str, width: float, *, closed: bool = False) -> None:
        """Draws along the outlines of a path with a round pen."""
        radius = width * self.scale / 2
        for points in outline(path):
            placed = self._at([*points, points[0]] if closed else points)
            self.pen.line(placed, fill=ink, width=round(width * self.scale), joint="curve")
            for x, y in (placed[0], placed[-1]):
                self.pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=ink)

    def finished(self) -> Image.Image:
        """The picture in its final size."""
        return self.image.resize((self.pixels, self.pixels), Image.Resampling.LANCZOS)
