"""Keras 2's CuDNNLSTM and CuDNNGRU: kernels of Keras's shapes, and both biases of every gate in one flat tensor.

cuDNN stores each gate's matrix transposed inside those shapes; `keras/src/legacy` converts the matrices when it loads
them.
"""

from __future__ import annotations

import re
from functools import partial

from paramcalc.frameworks.base import CellEntry, Framework, single_variant
from paramcalc.frameworks.keras import GRU, KERNELS, LSTM, LSTM_EQUATIONS, RESET_AFTER
from paramcalc.frameworks.storage import TensorLayout

STORAGE = (*KERNELS, TensorLayout("bias", ("bias", "recurrent_bias"), "(role gate rows)"))

LSTM_WITH_BOTH_BIASES = re.sub(r"\+ U_(\w) @ h \+ b_\1", r"+ b_\1 + U_\1 @ h + c_\1", LSTM_EQUATIONS)

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
            "CuDNNLSTM",
            "long short-term memory with both biases",
            LSTM.gates,
            single_variant(LSTM_WITH_BOTH_BIASES, STORAGE),
            aliases=("cudnnlstm",),
        ),
        "gru": _cell(
            "CuDNNGRU",
            "the gated recurrent unit with both biases",
            GRU.gates,
            single_variant(RESET_AFTER, STORAGE),
            aliases=("cudnngru",),
        ),
    },
)
