"""Flax: the cells of `flax.linen` and of `flax.nnx`, which differ in their biases and in how they store them.

linen has a Dense for each gate of each kernel; nnx joins the gates of its GRU in two.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from paramcalc.frameworks.base import CellEntry, Framework, Option, Variant, single_variant
from paramcalc.frameworks.storage import TensorLayout

LSTM = """
h: units
c: units
i = sigmoid(W_ii @ x + W_hi @ h + b_hi)
f = sigmoid(W_if @ x + W_hf @ h + b_hf)
g = tanh(W_ig @ x + W_hg @ h + b_hg)
o = sigmoid(W_io @ x + W_ho @ h + b_ho)
c = f * c + i * g
h = o * tanh(c)
"""

GRU = """
h: units
r = sigmoid(W_ir @ x + b_ir + W_hr @ h)
z = sigmoid(W_iz @ x + b_iz + W_hz @ h)
n = tanh(W_in @ x + b_in + r * (W_hn @ h{bias}))
h = (1 - z) * n + z * h
"""

MGU = """
h: units
f = sigmoid(W_if @ x + b_if + W_hf @ h)
n = tanh(W_in @ x + b_in + {recurrent})
h = (1 - f) * n + f * h
"""

ALWAYS_BIAS = "its cells have no use_bias"

_linen = partial(CellEntry, source="flax/linen/recurrent.py", always_bias=ALWAYS_BIAS)
_nnx = partial(CellEntry, source="flax/nnx/nn/recurrent.py", always_bias=ALWAYS_BIAS)


def _dense(name: str, kernel: str, bias: str, pattern: str = "rows") -> tuple[TensorLayout, TensorLayout]:
    """The two tensors of a Dense."""
    return TensorLayout(f"{name}/kernel", (kernel,), f"columns {pattern}"), TensorLayout(
        f"{name}/bias", (bias,), pattern
    )


def _rnn(cell: Callable[..., CellEntry], prefix: str = "") -> CellEntry:
    dense = (*_dense(f"{prefix}i", "kernel", "bias"), *_dense(f"{prefix}h", "recurrent_kernel", "recurrent_bias"))
    return cell(
        title="SimpleCell",
        description="the plain recurrent cell",
        gates={"h": "hidden"},
        variants=single_variant("h: units\nh = tanh(W_i @ x + b_i + W_h @ h)", dense),
    )


def _lstm(cell: Callable[..., CellEntry], **renamed: str) -> CellEntry:
    kernel = TensorLayout("i{gate}/kernel", ("kernel",), "columns rows", renamed=tuple(renamed.items()))
    return cell(
        title="LSTMCell",
        description="long short-term memory",
        gates={"i": "input", "f": "forget", "g": "cell", "o": "output"},
        variants=single_variant(LSTM, (kernel, *_dense("h{gate}", "recurrent_kernel", "bias"))),
    )


def _gru(cell: Callable[..., CellEntry], equations: str, storage: tuple[TensorLayout, ...]) -> CellEntry:
    return cell(
        title="GRUCell",
        description="the gated recurrent unit",
        gates={"r": "reset", "z": "update", "n": "candidate"},
        variants=single_variant(equations, storage),
    )


PER_GATE = (*_dense("i{gate}", "kernel", "bias"), *_dense("h{gate}", "recurrent_kernel", "recurrent_bias"))

JOINED = (
    *_dense("dense_i", "kernel", "bias", "(gate rows)"),
    TensorLayout("dense_h/kernel", ("recurrent_kernel",), "columns (gate rows)"),
)

MGU_CELL = _linen(
    title="MGUCell",
    description="the minimal gated unit",
    source="flax/linen/recurrent.py; Zhou et al. (2016), arXiv:1603.09420",
    gates={"f": "forget", "n": "candidate"},
    options=(Option("reset_gate", True, "Let the forget gate reset the state within the candidate, too."),),
    variants={
        (True,): Variant(MGU.format(recurrent="f * (W_hn @ h + b_hn)"), PER_GATE),
        (False,): Variant(MGU.format(recurrent="W_hn @ h"), PER_GATE),
    },
)

FLAX_LINEN = Framework(
    title="flax.linen",
    aliases=("flax", "linen"),
    verified_with="flax 0.12.8, jax 0.10.2",
    cells={
        "rnn": _rnn(_linen),
        "lstm": _lstm(_linen),
        "gru": _gru(_linen, GRU.format(bias=" + b_hn"), PER_GATE),
        "mgu": MGU_CELL,
    },
)

FLAX_NNX = Framework(
    title="flax.nnx",
    aliases=("nnx",),
    verified_with="flax 0.12.8, jax 0.10.2",
    cells={
        "rnn": _rnn(_nnx, "dense_"),
        "lstm": _lstm(_nnx, **{"if/kernel": "if_/kernel"}),
        "gru": _gru(_nnx, GRU.format(bias=""), JOINED),
    },
)
