"""Keras 2's CuDNNLSTM and CuDNNGRU: kernels of Keras's shapes, and both biases of every gate in one flat tensor.

cuDNN stores each gate's matrix transposed inside those shapes; `keras/src/legacy` converts the matrices when it loads
them.
"""

from __future__ import annotations

from functools import partial

from paramcalc.frameworks.base import CellEntry, Framework, single_variant
from paramcalc.frameworks.keras import GRU, KERNELS, LSTM
from paramcalc.frameworks.storage import TensorLayout

STORAGE = (*KERNELS, TensorLayout("bias", ("bias", "recurrent_bias"), "(role gate rows)"))

_cell = partial(
    CellEntry,
    source="keras/layers/cudnn_recurrent.py of Keras 2",
    always_bias="the cuDNN layers have no use_bias",
    not_sliceable="cuDNN transposes each gate's matrix inside the kernel; Keras converts it when it loads the file",
)

CUDNN = Framework(
    title="cuDNN (Keras 2)",
    aliases=("cudnn-keras",),
    verified_with="saved models of TensorFlow 2.5 and tf_keras 2.21, published counts",
    cells={
        "lstm": _cell(
            title="CuDNNLSTM",
            description="long short-term memory with both biases",
            aliases=("cudnnlstm",),
            gates=LSTM.gates,
            variants=single_variant(
                """
                h: units
                c: units
                i = sigmoid(W_i @ x + b_i + U_i @ h + c_i)
                f = sigmoid(W_f @ x + b_f + U_f @ h + c_f)
                c_tilde = tanh(W_c @ x + b_c + U_c @ h + c_c)
                o = sigmoid(W_o @ x + b_o + U_o @ h + c_o)
                c = f * c + i * c_tilde
                h = o * tanh(c)
                """,
                STORAGE,
            ),
        ),
        "gru": _cell(
            title="CuDNNGRU",
            description="the gated recurrent unit with both biases",
            aliases=("cudnngru",),
            gates=GRU.gates,
            variants=single_variant(GRU.variants[(True,)].equations, STORAGE),
        ),
    },
)
