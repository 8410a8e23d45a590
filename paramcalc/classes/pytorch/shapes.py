"""PyTorch's layers that change lengths: pooling, padding, upsampling. None has weights."""

from __future__ import annotations

from collections.abc import Iterable

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Shape, whole
from paramcalc.classes.pytorch.common import DIMENSIONS, Change, positive, split
from paramcalc.classes.pytorch.reshaping import at_least
from paramcalc.classes.rules import Rule
from paramcalc.classes.windows import widened, window
from paramcalc.errors import UsageError, shown
from paramcalc.phrases import tr


def _lengths(dimensions: int, change: Change) -> Rule:
    """The shape of the input with its lengths changed; twice for `return_indices`."""

    def rule(call: LayerCall) -> Outputs:
        leading, lengths = split(call, dimensions)
        output = (*leading, *change(call, lengths))
        return [output, output] if call.flag("return_indices") else output

    return rule


def _each(call: LayerCall, name: str, count: int, default: tuple[int, ...], least: int = 1) -> tuple[int, ...]:
    """One number for each dimension; the default if the layer does not have the argument, or it is None."""
    return default if call.get(name) is None else call.several(name, count, least)


def _pooled(call: LayerCall, lengths: Shape) -> Iterable[Size | None]:
    count = len(lengths)
    kernel = call.several("kernel_size", count)
    stride, dilation = _each(call, "stride", count, kernel), _each(call, "dilation", count, (1,) * count)
    padding, ceil = _each(call, "padding", count, (0,) * count, 0), call.flag("ceil_mode")
    return (_windows(*sizes, ceil) for sizes in zip(lengths, kernel, stride, padding, dilation, strict=True))


def _windows(length: Size, kernel: int, stride: int, padding: int, dilation: int, ceil: bool) -> Size | None:
    """How many windows fit; if rounded up, the last one can exceed the end, but must begin before it."""
    reach = dilation * (kernel - 1) + 1
    if 2 * padding > kernel:
        raise UsageError(
            tr("padding={padding} must be at most half of kernel_size={kernel}", padding=padding, kernel=kernel)
        )
    if not ceil or stride == 1 or isinstance(length, Polynomial):
        return window(length + 2 * padding, kernel, stride, dilation)
    windows = -((reach - length - 2 * padding) // stride) + 1
    if (windows - 1) * stride >= length + padding:
        windows -= 1
    return positive(windows, length)


def _averaged(call: LayerCall, lengths: Shape) -> Iterable[Size | None]:
    """As other poolings, but in three dimensions the window must also fit without the padding."""
    for length, kernel in zip(lengths, call.several("kernel_size", len(lengths)), strict=True):
        if len(lengths) == 3 and isinstance(length, int) and length < kernel:
            raise UsageError(
                tr("a window of {kernel} does not fit into a length of {length}", kernel=kernel, length=length)
            )
    return _pooled(call, lengths)


def _unpooled(call: LayerCall, lengths: Shape) -> Iterable[Size | None]:
    count = len(lengths)
    kernel, padding = call.several("kernel_size", count), call.several("padding", count, 0)
    sizes = zip(lengths, kernel, _each(call, "stride", count, kernel), padding, strict=True)
    return [positive(widened(length, size, step, 1, ends, 0), length) for length, size, step, ends in sizes]


def _adapted(call: LayerCall, lengths: Shape) -> Iterable[Size | None]:
    """The lengths that were asked for; None keeps a length."""
    sizes = zip(lengths, call.values("output_size", len(lengths), tr("numbers")), strict=True)
    return [length if size is None else whole("output_size", size, 1) for length, size in sizes]


def _fractional(call: LayerCall, lengths: Shape) -> Iterable[Size | None]:
    return _scaled_to(call, lengths, "output_size", "output_ratio")


def _scaled_to(call: LayerCall, lengths: Shape, size: str, factor: str) -> Iterable[Size | None]:
    """The lengths that one argument gives, or those of the input times another argument."""
    if (call.get(size) is None) == (call.get(factor) is None):
        raise UsageError(tr("it takes either {size} or {factor}", size=size, factor=factor))
    if call.get(factor) is None:
        return call.several(size, len(lengths))
    factors = call.values(factor, len(lengths), "positive numbers")
    if not all(
        isinstance(ratio, (int, float)) and not isinstance(ratio, bool) and 0 < ratio < 2**53 for ratio in factors
    ):
        raise UsageError(
            tr(
                "{factor} takes 1 or {count} positive numbers, got {given}",
                factor=factor,
                count=len(lengths),
                given=shown(call.get(factor)),
            )
        )
    return map(_scaled, lengths, factors)


def _scaled(length: Size, factor: float) -> Size | None:
    if factor == int(factor):
        return length * int(factor)
    return None if isinstance(length, Polynomial) else positive(int(length * factor), length)


def _upsampled(call: LayerCall) -> Outputs:
    return (*call.shape[:2], *_scaled_to(call, at_least(call, 3)[2:], "size", "scale_factor"))


def _padded(spare: int | None = None) -> Change:
    """The lengths with both ends padded, or cut for a negative number; the ends of the last length come first.

    Mirrored or repeated values must exist: an end must be shorter than the length by `spare`; None for any end.
    """

    def padded(call: LayerCall, lengths: Shape) -> Iterable[Size | None]:
        ends = [whole("padding", end, -(10**9)) for end in call.values("padding", 2 * len(lengths), tr("numbers"))]
        pairs = zip(ends[-2::-2], ends[::-2], strict=True)
        return [_with_ends(length, pair, spare) for length, pair in zip(lengths, pairs, strict=True)]

    return padded


def _with_ends(length: Size, ends: tuple[int, int], spare: int | None) -> Size:
    if spare is not None and isinstance(length, int) and max(ends) > length - spare:
        raise UsageError(
            tr(
                "padding={padding} is more than a length of {length} allows: at most {most}",
                padding=max(ends),
                length=length,
                most=length - spare,
            )
        )
    return positive(length + sum(ends), length)


def _family(arguments: str, change: Change, *dimensions: int, inputs: int | None = 1) -> dict[int, LayerEntry]:
    """A family of layers by their number of dimensions."""
    return {count: LayerEntry(arguments, _lengths(count, change), inputs=inputs) for count in dimensions or DIMENSIONS}


AVERAGED = "kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True"

FRACTIONAL = "kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None"

MAXIMUM = "kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False"

FAMILIES: dict[str, dict[int, LayerEntry]] = {
    "MaxPool{}d": _family(MAXIMUM, _pooled),
    "AvgPool{}d": {**_family(AVERAGED, _averaged, 1), **_family(f"{AVERAGED}, divisor_override=None", _averaged, 2, 3)},
    "LPPool{}d": _family("norm_type, kernel_size, stride=None, ceil_mode=False", _averaged),
    "MaxUnpool{}d": _family("kernel_size, stride=None, padding=0", _unpooled, inputs=None),
    "AdaptiveAvgPool{}d": _family("output_size", _adapted),
    "AdaptiveMaxPool{}d": _family("output_size, return_indices=False", _adapted),
    "FractionalMaxPool{}d": _family(FRACTIONAL, _fractional, 2, 3),
    "CircularPad{}d": _family("padding", _padded(0)),
    "ConstantPad{}d": _family("padding, value", _padded()),
    "ReflectionPad{}d": _family("padding", _padded(1)),
    "ReplicationPad{}d": _family("padding", _padded()),
    "ZeroPad{}d": _family("padding", _padded()),
}

LAYERS: dict[str, LayerEntry] = {
    **{name.format(count): entry for name, family in FAMILIES.items() for count, entry in family.items()},
    "Upsample": LayerEntry(
        "size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None", _upsampled
    ),
    "UpsamplingBilinear2d": LayerEntry("size=None, scale_factor=None", _upsampled, rank=4),
    "UpsamplingNearest2d": LayerEntry("size=None, scale_factor=None", _upsampled, rank=4),
}
