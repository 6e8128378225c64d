"""The memory of a command in a process of its own."""

from __future__ import annotations

import pytest

from profiles.bench.children import CommandFailed, peak_mb


@pytest.mark.django_db
def test_the_memory_of_a_command_is_that_of_its_own_process() -> None:
    ballast = bytearray(300_000_000)
    ballast[::4096] = b"x" * len(ballast[::4096])

    assert 20 < peak_mb("check") < 250


@pytest.mark.django_db
def test_a_command_that_fails_gives_no_figure() -> None:
    with pytest.raises(CommandFailed, match="nobody-knows-this"):
        peak_mb("nobody-knows-this")
