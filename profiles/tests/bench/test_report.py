"""The table and the JSON say the same: figures, ratios, limits, and which of them do not hold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from profiles.bench.machine import look
from profiles.bench.measurement import Limit, Measurement, Samples, quotient
from profiles.bench.report import Result, Run, as_json, as_text, table

LIST = Measurement(
    "people",
    {"queries": 12, "cpu_ms": 31.26, "html_bytes": 36316},
    {"over_a_tenth": 1.25},
    {"queries": Limit(at_most=10), "over_a_tenth": Limit(at_most=1.3)},
)
SIGN_IN = Measurement("sign-in", {"queries": 0, "cpu_ms": 1.875, "html_bytes": 2723})


@pytest.fixture
def run() -> Run:
    return Run(
        machine=look("SQLite 3.46.1"),
        people=1000,
        runs=5,
        compared_with="",
        started_at=datetime(2026, 5, 17, 9, 30, tzinfo=UTC),
        results=[Result("pages", "what pages take", [LIST, SIGN_IN])],
    )


def test_the_table_has_a_column_for_each_figure_and_a_dash_for_what_was_not_measured() -> None:
    assert list(table([LIST, SIGN_IN])) == [
        "         queries  CPU ms  HTML bytes  ÷ a tenth",
        "people        12    31.3      36,316     1.25 ×",
        "sign-in        0    1.88       2,723          –",
    ]


def test_the_text_names_the_machine_the_size_and_what_lies_outside_of_its_limit(run: Run) -> None:
    text = "\n".join(as_text(run))

    assert "SQLite 3.46.1" in text
    assert "1,000 people, medians of 5 runs" in text
    assert "Outside of its limit: people, queries 12 (≤ 10)" in text
    assert text.count("Outside") == 1


def test_the_json_holds_the_same_under_stable_names(run: Run) -> None:
    written = as_json(run)

    assert written["started_at"] == "2026-05-17T09:30:00+00:00"
    assert {"python", "django", "database", "processor", "cores", "load"} == written["machine"].keys()
    assert (written["people"], written["runs"], written["compared_with"]) == (1000, 5, None)
    people, sign_in = written["benchmarks"][0]["measurements"]
    assert people["figures"] == {"queries": 12, "cpu_ms": 31.26, "html_bytes": 36316}
    assert people["limits"] == {"queries": {"at_most": 10}, "over_a_tenth": {"at_most": 1.3}}
    assert (people["ratios"], people["misses"]) == ({"over_a_tenth": 1.25}, ["queries"])
    assert (sign_in["ratios"], sign_in["misses"]) == ({}, [])


def test_the_median_counts_and_one_slow_answer_does_not() -> None:
    samples = Samples()
    for wall_ms in (20.5, 900.0, 21.5):
        samples.add({"wall_ms": wall_ms, "queries": 7})

    assert samples.medians() == {"wall_ms": 21.5, "queries": 7}


@pytest.mark.parametrize(
    ("limit", "value", "holds"),
    [
        (Limit(at_most=10), 10, True),
        (Limit(at_most=10), 10.1, False),
        (Limit(at_least=20), 20, True),
        (Limit(at_least=20), 19.9, False),
    ],
)
def test_limits_include_their_bounds(limit: Limit, value: float, holds: bool) -> None:
    assert limit.holds(value) is holds


def test_a_limit_of_what_was_not_measured_is_passed_over() -> None:
    alone = Measurement("people", {"queries": 8}, limits={"stock_over_ours_wall": Limit(at_least=20)})

    assert list(alone.misses()) == []


def test_nothing_to_compare_with_gives_no_quotient() -> None:
    assert quotient(3, 2) == 1.5
    assert quotient(3, 0) == 0
