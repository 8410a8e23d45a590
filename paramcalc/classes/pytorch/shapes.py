"""PyTorch's layers without weights: pooling, padding, what changes lengths, and what changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from paramcalc.algebra.polynomial import Polynomial, Size, known, product
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Shape, whole
from paramcalc.classes.pytorch.common import (
    DIMENSIONS,
    Change,
    fitting,
    positive,
    several,
    shape_of,
    split,
)
from paramcalc.classes.rules import Rule, axis_of, broadcast, same, shape_text, untold, window
from paramcalc.errors import UsageError, shown


def _lengths(dimensions: int, change: Change) -> Rule:
    """What it reads with its lengths changed, twice where it gives their indices, too."""

    def rule(call: LayerCall) -> Outputs:
        leading, lengths = split(call, dimensions)
        output = shape_of((*leading, *change(call, lengths)))
        return [output, output] if call.flag("return_indices") else output

    return rule


def _pooled(call: LayerCall, lengths: Shape) -> Iterable[Size | None]:
    count = len(lengths)
    kernel = call.several("kernel_size", count)
    stride = kernel if call.get("stride") is None else call.several("stride", count)
    padding, dilation = several(call, "padding", count, 0, 0), several(call, "dilation", count, 1)
    ceil = call.flag("ceil_mode")
    return (_windows(*each, ceil) for each in zip(lengths, kernel, stride, padding, dilation, strict=True))


def _windows(length: Size, kernel: int, stride: int, padding: int, dilation: int, ceil: bool) -> Size | None:
    """How many windows fit; rounded up, the last one may reach over the end, but must begin before it."""
    reach = dilation * (kernel - 1) + 1
    if 2 * padding > kernel:
        raise UsageError(f"padding={padding} must be at most half of kernel_size={kernel}")
    if not ceil or stride == 1 or isinstance(length, Polynomial):
        return window(length + 2 * padding, kernel, stride, "valid", dilation)
    windows = -((reach - length - 2 * padding) // stride) + 1
    if (windows - 1) * stride >= length + padding:
        windows -= 1
    return positive(windows, length)


def _averaged(call: LayerCall, lengths: Shape) -> Iterable[Size | None]:
    """As other poolings, but in three dimensions torch wants the window to fit without the padding, too."""
    for length, kernel in zip(lengths, call.several("kernel_size", len(lengths)), strict=True):
        if len(lengths) == 3 and isinstance(length, int) and length < kernel:
            raise UsageError(f"a window of {kernel} does not fit into a length of {length}")
    return _pooled(call, lengths)


def _unpooled(call: LayerCall, lengths: Shape) -> Iterable[Size | None]:
    count = len(lengths)
    kernel, padding = call.several("kernel_size", count), call.several("padding", count, 0)
    stride = kernel if call.get("stride") is None else call.several("stride", count)
    sizes = zip(lengths, kernel, stride, padding, strict=True)
    return (positive((length - 1) * step + size - 2 * ends, length) for length, size, step, ends in sizes)


def _adapted(call: LayerCall, lengths: Shape) -> Iterable[Size | None]:
    """As many as asked for; None keeps a length."""
    wanted = call.get("output_size")
    each = list(wanted) if isinstance(wanted, (list, tuple)) else [wanted] * len(lengths)
    if len(each) != len(lengths):
        raise UsageError(f"output_size takes 1 or {len(lengths)} numbers, got {shown(wanted)}")
    sizes = zip(lengths, each, strict=True)
    return [length if size is None else whole("output_size", size, 1) for length, size in sizes]


def _fractional(call: LayerCall, lengths: Shape) -> Iterable[Size | None]:
    """The size asked for, or a part of the length."""
    count, ratio = len(lengths), call.get("output_ratio")
    if (call.get("output_size") is None) == (ratio is None):
        raise UsageError("it takes either output_size or output_ratio")
    if ratio is None:
        return call.several("output_size", count)
    return [_scaled(length, part) for length, part in zip(lengths, _factors("output_ratio", ratio, count), strict=True)]


def _factors(name: str, value: Any, count: int) -> list[float]:
    """One number for each dimension. Raises UsageError for what is no positive number."""
    factors = list(value) if isinstance(value, (list, tuple)) else [value] * count
    if len(factors) != count or not all(
        isinstance(each, (int, float)) and not isinstance(each, bool) and 0 < each < 2**53 for each in factors
    ):
        raise UsageError(f"{name} takes 1 or {count} positive numbers, got {shown(value)}")
    return factors


def _scaled(length: Size, factor: float) -> Size | None:
    if factor == int(factor):
        return length * int(factor)
    return None if isinstance(length, Polynomial) else positive(int(length * factor), length)


def _upsampled(call: LayerCall) -> Outputs:
    lengths = _at_least(call, 3)[2:]
    scale = call.get("scale_factor")
    if (call.get("size") is None) == (scale is None):
        raise UsageError("it takes either size or scale_factor")
    if scale is None:
        return (*call.shape[:2], *call.several("size", len(lengths)))
    factors = _factors("scale_factor", scale, len(lengths))
    return shape_of((*call.shape[:2], *(_scaled(*each) for each in zip(lengths, factors, strict=True))))


def _padded(spare: int | None = None) -> Change:
    """The lengths with both ends padded, or cut where a number is negative; the last length's ends come first.

    What is mirrored or repeated must be there: `spare` is how much shorter than the length an end is, None for any.
    """

    def padded(call: LayerCall, lengths: Shape) -> Iterable[Size | None]:
        value, count = call.get("padding"), 2 * len(lengths)
        ends = list(value) if isinstance(value, (list, tuple)) else [value] * count
        if len(ends) != count:
            raise UsageError(f"padding takes 1 or {count} numbers, got {shown(value)}")
        numbers = [whole("padding", end, -(10**9)) for end in ends]
        pairs = zip(numbers[-2::-2], numbers[::-2], strict=True)
        return [_widest(length, pair, spare) for length, pair in zip(lengths, pairs, strict=True)]

    return padded


def _widest(length: Size, ends: tuple[int, int], spare: int | None) -> Size:
    if spare is not None and isinstance(length, int) and max(ends) > length - spare:
        raise UsageError(f"padding={max(ends)} is more than a length of {length} allows: at most {length - spare}")
    return positive(length + sum(ends), length)


def _shuffled(call: LayerCall) -> Outputs:
    """Channels spread over the positions."""
    *leading, channels, height, width = _at_least(call, 3)
    factor = call.size("upscale_factor")
    fewer = fitting("upscale_factor²", channels, factor * factor)
    return shape_of((*leading, fewer, height * factor, width * factor))


def _unshuffled(call: LayerCall) -> Outputs:
    """Positions gathered into the channels."""
    *leading, channels, height, width = _at_least(call, 3)
    factor = call.size("downscale_factor")
    fewer = (fitting("downscale_factor", length, factor) for length in (height, width))
    return shape_of((*leading, channels * factor * factor, *fewer))


def _at_least(call: LayerCall, axes: int) -> Shape:
    if len(call.shape) < axes:
        raise UsageError(f"it reads {axes} axes or more, got {shape_text(call.shape)}")
    return call.shape


def _channel_shuffled(call: LayerCall) -> Outputs:
    fitting("groups", _at_least(call, 3)[1], call.size("groups"))
    return call.shape


def _flattened(call: LayerCall) -> Outputs:
    start, end = (axis_of(name, call.get(name), len(call.shape)) for name in ("start_dim", "end_dim"))
    if start > end:
        raise UsageError(f"start_dim {start} comes behind end_dim {end}")
    return (*call.shape[:start], product(call.shape[start : end + 1]), *call.shape[end + 1 :])


def _unflattened(call: LayerCall) -> Outputs:
    """One axis as several; -1 takes what is left. An axis by name is not told."""
    target = call.get("unflattened_size")
    if isinstance(call.get("dim"), str):
        return untold(call)
    if not isinstance(target, (list, tuple)):
        raise UsageError(f"unflattened_size must be a tuple of whole numbers, got {shown(target)}")
    axis = axis_of("dim", call.get("dim"), len(call.shape))
    sizes = [whole("unflattened_size", each, -1) for each in target]
    rest = known(product(size for size in sizes if size != -1))
    left = fitting("unflattened_size", call.shape[axis], rest)
    if sizes.count(-1) > 1 or (-1 not in sizes and left not in (1, None)):
        raise UsageError(f"unflattened_size={shown(target)} does not fit an axis of {call.shape[axis]}")
    inside = (left if size == -1 else size for size in sizes)
    return shape_of((*call.shape[:axis], *inside, *call.shape[axis + 1 :]))


def _gated(call: LayerCall) -> Outputs:
    """Half of an axis: the other half opens and closes it."""
    axis = axis_of("dim", call.get("dim"), len(call.shape))
    size = call.shape[axis]
    if isinstance(size, int) and size % 2:
        raise UsageError(f"dim {axis} must have an even length, got {size}")
    half = size // 2 if isinstance(size, int) else None
    return shape_of((*call.shape[:axis], half, *call.shape[axis + 1 :]))


def _similar(call: LayerCall) -> Outputs:
    """Two tensors compared along an axis, which is gone."""
    shape = _laid_over(call)
    axis = axis_of("dim", call.get("dim"), len(shape))
    return (*shape[:axis], *shape[axis + 1 :])


def _distant(call: LayerCall) -> Outputs:
    shape = _laid_over(call)
    return (*shape[:-1], 1) if call.flag("keepdim") else shape[:-1]


def _laid_over(call: LayerCall) -> Shape:
    shape = broadcast(call)
    assert isinstance(shape, tuple)
    return shape


def _each(name: str, arguments: str, change: Change, inputs: int | None = 1) -> dict[str, LayerEntry]:
    """A family of layers in one, two and three dimensions."""
    return {
        name.format(dimensions): LayerEntry(arguments, _lengths(dimensions, change), inputs=inputs)
        for dimensions in DIMENSIONS
    }


AVERAGED = "kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True"

FRACTIONAL = "kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None"

LENGTHS: dict[str, LayerEntry] = {
    **_each(
        "MaxPool{}d",
        "kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False",
        _pooled,
    ),
    **_each("AvgPool{}d", f"{AVERAGED}, divisor_override=None", _averaged),
    "AvgPool1d": LayerEntry(AVERAGED, _lengths(1, _averaged)),
    **_each("LPPool{}d", "norm_type, kernel_size, stride=None, ceil_mode=False", _averaged),
    **_each("MaxUnpool{}d", "kernel_size, stride=None, padding=0", _unpooled, None),
    **_each("AdaptiveAvgPool{}d", "output_size", _adapted),
    **_each("AdaptiveMaxPool{}d", "output_size, return_indices=False", _adapted),
    **{f"FractionalMaxPool{count}d": LayerEntry(FRACTIONAL, _lengths(count, _fractional)) for count in (2, 3)},
    **_each("CircularPad{}d", "padding", _padded(0)),
    **_each("ConstantPad{}d", "padding, value", _padded()),
    **_each("ReflectionPad{}d", "padding", _padded(1)),
    **_each("ReplicationPad{}d", "padding", _padded()),
    **_each("ZeroPad{}d", "padding", _padded()),
    "Upsample": LayerEntry(
        "size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None", _upsampled
    ),
    "UpsamplingBilinear2d": LayerEntry("size=None, scale_factor=None", _upsampled, rank=4),
    "UpsamplingNearest2d": LayerEntry("size=None, scale_factor=None", _upsampled, rank=4),
}

RESHAPING: dict[str, LayerEntry] = {
    "ChannelShuffle": LayerEntry("groups", _channel_shuffled),
    "CosineSimilarity": LayerEntry("dim=1, eps=1e-08", _similar, inputs=None),
    "Flatten": LayerEntry("start_dim=1, end_dim=-1", _flattened),
    "GLU": LayerEntry("dim=-1", _gated),
    "PairwiseDistance": LayerEntry("p=2.0, eps=1e-06, keepdim=False", _distant, inputs=None),
    "PixelShuffle": LayerEntry("upscale_factor", _shuffled),
    "PixelUnshuffle": LayerEntry("downscale_factor", _unshuffled),
    "Unflatten": LayerEntry("dim, unflattened_size", _unflattened),
}


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
"""The layers by name, with their arguments."""


LAYERS: dict[str, LayerEntry] = {
    **LENGTHS,
    **RESHAPING,
    **{name: LayerEntry(arguments, same) for name, arguments in UNCHANGED.items()},
}
