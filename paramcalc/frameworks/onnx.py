"""ONNX: the operators RNN, LSTM and GRU (opset 22), with W, R, B and P as in the specification.

Each tensor holds both directions on its first axis; B is all input biases, then all recurrent ones.
"""

from __future__ import annotations

import re
from functools import partial

from paramcalc.frameworks.base import CellEntry, Framework, Option, Variant, single_variant
from paramcalc.frameworks.storage import TensorLayout
from paramcalc.phrases import tr

STORAGE = (
    TensorLayout("W", ("kernel",), "direction (gate rows) columns"),
    TensorLayout("R", ("recurrent_kernel",), "direction (gate rows) columns"),
    TensorLayout("B", ("bias", "recurrent_bias"), "direction (role gate rows)"),
    TensorLayout("P", ("peephole",), "direction (gate rows)"),
)

_cell = partial(CellEntry, source="onnx/docs/Operators.md")

RNN = "h: units\nh = tanh(W_h @ x + Wb_h + R_h @ h + Rb_h)"

LSTM_WITH_PEEPHOLES = """
h: units
c: units
i = sigmoid(W_i @ x + Wb_i + R_i @ h + Rb_i + P_i * c)
f = sigmoid(W_f @ x + Wb_f + R_f @ h + Rb_f + P_f * c)
c_tilde = tanh(W_c @ x + Wb_c + R_c @ h + Rb_c)
c = f * c + i * c_tilde
o = sigmoid(W_o @ x + Wb_o + R_o @ h + Rb_o + P_o * c)
h = o * tanh(c)
"""

LSTM = re.sub(r" \+ P_\w \* c", "", LSTM_WITH_PEEPHOLES)

GRU = """
h: units
z = sigmoid(W_z @ x + Wb_z + R_z @ h + Rb_z)
r = sigmoid(W_r @ x + Wb_r + R_r @ h + Rb_r)
h_tilde = tanh(W_h @ x + Wb_h + {recurrent})
h = (1 - z) * h_tilde + z * h
"""

ONNX = Framework(
    title="ONNX",
    aliases=("onnxruntime",),
    verified_with="onnx 1.23.2, onnxruntime 1.31.1",
    cells={
        "rnn": _cell("RNN", tr("the plain recurrent operator"), {"h": "hidden"}, single_variant(RNN, STORAGE)),
        "lstm": _cell(
            "LSTM",
            tr("long short-term memory"),
            {"i": "input", "o": "output", "f": "forget", "c_tilde": "cell"},
            {(False,): Variant(LSTM, STORAGE), (True,): Variant(LSTM_WITH_PEEPHOLES, STORAGE)},
            (Option("peepholes", False, tr("With peepholes: the gates see the cell state (ONNX's input P).")),),
        ),
        "gru": _cell(
            "GRU",
            tr("the gated recurrent unit"),
            {"z": "update", "r": "reset", "h_tilde": "candidate"},
            {
                (False,): Variant(GRU.format(recurrent="R_h @ (r * h) + Rb_h"), STORAGE),
                (True,): Variant(GRU.format(recurrent="r * (R_h @ h + Rb_h)"), STORAGE),
            },
            (Option("linear_before_reset", False, tr("ONNX's attribute: reset after the recurrent product.")),),
        ),
    },
)
