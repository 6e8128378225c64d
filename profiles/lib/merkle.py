"""Merkle trees over SHA-256 as in RFC 6962: leaves and nodes are told apart by a first byte of 0 and 1."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

Path = list[tuple[str, bytes]]


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf, 32 bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two children, 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, 32 bytes. An odd one moves up as it is. Raises ValueError without leaves."""
    if not leaves:
        raise ValueError("A tree has at least one leaf.")
    level = list(leaves)
    while len(level) > 1:
        level = _next(level)
    return level[0]


def paths_of(leaves: Sequence[bytes], places: Sequence[int]) -> list[Path]:
    """For each place the siblings from its leaf up to the root, each with its side, ``left`` or ``right``."""
    paths: list[Path] = [[] for _place in places]
    at = list(places)
    level = list(leaves)
    while len(level) > 1:
        for path, place in zip(paths, at, strict=True):
            sibling = place ^ 1
            if sibling < len(level):
                path.append(("left" if sibling < place else "right", level[sibling]))
        at = [place // 2 for place in at]
        level = _next(level)
    return paths


def root_by(leaf: bytes, path: Path) -> bytes:
    """The root that a leaf and its path lead to."""
    for side, sibling in path:
        leaf = node_hash(sibling, leaf) if side == "left" else node_hash(leaf, sibling)
    return leaf


def _next(level: list[bytes]) -> list[bytes]:
    paired = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return paired if len(level) % 2 == 0 else [*paired, level[-1]]
