"""PyTorch: `torch.nn.RNN`, `LSTM` and `GRU` as `torch/nn/modules/rnn.py` documents and stores them.

Weights are stored output first, the gates stacked on the first axis; there are always two biases.
"""

from __future__ import annotations

from functools import partial

from paramcalc.frameworks.base import CellEntry, Framework, Option, Variant, single_variant
from paramcalc.frameworks.storage import TensorLayout
from paramcalc.phrases import tr

STORAGE = (
    TensorLayout("weight_ih_l{layer}{reverse}", ("kernel",), "(gate rows) columns"),
    TensorLayout("weight_hh_l{layer}{reverse}", ("recurrent_kernel",), "(gate rows) columns"),
    TensorLayout("bias_ih_l{layer}{reverse}", ("bias",), "(gate rows)"),
    TensorLayout("bias_hh_l{layer}{reverse}", ("recurrent_bias",), "(gate rows)"),
    TensorLayout("weight_hr_l{layer}{reverse}", ("projection",), "rows columns"),
)

_cell = partial(CellEntry, source="torch/nn/modules/rnn.py")

RNN = "h: units\nh = tanh(W_ih @ x + b_ih + W_hh @ h + b_hh)"

LSTM = """
h: units
c: units
i = sigmoid(W_ii @ x + b_ii + W_hi @ h + b_hi)
f = sigmoid(W_if @ x + b_if + W_hf @ h + b_hf)
g = tanh(W_ig @ x + b_ig + W_hg @ h + b_hg)
o = sigmoid(W_io @ x + b_io + W_ho @ h + b_ho)
c = f * c + i * g
h = o * tanh(c)
"""

PROJECTED = LSTM.replace("h: units", "h: projection").replace("o * tanh(c)", "W_hr @ (o * tanh(c))")

GRU = """
h: units
r = sigmoid(W_ir @ x + b_ir + W_hr @ h + b_hr)
z = sigmoid(W_iz @ x + b_iz + W_hz @ h + b_hz)
n = tanh(W_in @ x + b_in + r * (W_hn @ h + b_hn))
h = (1 - z) * n + z * h
"""

PROJECTION = Option("projection", False, tr("PyTorch's proj_size: the output is projected to N numbers."), is_size=True)

PYTORCH = Framework(
    title="PyTorch",
    aliases=("torch",),
    verified_with="torch 2.13.0",
    layer_classes="paramcalc.classes.pytorch",
    layers_root="torch.nn",
    import_roots={"torch.nn": (2,)},
    default_version=(2,),
    example="LSTM(300, 512) > Linear(512, 20)",
    cells={
        "rnn": _cell("RNN", tr("the plain recurrent layer"), {"h": "hidden"}, single_variant(RNN, STORAGE)),
        "lstm": _cell(
            "LSTM",
            tr("long short-term memory"),
            {"i": "input", "f": "forget", "g": "cell", "o": "output", "h": "projection"},
            {(False,): Variant(LSTM, STORAGE), (True,): Variant(PROJECTED, STORAGE)},
            (PROJECTION,),
            smaller_than={"projection": "units"},
        ),
        "gru": _cell(
            "GRU",
            tr("the gated recurrent unit"),
            {"r": "reset", "z": "update", "n": "candidate"},
            single_variant(GRU, STORAGE),
        ),
    },
)
