"""Layers that today's Keras no longer has: the cuDNN ones of Keras 2, and what Keras 1 and 2 dropped later.

Keras 3 cannot open files with them. The reader has already renamed the arguments of Keras 1.
"""

from __future__ import annotations

from paramcalc.algebra.polynomial import product
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Sizes, UncountedError
from paramcalc.classes.keras.arguments import KERNEL_ARGUMENTS
from paramcalc.classes.keras.recurrent import (
    CONSTRAINED,
    FORGET,
    INITIALIZED,
    REGULARIZED,
    SEQUENCE,
    recurrent_layer,
)
from paramcalc.classes.rules import Rule, broadcast, concatenated, dotted, last, same
from paramcalc.classes.windows import convolved, lengths_after, parts
from paramcalc.phrases import tr

MERGED: dict[str, Rule] = {
    **dict.fromkeys(("sum", "mul", "ave", "max"), broadcast),
    "concat": concatenated,
    "dot": dotted,
    "cos": dotted,
}


def _cudnn(cell: str, forget: str) -> LayerEntry:
    activity = "activity_regularizer=None"
    arguments = f"units, {INITIALIZED}{forget}, {REGULARIZED}, {activity}, {CONSTRAINED}, {SEQUENCE}"
    return recurrent_layer(cell, arguments, "cudnn")


def _local_sizes(call: LayerCall) -> Sizes:
    """The sizes of a convolution that has its own kernel at each position."""
    _, positions, channels = parts(call, call.shape)
    places = tuple(size for size in lengths_after(call, positions) if size is not None)
    if len(places) < len(positions):
        raise UncountedError(tr("it has a kernel for each position of its output, and their number is not known"))
    kernel = call.several("kernel_size", len(positions))
    return {"places": places, "spots": product(places), "patch": product(kernel) * channels}


def _local(one: str, rank: int) -> LayerEntry:
    return LayerEntry(
        f"filters, kernel_size, strides={one}, padding='valid', data_format=None, activation=None, use_bias=True, "
        f"{KERNEL_ARGUMENTS}, implementation=1, dilation_rate=1",
        convolved,
        """
        kernel (spots, patch, filters)
        bias (*places, filters) if use_bias
        """,
        macs="spots * patch * filters",
        sizes=_local_sizes,
        rank=rank,
    )


def _merge(call: LayerCall) -> Outputs:
    return MERGED[call.choice("mode", tuple(MERGED))](call)


LAYERS: dict[str, LayerEntry] = {
    "CuDNNGRU": _cudnn("gru", ""),
    "CuDNNLSTM": _cudnn("lstm", FORGET),
    "LocallyConnected1D": _local("1", 3),
    "LocallyConnected2D": _local("(1, 1)", 4),
    "ThresholdedReLU": LayerEntry("theta=1.0", same),
    "Highway": LayerEntry(
        "activation=None, use_bias=True",
        same,
        """
        W (input, input)
        W_carry (input, input)
        b (input) if use_bias
        b_carry (input) if use_bias
        """,
        macs="2 * positions * input * input",
    ),
    "MaxoutDense": LayerEntry(
        "units, nb_feature=4, use_bias=True",
        last("units"),
        """
        W (nb_feature, input, units)
        b (nb_feature, units) if use_bias
        """,
        macs="positions * nb_feature * input * units",
    ),
    "Merge": LayerEntry("mode='sum', axis=-1, axes=-1", _merge, inputs=None),
}
