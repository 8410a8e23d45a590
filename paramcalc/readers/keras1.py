"""Keras 1's words as today's: what its configurations say, given to the same layer classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paramcalc.errors import UsageError, shown

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
"""Arguments of Keras 1 by today's names."""

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
"""Classes that were renamed; what is not named is called as today."""

KEPT = {"Embedding": ("output_dim",)}
"""Arguments that are called today as they were then."""

ORDERS = {"th": "channels_first", "tf": "channels_last", "default": None}

KERNELS = {
    "Conv2D": ("nb_row", "nb_col"),
    "Conv2DTranspose": ("nb_row", "nb_col"),
    "SeparableConv2D": ("nb_row", "nb_col"),
    "ConvLSTM2D": ("nb_row", "nb_col"),
    "LocallyConnected2D": ("nb_row", "nb_col"),
    "Conv3D": ("kernel_dim1", "kernel_dim2", "kernel_dim3"),
}
"""Of a convolution, the numbers that are its kernel_size today."""


def modern(kind: str, config: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """A layer of Keras 1 in today's words.

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
        renamed["data_format"] = _order(renamed["data_format"])
    if kind == "BatchNormalization" and renamed.get("mode"):
        renamed.setdefault("axis", -1)
    return kind, renamed


def _order(value: Any) -> str | None:
    if not isinstance(value, str) or value not in ORDERS:
        raise UsageError(f"dim_ordering must be th or tf, got {shown(value)}")
    return ORDERS[value]
