"""One range of bytes, as browsers and download managers ask for it."""

import io

import pytest

from profiles.files.ranges import ByteRange, FileSlice, Unsatisfiable, parse_range


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-", 0, 99),
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=90-", 90, 99),
        ("bytes=90-1000", 90, 99),
        ("bytes=-10", 90, 99),
        ("bytes=-1000", 0, 99),
        ("Bytes = 1 - 2", 1, 2),
    ],
)
def test_a_range_is_cut_to_the_file(header: str, first: int, last: int) -> None:
    assert parse_range(header, 100) == ByteRange(first, last)


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=999999999999999999-", "bytes=-0"])
def test_a_range_behind_the_end_cannot_be_satisfied(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        parse_range(header, 100)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes=",
        "bytes=-",
        "bytes=5-4",
        "bytes=0-1,5-6",
        "lines=0-1",
        "bytes=a-b",
        "bytes=-٣",
        "bytes=1" + "0" * 30 + "-",
    ],
)
def test_what_is_no_single_range_is_answered_in_full(header: str) -> None:
    assert parse_range(header, 100) is None


def test_a_slice_ends_where_it_should_and_closes_the_file() -> None:
    file = io.BytesIO(bytes(range(200)) * 1000)

    assert b"".join(FileSlice(file, ByteRange(10, 150_009))) == (bytes(range(200)) * 1000)[10:150_010]
    assert file.closed
