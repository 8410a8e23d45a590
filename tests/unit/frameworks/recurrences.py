"""The recurrences of the layers, written by hand in NumPy, to compare with what the frameworks' equations compute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from paramcalc.equations.cell import read
from paramcalc.equations.forward import run
from paramcalc.frameworks import FRAMEWORKS

UNITS, FEATURES, PROJECTION, STEPS = 4, 3, 2, 5

Array = np.ndarray


def sigmoid(value: Array) -> Array:
    return 1 / (1 + np.exp(-value))


def hard_sigmoid(value: Array) -> Array:
    return np.minimum(np.maximum(0.2 * value + 0.5, 0), 1)


class Weights(NamedTuple):
    """Random weights of a cell, and the names of its parameters: formats with the symbol of a gate.

    A bias that the cell does not have counts as 0.
    """

    values: Mapping[str, Array]
    kernel: str
    bias: str
    recurrent: str
    recurrent_bias: str

    def from_input(self, gate: str, x: Array) -> Array:
        return self.values[self.kernel.format(gate)] @ x + self.values.get(self.bias.format(gate), 0)

    def from_state(self, gate: str, h: Array) -> Array:
        return self.values[self.recurrent.format(gate)] @ h + self.values.get(self.recurrent_bias.format(gate), 0)

    def both(self, gate: str, x: Array, h: Array) -> Array:
        return self.from_input(gate, x) + self.from_state(gate, h)


Step = Callable[[Weights, Array, Array, Array], "tuple[Array, Array]"]
"""From the input and the states h and c to the new states."""


def plain(gate: str) -> Step:
    """Elman: the state is the tanh of both products."""
    return lambda w, x, h, c: (np.tanh(w.both(gate, x, h)), c)


def lstm(gates: str = "ifco", activation: Callable[[Array], Array] = sigmoid, peephole: str = "") -> Step:
    """Hochreiter and Schmidhuber; with peepholes i and f see the old cell state, and o the new one."""

    def step(w: Weights, x: Array, h: Array, c: Array) -> tuple[Array, Array]:
        def before(gate: str, seen: Array) -> Array:
            return w.both(gate, x, h) + (w.values[peephole.format(gate)] * seen if peephole else 0)

        keep_in, forget, candidate, out = gates
        new = activation(before(forget, c)) * c + activation(before(keep_in, c)) * np.tanh(w.both(candidate, x, h))
        return activation(before(out, new)) * np.tanh(new), new

    return step


def projected(w: Weights, x: Array, h: Array, c: Array) -> tuple[Array, Array]:
    """PyTorch's LSTM, whose output is projected."""
    output, new = lstm("ifgo")(w, x, h, c)
    return w.values["W_hr"] @ output, new


def gru(gates: str, *, after: bool, activation: Callable[[Array], Array] = sigmoid) -> Step:
    """Cho et al.: the reset gate is applied after the recurrent product (cuDNN) or before it (the article)."""

    def step(w: Weights, x: Array, h: Array, c: Array) -> tuple[Array, Array]:
        update, reset, candidate = gates
        z, r = activation(w.both(update, x, h)), activation(w.both(reset, x, h))
        recurrent = r * w.from_state(candidate, h) if after else w.from_state(candidate, r * h)
        return z * h + (1 - z) * np.tanh(w.from_input(candidate, x) + recurrent), c

    return step


def mgu(*, reset: bool) -> Step:
    """Zhou et al.: one gate forgets, and resets the state within the candidate."""

    def step(w: Weights, x: Array, h: Array, c: Array) -> tuple[Array, Array]:
        f = sigmoid(w.both("f", x, h))
        n = np.tanh(w.from_input("n", x) + (f if reset else 1) * w.from_state("n", h))
        return (1 - f) * n + f * h, c

    return step


def outputs(framework: str, cell: str, options: tuple[bool, ...], names: tuple[str, ...], step: Step):
    """The outputs of the framework's equations, and those of a recurrence by hand with the same weights."""
    equations = read(FRAMEWORKS[framework].cells[cell].variants[options].equations)
    sizes = {"units": UNITS, "input": FEATURES, "projection": PROJECTION}
    generator = np.random.default_rng(3)
    values = {}
    for each in equations.parameters:
        shape = [int(size.at(**sizes)) for size in (each.rows, each.columns) if size is not None]
        values[each.name] = generator.normal(size=shape)
    sequence = generator.normal(size=(STEPS, FEATURES))
    states = [np.zeros(sizes[size]) for size in equations.states.values()]
    h, c = states[0], states[-1]
    by_hand = []
    for x in sequence:
        h, c = step(Weights(values, *names), x, h, c)
        by_hand.append(h)
    return run(equations, values, sequence), by_hand
