"""3 units on 5 features: the numbers and the tensors of the framework itself."""

from __future__ import annotations

import numpy as np
import pytest
from recurrences import gru, hard_sigmoid, lstm, outputs, plain

from paramcalc import layer


def tensors(framework, cell, **choices):
    b = layer(cell, framework=framework, units=3, input=5, **choices)
    return [(tensor.name, tensor.shape, "".join(tensor.gates)) for tensor in b.tensors]


@pytest.mark.parametrize(
    ("framework", "cell", "choices", "expected"),
    [
        ("keras", "gru", {}, 90),
        ("keras", "gru", {"reset_after": False}, 81),
        ("keras", "lstm", {}, 108),
        ("keras1", "lstm", {}, 108),
        ("keras1", "gru", {}, 81),
        ("cudnn", "lstm", {}, 120),
        ("cudnn", "gru", {}, 90),
    ],
)
def test_totals(framework, cell, choices, expected):
    assert layer(cell, framework=framework, units=3, input=5, **choices).total == expected


@pytest.mark.parametrize(
    ("framework", "cell", "redundant"), [("keras1", "gru", []), ("cudnn", "lstm", ["c_i", "c_f", "c_c", "c_o"])]
)
def test_redundancy_is_decided_by_the_equations(framework, cell, redundant):
    b = layer(cell, framework=framework, units=3, input=5)
    assert [row.parameter for row in b.rows if row.redundant] == redundant


def test_tensors():
    assert tensors("keras", "gru") == [
        ("kernel", (5, 9), "zrh"),
        ("recurrent_kernel", (3, 9), "zrh"),
        ("bias", (2, 9), "zrh"),
    ]
    assert tensors("keras", "gru", reset_after=False)[-1] == ("bias", (9,), "zrh")
    assert tensors("keras", "lstm")[0] == ("kernel", (5, 12), "ifco")
    assert tensors("keras1", "lstm")[3:6] == [("W_c", (5, 3), "c"), ("U_c", (3, 3), "c"), ("b_c", (3,), "c")]
    assert tensors("keras1", "rnn") == [("W", (5, 3), "h"), ("U", (3, 3), "h"), ("b", (3,), "h")]
    assert tensors("cudnn", "lstm")[-1] == ("bias", (24,), "ifco")
    assert tensors("cudnn", "gru")[:2] == [("kernel", (5, 9), "zrh"), ("recurrent_kernel", (3, 9), "zrh")]


def test_a_convolutional_lstm_is_the_lstm_with_convolutions():
    text = str(layer("convlstm2d").layer.structure.cell.program)
    assert "c_tilde = tanh(conv(W_c, x) + conv(U_c, h) + b_c)" in text
    assert "@" not in text
    assert text.startswith("x: channels\nh: filters\nc: filters\n")


NAMES = ("W_{}", "b_{}", "U_{}", "c_{}")

RECURRENCES = [
    ("keras", "rnn", (), NAMES, plain("h")),
    ("keras", "lstm", (), NAMES, lstm()),
    ("keras", "gru", (True,), NAMES, gru("zrh", after=True)),
    ("keras", "gru", (False,), NAMES, gru("zrh", after=False)),
    ("cudnn", "lstm", (), NAMES, lstm()),
    ("cudnn", "gru", (), NAMES, gru("zrh", after=True)),
    ("keras1", "rnn", (), ("W", "b", "U", ""), plain("h")),
    ("keras1", "lstm", (), NAMES, lstm(activation=hard_sigmoid)),
    ("keras1", "gru", (), NAMES, gru("zrh", after=False, activation=hard_sigmoid)),
]
"""The cells without convolutions, the values of their options, the names of their parameters, and their recurrences."""


@pytest.mark.parametrize(("framework", "cell", "options", "names", "step"), RECURRENCES)
def test_the_equations_compute_the_recurrence(framework, cell, options, names, step):
    np.testing.assert_allclose(*outputs(framework, cell, options, names, step), rtol=1e-9)
