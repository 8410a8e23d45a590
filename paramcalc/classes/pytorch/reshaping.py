"""PyTorch's layers that reshape, combine or leave unchanged: no weights."""

from __future__ import annotations

from paramcalc.algebra.polynomial import known, product
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Shape, whole
from paramcalc.classes.messages import shape_text
from paramcalc.classes.pytorch.common import fitting
from paramcalc.classes.rules import axis_of, broadcast, unchanged, unknown_output, without
from paramcalc.errors import UsageError, shown
from paramcalc.phrases import tr


def at_least(call: LayerCall, axes: int) -> Shape:
    """The shape of the input. Raises UsageError if it has fewer axes."""
    if len(call.shape) < axes:
        raise UsageError(tr("it reads {axes} axes or more, got {shape}", axes=axes, shape=shape_text(call.shape)))
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
        raise UsageError(tr("start_dim {start} is after end_dim {end}", start=start, end=end))
    return (*call.shape[:start], product(call.shape[start : end + 1]), *call.shape[end + 1 :])


def _unflattened(call: LayerCall) -> Outputs:
    """One axis as several; -1 takes the rest. The output is unknown for an axis given by name."""
    target = call.get("unflattened_size")
    if isinstance(call.get("dim"), str):
        return unknown_output(call)
    if not isinstance(target, (list, tuple)):
        raise UsageError(tr("unflattened_size must be a tuple of whole numbers, got {target}", target=shown(target)))
    axis = axis_of("dim", call.get("dim"), len(call.shape))
    sizes = [whole("unflattened_size", size, -1) for size in target]
    rest = known(product(size for size in sizes if size != -1))
    left = fitting("unflattened_size", call.shape[axis], rest)
    if sizes.count(-1) > 1 or (-1 not in sizes and left not in (1, None)):
        raise UsageError(
            tr(
                "unflattened_size={target} does not fit an axis of {shape}",
                target=shown(target),
                shape=call.shape[axis],
            )
        )
    inside = (left if size == -1 else size for size in sizes)
    return (*call.shape[:axis], *inside, *call.shape[axis + 1 :])


def _gated(call: LayerCall) -> Outputs:
    """Half of an axis; the other half is the gate."""
    axis = axis_of("dim", call.get("dim"), len(call.shape))
    size = call.shape[axis]
    if isinstance(size, int) and size % 2:
        raise UsageError(tr("dim {axis} must have an even length, got {size}", axis=axis, size=size))
    half = size // 2 if isinstance(size, int) else None
    return (*call.shape[:axis], half, *call.shape[axis + 1 :])


def _similar(call: LayerCall) -> Outputs:
    """Two tensors compared along an axis, which disappears."""
    shape = broadcast(call)
    return without(shape, axis_of("dim", call.get("dim"), len(shape)))


def _distant(call: LayerCall) -> Outputs:
    shape = broadcast(call)
    return (*shape[:-1], 1) if call.flag("keepdim") else shape[:-1]


UNCHANGED = {
    "": "Identity LogSigmoid Sigmoid Softmax2d Softsign Tanh Tanhshrink",
    "alpha=1.0, inplace=False": "CELU ELU",
    "approximate='none'": "GELU",
    "beta=1.0, threshold=20.0": "Softplus",
    "dim=None": "LogSoftmax Softmax Softmin",
    "inplace=False": "Hardsigmoid Hardswish Mish ReLU ReLU6 SELU SiLU",
    "lambd=0.5": "Hardshrink Softshrink",
    "lower=0.125, upper=0.3333333333333333, inplace=False": "RReLU",
    "min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None": "Hardtanh",
    "negative_slope=0.01, inplace=False": "LeakyReLU",
    "p=0.5, inplace=False": "AlphaDropout Dropout Dropout1d Dropout2d Dropout3d FeatureAlphaDropout",
    "size, alpha=0.0001, beta=0.75, k=1": "CrossMapLRN2d",
    "size, alpha=0.0001, beta=0.75, k=1.0": "LocalResponseNorm",
    "threshold, value, inplace=False": "Threshold",
}
"""The layers whose output has the shape of their input, by their arguments."""

LAYERS: dict[str, LayerEntry] = {
    "ChannelShuffle": LayerEntry("groups", _channel_shuffled),
    "CosineSimilarity": LayerEntry("dim=1, eps=1e-08", _similar, inputs=None),
    "Flatten": LayerEntry("start_dim=1, end_dim=-1", _flattened),
    "GLU": LayerEntry("dim=-1", _gated),
    "PairwiseDistance": LayerEntry("p=2.0, eps=1e-06, keepdim=False", _distant, inputs=None),
    "PixelShuffle": LayerEntry("upscale_factor", _shuffled),
    "PixelUnshuffle": LayerEntry("downscale_factor", _unshuffled),
    "Unflatten": LayerEntry("dim, unflattened_size", _unflattened),
    **unchanged(UNCHANGED),
}
