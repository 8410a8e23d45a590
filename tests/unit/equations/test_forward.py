from __future__ import annotations

import ast
import math
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from paramcalc import MissingDependencyError, UsageError
from paramcalc.equations import forward
from paramcalc.equations.cell import read
from paramcalc.equations.forward import COMPUTE, run, step
from paramcalc.equations.syntax import FUNCTIONS
from paramcalc.frameworks import FRAMEWORKS

KERAS = FRAMEWORKS["keras"].cells


def random_parameters(cell, generator, **sizes):
    return {
        parameter.name: generator.normal(
            size=[int(size.at(**sizes)) for size in (parameter.rows, parameter.columns) if size is not None]
        )
        for parameter in cell.parameters
    }


def test_simple_rnn_against_a_loop():
    """20 steps, 4 features, 8 units: each number from sums of plain floats."""
    cell = read(KERAS["rnn"].variants[()].equations)
    generator = np.random.default_rng(7)
    given = random_parameters(cell, generator, units=8, input=4)
    sequence = generator.normal(size=(20, 4))
    state = [0.0] * 8
    expected = []
    for x in sequence:
        state = [
            math.tanh(
                sum(given["W_h"][unit][k] * x[k] for k in range(4))
                + sum(given["U_h"][unit][k] * state[k] for k in range(8))
                + given["b_h"][unit]
            )
            for unit in range(8)
        ]
        expected.append(state)
    np.testing.assert_allclose(run(cell, given, sequence), expected, rtol=1e-12)


def test_a_batch_is_each_sample_alone():
    cell = read(KERAS["lstm"].variants[()].equations)
    generator = np.random.default_rng(8)
    given = random_parameters(cell, generator, units=3, input=2)
    batch = generator.normal(size=(5, 4, 2))
    together = run(cell, given, batch)
    assert together.shape == (5, 4, 3)
    for sample, outputs in zip(batch, together, strict=True):
        np.testing.assert_allclose(run(cell, given, sample), outputs, rtol=1e-12)


def test_a_later_line_sees_the_new_value():
    cell = read("h: units\nc: units\nc = W @ x\nh = c + c")
    values = step(cell, {"W": np.array([[3.0]])}, np.array([2.0]), {"h": np.array([9.0]), "c": np.array([9.0])})
    assert (values["c"].tolist(), values["h"].tolist()) == ([6.0], [12.0])


def test_given_states_are_where_it_starts():
    cell = read("h: units\nh = h + W @ x")
    values = step(cell, {"W": np.array([[1.0]])}, np.array([2.0]), {"h": np.array([5.0])})
    assert values["h"].tolist() == [7.0]


@pytest.mark.parametrize("function", sorted(COMPUTE))
def test_functions(function):
    reference = {
        "sigmoid": lambda v: 1 / (1 + math.exp(-v)),
        "hard_sigmoid": lambda v: min(max(0.2 * v + 0.5, 0), 1),
        "tanh": math.tanh,
        "relu": lambda v: max(v, 0.0),
        "softplus": lambda v: math.log1p(math.exp(v)),
        "softsign": lambda v: v / (1 + abs(v)),
        "elu": lambda v: v if v > 0 else math.exp(v) - 1,
        "silu": lambda v: v / (1 + math.exp(-v)),
        "exp": math.exp,
    }
    assert reference.keys() == COMPUTE.keys() == FUNCTIONS.keys()
    values = [-30.0, -2.5, -0.1, 0.0, 0.3, 4.0, 30.0]
    with np.errstate(all="raise"):
        found = COMPUTE[function](np.array(values))
    np.testing.assert_allclose(found, [reference[function](value) for value in values], rtol=1e-9, atol=1e-12)


def test_float32_stays_float32():
    cell = read(KERAS["gru"].variants[(True,)].equations)
    given = random_parameters(cell, np.random.default_rng(1), units=3, input=2)
    given = {name: array.astype(np.float32) for name, array in given.items()}
    assert run(cell, given, np.ones((4, 2), np.float32)).dtype == np.float32


def test_without_biases_is_with_biases_at_zero():
    text = "h: units\nc: units\nv = V @ x + e\nc = b + d + v\nh = tanh(W @ x + Q @ tanh(e + f) + U @ h + c) * c + h"
    whole, bare = read(text), read(text, False)
    generator = np.random.default_rng(3)
    given = random_parameters(whole, generator, units=3, input=2)
    zero = {each.name: given[each.name] * (each.role not in ("bias", "recurrent_bias")) for each in whole.parameters}
    kept = {each.name: given[each.name] for each in bare.parameters}
    sequence = generator.normal(size=(5, 4, 2))
    np.testing.assert_allclose(run(bare, kept, sequence), run(whole, zero, sequence))


def test_a_redundant_parameter_can_be_folded_into_the_other():
    """The claim itself, on numbers: moving it into the one it merges with leaves every output as it was."""
    generator = np.random.default_rng(4)
    for inside in ("W @ x + b - c", "W @ x + b + U @ h + c", "W @ x + V @ x + b", "W @ x + p * h - q * h"):
        cell = read(f"h: units\nh = tanh({inside}) * sigmoid(S @ x + R @ h)")
        given = random_parameters(cell, generator, units=3, input=2)
        (spare,) = [each for each in cell.parameters if each.redundant]
        sign = -1 if f"- {spare.name}" in inside else 1
        folded = {
            **given,
            spare.merges_with: given[spare.merges_with] + sign * given[spare.name],
            spare.name: 0 * given[spare.name],
        }
        sequence = generator.normal(size=(4, 2))
        np.testing.assert_allclose(run(cell, folded, sequence), run(cell, given, sequence))


def test_states_of_a_size_that_no_parameter_tells():
    cell = read("c: cells\nh: units\nc = tanh(c)\nh = W @ x")
    with pytest.raises(UsageError, match="the size cells is not known"):
        step(cell, {"W": np.ones((2, 2))}, np.ones(2))
    values = step(cell, {"W": np.ones((2, 2))}, np.ones(2), {"c": np.ones(4)})
    assert values["c"].shape == (4,)
    with pytest.raises(UsageError, match="the state h has shape"):
        step(cell, {"W": np.ones((2, 2))}, np.ones(2), {"c": np.ones(4), "h": np.ones(3)})


def test_a_state_made_of_parameters_alone_keeps_the_batch():
    cell = read("h: units\nh = tanh(b) + 0 * h")
    assert step(cell, {"b": np.ones(3)}, np.ones((5, 2)))["h"].shape == (5, 3)
    cell = read("h: units\nc: units\nc = tanh(b)\nh = c + U @ h")
    assert step(cell, {"b": np.ones(3), "U": np.ones((3, 3))}, np.ones((5, 2)))["c"].shape == (5, 3)


def test_sequences_that_cannot_be_run():
    cell = read("h: units\nh = W @ x")
    assert run(cell, {"W": [[1.0]]}, [[1.0], [2.0]]).tolist() == [[1.0], [2.0]]
    for sequence in (np.ones(3), np.ones((0, 1)), 1.0):
        with pytest.raises(UsageError, match="at least one step"):
            run(cell, {"W": [[1.0]]}, sequence)
    with pytest.raises(UsageError, match="x is a vector"):
        step(cell, {"W": [[1.0]]}, 1.0)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"W_h": None}, "no array for the parameter 'W_h'"),
        ({"W_h": np.ones((3, 3))}, r"W_h has shape \(3, 3\); the equations give it \(units=3, input=2\)"),
        ({"b_h": np.ones(4)}, "b_h has shape"),
        ({"U_h": np.ones((3, 3, 1))}, "U_h has shape"),
        ({"Q": np.ones(3)}, "no parameter 'Q'"),
    ],
)
def test_arrays_that_do_not_fit(change, says):
    cell = read(KERAS["rnn"].variants[()].equations)
    given = {"W_h": np.ones((3, 2)), "U_h": np.ones((3, 3)), "b_h": np.ones(3), **change}
    with pytest.raises(UsageError, match=says):
        step(cell, {name: array for name, array in given.items() if array is not None}, np.ones(2))


def test_no_module_of_the_room_imports_twice():
    for path in sorted(Path(forward.__file__).parent.glob("*.py")):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        imports = [ast.unparse(node) for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
        assert len(imports) == len(set(imports)), path.name


def convolved(kernel, field):
    """Every position by plain loops: the kernel's middle on the position, zeros beyond the edge."""
    *sizes, rows, columns = kernel.shape
    positions = field.shape[:-1]
    out = np.zeros((*positions, rows))
    for at in np.ndindex(*positions):
        for offset in np.ndindex(*sizes):
            place = [position + step - (size - 1) // 2 for position, step, size in zip(at, offset, sizes, strict=True)]
            if all(0 <= each < length for each, length in zip(place, positions, strict=True)):
                for row in range(rows):
                    for column in range(columns):
                        out[at][row] += kernel[offset][row, column] * field[tuple(place)][column]
    return out


@pytest.mark.parametrize(
    ("sizes", "positions"), [((3,), (5,)), ((2,), (5,)), ((1,), (4,)), ((3, 2), (4, 6)), ((2, 4, 3), (3, 4, 5))]
)
def test_convolutions_against_loops(sizes, positions):
    cell = read("x: channels\nh: filters\nh = tanh(conv(W, x) + conv(U, h) + b)")
    generator = np.random.default_rng(9)
    weights = {
        "W": generator.normal(size=(*sizes, 4, 2)),
        "U": generator.normal(size=(*sizes, 4, 4)),
        "b": generator.normal(size=4),
    }
    sequence = generator.normal(size=(3, *positions, 2))
    state, expected = np.zeros((*positions, 4)), []
    for x in sequence:
        state = np.tanh(convolved(weights["W"], x) + convolved(weights["U"], state) + weights["b"])
        expected.append(state)
    np.testing.assert_allclose(run(cell, weights, sequence), expected, rtol=1e-10)
    batch = np.stack([sequence, 2 * sequence])
    np.testing.assert_allclose(run(cell, weights, batch)[0], expected, rtol=1e-10)
    with pytest.raises(UsageError, match="U has shape"):
        run(cell, {**weights, "U": weights["U"][..., :3]}, sequence)


def test_a_negative_is_exactly_the_opposite():
    cell = read("h: units\nh = -(W @ x)")
    assert step(cell, {"W": np.array([[3.0]])}, np.array([2.0]))["h"].tolist() == [-6.0]
    cell = read("h: units\nh = -(W @ x) - b - -c")
    weights = {"W": np.array([[3.0]]), "b": np.array([10.0]), "c": np.array([100.0])}
    assert step(cell, weights, np.array([2.0]))["h"].tolist() == [84.0]


def test_without_numpy(monkeypatch):
    monkeypatch.setitem(sys.modules, "numpy", None)
    monkeypatch.delitem(sys.modules, "paramcalc.equations.forward")
    with pytest.raises(MissingDependencyError, match="running a cell needs NumPy") as caught:
        import_module("paramcalc.equations.forward")
    assert caught.value.tip == "pip install numpy"
