"""The text of lines and operations, told by hand for speed, is the canonical one, whatever is in them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.history.commitments import LEAF_COLUMNS, OPERATION_COLUMNS, leaf_text, operation_text, stored_time
from profiles.lib.canonical import canonical

ZONES = st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(hours=13)), dt.timezone(dt.timedelta(hours=-9, minutes=-30))])
TIMES = st.timedeltas(dt.timedelta(days=-40_000), dt.timedelta(days=300_000)).flatmap(
    lambda since: ZONES.map(lambda zone: (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + since).astimezone(zone))
)
NUMBERS = st.none() | st.integers(min_value=-(2**63), max_value=2**63 - 1)
TEXT = st.text(max_size=30) | st.sampled_from(['"', "\\", "\u2028", "</script>", "\x1f", "é", "e\u0301"])
HASHES = st.none() | st.binary(min_size=32, max_size=32)
EVENTS = st.fixed_dictionaries(
    {
        **dict.fromkeys(LEAF_COLUMNS, NUMBERS),
        "at": TIMES,
        "changed": st.lists(TEXT, max_size=4),
        "commitment": HASHES,
        "operation__commitment": HASHES,
    }
)
OPERATIONS = st.fixed_dictionaries(
    {
        **dict.fromkeys(OPERATION_COLUMNS, TEXT),
        "uuid": st.uuids(),
        "started_at": TIMES,
        "kind": st.integers(1, 5),
        "actor_id": NUMBERS,
        "ip": st.none() | st.ip_addresses().map(str),
        "is_attributed": st.booleans(),
    }
)


@given(EVENTS)
def test_a_line_is_told_canonically(event: dict[str, Any]) -> None:
    expected = canonical([event[name] for name in LEAF_COLUMNS]).decode()
    as_stored = {**event, "at": stored_time(event["at"]), "changed": json.dumps(event["changed"])}
    assert leaf_text(event) == leaf_text(as_stored) == expected


@given(OPERATIONS)
def test_an_operation_is_told_canonically(told: dict[str, Any]) -> None:
    as_stored = {**told, "started_at": stored_time(told["started_at"]), "uuid": told["uuid"].hex}
    assert operation_text(told) == operation_text(as_stored) == canonical(told).decode()


@given(TIMES)
def test_a_time_reads_the_same_as_object_and_as_text(at: dt.datetime) -> None:
    utc = at.astimezone(dt.UTC).replace(tzinfo=None)
    assert stored_time(str(utc)) == stored_time(at)


@pytest.mark.parametrize(
    ("column", "forged"),
    [("kind", "1,null"), ("object_id", "7"), ("changed", "no list"), ("commitment", "00" * 32), ("at", "yesterday")],
)
def test_what_only_a_hand_in_the_database_leaves_reads_like_nothing_else(column: str, forged: str) -> None:
    event = {**dict.fromkeys(LEAF_COLUMNS, 7), "at": "2026-02-03T09:00:00.000000Z", "changed": '["kind"]'}
    event |= {"commitment": bytes(32), "operation__commitment": None}
    assert json.dumps(forged) in leaf_text({**event, column: forged})
    assert leaf_text({**event, column: forged}) != leaf_text(event)


def test_circumstances_of_a_wrong_type_are_told_without_an_error() -> None:
    told = {**dict.fromkeys(OPERATION_COLUMNS, "a"), "kind": 1, "actor_id": 1, "ip": None, "is_attributed": True}
    assert operation_text({**told, "reason": b"a"}) != operation_text(told)
    assert operation_text({**told, "actor_id": "1"}) != operation_text({**told, "actor_id": 1})
