"""Divisors, against a trial of all numbers."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paramcalc.algebra.divisors import LARGEST, divisors
from paramcalc.errors import UsageError

PRIMES = (2, 3, 5, 997, 1009, 7919, 104_729, 1_299_709, 15_485_863, 31_622_743, 999_999_937)


def test_small_numbers():
    for number in range(1, 2500):
        assert divisors(number) == [divisor for divisor in range(1, number + 1) if number % divisor == 0]


@given(st.lists(st.sampled_from(PRIMES), min_size=1, max_size=5).filter(lambda primes: prod(primes) <= LARGEST))
def test_products_of_known_primes(primes):
    expected = {1}
    for prime in primes:
        expected |= {divisor * prime for divisor in expected}
    assert divisors(prod(primes)) == sorted(expected)


@pytest.mark.parametrize("number", [999_999_999_989, 999_999_937, 2**31 - 1, 10**15 + 37])
def test_primes(number):
    assert divisors(number) == [1, number]


@pytest.mark.parametrize("number", [31_622_743**2, 1009**3, 1009**2 * 7919**2, 999_999_937 * 31_622_743])
def test_hard_numbers(number):
    found = divisors(number)
    assert all(number % divisor == 0 for divisor in found)
    assert len(found) == {31_622_743**2: 3, 1009**3: 4, 1009**2 * 7919**2: 9}.get(number, 4)


@pytest.mark.parametrize("number", [0, -4, LARGEST + 1])
def test_the_bounds(number):
    with pytest.raises(UsageError):
        divisors(number)
