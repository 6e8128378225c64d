"""Checks an evidence pack of HR Records. Needs nothing but Python 3.9 or newer: ``python3 verify.py``.

Run it in the unpacked folder. It recomputes, without any server:

1. that no file of the pack was changed since it was made (``manifest.json``),
2. that each seal is signed by the key it names (Ed25519, RFC 8032),
3. that each line is part of the seal it names (a Merkle path, RFC 6962),
4. that the circumstances and the values shown with a line are those which the line committed to.

What it cannot know is whose key it is: compare the key it prints with the one that you were told before. Ends with 0
when everything holds and with 1 when anything does not.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Ed25519 after RFC 8032, section 6. Slow, but small enough to read.

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)


Point = tuple[int, int, int, int]  # extended coordinates: x, y, z and x·y
Entry = dict[str, Any]


def add(one: Point, other: Point) -> Point:
    """The sum of two points in extended coordinates."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c = 2 * one[3] * other[3] * CURVE % PRIME
    d = 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def multiply(number: int, point: Point) -> Point:
    """The point added to itself ``number`` times."""
    total: Point = (0, 1, 1, 0)
    while number > 0:
        if number & 1:
            total = add(total, point)
        point = add(point, point)
        number >>= 1
    return total


def is_same(one: Point, other: Point) -> bool:
    """Whether two points are the same."""
    return (one[0] * other[2] - other[0] * one[2]) % PRIME == 0 and (one[1] * other[2] - other[1] * one[2]) % PRIME == 0


def recover_x(y: int, sign: int) -> int | None:
    """The x that belongs to a y, or None when there is none."""
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(CURVE * y * y + 1, PRIME - 2, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME != 0:
        x = x * ROOT_OF_MINUS_ONE % PRIME
    if (x * x - square) % PRIME != 0 or (x == 0 and sign):
        return None
    return PRIME - x if (x & 1) != sign else x


def point_of(data: bytes) -> Point | None:
    """The point that 32 bytes stand for, or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % PRIME)


BASE_Y = 4 * pow(5, PRIME - 2, PRIME) % PRIME
BASE_X = recover_x(BASE_Y, 0) or 0
BASE: Point = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % PRIME)


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the 64 bytes are the key's signature of the message."""
    key, commitment = point_of(public), point_of(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if len(public) != 32 or len(signature) != 64 or key is None or commitment is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return is_same(multiply(scalar, BASE), add(commitment, multiply(challenge, key)))


# The pack.

NAMES = ("seal", "first", "last", "count", "root", "previous")
OPERATION_AT, COMMITMENT_AT = 12, 11


def root_by(leaf: bytes, path: list[list[str]]) -> str:
    """The root that a leaf and its path lead to."""
    for side, sibling in path:
        pair = bytes.fromhex(sibling) + leaf if side == "left" else leaf + bytes.fromhex(sibling)
        leaf = hashlib.sha256(b"\x01" + pair).digest()
    return leaf.hex()


def check_files(folder: Path) -> Iterator[str]:
    """Files that are not as they were packed."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, digest in manifest["files"].items():
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield f"{name} is missing or was changed"


def check_seals(seals: dict[int, Entry]) -> Iterator[str]:
    """Seals that are not what was signed."""
    for seal in seals.values():
        packed = json.dumps([seal[name] for name in NAMES], ensure_ascii=False, separators=(",", ":"))
        digest = hashlib.sha256(packed.encode()).hexdigest()
        if digest != seal["hash"]:
            yield f"seal {seal['seal']} was changed"
        elif not is_signed(bytes.fromhex(seal["key"]), bytes.fromhex(digest), bytes.fromhex(seal["signature"])):
            yield f"seal {seal['seal']} is not signed by its key"


def is_committed(shown: Entry, commitment: Any) -> bool:
    """Whether what is shown is what the line committed to."""
    made = hashlib.sha256(bytes.fromhex(shown["nonce"]) + shown["text"].encode()).hexdigest()
    return bool(commitment == ["bytes", made])


def check_line(line: Entry, seals: dict[int, Entry]) -> Iterator[str]:
    """What is wrong with one line."""
    leaf = json.loads(line["leaf"])
    number = leaf[0]
    if line["seal"] is not None:
        seal = seals.get(line["seal"])
        digest = hashlib.sha256(b"\x00" + line["leaf"].encode()).digest()
        if seal is None or root_by(digest, line["path"]) != seal["root"]:
            yield f"line {number} is not part of seal {line['seal']}"
    if line["operation"] and not is_committed(line["operation"], leaf[OPERATION_AT]):
        yield f"who, when or why of line {number} was changed"
    if line["row"] and not is_committed(line["row"], leaf[COMMITMENT_AT]):
        yield f"the values of line {number} were changed"


def check(folder: Path) -> tuple[list[str], Entry]:
    """What is wrong with the pack, and the facts to tell about it."""
    problems = list(check_files(folder))
    seals = {seal["seal"]: seal for seal in json.loads((folder / "seals.json").read_text(encoding="utf-8"))}
    problems += check_seals(seals)
    facts: Entry = {"lines": 0, "sealed": 0, "values": 0, "keys": sorted({seal["key"] for seal in seals.values()})}
    with (folder / "lines.jsonl").open(encoding="utf-8") as file:
        for text in file:
            line = json.loads(text)
            facts["lines"] += 1
            facts["sealed"] += line["seal"] is not None
            facts["values"] += line["row"] is not None
            problems += check_line(line, seals)
    return problems, facts


def tell(text: str) -> None:
    """One line for the reader."""
    sys.stdout.write(text + "\n")


def main(folder: Path) -> int:
    """Check, tell, and give the exit code."""
    try:
        problems, facts = check(folder)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        tell(f"ALTERED: the pack cannot be read ({type(error).__name__}: {error}).")
        return 1
    tell(f"{facts['lines']} lines, {facts['sealed']} of them sealed, {facts['values']} with all their values.")
    for key in facts["keys"]:
        tell(f"Signed with the key {key}")
    for problem in problems[:20]:
        tell(f"WRONG: {problem}")
    tell(f"ALTERED: {len(problems)} points above." if problems else "Everything in this pack holds.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent))
