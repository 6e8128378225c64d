"""The geometry of plots as plain numbers: what a template needs to draw a line over time as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

#: The field of a plot in units of its view box, and the room left for the words around it.
WIDTH, HEIGHT = 560, 178
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 516.0, 20.0, 150.0
#: Lines of the grid that a reader still counts at a glance.
_MOST_TICKS = 4


@dataclass(frozen=True)
class Tick:
    """A line of the grid with its value, or a word below the axis; x or y in units of the view box."""

    at: str
    text_at: str
    label: str


@dataclass(frozen=True)
class LinePlot:
    """A line with the area below it; ``line`` and ``area`` are lists of points as SVG writes them."""

    line: str
    area: str
    ticks: Sequence[Tick]
    words: Sequence[Tick]
    end_x: str
    end_y: str
    left: str = f"{_LEFT:.0f}"
    right: str = f"{_RIGHT:.0f}"
    width: int = WIDTH
    height: int = HEIGHT


def scale(low: float, high: float) -> list[int]:
    """Whole numbers at equal steps of 1, 2 or 5 times a power of ten that enclose the values; at least two."""
    rough = max(1.0, (high - low) / _MOST_TICKS)
    power = 10 ** floor(log10(rough))
    step = int(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough))
    first, last = floor(low / step), max(ceil(high / step), floor(low / step) + 1)
    return [number * step for number in range(first, last + 1)]


def line_plot(values: Sequence[int], words: Sequence[str]) -> LinePlot:
    """The line through the values at equal distances; ``words`` has one for each, empty where none is wanted.

    Raises ValueError for fewer than two values.
    """
    if len(values) < 2:
        raise ValueError("A line has at least two points.")
    marks = scale(min(values), max(values))
    low, high = marks[0], marks[-1]

    def x_of(number: int) -> float:
        return _LEFT + (_RIGHT - _LEFT) * number / (len(values) - 1)

    def y_of(value: float) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * (value - low) / (high - low)

    points = [f"{x_of(number):.1f},{y_of(value):.1f}" for number, value in enumerate(values)]
    line = " ".join(points)
    return LinePlot(
        line=line,
        area=f"{_LEFT},{_BOTTOM} {line} {_RIGHT},{_BOTTOM}",
        ticks=[Tick(f"{y_of(mark):.1f}", f"{y_of(mark) + 4:.1f}", str(mark)) for mark in marks],
        words=[Tick(f"{x_of(n):.1f}", f"{HEIGHT - 6}", word) for n, word in enumerate(words) if word],
        end_x=f"{_RIGHT:.1f}",
        end_y=f"{y_of(values[-1]):.1f}",
    )
