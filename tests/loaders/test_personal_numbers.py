import datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.personal_numbers import IDENTITY, MOBILE, identity_numbers, looks_personal

# The worked example of GB 11643 and its usual companion.
PUBLISHED = ["11010519491231002X", "440524188001010014"]


def identity(region: int, day: datetime.date, order: int) -> str:
    """Build a valid number by the standard's own formula, sum of a_i * 2^(18-i) = 1 mod 11."""
    body = f"{region:06d}{day:%Y%m%d}{order:03d}"
    rest = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body)) % 11
    return body + "0123456789X"[(1 - rest) % 11]


@pytest.mark.parametrize("number", PUBLISHED)
def test_the_published_identity_numbers_are_recognised(number: str) -> None:
    assert looks_personal(pa.array([number])) == IDENTITY
    assert looks_personal(pa.array([number.lower()])) == IDENTITY


@given(
    st.integers(110000, 829999),
    st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)),
    st.integers(0, 999),
)
def test_every_number_made_by_the_standard_is_recognised_and_no_other_check_digit(
    region: int, day: datetime.date, order: int
) -> None:
    number = identity(region, day, order)
    others = [number[:17] + sign for sign in "0123456789X" if sign != number[17]]
    assert identity_numbers(pa.array([number])).tolist() == [True]
    assert not identity_numbers(pa.array(others)).any()


@given(st.text(alphabet="0123456789X", min_size=0, max_size=20))
def test_arbitrary_digits_raise_nothing(text: str) -> None:
    assert identity_numbers(pa.array([text])).shape == (1,)


def test_a_right_check_digit_with_an_impossible_date_is_no_identity_number() -> None:
    bodies = ["11010519490230002", "11010519491331002", "11010519000229002", "11010500001231002"]
    numbers = []
    for body in bodies:
        rest = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body)) % 11
        numbers.append(body + "0123456789X"[(1 - rest) % 11])
    assert not identity_numbers(pa.array(numbers)).any()


def test_a_fifth_of_the_values_is_enough_and_less_is_not() -> None:
    assert looks_personal(pa.array(["13912345678"] + ["甲"] * 4)) == MOBILE
    assert looks_personal(pa.array(["13912345678"] + ["甲"] * 5)) is None


def test_empty_values_do_not_count() -> None:
    assert looks_personal(pa.array(["13912345678", None, "", " ", "　", None])) == MOBILE


def test_both_kinds_count_together() -> None:
    values = [PUBLISHED[0], "13912345678"] + ["甲"] * 8
    assert looks_personal(pa.array(values)) == IDENTITY


def test_full_width_digits_and_numbers_typed_as_numbers_are_found() -> None:
    assert looks_personal(pa.array(["１３９１２３４５６７８"])) == MOBILE
    assert looks_personal(pa.array([13912345678, 13812345678])) == MOBILE
    assert looks_personal(pa.array([13912345678.0, np.nan, 0.5])) == MOBILE


def test_dictionary_and_chunked_arrays_are_read() -> None:
    chunked = pa.chunked_array([["13912345678"], ["13912345679"]])
    assert looks_personal(chunked) == MOBILE
    assert looks_personal(chunked.dictionary_encode()) == MOBILE


def test_codes_times_and_nothing_are_not_personal() -> None:
    assert looks_personal(pa.array([], pa.string())) is None
    assert looks_personal(pa.array(["12912345678", "1391234567", "139123456789"])) is None
    assert looks_personal(pa.array([datetime.datetime(2022, 1, 1)])) is None  # noqa: DTZ001
    assert looks_personal(pa.array([[1, 2]])) is None
    assert looks_personal(pa.array([True, False])) is None
    assert looks_personal(pa.nulls(3)) is None


@pytest.mark.parametrize(
    "written",
    [
        "13800138002.0",
        "13800138002.00",
        "138 0013 8002",
        "138-0013-8002",
        "+86 138-0013-8002",
        "(+86)13800138002",
        "8613800138002",
        "１３８００１３８００２",
        "138\u20110013\u20118002",
        "13800138002\u200b",
    ],
)
def test_signs_around_the_digits_hide_no_mobile_number(written: str) -> None:
    assert looks_personal(pa.array([written])) == MOBILE


def test_numbers_typed_as_decimals_floats_or_bytes_are_recognised() -> None:
    decimals = pa.array([Decimal("13800138002.00")], pa.decimal128(20, 2))
    for values in (decimals, pa.array([13800138002.0]), pa.array([b"13800138002"])):
        assert looks_personal(values) == MOBILE
    assert looks_personal(pa.array(["110105 19491231 002X"])) == IDENTITY


@pytest.mark.parametrize("other", ["13800138002.5", "2024-05-08 09:30:00", "12800138002.0"])
def test_other_numbers_are_no_mobile_numbers(other: str) -> None:
    assert looks_personal(pa.array([other])) is None
