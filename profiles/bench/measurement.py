"""What a benchmark gives: figures with their units in their names, ratios, and the limits they are held to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Limit:
    """The bound of a figure or a ratio, inclusive."""

    at_most: float | None = None
    at_least: float | None = None

    def holds(self, value: float) -> bool:
        """Whether the value lies within."""
        return (self.at_most is None or value <= self.at_most) and (self.at_least is None or value >= self.at_least)

    def __str__(self) -> str:
        signs = [("≤", self.at_most), ("≥", self.at_least)]
        return " and ".join(f"{sign} {bound:g}" for sign, bound in signs if bound is not None)


@dataclass(frozen=True)
class Miss:
    """A value that lies outside of its limit."""

    what: str
    name: str
    value: float
    limit: Limit


@dataclass(frozen=True)
class Measurement:
    """One line of the table.

    ``figures`` are measured and carry their unit in the name (``cpu_ms``, ``html_bytes``, ``peak_mb``);
    ``ratios`` are quotients of two figures of the same run; ``limits`` bind names of either.
    """

    what: str
    figures: Mapping[str, float]
    ratios: Mapping[str, float] = field(default_factory=dict)
    limits: Mapping[str, Limit] = field(default_factory=dict)

    def misses(self) -> Iterator[Miss]:
        """The limits that do not hold; one of a value that was not measured is passed over."""
        values = {**self.figures, **self.ratios}
        for name, limit in self.limits.items():
            if name in values and not limit.holds(values[name]):
                yield Miss(self.what, name, values[name], limit)


class Samples:
    """Values of the same figures, taken again and again; the median of each is what counts."""

    def __init__(self) -> None:
        self._values: dict[str, list[float]] = {}

    def add(self, values: Mapping[str, float]) -> None:
        """Take one more value of each figure."""
        for name, value in values.items():
            self._values.setdefault(name, []).append(value)

    def medians(self) -> dict[str, float]:
        """The median of each figure; whole numbers stay whole where they can."""
        return {name: _whole(median(values)) for name, values in self._values.items()}


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value


def quotient(above: float, below: float) -> float:
    """``above ÷ below``, rounded to three places; 0 when there is nothing below to compare with."""
    return round(above / below, 3) if below else 0.0
