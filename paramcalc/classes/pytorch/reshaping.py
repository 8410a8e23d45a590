"""PyTorch's layers that reshape, combine or leave unchanged: no weights."""

from __future__ import annotations

from paramcalc.algebra.polynomial import known, product
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Shape, whole
from paramcalc.classes.messages import shape_text
from paramcalc.classes.pytorch.common import fitting
from paramcalc.classes.rules import axis_of, broadcast, same, untold, without
from paramcalc.errors import UsageError, shown


def at_least(call: LayerCall, axes: int) -> Shape:
    """The shape of the input. Raises UsageError if it has fewer axes."""
    if len(call.shape) < axes:
        raise UsageError(f"it reads {axes} axes or more, got {shape_text(call.shape)}")
    return call.shape


def _shuffled(call: LayerCall) -> Outputs:
    """Channels spread over the positions."""
    *leading, channels, height, width = at_least(call, 3)
    factor = call.size("upscale_factor")
    return (*leading, fitting("upscale_factor²", channels, factor * factor), height * factor, width * factor)


def _unshuffled(call: LayerCall) -> Outputs:
    """Positions gathered into the channels."""
    *leading, channels, height, width = at_least(call, 3)
    factor = call.size("downscale_factor")
    fewer = (fitting("downscale_factor", length, factor) for length in (height, width))
    return (*leading, channels * factor * factor, *fewer)


def _channel_shuffled(call: LayerCall) -> Outputs:
    fitting("groups", at_least(call, 3)[1], call.size("groups"))
    return call.shape


def _flattened(call: LayerCall) -> Outputs:
    start, end = (axis_of(name, call.get(name), len(call.shape)) for name in ("start_dim", "end_dim"))
    if start > end:
        raise UsageError(f"start_dim {start} is after end_dim {end}")
    return (*call.shape[:start], product(call.shape[start : end + 1]), *call.shape[end + 1 :])


def _unflattened(call: LayerCall) -> Outputs:
    """One axis as several; -1 takes the rest. The output is unknown for an axis given by name."""
    target = call.get("unflattened_size")
    if isinstance(call.get("dim"), str):
        return untold(call)
    if not isinstance(target, (list, tuple)):
        raise UsageError(f"unflattened_size must be a tuple of whole numbers, got {shown(target)}")
    axis = axis_of("dim", call.get("dim"), len(call.shape))
    sizes = [whole("unflattened_size", size, -1) for size in target]
    rest = known(product(size for size in sizes if size != -1))
    left = fitting("unflattened_size", call.shape[axis], rest)
    if sizes.count(-1) > 1 or (-1 not in sizes and left not in (1, None)):
        raise UsageError(f"unflattened_size={shown(target)} does not fit an axis of {call.shape[axis]}")
    inside = (left if size == -1 else size for size in sizes)
    return (*call.shape[:axis], *inside, *call.shape[axis + 1 :])


def _gated(call: LayerCall) -> Outputs:
    """Half of an axis; the other half is the gate."""
    axis = axis_of("dim", call.get("dim"), len(call.shape))
    size = call.shape[axis]
    if isinstance(size, int) and size % 2:
        raise UsageError(f"dim {axis} must have an even length, got {size}")
    half = size // 2 if isinstance(size, int) else None
    return (*call.shape[:axis], half, *call.shape[axis + 1 :])


def _similar(call: LayerCall) -> Outputs:
    """Two tensors compared along an axis, which disappears."""
    shape = broadcast(call)
    return without(shape, axis_of("dim", call.get("dim"), len(shape)))


def _distant(call: LayerCall) -> Outputs:
    shape = broadcast(call)
    return (*shape[:-1], 1) if call.flag("keepdim") else shape[:-1]


DROPPED = "p=0.5, inplace=False"

LOCAL = "size, alpha=0.0001, beta=0.75"

UNCHANGED = {
    "AlphaDropout": DROPPED,
    "CELU": "alpha=1.0, inplace=False",
    "CrossMapLRN2d": f"{LOCAL}, k=1",
    "Dropout": DROPPED,
    "Dropout1d": DROPPED,
    "Dropout2d": DROPPED,
    "Dropout3d": DROPPED,
    "ELU": "alpha=1.0, inplace=False",
    "FeatureAlphaDropout": DROPPED,
    "GELU": "approximate='none'",
    "Hardshrink": "lambd=0.5",
    "Hardsigmoid": "inplace=False",
    "Hardswish": "inplace=False",
    "Hardtanh": "min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None",
    "Identity": "",
    "LeakyReLU": "negative_slope=0.01, inplace=False",
    "LocalResponseNorm": f"{LOCAL}, k=1.0",
    "LogSigmoid": "",
    "LogSoftmax": "dim=None",
    "Mish": "inplace=False",
    "RReLU": "lower=0.125, upper=0.3333333333333333, inplace=False",
    "ReLU": "inplace=False",
    "ReLU6": "inplace=False",
    "SELU": "inplace=False",
    "SiLU": "inplace=False",
    "Sigmoid": "",
    "Softmax": "dim=None",
    "Softmax2d": "",
    "Softmin": "dim=None",
    "Softplus": "beta=1.0, threshold=20.0",
    "Softshrink": "lambd=0.5",
    "Softsign": "",
    "Tanh": "",
    "Tanhshrink": "",
    "Threshold": "threshold, value, inplace=False",
}
"""The layers whose output has the shape of their input, and their arguments."""

LAYERS: dict[str, LayerEntry] = {
    "ChannelShuffle": LayerEntry("groups", _channel_shuffled),
    "CosineSimilarity": LayerEntry("dim=1, eps=1e-08", _similar, inputs=None),
    "Flatten": LayerEntry("start_dim=1, end_dim=-1", _flattened),
    "GLU": LayerEntry("dim=-1", _gated),
    "PairwiseDistance": LayerEntry("p=2.0, eps=1e-06, keepdim=False", _distant, inputs=None),
    "PixelShuffle": LayerEntry("upscale_factor", _shuffled),
    "PixelUnshuffle": LayerEntry("downscale_factor", _unshuffled),
    "Unflatten": LayerEntry("dim, unflattened_size", _unflattened),
    **{name: LayerEntry(arguments, same) for name, arguments in UNCHANGED.items()},
}
