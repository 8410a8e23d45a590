"""What counts as a whole number."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from paramcalc import UsageError
from paramcalc.algebra import integers
from paramcalc.algebra.integers import MOST_DIGITS, integer, whole_number


@pytest.mark.parametrize(
    ("value", "number"),
    [(75, 75), (np.int64(75), 75), (np.array(5), 5), (-1, -1), (True, None), (2.0, None), ("3", None), (None, None)],
)
def test_integer(value, number):
    assert integer(value) == number
    assert number is None or type(integer(value)) is int


@pytest.mark.parametrize("value", [True, 0, -1, 2.5, "75", None, [1], np.array([5]), np.array(5.0)])
def test_what_is_no_whole_number_from_1(value):
    with pytest.raises(UsageError, match=r"^units must be a whole number of at least 1, got "):
        whole_number("units", value, least=1)


def test_bounds():
    assert whole_number("layers", 1000, least=1, most=1000) == 1000
    with pytest.raises(UsageError, match="layers must be a whole number from 1 to 1,000, got 1001"):
        whole_number("layers", 1001, least=1, most=1000)
    assert whole_number("axis", -3, least=-3) == -3
    assert whole_number("units", 10**MOST_DIGITS - 1) == 10**MOST_DIGITS - 1
    with pytest.raises(UsageError, match="units has more than 1,000 digits"):
        whole_number("units", 10**MOST_DIGITS)
    with pytest.raises(UsageError, match="got a number of thousands of digits"):
        whole_number("units", -(10**5000))


NUMBERS = [0, 1, -7, 999, 1000, -1000, 10**500 - 1, 10**500, -(10**1500), 7 * 10**6000 + 3, 123456789**700]


@pytest.mark.parametrize("limit", [640, 4300])
@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: str(number.bit_length()))
def test_digits_of_any_number(number, limit):
    with integers.any_length():
        plain, thousands = str(number), f"{number:,}"
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(limit)
    try:
        assert integers.digits(number) == plain
        assert integers.grouped(number) == thousands
        assert integers.from_digits(plain) == number
        assert sys.get_int_max_str_digits() == limit
    finally:
        sys.set_int_max_str_digits(before)
