"""What is shown reads as the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paramcalc.equations import syntax
from paramcalc.equations.reader import parse
from paramcalc.equations.syntax import FUNCTIONS

names = st.sampled_from(["x", "h", "a", "b", "z"])
expressions = st.recursive(
    st.one_of(names, st.integers(0, 9).map(str), st.sampled_from(["0.5", "1e-3"])),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda three: f"({three[0]} {three[1]} {three[2]})"),
        inner.map(lambda text: f"-({text})"),
        inner.map(lambda text: f"(W @ ({text}))"),
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), inner).map(lambda pair: f"{pair[0]}({pair[1]})"),
    ),
    max_leaves=12,
)


@given(expressions)
def test_what_is_shown_reads_as_the_same(text):
    once = parse(f"h = {text}")
    assert str(parse(str(once))) == str(once)


@given(expressions, st.fixed_dictionaries({name: st.integers(-9, 9) for name in "xhabz"}))
def test_showing_keeps_the_value(text, values):
    """Without functions and products of matrices, Python itself is the judge."""
    shown = str(parse(f"h = {text}")).removeprefix("h = ")
    plain = {**values, "W": _Twice(), **{name: (lambda value: value) for name in FUNCTIONS}}
    wanted, found = (eval(each.replace("W @", "W **"), {}, dict(plain)) for each in (text, shown))
    assert found == pytest.approx(wanted)


class _Twice:
    """A stand-in for a matrix: `W ** v` is 2·v, and binds no looser than `@` where `v` is in parentheses."""

    def __pow__(self, value):
        return 2 * value


def test_walk_and_children():
    (equation,) = parse("h = tanh(W @ (x + 1)) * r").equations
    assert [type(node).__name__ for node in syntax.walk(equation.expression)] == [
        *("ElementwiseProduct", "FunctionCall", "MatrixProduct", "Sum", "Name", "Number", "Name")
    ]
    assert str(equation) == "h = tanh(W @ (x + 1)) * r"


def test_convolutions_are_shown():
    assert str(parse("h = conv(W, a + x) * conv(U, h)")) == "h = conv(W, a + x) * conv(U, h)"


def test_the_input_and_the_states_of_a_program():
    program = parse("h: p\nc: units\nh = W @ x")
    assert (program.input, program.states) == ("input", {"h": "p", "c": "units"})
    assert parse("x: channels\nh: filters\nh = W @ x").input == "channels"


def test_rewrite_changes_the_innermost_expressions_first():
    (equation,) = parse("h = tanh(W @ x + b) * (1 - b)").equations

    def change(expression):
        match expression:
            case syntax.Name("b", position):
                return syntax.Number(0, position)
            case syntax.Sum(terms, position):
                return syntax.add_nonzero(terms, position)
        return expression

    assert syntax.show(syntax.rewrite(equation.expression, change)) == "tanh(W @ x) * 1"
