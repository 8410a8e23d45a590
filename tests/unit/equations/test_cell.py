from __future__ import annotations

import pytest

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.equations.cell import canonical, gate_symbol, read, redundancy, without_biases
from paramcalc.equations.reader import parse
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


def test_gate_symbol():
    assert (gate_symbol("c_tilde"), gate_symbol("z")) == ("c", "z")


def test_redundancy_names_the_partner_and_the_place():
    cell = read("h: units\nz = sigmoid(W_z @ x + b_z + U_z @ h + c_z)\nh = tanh(W @ x + b + z * (U @ h + c))")
    assert redundancy(cell.parameters) == ((("c_z", "b_z"),), (("c", "z * (U @ h + c)"),))
    assert redundancy([]) == ((), ())


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("h: units\nh = 2 * h", (2, 1), "no parameter"),
    ],
)
def test_errors_name_the_position(text, position, says):
    with pytest.raises(EquationError) as caught:
        read(text)
    assert says in str(caught.value)
    line, column = position
    assert caught.value.line == line
    assert column is None or caught.value.column == column


def form(text, zero=(), **names):
    return canonical(parse(text), names, set(zero))


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("h = W @ x + U @ h", "h = U @ h + W @ x", True),
        ("h = z * h + (1 - z) * n", "h = n * (1 - z) + h * z", True),
        ("h = tanh(W @ x)", "h = sigmoid(W @ x)", True),
        ("h = tanh(W @ x)", "h = W @ x", False),
        ("h = W @ x - U @ h", "h = W @ x + U @ h", False),
        ("h = U @ (r * h)", "h = r * (U @ h)", False),
        ("h = W @ x", "h = conv(W, x)", False),
        ("h = 2 * h", "h = 3 * h", False),
    ],
)
def test_canonical_forms(one, two, same):
    assert (form(one) == form(two)) is same


def test_names_and_zeros_of_a_canonical_form():
    assert form("h = V @ x + p * c + b", zero=["p", "b"], V="kernel") == form("h = kernel @ x")
    assert form("h = W @ x", zero=["W"]) == {"h": "0"}
    assert form("g = W @ x", g="gate") == {"gate": form("h = W @ x")["h"]}


def test_the_canonical_form():
    assert canonical(parse("h = tanh(W @ x + b) + p * h"), {"W": "kernel"}, {"b", "p"}) == {"h": "f(kernel @ x)"}


def test_redundancy_of_an_iterator():
    parameters = read("h: units\nh = tanh(W @ x + b + U @ h + c) * (V @ h + d)").parameters
    assert redundancy(iter(parameters)) == redundancy(parameters)
    assert redundancy(parameters)[0] == (("c", "b"),)
    assert [name for name, _ in redundancy(parameters)[1]] == ["d"]
