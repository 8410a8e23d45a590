"""3 units on 5 features: the numbers and the tensors of the framework itself."""

from __future__ import annotations

import numpy as np
import pytest
from facts import facts_of
from recurrences import gru, hard_sigmoid, lstm, outputs, plain

from paramcalc import layer
from paramcalc.frameworks import FRAMEWORKS


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


def test_another_recurrence_is_seen():
    for step in (lstm("fico"), lstm(activation=hard_sigmoid), gru("zrh", after=True)):
        with pytest.raises((AssertionError, KeyError)):
            np.testing.assert_allclose(*outputs("keras", "lstm", (), NAMES, step), rtol=1e-9)


LSTM_GATES, GRU_GATES = "i input, f forget, c_tilde cell, o output", "z update, r reset, h_tilde candidate"

RNN = ("SimpleRNN", "the plain recurrent layer", "h hidden", {})


def test_facts_of_keras():
    title, cells = facts_of("keras")
    convolved = (
        "an LSTM that convolves in 1 dimension",
        *(f"an LSTM that convolves in {n} dimensions" for n in (2, 3)),
    )
    assert (title, cells) == (
        "Keras",
        {
            "rnn": RNN,
            "lstm": ("LSTM", "long short-term memory", LSTM_GATES, {}),
            "gru": ("GRU", "the gated recurrent unit", GRU_GATES, {"reset_after": True}),
            **{
                f"convlstm{number}d": (f"ConvLSTM{number}D", description, LSTM_GATES, {})
                for number, description in enumerate(convolved, 1)
            },
        },
    )


def test_facts_of_older_keras():
    both = "{} with both biases"
    assert facts_of("cudnn") == (
        "cuDNN (Keras 2)",
        {
            "lstm": ("CuDNNLSTM", both.format("long short-term memory"), LSTM_GATES, {}),
            "gru": ("CuDNNGRU", both.format("the gated recurrent unit"), GRU_GATES, {}),
        },
    )
    assert facts_of("keras1") == (
        "Keras 1",
        {
            "rnn": RNN,
            "lstm": ("LSTM", "long short-term memory", "i input, c_tilde cell, f forget, o output", {}),
            "gru": ("GRU", "the gated recurrent unit", GRU_GATES, {}),
        },
    )


def test_versions_by_import():
    keras = FRAMEWORKS["keras"]
    assert keras.import_roots == {
        **dict.fromkeys(("keras", "keras_core", "tensorflow.keras"), (3,)),
        **dict.fromkeys(("tf_keras", "tensorflow.python.keras", "tensorflow.compat.v2.keras"), (2, 21)),
        "tensorflow.compat.v1.keras": (2, 0),
    }
    assert (keras.default_version, keras.layers_root) == ((3,), "keras.layers")
    assert keras.example == "Input((28, 28)) > GRU(75) > Dense(10)"


def test_cudnn_stores_the_matrices_of_each_gate_turned():
    kernel, recurrent, bias = layer("lstm", framework="cudnn", units=3, input=5).tensors
    assert (kernel.axes, kernel.memory_order) == ((("columns",), ("gate", "rows")), ("rows", "columns"))
    assert (recurrent.axes, recurrent.memory_order) == ((("rows",), ("gate", "columns")), ())
    assert (bias.axes, bias.roles) == ((("role", "gate", "rows"),), ("bias", "recurrent_bias"))


@pytest.mark.parametrize("dimensions", [1, 2, 3])
def test_tensors_of_a_convolution(dimensions):
    window = (3, 2, 4)[:dimensions]
    sizes = {f"kernel_{number}": size for number, size in enumerate(window, 1)}
    b = layer(f"convlstm{dimensions}d", filters=6, channels=5, **sizes)
    assert [(tensor.name, tensor.shape, "".join(tensor.gates)) for tensor in b.tensors] == [
        ("kernel", (*window, 5, 24), "ifco"),
        ("recurrent_kernel", (*window, 6, 24), "ifco"),
        ("bias", (24,), "ifco"),
    ]


def test_the_equations_of_a_convolution():
    assert str(layer("convlstm1d").layer.structure.cell.program).split("\n") == [
        *("x: channels", "h: filters", "c: filters"),
        "i = sigmoid(conv(W_i, x) + conv(U_i, h) + b_i)",
        "f = sigmoid(conv(W_f, x) + conv(U_f, h) + b_f)",
        "c_tilde = tanh(conv(W_c, x) + conv(U_c, h) + b_c)",
        "o = sigmoid(conv(W_o, x) + conv(U_o, h) + b_o)",
        "c = f * c + i * c_tilde",
        "h = o * tanh(c)",
    ]
