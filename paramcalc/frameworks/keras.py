"""Keras (2 and 3): SimpleRNN, LSTM and GRU as `keras/src/layers/rnn/{simple_rnn,lstm,gru}.py` compute and store them;
and the layers of older versions, derived from them: those of Keras 1, and Keras 2's CuDNNLSTM and CuDNNGRU.

Kernels are stored input first, the gates side by side on the last axis; a GRU with `reset_after` stores both biases of
a gate as two rows of one tensor. cuDNN has tensors of the same shapes, but each gate's matrices are stored rows first,
as in the equations (Keras transposes them when it loads a file: `tf_keras/src/saving/legacy/hdf5_format.py`), and both
biases of every gate in one flat tensor. Keras 1 has a tensor for every gate, one bias a gate, and hard_sigmoid in place
of sigmoid.
"""

from __future__ import annotations

import re

from paramcalc.frameworks.base import CellEntry, Framework, Option, Variant, single_variant
from paramcalc.frameworks.storage import TensorLayout
from paramcalc.phrases import tr

KERNELS = (
    TensorLayout("kernel", ("kernel",), "columns (gate rows)"),
    TensorLayout("recurrent_kernel", ("recurrent_kernel",), "columns (gate rows)"),
)
ONE_BIAS = (*KERNELS, TensorLayout("bias", ("bias",), "(gate rows)"))
TWO_BIASES = (*KERNELS, TensorLayout("bias", ("bias", "recurrent_bias"), "role (gate rows)"))

RNN = CellEntry(
    "SimpleRNN",
    tr("the plain recurrent layer"),
    gates={"h": "hidden"},
    variants=single_variant("h: units\nh = tanh(W_h @ x + b_h + U_h @ h)", ONE_BIAS),
    aliases=("simplernn", "simple_rnn"),
    source="keras/src/layers/rnn/simple_rnn.py; Elman (1990), Finding Structure in Time",
)

LSTM_EQUATIONS = """
h: units
c: units
i = sigmoid(W_i @ x + U_i @ h + b_i)
f = sigmoid(W_f @ x + U_f @ h + b_f)
c_tilde = tanh(W_c @ x + U_c @ h + b_c)
o = sigmoid(W_o @ x + U_o @ h + b_o)
c = f * c + i * c_tilde
h = o * tanh(c)
"""

LSTM = CellEntry(
    "LSTM",
    tr("long short-term memory"),
    gates={"i": "input", "f": "forget", "c_tilde": "cell", "o": "output"},
    variants=single_variant(LSTM_EQUATIONS, ONE_BIAS),
    source="keras/src/layers/rnn/lstm.py; Hochreiter and Schmidhuber (1997), Long Short-Term Memory",
)

RESET_AFTER = """
h: units
z = sigmoid(W_z @ x + b_z + U_z @ h + c_z)
r = sigmoid(W_r @ x + b_r + U_r @ h + c_r)
h_tilde = tanh(W_h @ x + b_h + r * (U_h @ h + c_h))
h = z * h + (1 - z) * h_tilde
"""

RESET_BEFORE = """
h: units
z = sigmoid(W_z @ x + U_z @ h + b_z)
r = sigmoid(W_r @ x + U_r @ h + b_r)
h_tilde = tanh(W_h @ x + U_h @ (r * h) + b_h)
h = z * h + (1 - z) * h_tilde
"""

GRU = CellEntry(
    "GRU",
    tr("the gated recurrent unit"),
    gates={"z": "update", "r": "reset", "h_tilde": "candidate"},
    variants={(True,): Variant(RESET_AFTER, TWO_BIASES), (False,): Variant(RESET_BEFORE, ONE_BIAS)},
    options=(
        # Keras 2.4 is the Keras of TensorFlow 2.
        Option(
            "reset_after",
            True,
            tr("Apply the reset gate after the recurrent product (Keras's default)."),
            default_since=(2, 4),
        ),
    ),
    source="keras/src/layers/rnn/gru.py; Cho et al. (2014), arXiv:1406.1078",
)


def _conv_lstm(dimensions: int) -> CellEntry:
    """The LSTM with a convolution in place of every matrix product."""
    convolutions = re.sub(r"(\w+) @ (\w+)", r"conv(\1, \2)", LSTM_EQUATIONS).replace("units", "filters")
    convolved = (layout._replace(pattern=f"kernel {layout.pattern}") for layout in KERNELS)
    return CellEntry(
        f"ConvLSTM{dimensions}D",
        tr("an LSTM that convolves in 1 dimension")
        if dimensions == 1
        else tr("an LSTM that convolves in {dimensions} dimensions", dimensions=dimensions),
        LSTM.gates,
        single_variant(f"x: channels\n{convolutions}", (*convolved, ONE_BIAS[-1])),
        source="keras/src/layers/rnn/conv_lstm.py; Shi et al. (2015), arXiv:1506.04214",
        spatial=dimensions,
    )


CONV_LSTMS = {f"convlstm{dimensions}d": _conv_lstm(dimensions) for dimensions in (1, 2, 3)}

KERAS = Framework(
    title="Keras",
    aliases=("tf", "tensorflow", "tf.keras", "tf_keras", "keras3"),
    verified_with="Keras 3.15.1, TensorFlow 2.21.0",
    cells={"rnn": RNN, "lstm": LSTM, "gru": GRU, **CONV_LSTMS},
    layer_classes="paramcalc.classes.keras",
    layers_root="keras.layers",
    import_roots={
        "keras": (3,),
        "keras_core": (3,),
        "tf_keras": (2, 21),
        "tensorflow.keras": (3,),
        "tensorflow.python.keras": (2, 21),
        "tensorflow.compat.v1.keras": (2, 0),
        "tensorflow.compat.v2.keras": (2, 21),
    },
    default_version=(3,),
    example="Input((28, 28)) > GRU(75) > Dense(10)",
)

CUDNN_STORAGE = (
    KERNELS[0]._replace(memory_order=("rows", "columns")),
    TensorLayout("recurrent_kernel", ("recurrent_kernel",), "rows (gate columns)"),
    TensorLayout("bias", ("bias", "recurrent_bias"), "(role gate rows)"),
)

CUDNN_LSTM = re.sub(r"\+ U_(\w) @ h \+ b_\1", r"+ b_\1 + U_\1 @ h + c_\1", LSTM_EQUATIONS)


def _cudnn(keras: CellEntry, equations: str) -> CellEntry:
    """A cell of Keras with both biases of every gate."""
    return CellEntry(
        f"CuDNN{keras.title}",
        tr("{description} with both biases", description=keras.description),
        keras.gates,
        single_variant(equations, CUDNN_STORAGE),
        aliases=(f"cudnn{keras.title.lower()}",),
        source="keras/layers/cudnn_recurrent.py of Keras 2",
        always_bias=tr("the cuDNN layers have no use_bias"),
        not_sliceable=tr(
            "cuDNN transposes each gate's matrix inside the kernel; Keras converts it when it loads the file"
        ),
    )


CUDNN = Framework(
    title="cuDNN (Keras 2)",
    aliases=("cudnn-keras",),
    verified_with="tf_keras 2.21.0, TensorFlow 2.21.0; saved models of TensorFlow 2.5, published counts",
    cells={"lstm": _cudnn(LSTM, CUDNN_LSTM), "gru": _cudnn(GRU, RESET_AFTER)},
)

KERAS1_STORAGE = (
    TensorLayout("{parameter}", ("kernel", "recurrent_kernel"), "columns rows"),
    TensorLayout("{parameter}", ("bias",), "rows"),
)


def _keras1(keras: CellEntry, equations: str, gates: str) -> CellEntry:
    """A cell of Keras with the activations of Keras 1 and with the gates in this order."""
    return CellEntry(
        keras.title,
        keras.description,
        {gate: keras.gates[gate] for gate in gates.split()},
        single_variant(equations.replace("sigmoid", "hard_sigmoid"), KERAS1_STORAGE),
        source="keras/layers/recurrent.py of Keras 1.2.2",
        always_bias=tr("its recurrent layers have no bias argument"),
    )


KERAS1 = Framework(
    title="Keras 1",
    verified_with="tf_keras 2.21.0, TensorFlow 2.21.0; saved models of Keras 1.2.2",
    cells={
        "rnn": _keras1(RNN, "h: units\nh = tanh(W @ x + U @ h + b)", "h"),
        "lstm": _keras1(LSTM, LSTM_EQUATIONS, "i c_tilde f o"),
        "gru": _keras1(GRU, RESET_BEFORE, "z r h_tilde"),
    },
)
