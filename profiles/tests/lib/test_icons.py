"""Icons: every drawing is a path, and what is mirrored exists."""

import re

import pytest

from profiles.lib.icons import ICONS, MIRRORED


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_is_one_svg_path_that_begins_with_a_move(name: str) -> None:
    assert re.fullmatch(r"[Mm][\d.\-\sMmLlHhVvCcSsAaZz]+", ICONS[name])


@pytest.mark.parametrize("name", ICONS)
def test_no_icon_moves_on_relative_to_a_closed_shape(name: str) -> None:
    assert not re.search("[zZ]m", ICONS[name])


def test_mirrored_icons_exist() -> None:
    assert ICONS.keys() >= MIRRORED
