"""Translates the classes and arguments of Keras 1 to those of today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paramcalc.errors import UsageError, shown
from paramcalc.phrases import tr

RENAMED = {
    "output_dim": "units",
    "nb_filter": "filters",
    "filter_length": "kernel_size",
    "pool_length": "pool_size",
    "subsample": "strides",
    "subsample_length": "strides",
    "stride": "strides",
    "border_mode": "padding",
    "inner_activation": "recurrent_activation",
    "bias": "use_bias",
    "dim_ordering": "data_format",
    "p": "rate",
    "sigma": "stddev",
    "length": "size",
    "atrous_rate": "dilation_rate",
    "concat_axis": "axis",
    "dot_axes": "axes",
}
"""The arguments of Keras 1, and their names today."""

CLASSES = {
    "Convolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "Convolution3D": "Conv3D",
    "AtrousConvolution1D": "Conv1D",
    "AtrousConvolution2D": "Conv2D",
    "Deconvolution2D": "Conv2DTranspose",
    "SeparableConvolution2D": "SeparableConv2D",
    "TimeDistributedDense": "Dense",
}
"""The classes that were renamed."""

KEPT = {"Embedding": ("output_dim",)}
"""The arguments of a class that kept their names."""

ORDERS = {"th": "channels_first", "tf": "channels_last", "default": None}

KERNELS = {
    **dict.fromkeys(("Conv2D", "Conv2DTranspose", "SeparableConv2D"), ("nb_row", "nb_col")),
    **dict.fromkeys(("ConvLSTM2D", "LocallyConnected2D"), ("nb_row", "nb_col")),
    "Conv3D": ("kernel_dim1", "kernel_dim2", "kernel_dim3"),
}
"""The arguments of a convolution that became its `kernel_size`."""


def modern(kind: str, config: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The class and the arguments of a Keras 1 layer, translated.

    >>> modern("Convolution1D", {"nb_filter": 10, "filter_length": 3, "border_mode": "same"})
    ('Conv1D', {'filters': 10, 'kernel_size': 3, 'padding': 'same'})
    """
    kind = CLASSES.get(kind, kind)
    kept = KEPT.get(kind, ())
    renamed = {name if name in kept else RENAMED.get(name, name): value for name, value in config.items()}
    kernel = KERNELS.get(kind, ())
    if kernel and all(name in config for name in kernel):
        renamed["kernel_size"] = [config[name] for name in kernel]
    if "data_format" in renamed:
        order = renamed["data_format"]
        if not isinstance(order, str) or order not in ORDERS:
            raise UsageError(tr("dim_ordering must be th or tf, got {order}", order=shown(order)))
        renamed["data_format"] = ORDERS[order]
    if kind == "BatchNormalization" and renamed.get("mode"):
        renamed.setdefault("axis", -1)
    return kind, renamed
