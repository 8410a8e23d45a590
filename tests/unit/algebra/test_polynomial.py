from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from paramcalc import Polynomial, UsageError
from paramcalc.algebra.notation import ASCII, LATEX, PYTHON
from paramcalc.algebra.polynomial import polynomial, product

NAMES = ("units", "input", "projection")
SIZES = st.integers(1, 10**9)

leaves = st.one_of(
    st.sampled_from(NAMES).map(lambda name: (Polynomial.symbol(name), sympy.Symbol(name))),
    st.integers(-(10**6), 10**6).map(lambda number: (polynomial(number), sympy.Integer(number))),
)


def combine(children):
    pairs = st.tuples(children, children)
    return st.one_of(
        pairs.map(lambda two: (two[0][0] + two[1][0], two[0][1] + two[1][1])),
        pairs.map(lambda two: (two[0][0] - two[1][0], two[0][1] - two[1][1])),
        pairs.map(lambda two: (two[0][0] * two[1][0], two[0][1] * two[1][1])),
        st.tuples(children, st.integers(0, 2)).map(lambda pair: (pair[0][0] ** pair[1], pair[0][1] ** pair[1])),
    )


both = st.recursive(leaves, combine, max_leaves=8)


@given(both)
def test_sympy_reads_what_we_write_and_agrees(pair):
    ours, theirs = pair
    read_back = sympy.sympify(ours.show(PYTHON), locals={name: sympy.Symbol(name) for name in NAMES})
    assert sympy.expand(read_back - theirs) == 0


@given(both, SIZES, SIZES, SIZES)
def test_values_agree_with_sympy(pair, units, features, projection):
    ours, theirs = pair
    sizes = dict(zip(NAMES, (units, features, projection), strict=True))
    assert ours.at(**sizes) == int(theirs.subs(sizes))


@given(both, both)
def test_equal_polynomials_are_equal_and_hash_alike(one, two):
    same = sympy.expand(one[1] - two[1]) == 0
    assert (one[0] == two[0]) is same
    if same:
        assert hash(one[0]) == hash(two[0])


@given(both, SIZES, SIZES)
def test_sizes_may_be_put_in_one_after_another(pair, units, features):
    ours = pair[0]
    step = ours.at(units=units)
    then = step.at(input=features) if isinstance(step, Polynomial) else step
    assert then == ours.at(units=units, input=features)


@pytest.mark.parametrize(
    ("build", "text"),
    [
        (lambda u, d: 3 * (d * u + u**2 + 2 * u), "3·(input·units + units² + 2·units)"),
        (lambda u, d: u - u, "0"),
        (lambda u, d: u * 0 + 7, "7"),
        (lambda u, d: -u, "-units"),
        (lambda u, d: u - d * d * d, "-input³ + units"),
        (lambda u, d: 4 * u, "4·units"),
        (lambda u, d: 1234567 * u**12, "1,234,567·units¹²"),
        (lambda u, d: 2 * u - 6, "2·(units - 3)"),
    ],
)
def test_text(build, text):
    assert str(build(Polynomial.symbol("units"), Polynomial.symbol("input"))) == text


def test_other_notations_and_numbers_written_in():
    units, features = Polynomial.symbol("units"), Polynomial.symbol("input")
    count = 3 * (features * units + units**2 + 2 * units)
    assert count.show(ASCII) == "3*(input*units + units^2 + 2*units)"
    assert count.show(PYTHON) == "3*(input*units + units**2 + 2*units)"
    assert count.show(PYTHON, {"units": 1000}) == "3*(input*1000 + 1000**2 + 2*1000)"
    expected = r"3 \cdot (\mathrm{input} \cdot \mathrm{units} + \mathrm{units}^{2} + 2 \cdot \mathrm{units})"
    assert count.show(LATEX) == expected
    assert repr(units + 1) == "Polynomial(units + 1)"


def test_exact_at_any_size():
    units = Polynomial.symbol("units")
    assert (4 * (units * units + 6 * units)).at(units=10**30) == 4 * 10**60 + 24 * 10**30


def test_product_of_numbers_and_symbols_is_one_path():
    units = Polynomial.symbol("units")
    assert product([2, 3]) == 6
    assert product([2, units]) == 2 * units


def test_immutable():
    with pytest.raises(AttributeError):
        Polynomial.symbol("units").extra = 1


@pytest.mark.parametrize("value", [2.5, "75", None, [1]])
def test_only_whole_numbers(value):
    with pytest.raises(UsageError, match="not a whole number"):
        Polynomial.symbol("units").at(units=value)


def test_misspelt_size():
    with pytest.raises(UsageError, match="did you mean 'units'"):
        Polynomial.symbol("units").at(unit=3)
    assert Polynomial.symbol("units").at(units=3, input=5) == 3


@pytest.mark.parametrize("power", [-1, 1.5])
def test_powers_that_are_none(power):
    with pytest.raises(UsageError, match="no power"):
        Polynomial.symbol("units") ** power


@pytest.mark.parametrize("other", [1.5, None, "a"])
def test_only_whole_numbers_are_added_and_multiplied(other):
    with pytest.raises(TypeError):
        Polynomial.symbol("units") + other
    with pytest.raises(TypeError):
        other * Polynomial.symbol("units")
    assert Polynomial.symbol("units") != other


def test_a_size_may_be_called_self():
    assert Polynomial.symbol("self").at(self=3) == 3


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
