"""3 units on 5 features: the numbers and the tensors of the framework itself."""

from __future__ import annotations

import numpy as np
import pytest
from facts import facts_of
from recurrences import gru, lstm, outputs, plain

from paramcalc import layer


def tensors(framework, cell, **choices):
    b = layer(cell, framework=framework, units=3, input=5, **choices)
    return [(tensor.name, tensor.shape, "".join(tensor.gates)) for tensor in b.tensors]


@pytest.mark.parametrize(
    ("framework", "cell", "choices", "expected"),
    [
        ("onnx", "rnn", {}, 30),
        ("onnx", "lstm", {}, 120),
        ("onnx", "lstm", {"peepholes": True}, 129),
        ("onnx", "gru", {"linear_before_reset": True}, 90),
        ("onnx", "gru", {"bidirectional": True}, 180),
    ],
)
def test_totals(framework, cell, choices, expected):
    assert layer(cell, framework=framework, units=3, input=5, **choices).total == expected


@pytest.mark.parametrize(
    ("framework", "cell", "choices", "redundant"),
    [
        ("onnx", "gru", {}, ["Rb_z", "Rb_r", "Rb_h"]),
        ("onnx", "gru", {"linear_before_reset": True}, ["Rb_z", "Rb_r"]),
    ],
)
def test_redundancy_is_decided_by_the_equations(framework, cell, choices, redundant):
    b = layer(cell, framework=framework, units=3, input=5, **choices)
    assert [row.parameter for row in b.rows if row.redundant] == redundant


def test_tensors_of_onnx():
    assert tensors("onnx", "lstm", peepholes=True, bidirectional=True) == [
        ("W", (2, 12, 5), "iofc"),
        ("R", (2, 12, 3), "iofc"),
        ("B", (2, 24), "iofc"),
        ("P", (2, 9), "iof"),
    ]
    assert tensors("onnx", "gru")[2] == ("B", (1, 18), "zrh")


NAMES = ("W_{}", "Wb_{}", "R_{}", "Rb_{}")

RECURRENCES = [
    ("onnx", "rnn", (), NAMES, plain("h")),
    ("onnx", "lstm", (False,), NAMES, lstm()),
    ("onnx", "lstm", (True,), NAMES, lstm(peephole="P_{}")),
    ("onnx", "gru", (False,), NAMES, gru("zrh", after=False)),
    ("onnx", "gru", (True,), NAMES, gru("zrh", after=True)),
]
"""The cells, the values of their options, the names of their parameters, and their recurrences."""


@pytest.mark.parametrize(("framework", "cell", "options", "names", "step"), RECURRENCES)
def test_the_equations_compute_the_recurrence(framework, cell, options, names, step):
    np.testing.assert_allclose(*outputs(framework, cell, options, names, step), rtol=1e-9)


def test_facts():
    assert facts_of("onnx") == (
        "ONNX",
        {
            "rnn": ("RNN", "the plain recurrent operator", "h hidden", {}),
            "lstm": (
                "LSTM",
                "long short-term memory",
                "i input, o output, f forget, c_tilde cell",
                {"peepholes": False},
            ),
            "gru": (
                "GRU",
                "the gated recurrent unit",
                "z update, r reset, h_tilde candidate",
                {"linear_before_reset": False},
            ),
        },
    )


def test_roles_of_the_tensors():
    b = layer("lstm", framework="onnx", units=3, input=5, peepholes=True)
    assert [tensor.roles for tensor in b.tensors] == [
        ("kernel",),
        ("recurrent_kernel",),
        ("bias", "recurrent_bias"),
        ("peephole",),
    ]
