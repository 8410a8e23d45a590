"""Keras 2's CuDNNLSTM and CuDNNGRU: kernels of Keras's shapes, and both biases of every gate in one flat tensor.

Inside those shapes the numbers lie as cuDNN wants them: `keras/src/legacy` turns each gate's matrix when it loads them.
"""

from __future__ import annotations

from paramcalc.frameworks.base import CellEntry, Framework, Variant
from paramcalc.frameworks.keras import GRU, KERNELS
from paramcalc.frameworks.storage import TensorLayout

STORAGE = (*KERNELS, TensorLayout("bias", ("bias", "recurrent_bias"), "(role gate rows)"))

RELAID = "inside their shapes cuDNN's kernels lie turned, gate by gate; Keras converts them when it loads such a file"

ALWAYS_BIAS = "the cuDNN layers have no use_bias"

SOURCE = "keras/layers/cudnn_recurrent.py of Keras 2"

CUDNN = Framework(
    title="cuDNN (Keras 2)",
    aliases=("cudnn-keras",),
    verified_with="saved models of TensorFlow 2.5 and tf_keras 2.21, published counts",
    cells={
        "lstm": CellEntry(
            title="CuDNNLSTM",
            description="long short-term memory with both biases",
            aliases=("cudnnlstm",),
            source=SOURCE,
            gates={"i": "input", "f": "forget", "c_tilde": "cell", "o": "output"},
            always_bias=ALWAYS_BIAS,
            not_sliceable=RELAID,
            variants={
                (): Variant(
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
                )
            },
        ),
        "gru": CellEntry(
            title="CuDNNGRU",
            description="the gated recurrent unit with both biases",
            aliases=("cudnngru",),
            source=SOURCE,
            gates=GRU.gates,
            always_bias=ALWAYS_BIAS,
            not_sliceable=RELAID,
            variants={(): Variant(GRU.variants[(True,)].equations, STORAGE)},
        ),
    },
)
