from __future__ import annotations

import time

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from paramcalc import Polynomial, UsageError
from paramcalc.algebra.notation import PYTHON
from paramcalc.algebra.polynomial import known, polynomial, product, show, sum_of

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


def test_what_cancels_is_a_number():
    x = Polynomial.symbol("x")
    for value, number in (
        ((Polynomial.symbol("u") - Polynomial.symbol("d")).at(u=x, d=x), 0),
        ((Polynomial.symbol("u") - Polynomial.symbol("d") + 7).at(u=x, d=x), 7),
    ):
        assert (type(value), value) == (int, number)


def test_a_polynomial_is_subtracted_from_a_number():
    units = Polynomial.symbol("units")
    assert str(10 - units) == "-units + 10"
    assert (10 - units).at(units=3) == 7


def test_a_constant_polynomial_hashes_like_its_number():
    units = Polynomial.symbol("units")
    for number in (0, 1, -7, 10**30):
        assert polynomial(number) == number
        assert hash(polynomial(number)) == hash(number)
    assert hash(units - units) == hash(0)
    assert len({hash(units * factor) for factor in range(1, 50)}) > 40


def test_terms_are_in_the_order_of_their_degree_then_of_their_names():
    a, b = Polynomial.symbol("a"), Polynomial.symbol("b")
    assert (b + 5 + a + b * b + b * a).terms == ((("a", "b"), 1), (("b", "b"), 1), (("a",), 1), (("b",), 1), ((), 5))


def test_other_types_may_know_what_to_do():
    """NotImplemented, not None: Python then asks the other operand."""

    class Other:
        def __radd__(self, other):
            return "added"

        def __rmul__(self, other):
            return "multiplied"

    assert Polynomial.symbol("units") + Other() == "added"
    assert Polynomial.symbol("units") * Other() == "multiplied"


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


def test_a_number_a_polynomial_and_back():
    units = Polynomial.symbol("units")
    assert (show(23625), show(units + 1, PYTHON)) == ("23,625", "units + 1")
    assert polynomial(3) == 3
    assert known(75) == 75
    with pytest.raises(UsageError, match="units is not a number yet; free: units"):
        known(units)


def test_a_sum_of_many_is_their_sum():
    a, b = Polynomial.symbol("a"), Polynomial.symbol("b")
    assert sum_of([]) == 0
    assert sum_of([1, 2]) == 3
    assert isinstance(sum_of([1, 2]), int)
    assert sum_of([a, 2, b, a, -2]) == 2 * a + b
    assert sum_of([a, -a]) == 0


def test_a_sum_of_many_takes_linear_time():
    sizes = [Polynomial.symbol(f"s{number}") for number in range(20_000)]
    started = time.process_time()
    assert len(sum_of(sizes).terms) == 20_000
    assert time.process_time() - started < 1
