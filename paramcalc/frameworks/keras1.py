"""Keras 1: a tensor of its own for every gate, one bias a gate, hard_sigmoid inside."""

from __future__ import annotations

from paramcalc.frameworks.base import CellEntry, Framework, Variant
from paramcalc.frameworks.storage import TensorLayout

ALWAYS_BIAS = "its recurrent layers have no bias argument"

SOURCE = "keras/layers/recurrent.py of Keras 1.2.2"

PER_GATE = (
    TensorLayout("W_{gate}", ("kernel",), "columns rows"),
    TensorLayout("U_{gate}", ("recurrent_kernel",), "columns rows"),
    TensorLayout("b_{gate}", ("bias",), "rows"),
)

KERAS1 = Framework(
    title="Keras 1",
    verified_with="saved models of Keras 1.2.2",
    cells={
        "rnn": CellEntry(
            title="SimpleRNN",
            description="the plain recurrent layer",
            source=SOURCE,
            gates={"h": "hidden"},
            always_bias=ALWAYS_BIAS,
            variants={
                (): Variant(
                    "h: units\nh = tanh(W @ x + U @ h + b)",
                    (
                        TensorLayout("W", ("kernel",), "columns rows"),
                        TensorLayout("U", ("recurrent_kernel",), "columns rows"),
                        TensorLayout("b", ("bias",), "rows"),
                    ),
                )
            },
        ),
        "lstm": CellEntry(
            title="LSTM",
            description="long short-term memory",
            source=SOURCE,
            gates={"i": "input", "c_tilde": "cell", "f": "forget", "o": "output"},
            always_bias=ALWAYS_BIAS,
            variants={
                (): Variant(
                    """
                    h: units
                    c: units
                    i = hard_sigmoid(W_i @ x + U_i @ h + b_i)
                    f = hard_sigmoid(W_f @ x + U_f @ h + b_f)
                    c_tilde = tanh(W_c @ x + U_c @ h + b_c)
                    o = hard_sigmoid(W_o @ x + U_o @ h + b_o)
                    c = f * c + i * c_tilde
                    h = o * tanh(c)
                    """,
                    PER_GATE,
                )
            },
        ),
        "gru": CellEntry(
            title="GRU",
            description="the gated recurrent unit",
            source=SOURCE,
            gates={"z": "update", "r": "reset", "h_tilde": "candidate"},
            always_bias=ALWAYS_BIAS,
            variants={
                (): Variant(
                    """
                    h: units
                    z = hard_sigmoid(W_z @ x + U_z @ h + b_z)
                    r = hard_sigmoid(W_r @ x + U_r @ h + b_r)
                    h_tilde = tanh(W_h @ x + U_h @ (r * h) + b_h)
                    h = z * h + (1 - z) * h_tilde
                    """,
                    PER_GATE,
                )
            },
        ),
    },
)
