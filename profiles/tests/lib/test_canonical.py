"""Equal values have one form, unequal ones never share it."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.lib.canonical import canonical, commit
from profiles.lib.merkle import leaf_hash, paths_of, root_by, root_of

NOON = dt.datetime(2026, 2, 3, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("one", "same"),
    [
        (Decimal("1000"), Decimal("1000.00")),
        (Decimal("0"), Decimal("-0.00")),
        (NOON, NOON.astimezone(ZoneInfo("Europe/Copenhagen"))),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ((1, 2), [1, 2]),
        (b"\x00", memoryview(b"\x00")),
    ],
)
def test_equal_values_have_one_form(one: Any, same: Any) -> None:
    assert canonical(one) == canonical(same)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        (None, ""),
        (0, False),
        (1, "1"),
        (Decimal("1"), 1),
        (dt.date(2026, 2, 3), "2026-02-03"),
        ("Zo\u00eb", "Zoe\u0308"),
        (uuid.UUID(int=1), uuid.UUID(int=1).hex),
    ],
)
def test_unequal_values_differ(one: Any, another: Any) -> None:
    assert canonical(one) != canonical(another)


@pytest.mark.parametrize("value", [NOON.replace(tzinfo=None), object(), {1, 2}])
def test_what_has_no_form_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_the_nonce_decides() -> None:
    assert commit(b"a" * 16, "x") != commit(b"b" * 16, "x")


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_each_leaf_proves_its_root(contents: list[bytes], data: st.DataObject) -> None:
    leaves = [leaf_hash(content) for content in contents]
    index = data.draw(st.integers(0, len(leaves) - 1))

    [path] = paths_of(leaves, [index])
    assert root_by(leaves[index], path) == root_of(leaves)
    assert root_by(leaf_hash(b"another content"), path) != root_of(leaves)
