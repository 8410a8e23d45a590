"""Layers that Keras had once: the cuDNN ones of Keras 2, and what Keras 1 and 2 dropped later.

Their configurations stand in files that Keras 3 cannot open; those of Keras 1 have been given today's words already.
"""

from __future__ import annotations

from paramcalc.algebra.polynomial import product
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Sizes
from paramcalc.classes.keras.core import KERNEL_ARGUMENTS
from paramcalc.classes.keras.recurrent import (
    CONSTRAINED,
    FORGET,
    INITIALIZED,
    REGULARIZED,
    SEQUENCE,
    STATES,
    chosen,
)
from paramcalc.classes.rules import (
    Rule,
    broadcast,
    concatenated,
    convolved,
    dotted,
    last,
    parts,
    same,
    steps_then,
)

MERGED: dict[str, Rule] = {
    **dict.fromkeys(("sum", "mul", "ave", "max"), broadcast),
    "concat": concatenated,
    "dot": dotted,
    "cos": dotted,
}


def _cudnn(cell: str, forget: str) -> LayerEntry:
    activity = "activity_regularizer=None"
    return LayerEntry(
        f"units, {INITIALIZED}{forget}, {REGULARIZED}, {activity}, {CONSTRAINED}, {SEQUENCE}",
        lambda call: steps_then(call, call.size("units"), STATES[cell]),
        rank=3,
        cell=chosen("cudnn", cell),
    )


def _local(dimensions: int) -> LayerEntry:
    """A convolution with a kernel of its own at each position."""

    def sizes(call: LayerCall) -> Sizes:
        channels = parts(call, call.shape)[2]
        output: Outputs = convolved(dimensions)(call)
        assert isinstance(output, tuple)
        inside = parts(call, output)[1]
        return {
            "places": inside,
            "spots": product(inside),
            "patch": product(call.several("kernel_size", dimensions)) * channels,
        }

    one = "1" if dimensions == 1 else "(1, 1)"
    return LayerEntry(
        f"filters, kernel_size, strides={one}, padding='valid', data_format=None, activation=None, use_bias=True, "
        f"{KERNEL_ARGUMENTS}, implementation=1, dilation_rate=1",
        convolved(dimensions),
        """
        kernel (spots, patch, filters)
        bias (*places, filters) if use_bias
        """,
        macs="spots * patch * filters",
        sizes=sizes,
        rank=dimensions + 2,
    )


def _merge(call: LayerCall) -> Outputs:
    return MERGED[call.choice("mode", tuple(MERGED))](call)


LAYERS: dict[str, LayerEntry] = {
    "CuDNNGRU": _cudnn("gru", ""),
    "CuDNNLSTM": _cudnn("lstm", FORGET),
    "LocallyConnected1D": _local(1),
    "LocallyConnected2D": _local(2),
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
