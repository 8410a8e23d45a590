"""Roles and redundancy follow from the uses of a parameter."""

from __future__ import annotations

import keyword

import pytest

from paramcalc.equations.cell import read
from paramcalc.equations.reader import parse
from paramcalc.equations.uses import BIASES, ROLES, names_from_states
from paramcalc.frameworks import FRAMEWORKS


def by_name(text, bias=True):
    return {parameter.name: parameter for parameter in read(text, bias).parameters}


def test_names_from_states():
    program = parse("h: units\ne = relu(x)\nr = V @ h\nq = r * e\nh = W @ e + q")
    assert names_from_states(program) == {"h", "r", "q"}


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


@pytest.mark.parametrize(
    ("text", "roles", "redundant"),
    [
        ("h = W @ x + p * h", {"W": "kernel", "p": "peephole"}, {}),
        ("h = W @ x + tanh(b) * sigmoid(c)", {"b": "scale", "c": "scale"}, {}),
        ("h = b + c + tanh(b) + tanh(c) + W @ x", {}, {}),
        ("h = (1 - a) * h + W @ x", {"a": "scale"}, {}),
        ("h = W @ x + tanh(b + c)", {"b": "bias", "c": "bias"}, {"c": "b"}),
    ],
)
def test_parameters_each_in_its_place(text, roles, redundant):
    parameters = by_name(f"h: units\n{text}")
    assert {name: parameters[name].role for name in roles} == roles
    assert {name: each.merges_with for name, each in parameters.items() if each.redundant} == redundant


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("h = (1 - a) * h + a * tanh(W @ x + b)", {"a": "scale", "b": "bias"}),
        ("h = a * tanh(W @ x + b) + (1 - a) * h", {"a": "scale", "b": "bias"}),
        ("h = sigmoid(a) * tanh(W @ x)", {"a": "scale"}),
        ("h = tanh(W @ x + U @ h + b + c)", {"b": "bias", "c": "recurrent_bias"}),
        ("h = tanh(b + W @ x + c + U @ h)", {"b": "bias", "c": "bias"}),
        ("h = tanh(U @ h + W @ x + b + c)", {"b": "bias", "c": "bias"}),
        ("h = U @ h", {"U": "recurrent_kernel"}),
    ],
)
def test_roles_by_all_uses(text, roles):
    found = by_name(f"h: units\n{text}")
    assert {name: found[name].role for name in roles} == roles


def test_what_a_parameter_multiplies():
    parameters = by_name("h: units\nr = sigmoid(W @ x)\nh = r * p * h + tanh(b + V @ x)")
    assert {name: each.operand for name, each in parameters.items()} == {"W": "x", "p": "r * h", "b": "", "V": "x"}


def test_the_roles_are_those_of_the_cells():
    """Every role is that of some parameter of a framework, except the scale, which only custom cells have."""
    entries = [entry for framework in FRAMEWORKS.values() for entry in framework.cells.values()]
    texts = [variant.equations for entry in entries for variant in entry.variants.values()]
    assert {each.role for text in texts for each in read(text).parameters} == {*ROLES} - {"scale"}
    assert {*BIASES} < {*ROLES}


def test_a_long_sum_is_read_in_time():
    """650 biases in one sum: with work that grows by the cube this takes seconds."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [one + two for one in letters for two in letters if not keyword.iskeyword(one + two)][:650]

    def balanced(terms):
        middle = len(terms) // 2
        return terms[0] if len(terms) == 1 else f"({balanced(terms[:middle])} + {balanced(terms[middle:])})"

    found = by_name(f"h: units\nh = tanh(W @ x + {balanced(names)})")
    assert sum(parameter.redundant for parameter in found.values()) == len(names) - 1
