"""The length of an axis as an expression."""

import pytest

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.classes.axes import LONGEST, formula, length, names_in, parsed
from paramcalc.classes.base import UncountedError
from paramcalc.errors import UsageError

SIZES = {"units": 7, "input": 30, "ratio": 4}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("units", 7),
        ("12", 12),
        ("2 * units + 1", 15),
        ("input - units", 23),
        ("input // ratio", 7),
        ("input // ratio * 2", 14),
        ("2 * (input // ratio)", 14),
    ],
)
def test_an_expression_has_the_value_that_python_gives(text, value):
    assert length(text, SIZES.__getitem__) == value


def test_the_names_are_those_of_the_text_each_once():
    assert names_in("input // ratio + input * units - 3") == ("input", "ratio", "units")


@pytest.mark.parametrize(
    "text",
    ["", "units **", "units ** 2", "f(units)", "units.x", "1.5", "-units", "'a'", "True", "a if b else c", "[1]"],
)
def test_anything_else_is_refused(text):
    with pytest.raises(UsageError, match="is not a size"):
        parsed(text)


def test_a_long_text_and_a_deep_one_are_refused():
    for text in ("1+" * LONGEST + "1", "(" * 400 + "1" + ")" * 90):
        with pytest.raises(UsageError, match="is not a size"):
            parsed(text)


def test_the_longest_text():
    assert names_in("units".ljust(LONGEST)) == ("units",)
    assert LONGEST == 500
    with pytest.raises(UsageError, match="is not a size"):
        parsed("units".ljust(LONGEST + 1))


def test_free_sizes_give_formulas():
    sizes = {"n": 4 * Polynomial.symbol("u"), "k": 2, "u": Polynomial.symbol("u")}
    assert length("n + 1", sizes.__getitem__) == 4 * Polynomial.symbol("u") + 1
    assert length("n // k", sizes.__getitem__) == 2 * Polynomial.symbol("u")


@pytest.mark.parametrize("text", ["(n + 1) // k", "k // n"])
def test_a_division_that_is_not_exact_is_not_guessed(text):
    sizes = {"n": 4 * Polynomial.symbol("u"), "k": 2}
    with pytest.raises(UncountedError, match="before the sizes are known"):
        length(text, sizes.__getitem__)


def test_a_division_by_zero_is_refused():
    with pytest.raises(UsageError, match="divided by zero") as caught:
        length("units // zero", {"units": 7, "zero": 0}.__getitem__)
    assert not isinstance(caught.value, UncountedError)


def test_the_formula_keeps_a_division_as_one_symbol():
    assert formula("2 * units") == 2 * Polynomial.symbol("units")
    assert formula("3") == 3
    assert formula("input//ratio") == Polynomial.symbol("input // ratio")
