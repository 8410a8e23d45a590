"""Flax: the cells of `flax.linen` and of `flax.nnx`, which differ in their biases and in how they store them.

linen keeps a Dense of its own for each gate and half; nnx joins the gates of its GRU in two.
"""

from __future__ import annotations

from paramcalc.frameworks.base import CellEntry, Framework, Option, Variant
from paramcalc.frameworks.storage import TensorLayout

ALWAYS_BIAS = "its cells have no use_bias"

PER_GATE = (
    TensorLayout("i{gate}/kernel", ("kernel",), "columns rows"),
    TensorLayout("i{gate}/bias", ("bias",), "rows"),
    TensorLayout("h{gate}/kernel", ("recurrent_kernel",), "columns rows"),
    TensorLayout("h{gate}/bias", ("recurrent_bias",), "rows"),
)

LSTM_EQUATIONS = """
h: units
c: units
i = sigmoid(W_ii @ x + W_hi @ h + b_hi)
f = sigmoid(W_if @ x + W_hf @ h + b_hf)
g = tanh(W_ig @ x + W_hg @ h + b_hg)
o = sigmoid(W_io @ x + W_ho @ h + b_ho)
c = f * c + i * g
h = o * tanh(c)
"""

LSTM_GATES = {"i": "input", "f": "forget", "g": "cell", "o": "output"}

GRU_GATES = {"r": "reset", "z": "update", "n": "candidate"}

RNN_EQUATIONS = "h: units\nh = tanh(W_i @ x + b_i + W_h @ h)"

LINEN = "flax/linen/recurrent.py"

NNX = "flax/nnx/nn/recurrent.py"


def _rnn(source: str, prefix: str) -> CellEntry:
    storage = (
        TensorLayout(f"{prefix}i/kernel", ("kernel",), "columns rows"),
        TensorLayout(f"{prefix}i/bias", ("bias",), "rows"),
        TensorLayout(f"{prefix}h/kernel", ("recurrent_kernel",), "columns rows"),
    )
    return CellEntry(
        title="SimpleCell",
        description="the plain recurrent cell",
        source=source,
        gates={"h": "hidden"},
        always_bias=ALWAYS_BIAS,
        variants={(): Variant(RNN_EQUATIONS, storage)},
    )


def _lstm(source: str, kernel: TensorLayout) -> CellEntry:
    storage = (
        kernel,
        TensorLayout("h{gate}/kernel", ("recurrent_kernel",), "columns rows"),
        TensorLayout("h{gate}/bias", ("bias",), "rows"),
    )
    return CellEntry(
        title="LSTMCell",
        description="long short-term memory",
        source=source,
        gates=LSTM_GATES,
        always_bias=ALWAYS_BIAS,
        variants={(): Variant(LSTM_EQUATIONS, storage)},
    )


FLAX_LINEN = Framework(
    title="flax.linen",
    aliases=("flax", "linen"),
    verified_with="flax 0.12.8, jax 0.10.2",
    cells={
        "rnn": _rnn(LINEN, ""),
        "lstm": _lstm(LINEN, TensorLayout("i{gate}/kernel", ("kernel",), "columns rows")),
        "gru": CellEntry(
            title="GRUCell",
            description="the gated recurrent unit",
            source=LINEN,
            gates=GRU_GATES,
            always_bias=ALWAYS_BIAS,
            variants={
                (): Variant(
                    """
                    h: units
                    r = sigmoid(W_ir @ x + b_ir + W_hr @ h)
                    z = sigmoid(W_iz @ x + b_iz + W_hz @ h)
                    n = tanh(W_in @ x + b_in + r * (W_hn @ h + b_hn))
                    h = (1 - z) * n + z * h
                    """,
                    PER_GATE,
                )
            },
        ),
        "mgu": CellEntry(
            title="MGUCell",
            description="the minimal gated unit",
            source=f"{LINEN}; Zhou et al. (2016), arXiv:1603.09420",
            gates={"f": "forget", "n": "candidate"},
            always_bias=ALWAYS_BIAS,
            options=(Option("reset_gate", True, "Let the forget gate reset the state within the candidate, too."),),
            variants={
                (True,): Variant(
                    """
                    h: units
                    f = sigmoid(W_if @ x + b_if + W_hf @ h)
                    n = tanh(W_in @ x + b_in + f * (W_hn @ h + b_hn))
                    h = (1 - f) * n + f * h
                    """,
                    PER_GATE,
                ),
                (False,): Variant(
                    """
                    h: units
                    f = sigmoid(W_if @ x + b_if + W_hf @ h)
                    n = tanh(W_in @ x + b_in + W_hn @ h)
                    h = (1 - f) * n + f * h
                    """,
                    PER_GATE,
                ),
            },
        ),
    },
)

FLAX_NNX = Framework(
    title="flax.nnx",
    aliases=("nnx",),
    verified_with="flax 0.12.8, jax 0.10.2",
    cells={
        "rnn": _rnn(NNX, "dense_"),
        "lstm": _lstm(
            NNX, TensorLayout("i{gate}/kernel", ("kernel",), "columns rows", renamed=(("if/kernel", "if_/kernel"),))
        ),
        "gru": CellEntry(
            title="GRUCell",
            description="the gated recurrent unit",
            source=NNX,
            gates=GRU_GATES,
            always_bias=ALWAYS_BIAS,
            variants={
                (): Variant(
                    """
                    h: units
                    r = sigmoid(W_ir @ x + b_ir + W_hr @ h)
                    z = sigmoid(W_iz @ x + b_iz + W_hz @ h)
                    n = tanh(W_in @ x + b_in + r * (W_hn @ h))
                    h = (1 - z) * n + z * h
                    """,
                    (
                        TensorLayout("dense_i/kernel", ("kernel",), "columns (gate rows)"),
                        TensorLayout("dense_i/bias", ("bias",), "(gate rows)"),
                        TensorLayout("dense_h/kernel", ("recurrent_kernel",), "columns (gate rows)"),
                    ),
                )
            },
        ),
    },
)
