"""Polynomials on arrays of sizes: the same numbers as plain integers, and never a wrapped one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paramcalc import Polynomial, UsageError
from paramcalc.algebra.polynomial import polynomial


class TestArrays:
    count = 3 * (
        Polynomial.symbol("input") * Polynomial.symbol("units")
        + Polynomial.symbol("units") ** 2
        + 2 * Polynomial.symbol("units")
    )

    @given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), min_size=1, max_size=20))
    def test_agrees_with_plain_integers(self, pairs):
        units, features = np.array(pairs).T
        expected = [3 * (d * u + u * u + 2 * u) for u, d in pairs]
        assert self.count.at(units=units, input=features).tolist() == expected

    def test_broadcasts_and_mixes_with_numbers(self):
        units = np.arange(1, 4)
        assert self.count.at(units=units, input=28).tolist() == [3 * (28 * u + u * u + 2 * u) for u in (1, 2, 3)]
        grid = self.count.at(units=units[:, None], input=np.arange(1, 3))
        assert grid.shape == (3, 2)
        assert grid[2, 1] == 3 * (2 * 3 + 9 + 6)

    @pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int32, np.uint64])
    def test_small_and_unsigned_types_do_not_wrap(self, dtype):
        result = self.count.at(units=np.array([100], dtype), input=np.array([100], dtype))
        assert result.tolist() == [3 * (100 * 100 + 100 * 100 + 200)]

    def test_refuses_to_overflow_silently(self):
        with pytest.raises(OverflowError, match="int64"):
            self.count.at(units=np.array([10**10]), input=28)

    def test_fits_though_the_largest_sizes_together_would_not(self):
        units, features = np.array([3 * 10**9, 1]), np.array([1, 3 * 10**9])
        expected = [3 * (d * u + u * u + 2 * u) for u, d in zip(units.tolist(), features.tolist(), strict=True)]
        assert expected[0] > 2**63 - 1
        with pytest.raises(OverflowError):
            self.count.at(units=units, input=features)
        area = Polynomial.symbol("input") * Polynomial.symbol("units")
        wide, tall = np.array([4 * 10**9, 1]), np.array([1, 4 * 10**9])
        assert area.at(units=wide, input=tall).tolist() == [4 * 10**9] * 2

    def test_object_arrays_are_exact(self):
        units = np.array([10**30], dtype=object)
        assert self.count.at(units=units, input=5).tolist() == [3 * (5 * 10**30 + 10**60 + 2 * 10**30)]

    @pytest.mark.parametrize("array", [np.array([1.5]), np.array([True]), np.array(["a"]), np.array([1.5], object)])
    def test_refuses_what_is_no_whole_number(self, array):
        with pytest.raises(UsageError, match="whole numbers"):
            self.count.at(units=array, input=1)

    def test_needs_every_size(self):
        with pytest.raises(UsageError, match="free: input"):
            self.count.at(units=np.array([1]))

    def test_numpy_scalars_are_numbers(self):
        assert self.count.at(units=np.int64(75), input=np.int32(28)) == 23625

    def test_edges_of_int64(self):
        units = Polynomial.symbol("units")
        assert (-(2**31) * units).at(units=np.array([2**32])).tolist() == [-(2**63)]
        with pytest.raises(OverflowError):
            (2**31 * units).at(units=np.array([2**32]))
        assert (units * 2**70).at(units=np.array([0])).tolist() == [0]
        assert (units * 2**70).at(units=np.array([], int)).tolist() == []
        assert polynomial(3).at(units=np.array([1, 2])).tolist() == [3, 3]

    def test_shapes_that_do_not_go_together(self):
        with pytest.raises(UsageError, match="cannot be broadcast"):
            self.count.at(units=np.arange(2), input=np.arange(3))

    @pytest.mark.parametrize("value", [np.array(5.0), np.array(True), True, np.float64(3)])
    def test_single_values_that_are_no_whole_number(self, value):
        with pytest.raises(UsageError, match="not a whole number"):
            self.count.at(units=value, input=1)

    def test_numpy_coefficients_do_not_wrap(self):
        units = Polynomial.symbol("units")
        assert (units * np.int64(2**62) * np.int64(4)).at(units=4) == 2**66
        assert np.int64(2) * units == 2 * units

    def test_empty(self):
        assert self.count.at(units=np.array([], int), input=1).tolist() == []


def test_the_bound_before_the_numbers_are_computed():
    """Whether int64 is enough is decided by the absolute values, so negative sizes do not wrap around either."""
    units, other = Polynomial.symbol("units"), Polynomial.symbol("other")
    with pytest.raises(OverflowError, match="int64"):
        (units**2).at(units=np.array([-(2**40)]))
    assert (2**62 * units - other).at(units=np.array([2]), other=np.array([1])).tolist() == [2**63 - 1]
    assert (-(2**62) * units).at(units=np.array([2])).tolist() == [-(2**63)]


def test_the_type_is_that_of_the_arrays():
    units = Polynomial.symbol("units")
    assert (units + 1).at(units=np.array([3], dtype=object)).dtype == object
    assert (units + 1).at(units=np.array([3], dtype=np.int8)).dtype == np.int64


def test_the_shapes_in_the_message():
    area = Polynomial.symbol("units") * Polynomial.symbol("input")
    with pytest.raises(UsageError, match=r"cannot be broadcast: units \(2,\), input \(3,\)$"):
        area.at(units=np.arange(2), input=np.arange(3))
