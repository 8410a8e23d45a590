"""3 units on 5 features: the numbers and the tensors of the framework itself."""

from __future__ import annotations

import numpy as np
import pytest
from facts import facts_of
from recurrences import gru, lstm, mgu, outputs, plain

from paramcalc import layer


def tensors(framework, cell, **choices):
    b = layer(cell, framework=framework, units=3, input=5, **choices)
    return [(tensor.name, tensor.shape, "".join(tensor.gates)) for tensor in b.tensors]


@pytest.mark.parametrize(
    ("framework", "cell", "choices", "expected"),
    [
        ("flax", "rnn", {}, 27),
        ("flax", "lstm", {}, 108),
        ("flax", "gru", {}, 84),
        ("flax", "mgu", {}, 57),
        ("flax", "mgu", {"reset_gate": False}, 54),
        ("nnx", "rnn", {}, 27),
        ("nnx", "lstm", {}, 108),
        ("nnx", "gru", {}, 81),
    ],
)
def test_totals(framework, cell, choices, expected):
    assert layer(cell, framework=framework, units=3, input=5, **choices).total == expected


@pytest.mark.parametrize(
    ("framework", "cell", "choices", "redundant"),
    [
        ("flax-linen", "gru", {}, []),
        ("flax-nnx", "gru", {}, []),
    ],
)
def test_redundancy_is_decided_by_the_equations(framework, cell, choices, redundant):
    b = layer(cell, framework=framework, units=3, input=5, **choices)
    assert [row.parameter for row in b.rows if row.redundant] == redundant


def test_tensors_of_flax():
    assert [name for name, _, _ in tensors("flax-nnx", "lstm")] == [
        *("ii/kernel", "hi/kernel", "hi/bias", "if_/kernel", "hf/kernel", "hf/bias"),
        *("ig/kernel", "hg/kernel", "hg/bias", "io/kernel", "ho/kernel", "ho/bias"),
    ]
    assert tensors("flax-nnx", "gru") == [
        ("dense_i/kernel", (5, 9), "rzn"),
        ("dense_i/bias", (9,), "rzn"),
        ("dense_h/kernel", (3, 9), "rzn"),
    ]
    assert [name for name, _, _ in tensors("flax-linen", "gru")][-4:] == [
        *("in/kernel", "in/bias", "hn/kernel", "hn/bias")
    ]


NAMES = ("W_i{}", "b_i{}", "W_h{}", "b_h{}")

RECURRENCES = [
    *((framework, "rnn", (), ("W_i", "b_i", "W_h", ""), plain("h")) for framework in ("flax-linen", "flax-nnx")),
    *((framework, "lstm", (), NAMES, lstm("ifgo")) for framework in ("flax-linen", "flax-nnx")),
    *((framework, "gru", (), NAMES, gru("zrn", after=True)) for framework in ("flax-linen", "flax-nnx")),
    ("flax-linen", "mgu", (True,), NAMES, mgu(reset=True)),
    ("flax-linen", "mgu", (False,), NAMES, mgu(reset=False)),
]
"""The cells, the values of their options, the names of their parameters, and their recurrences."""


@pytest.mark.parametrize(("framework", "cell", "options", "names", "step"), RECURRENCES)
def test_the_equations_compute_the_recurrence(framework, cell, options, names, step):
    np.testing.assert_allclose(*outputs(framework, cell, options, names, step), rtol=1e-9)


def test_facts():
    cells = {
        "rnn": ("SimpleCell", "the plain recurrent cell", "h hidden", {}),
        "lstm": ("LSTMCell", "long short-term memory", "i input, f forget, g cell, o output", {}),
        "gru": ("GRUCell", "the gated recurrent unit", "r reset, z update, n candidate", {}),
    }
    mgu = ("MGUCell", "the minimal gated unit", "f forget, n candidate", {"reset_gate": True})
    assert facts_of("flax-linen") == ("flax.linen", {**cells, "mgu": mgu})
    assert facts_of("flax-nnx") == ("flax.nnx", cells)


def test_tensors_of_the_plain_cells():
    assert tensors("flax-linen", "rnn") == [
        ("i/kernel", (5, 3), "h"),
        ("i/bias", (3,), "h"),
        ("h/kernel", (3, 3), "h"),
    ]
    assert [name for name, _, _ in tensors("flax-nnx", "rnn")] == ["dense_i/kernel", "dense_i/bias", "dense_h/kernel"]
    assert [name for name, _, _ in tensors("flax-linen", "lstm")][:6] == [
        *("ii/kernel", "hi/kernel", "hi/bias", "if/kernel", "hf/kernel", "hf/bias")
    ]
    assert tensors("flax-linen", "mgu") == [
        *(("if/kernel", (5, 3), "f"), ("if/bias", (3,), "f"), ("hf/kernel", (3, 3), "f")),
        *(("in/kernel", (5, 3), "n"), ("in/bias", (3,), "n"), ("hn/kernel", (3, 3), "n"), ("hn/bias", (3,), "n")),
    ]
