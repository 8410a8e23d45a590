"""Text to polynomial and back."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paramcalc import Polynomial, UsageError
from paramcalc.algebra.expression import LONGEST_TEXT, Number, expression, parse, value_of, walk
from paramcalc.algebra.notation import PYTHON

NAMES = st.sampled_from(["units", "input", "kernel_1"])
POLYNOMIALS = st.dictionaries(st.lists(NAMES, max_size=4).map(lambda names: tuple(sorted(names))), st.integers()).map(
    Polynomial
)


@given(POLYNOMIALS)
def test_what_is_written_is_read_back(polynomial):
    assert expression(polynomial.show(PYTHON)) == polynomial


def test_operators():
    units, features = Polynomial.symbol("units"), Polynomial.symbol("input")
    assert (
        expression("3 * (input*units + units**2 - -2*units) - 1") == 3 * (features * units + units**2 + 2 * units) - 1
    )
    assert expression(" 7 ") == 7


@pytest.mark.parametrize(
    "text",
    [
        *("", "units +", "units / 2", "units // 2", "2 ** units", "units ** -1", "units ** 101", "units ** 10**9"),
        *("2.5", "'units'", "f(units", "units.real", "units if units else 1", "a, b", "units 3", "3 4", r"\\"),
        *("units = 3", "units\ninput", "a < b", "lambda: 1", "[a", "\0", "\ud800", "(" * 500, "(" * 999 + ")" * 999),
        *("9" * 1500, "(" + " + ".join("abcdefghij") + ")" + "*(a + b + c + d + e + f + g + h + i + j)" * 20),
        *("a+" * 900 + "a(", "units" * 1000),
    ],
    ids=lambda text: repr(text[:30]),
)
def test_nonsense_is_refused(text):
    with pytest.raises(UsageError):
        expression(text)


@given(st.text(alphabet="ab01+-*()., \n\0", max_size=60))
def test_any_text_is_read_or_refused(text):
    """What is read can be written and read back; what is refused is named in the message."""
    try:
        polynomial = expression(text)
    except UsageError as error:
        assert error.message.startswith(("not a formula in sizes: ", "the formula has", "a formula has"))
    else:
        assert expression(polynomial.show(PYTHON)) == polynomial


def test_the_longest_text():
    assert expression("a" * LONGEST_TEXT).symbols == {"a" * LONGEST_TEXT}
    with pytest.raises(UsageError, match="at most 2,000 characters, got 2,001"):
        expression("a" * (LONGEST_TEXT + 1))


def test_a_word_of_known_letters_is_a_product():
    assert str(value_of(parse("n² + nm", {"n", "m"}))) == "m·n + n²"
    assert value_of(parse("n² + nm", {"n", "nm"})).symbols == {"n", "nm"}
    assert expression("n + nm").symbols == {"n", "nm"}


def test_the_exponent_belongs_to_the_last_letter():
    assert value_of(parse("nm²", {"n", "m"})) == expression("n*m*m")
    assert value_of(parse("(nm)²", {"n", "m"})) == expression("n*n*m*m")


def test_numbers_keep_their_places():
    tree = parse("32 * (16 + 32)")
    numbers = [node for node in walk(tree) if isinstance(node, Number)]
    assert len(set(numbers)) == 3
    units = Polynomial.symbol("units")
    assert value_of(tree, numbers={numbers[0]: units}) == 48 * units


@pytest.mark.parametrize("text", ["units input", "3 n 4", "units (input) hidden size"])
def test_a_missing_sign_is_named(text):
    with pytest.raises(UsageError, match="a sign is missing between"):
        expression(text)


def test_the_largest_product():
    hundred = "(" + "+".join([f"a{index}" for index in range(10)] + [f"b{index}" for index in range(90)]) + ")"
    assert len(expression(f"{hundred}*{hundred.replace('a', 'c').replace('b', 'd')}").terms) == 10_000
    one = "(" + "+".join(f"a{index}" for index in range(73)) + ")"
    two = "(" + "+".join(f"b{index}" for index in range(137)) + ")"
    with pytest.raises(UsageError, match="a product of more than 10,000 terms"):
        expression(f"{one}*{two}")


def test_the_largest_number_and_power():
    assert expression("9" * 1000) == 10**1000 - 1
    with pytest.raises(UsageError):
        expression("1" + "0" * 1000)
    assert expression("units ** 100") == Polynomial.symbol("units") ** 100
    with pytest.raises(UsageError, match="an exponent is a whole number up to 100"):
        expression("units ** 101")


def test_no_advice_of_python_is_shown():
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        with pytest.raises(UsageError):
            expression("'\\d' + unlike_any_other")
    assert shown == []


@given(st.text(alphabet="ab01+-*() ", max_size=20))
def test_what_is_read_is_what_python_computes(text):
    """Python's own arithmetic is the judge of every text that is read."""
    try:
        polynomial = expression(text)
    except UsageError:
        return
    for sizes in ({"a": 7, "b": 3}, {"a": 1, "b": 100}):
        names = {name: sizes.get(name, 11) for name in polynomial.symbols}
        free = {name: sizes.get(name, 11) for name in re.findall(r"[ab]\w*", text)}
        try:
            value = eval(text.strip(), {"__builtins__": {}}, free)
        except (SyntaxError, TypeError):
            return  # a product without a sign, which Python does not have
        assert polynomial.evaluate(names) == value
