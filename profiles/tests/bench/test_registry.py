"""Benchmarks register themselves; the command finds them without knowing them."""

from __future__ import annotations

import pytest

from profiles.bench.registry import UnknownBenchmark, all_benchmarks, benchmark, pick


def test_what_lies_in_the_suite_is_known_by_name_and_by_one_line() -> None:
    known = {each.name: each for each in all_benchmarks()}

    assert "pages" in known
    assert all(each.summary and "\n" not in each.summary for each in known.values())


def test_a_name_belongs_to_one_benchmark() -> None:
    all_benchmarks()

    with pytest.raises(ValueError, match="pages"):
        benchmark("pages", "another one of this name")(lambda scratch: iter(()))


def test_no_names_mean_all_of_them_and_a_name_given_twice_counts_once() -> None:
    assert pick([]) == list(all_benchmarks())
    assert [each.name for each in pick(["pages", "pages"])] == ["pages"]


def test_an_unknown_name_is_told() -> None:
    with pytest.raises(UnknownBenchmark, match="pagse"):
        pick(["pages", "pagse"])
