from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.equations.cell import gate_symbol, read, without_biases
from paramcalc.equations.reader import LONGEST_TEXT, parse
from paramcalc.equations.syntax import FUNCTIONS
from paramcalc.errors import EquationError

UNITS, INPUT = Polynomial.symbol("units"), Polynomial.symbol("input")

PLAIN = """
h: units
h = tanh(W @ x + b + U @ h)
"""


def by_name(text, bias=True):
    return {parameter.name: parameter for parameter in read(text, bias).parameters}


def test_shapes_and_roles_follow_from_use():
    found = by_name(PLAIN)
    assert [(each.name, each.role, each.rows, each.columns) for each in found.values()] == [
        ("W", "kernel", UNITS, INPUT),
        ("b", "bias", UNITS, None),
        ("U", "recurrent_kernel", UNITS, UNITS),
    ]
    assert read(PLAIN).macs == UNITS * INPUT + UNITS * UNITS
    assert read(PLAIN).output == UNITS


def test_a_state_of_another_size():
    cell = """
    h: projection
    c: units
    i = sigmoid(W @ x + U @ h + b)
    c = i * c
    h = R @ (i * tanh(c))
    """
    found = by_name(cell)
    projection = Polynomial.symbol("projection")
    assert (found["U"].rows, found["U"].columns) == (UNITS, projection)
    assert (found["R"].rows, found["R"].columns) == (projection, UNITS)
    assert read(cell).output == projection


def test_matrix_of_something_made_of_a_state_is_recurrent():
    found = by_name("h: units\nr = sigmoid(W_r @ x + U_r @ h)\nh = tanh(W @ x + U @ (r * h) + V @ r)")
    assert found["U"].operand == "r * h"
    assert (found["U"].role, found["V"].role, found["W"].role) == ("recurrent_kernel", "recurrent_kernel", "kernel")


def test_matrix_of_something_made_of_the_input_alone_is_a_kernel():
    found = by_name("h: units\ne = relu(x)\nh = tanh(W @ e + U @ h + p * h)")
    assert found["W"].role == "kernel"


def test_peephole_and_scale():
    found = by_name("h: units\nc: units\nc = g * (W @ x) + p * c\nh = q * tanh(c)")
    assert {name: each.role for name, each in found.items()} == {
        "W": "kernel",
        "g": "scale",
        "p": "peephole",
        "q": "scale",
    }


@pytest.mark.parametrize(
    ("inside", "redundant", "roles"),
    [
        ("W @ x + b + U @ h + c", {"c": "b"}, {"b": "bias", "c": "recurrent_bias"}),
        ("(W @ x + b) + (U @ h + c)", {"c": "b"}, {"b": "bias", "c": "recurrent_bias"}),
        ("W @ x + U @ h + b", {}, {"b": "bias"}),
        ("W @ x + b + h * (U @ h + c)", {}, {"b": "bias", "c": "recurrent_bias"}),
        ("W @ x + b - c + U @ h", {"c": "b"}, {"b": "bias", "c": "bias"}),
        ("W @ x + b + c * h + U @ h", {}, {"b": "bias", "c": "peephole"}),
        ("W @ x + p * h + q * h", {"q": "p"}, {"p": "peephole", "q": "peephole"}),
        ("W @ x + V @ x + U @ h", {"V": "W"}, {"V": "kernel"}),
        ("W @ x + b + c + tanh(b) + U @ h", {}, {}),
        ("tanh(W @ x + b + c) + sigmoid(U @ h + b + c)", {"c": "b"}, {}),
        ("tanh(W @ x + b + c) + sigmoid(U @ h + c)", {}, {}),
        ("tanh(W @ x + b - c) + sigmoid(U @ h + c - b)", {"c": "b"}, {}),
        ("tanh(W @ x + b + c) + sigmoid(U @ h + c - b)", {}, {}),
        ("sigmoid(W @ x + b + b + c) * tanh(V @ x + b + c + c)", {}, {}),
        ("b * h * (h + r) + c * (h * h + r) + W @ x", {}, {}),
    ],
)
def test_redundancy_is_read_off_the_equations(inside, redundant, roles):
    found = by_name(f"h: units\nh = tanh({inside})")
    assert {name: each.merges_with for name, each in found.items() if each.redundant} == redundant
    assert {name: found[name].role for name in roles} == roles


def test_every_matrix_product_is_a_mac_each_time():
    assert read("h: units\nh = tanh(W @ x + U @ h + U @ (h * h))").macs == UNITS * INPUT + 2 * UNITS * UNITS


def test_biases_dropped():
    text = "h: units\nr = sigmoid(b)\nh = tanh(W @ x + b2 - c) + r * (U @ h + d) - (b3)"
    assert str(without_biases(read(text))).splitlines()[1:] == ["r = sigmoid(b)", "h = tanh(W @ x) + r * (U @ h)"]
    assert {each.role for each in read(text, False).parameters} == {"kernel", "recurrent_kernel", "scale"}


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("v = V @ x + b\nh = Q @ tanh(b + c) + v + U @ h", "v = V @ x; h = Q @ tanh(0) + v + U @ h"),
        ("c: units\nc = b + d\nh = U @ h + c", "c = 0; h = U @ h + c"),
        ("a = A @ x\nd = a + b\nh = tanh(W @ x + b) + U @ h", "a = A @ x; d = a; h = tanh(W @ x) + U @ h"),
        ("h = tanh(W @ x + r * (p * h + b))", "h = tanh(W @ x + r * p * h)"),
        ("h = (1 - a) * h + a * tanh(W @ x + b)", "h = (1 - a) * h + a * tanh(W @ x)"),
    ],
)
def test_biases_dropped_where_they_held_the_equation_together(text, without):
    cell = read(f"h: units\n{text}", False)
    assert "; ".join(str(equation) for equation in cell.program.equations) == without
    kept = {parameter.name: parameter for parameter in read(f"h: units\n{text}").parameters}
    for parameter in cell.parameters:
        assert (parameter.rows, parameter.columns) == (kept[parameter.name].rows, kept[parameter.name].columns)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("h = (1 - a) * h + a * tanh(W @ x + b)", {"a": "scale", "b": "bias"}),
        ("h = a * tanh(W @ x + b) + (1 - a) * h", {"a": "scale", "b": "bias"}),
        ("h = sigmoid(a) * tanh(W @ x)", {"a": "scale"}),
        ("h = tanh(W @ x + U @ h + b + c)", {"b": "bias", "c": "recurrent_bias"}),
        ("h = tanh(b + W @ x + c + U @ h)", {"b": "bias", "c": "bias"}),
    ],
)
def test_roles_by_all_uses(text, roles):
    found = by_name(f"h: units\n{text}")
    assert {name: found[name].role for name in roles} == roles


def test_gate_symbol():
    assert (gate_symbol("c_tilde"), gate_symbol("z")) == ("c", "z")


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("h: units\nh = tnah(W @ x + U @ h)", (2, 5), "did you mean 'tanh'"),
        ("h: units\nh = W @ x + x", (2, 1), "has size units (from 'h' (line 1, column 1))"),
        ("h: units\nh = W @ x + U @ h\ny = h + x", (3, 9), "size input (from 'x', the input)"),
        ("h: units\ng = V @ x + v\nh = W @ x", (2, 5), "number of rows of 'V' cannot be inferred"),
        ("h: units\nh = W @ x\ng = tanh(b)", (3, 10), "the size of 'b' cannot be inferred"),
        ("h = tanh(W @ x + U @ h)", (1, 22), "neither the input, a state nor assigned before"),
        ("h: units\nh = n * h\nn = tanh(W @ x + U @ h)", (3, 1), "already used (line 2, column 5)"),
        ("h: units\nz = W @ x\nz = U @ h\nh = z", (3, 1), "assigned twice, first at line 2, column 1"),
        ("h: units\nx = W @ h\nh = W @ x", (2, 1), "'x' is the input"),
        ("h: units\nh: units\nh = W @ x", (2, 1), "declared twice"),
        ("h: units\nc: units\nh = W @ x", (2, 1), "never updated"),
        ("h: units\nh = 1 - 1", (2, 1), "plain number"),
        ("h: units\nh = W @ 2", (2, 5), "not a number"),
        ("h: units\nh = h @ x", (2, 5), "the left side of @ must be a parameter"),
        ("h: units\nh = 2 @ x", (2, 5), "the left side of @ must be the name of a parameter"),
        ("h: units\nh = a * W @ x", (2, 5), "write `a * (W @ x)`"),
        ("h: units\nh = W @ x + W", (2, 13), "matrix at line 2, column 5"),
        ("h: units\nh = W + W @ x", (2, 9), "vector at line 2, column 5"),
        ("h: units\nh = W @ x + W @ h", (2, 13), "sizes clash"),
        ("h: units\nh = W @ x / 2", (2, 5), "operator"),
        ("h: units\nh = +x", (2, 5), "operator"),
        ("h: units\nh = tanh(x, x)", (2, 5), "exactly one argument"),
        ("h: units\nh = tanh(*x)", (2, 5), "exactly one argument"),
        ("h: units\nh = tanh(x, axis=1)", (2, 5), "exactly one argument"),
        ("h: units\nh = conv(W, x, x)", (2, 5), "conv takes the name of a parameter and what it convolves"),
        ("h: units\nh = conv(2, x)", (2, 5), "conv takes"),
        ("h: units\nh = conv(W, x) + W @ x", (2, 18), "multiplied with @ in one place and convolved in another"),
        ("h: units\nh = conv * x", (2, 5), "is a function"),
        ("h: units\nh = x.T", (2, 5), "not of the equation language"),
        ("h: units\nh = x[0]", (2, 5), "not of the equation language"),
        ("h: units\nh = 'a'", (2, 5), "plain numbers"),
        ("h: units\nh = True", (2, 5), "plain numbers"),
        ("h: units\nh = 1e999", (2, 5), "plain numbers"),
        ("h: units\nh = W @ x + 0x" + "F" * 18000, (2, 13), "none this large"),
        ("h: units\nh = tanh * W", (2, 5), "is a function"),
        ("tanh: units\nh = W @ x", (1, 1), "is a function"),
        ("h: units\ntanh = W @ x", (2, 1), "is a function"),
        ("x: a\nx: b\nh = W @ x", (2, 1), "declared twice"),
        ("h: units\nh = " + "r * (b + " * 199 + "h" + ")" * 199, (2, None), "nested too deeply"),
        ("    h: units\n# a remark\n    h = foo(x)", (3, 9), "unknown function"),
        ("h: units\n# a\x0cb\u2028c\nh = foo(x)", (3, 5), "unknown function"),
        ("h: units\nh = '\\d'", (2, 5), "plain numbers"),
        ("h: units\nh, c = x", (2, 1), "one name on its left"),
        ("h: units\nh = c = x", (2, 1), "one name on its left"),
        ("h: 3\nh = W @ x", (1, 1), "a declaration is"),
        ("h: units = 3\nh = W @ x", (1, 1), "a declaration is"),
        ("import os", (1, 1), "neither an equation"),
        ("h: units\nh = __import__('os').system('x')", (2, 5), "unknown function"),
        ("", (1, 1), "no equation"),
        ("h: units\nh = 2 * h", (2, 1), "no parameter"),
        ("# only a comment", (1, 1), "no equation"),
        ("h: units", (1, 1), "no equation"),
        ("h = (", (1, 5), "not an equation"),
        ("h: units\n  h = x", (2, None), "unexpected indent"),
        ("h = \0", (1, 1), ""),
        ("h: units\nh = " + "-" * 150 + "x", (2, 105), "nested too deeply"),
        ("h: units\nh = " + "(" * 300 + "x" + ")" * 300, (2, None), "nested"),
        ("x" * (LONGEST_TEXT + 1), (1, 1), "at most"),
    ],
)
def test_errors_name_the_place(text, place, says):
    with pytest.raises(EquationError) as caught:
        read(text)
    assert says in str(caught.value)
    line, column = place
    assert caught.value.line == line
    assert column is None or caught.value.column == column


def test_columns_count_characters_not_bytes_and_the_common_indent():
    with pytest.raises(EquationError) as caught:
        read("    h: units\n    größe = W @ x\n    h = größe + été(x)")
    assert (caught.value.line, caught.value.column) == (3, 17)


def test_deep_but_legal_nesting_is_read():
    deep = "tanh(" * 90 + "W @ x + U @ h" + ")" * 90
    assert len(read(f"h: units\nh = {deep}").parameters) == 2


def test_a_long_chain_is_not_deep():
    chain = " + ".join(f"b{number}" for number in range(500))
    assert len(read(f"h: units\nh = tanh(W @ x + {chain})").parameters) == 501
    product = " * ".join(f"p{number}" for number in range(500))
    assert len(read(f"h: units\nh = W @ x + {product}").parameters) == 501


def test_a_long_sum_is_read_in_time():
    """650 biases in one sum: with work that grows by the cube this takes seconds."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [one + two for one in letters for two in letters if not keyword.iskeyword(one + two)][:650]

    def balanced(terms):
        middle = len(terms) // 2
        return terms[0] if len(terms) == 1 else f"({balanced(terms[:middle])} + {balanced(terms[middle:])})"

    found = by_name(f"h: units\nh = tanh(W @ x + {balanced(names)})")
    assert sum(parameter.redundant for parameter in found.values()) == len(names) - 1


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


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    try:
        read(text)
    except EquationError as error:
        assert error.line >= 1
        assert error.column >= 1


@given(st.lists(st.sampled_from(["h", "x", "=", "@", "+", "*", "(", ")", ":", "units", "tanh", "\n", "1", ",", "W"])))
def test_any_words_of_the_language_are_read_or_refused(words):
    try:
        read(" ".join(words))
    except EquationError as error:
        assert str(error).startswith("line ")
