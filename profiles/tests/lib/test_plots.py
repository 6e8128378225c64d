"""A plot encloses its values, ends where the last one lies, and needs two."""

from __future__ import annotations

import pytest

from profiles.lib.plots import line_plot, scale


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (117, 134, [115, 120, 125, 130, 135]),
        (0, 0, [0, 1]),
        (5, 5, [5, 6]),
        (0, 3, [0, 1, 2, 3]),
        (98_200, 100_000, [98_000, 98_500, 99_000, 99_500, 100_000]),
    ],
)
def test_the_scale_has_round_steps_that_enclose_the_values(low: int, high: int, marks: list[int]) -> None:
    assert scale(low, high) == marks


def test_the_line_has_a_point_for_each_value_and_ends_at_the_last() -> None:
    plot = line_plot([1, 5, 3], ["a", "", "c"])
    points = plot.line.split()
    assert len(points) == 3
    assert points[-1] == f"{plot.end_x},{plot.end_y}"
    assert [word.label for word in plot.words] == ["a", "c"]


def test_higher_values_stand_higher() -> None:
    heights = [float(point.split(",")[1]) for point in line_plot([1, 5, 3], ["", "", ""]).line.split()]
    assert heights[1] < heights[2] < heights[0]


def test_one_value_is_no_line() -> None:
    with pytest.raises(ValueError, match="two points"):
        line_plot([1], [""])
