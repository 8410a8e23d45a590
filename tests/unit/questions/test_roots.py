"""Where polynomials meet limits, against every whole number of a range."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.questions.roots import Stretch, coefficients, crossing, step, stretches, value

POLYNOMIALS = st.lists(st.integers(-60, 60), max_size=5).map(
    lambda factors: tuple(factors[: max((i + 1 for i, factor in enumerate(factors) if factor), default=0)])
)

MANY = 300


def test_coefficients():
    units = Polynomial.symbol("units")
    assert coefficients(3 * units**2 + 5, "units") == (5, 0, 3)
    assert coefficients(7, "units") == (7,)
    assert coefficients(0, "units") == ()


@given(POLYNOMIALS, st.integers(-50, 50))
def test_the_step_is_the_difference_of_neighbours(poly, at):
    assert value(step(poly), at) == value(poly, at + 1) - value(poly, at)


@given(POLYNOMIALS, st.integers(-9, 9), st.one_of(st.none(), st.integers(0, 80)))
def test_stretches_cover_all_numbers_and_are_monotone(poly, first, width):
    last = None if width is None else first + width
    parts = stretches(poly, first, last)
    assert (parts[0].first, parts[-1].last) == (first, last)
    assert all(one.last == two.first and one.rises != two.rises for one, two in itertools.pairwise(parts))
    for part in parts:
        end = part.first + MANY if part.last is None else part.last
        values = [value(poly, at) for at in range(part.first, end + 1)]
        assert values == sorted(values, reverse=not part.rises)


@given(POLYNOMIALS, st.integers(0, 60), st.integers(-300, 3000))
def test_crossings_are_those_of_a_search(poly, width, limit):
    for part in stretches(poly, 1, 1 + width):
        numbers = range(part.first, part.last + 1)
        within = [at for at in numbers if value(poly, at) <= limit]
        above = [at for at in numbers if value(poly, at) > limit]
        nearest_within, nearest_above = crossing(poly, part, limit)
        assert nearest_within == (max(within, default=None) if part.rises else min(within, default=None))
        assert nearest_above == (min(above, default=None) if part.rises else max(above, default=None))


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(10**200, 10**400))
def test_limits_of_hundreds_of_digits(square, linear, limit):
    poly = (0, linear, square)
    within, above = crossing(poly, Stretch(1, None, True), limit)
    assert above == within + 1
    assert value(poly, within) <= limit < value(poly, above)


def test_few_evaluations():
    """An answer of 500 digits needs some thousand evaluations, not 10**500."""
    limit = 10**999
    assert crossing((0, 0, 1), Stretch(1, None, True), limit)[0] ** 2 <= limit
