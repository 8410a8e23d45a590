"""Flax: the cells of `flax.linen` and of `flax.nnx`, which differ in their biases and in how they store them.

linen has a Dense for each gate of each kernel; nnx joins the gates of its GRU in two. The equations of the LSTM and the
GRU are PyTorch's with fewer biases.
"""

from __future__ import annotations

import re
from functools import partial

from paramcalc.frameworks import pytorch
from paramcalc.frameworks.base import CellEntry, Framework, Option, Variant, single_variant
from paramcalc.frameworks.storage import TensorLayout
from paramcalc.phrases import tr

VERIFIED_WITH = "flax 0.12.8, jax 0.10.2"

RNN = "h: units\nh = tanh(W_i @ x + b_i + W_h @ h)"
LSTM = re.sub(r" \+ b_i\w", "", pytorch.LSTM)
GRU = re.sub(r" \+ b_h[rz]", "", pytorch.GRU)

MGU = """
h: units
f = sigmoid(W_if @ x + b_if + W_hf @ h)
n = tanh(W_in @ x + b_in + {recurrent})
h = (1 - f) * n + f * h
"""


def _dense(name: str, kernel: str, bias: str, pattern: str = "rows") -> tuple[TensorLayout, TensorLayout]:
    """The two tensors of a Dense."""
    weights = TensorLayout(f"{name}/kernel", (kernel,), f"columns {pattern}")
    return weights, TensorLayout(f"{name}/bias", (bias,), pattern)


def _two_dense(prefix: str = "", suffix: str = "") -> tuple[TensorLayout, ...]:
    """The tensors of a Dense for the input and of one for the state."""
    recurrent = _dense(f"{prefix}h{suffix}", "recurrent_kernel", "recurrent_bias")
    return (*_dense(f"{prefix}i{suffix}", "kernel", "bias"), *recurrent)


PER_GATE = _two_dense(suffix="{gate}")
LSTM_KERNEL = TensorLayout("i{gate}/kernel", ("kernel",), "columns rows")
LSTM_RECURRENT = _dense("h{gate}", "recurrent_kernel", "bias")
JOINED = (
    *_dense("dense_i", "kernel", "bias", "(gate rows)"),
    TensorLayout("dense_h/kernel", ("recurrent_kernel",), "columns (gate rows)"),
)

_linen = partial(CellEntry, source="flax/linen/recurrent.py", always_bias=tr("its cells have no use_bias"))

LINEN_CELLS = {
    "rnn": _linen("SimpleCell", tr("the plain recurrent cell"), {"h": "hidden"}, single_variant(RNN, _two_dense())),
    "lstm": _linen(
        "LSTMCell",
        tr("long short-term memory"),
        {"i": "input", "f": "forget", "g": "cell", "o": "output"},
        single_variant(LSTM, (LSTM_KERNEL, *LSTM_RECURRENT)),
    ),
    "gru": _linen(
        "GRUCell",
        tr("the gated recurrent unit"),
        {"r": "reset", "z": "update", "n": "candidate"},
        single_variant(GRU, PER_GATE),
    ),
    "mgu": _linen(
        "MGUCell",
        tr("the minimal gated unit"),
        {"f": "forget", "n": "candidate"},
        {
            (True,): Variant(MGU.format(recurrent="f * (W_hn @ h + b_hn)"), PER_GATE),
            (False,): Variant(MGU.format(recurrent="W_hn @ h"), PER_GATE),
        },
        (Option("reset_gate", True, tr("Let the forget gate reset the state within the candidate, too.")),),
        source="flax/linen/recurrent.py; Zhou et al. (2016), arXiv:1603.09420",
    ),
}


def _nnx(cell: str, equations: str, *storage: TensorLayout) -> CellEntry:
    """A cell of linen with the equations and the tensors of nnx."""
    variants = single_variant(equations, storage)
    return LINEN_CELLS[cell]._replace(source="flax/nnx/nn/recurrent.py", variants=variants)


NNX_CELLS = {
    "rnn": _nnx("rnn", RNN, *_two_dense("dense_")),
    "lstm": _nnx("lstm", LSTM, LSTM_KERNEL._replace(renamed=(("if/kernel", "if_/kernel"),)), *LSTM_RECURRENT),
    "gru": _nnx("gru", GRU.replace(" + b_hn", ""), *JOINED),
}

FLAX_LINEN = Framework("flax.linen", LINEN_CELLS, aliases=("flax", "linen"), verified_with=VERIFIED_WITH)

FLAX_NNX = Framework("flax.nnx", NNX_CELLS, aliases=("nnx",), verified_with=VERIFIED_WITH)
