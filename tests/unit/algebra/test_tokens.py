"""The tokens of formulas in all notations."""

from __future__ import annotations

import pytest

from paramcalc.algebra.expression import parse, value_of
from paramcalc.algebra.tokens import tokens
from paramcalc.errors import UsageError

GRU = "3·(input·units + units² + 2·units)"

KNOWN = {"n", "m"}

SAME = [
    "3*(n*m + n**2 + 2*n)",
    "3 * n * (m + n + 2)",
    "3n(m+n+2)",
    "3n(m + n) + 6n",
    "3(nm + n² + 2n)",
    "3·(n·m + n^2 + 2·n)",
    "3 × (n × m + n × n + 2 × n)",
    "3[n(m + n) + 2n]",
    "3{n(m+n)+2n}",
    r"3 \times (n^2 + nm + 2n)",
    r"$3 \cdot \left( n^{2} + n \cdot m + 2n \right)$",
    r"\[ 3\,(n^2 + n\,m + 2\,n) \]",
    "3 * (n*m + n ** 2 - -2 * n)",
    "3(n∙m+n⋅n+n+n)",
    "n(3m − −3n) + 6n",
]
"""One formula in the notations of programs, articles and LaTeX."""


@pytest.mark.parametrize("text", SAME)
def test_one_formula_in_every_notation(text):
    assert str(value_of(parse(text, KNOWN))) == "3·(m·n + n² + 2·n)"


@pytest.mark.parametrize("text", ["3(nm + n² + n)", "3(nm + n²) + 6", "3n(m+n)+2n"])
def test_another_formula_is_another(text):
    assert str(value_of(parse(text, KNOWN))) != "3·(m·n + n² + 2·n)"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(
            (text, "n_units")
            for text in ("n_units", r"n_{units}", r"n\_units", r"n_{\text{units}}", r"\text{n\_units}")
        ),
        *((text, "units") for text in (r"\mathrm{units}", r"\text{units}", r"\operatorname{units}")),
        ("单位", "单位"),
        (r"\theta", "theta"),
        ("d_in", "d_in"),
    ],
)
def test_names(text, name):
    assert [token.text for token in tokens(text)] == [name, ""]


@pytest.mark.parametrize(
    ("text", "number"), [("1,000", 1000), ("1_000", 1000), ("1{,}000", 1000), (r"1\,000", 1000), ("12", 12)]
)
def test_numbers(text, number):
    assert value_of(parse(text)) == number


@pytest.mark.parametrize(("text", "value"), [("3 x 4", 12), ("3x4", 12), ("3 x (4 + 1)", 15), ("(1 + 2) x 3", 9)])
def test_an_x_between_numbers_is_a_times_sign(text, value):
    assert value_of(parse(text)) == value


def test_an_x_beside_a_name_is_a_name():
    assert str(value_of(parse("4h(h + x) + 4 x h"))) == "4·(h² + 2·h·x)"


@pytest.mark.parametrize("text", ["2.5", "a / b", "a % b", "a < b", "f'", "1,00 0#"])
def test_a_character_without_a_meaning_is_refused_with_its_place(text):
    with pytest.raises(UsageError, match=r"column \d+"):
        list(tokens(text))


def test_columns():
    assert [(token.kind, token.column) for token in tokens("a² + 12")] == [
        *(("name", 1), ("**", 2), ("number", 2), ("+", 4), ("number", 6), ("end", 8)),
    ]


@pytest.mark.parametrize("text", ["2e3*n", "n + 1e3", "4e+3h", "10E-2", "0b1", "0x10", "(0o7)"])
def test_a_number_or_a_product_is_refused(text):
    with pytest.raises(UsageError) as caught:
        list(tokens(text))
    assert "may be a number or a product" in (caught.value.tip or "")


@pytest.mark.parametrize(("text", "same"), [("4e + 3n", "4*e + 3*n"), ("10xb1", "10*xb1"), ("2x3n", "6*n")])
def test_a_product_without_a_sign_beside_a_number(text, same):
    assert value_of(parse(text, set())) == value_of(parse(same, set()))


@pytest.mark.parametrize(
    "text", [r"\frac{3}{2} n", "sin(n)", "3*log (n)", r"\sqrt n", "max(n, m)", r"\operatorname{floor}(n)"]
)
def test_a_function_is_refused(text):
    with pytest.raises(UsageError) as caught:
        list(tokens(text))
    assert "has no function" in (caught.value.tip or "")


@pytest.mark.parametrize("text", ["log*n", "max + min", "n*(sum)"])
def test_a_size_may_be_called_like_a_function(text):
    assert {token.kind for token in tokens(text)} >= {"name", "end"}
