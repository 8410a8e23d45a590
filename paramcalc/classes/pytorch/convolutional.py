"""PyTorch's convolutions, `torch/nn/modules/conv.py` and `fold.py`."""

from __future__ import annotations

from collections.abc import Callable

from paramcalc.algebra.polynomial import Size, known, product
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Shape, Sizes
from paramcalc.classes.pytorch.common import (
    DIMENSIONS,
    POSITIONS,
    fitting,
    positive,
    reads,
    shape_of,
    split,
)
from paramcalc.classes.rules import Rule, window
from paramcalc.errors import UsageError


def _channels(call: LayerCall) -> None:
    """Check what a convolution reads, and that its groups divide it."""
    inside, outside, groups = (call.size(name) for name in ("in_channels", "out_channels", "groups"))
    reads(call, inside, call.shape[1], "channels")
    if inside % groups or outside % groups:
        raise UsageError(f"groups={groups} must divide both in_channels={inside} and out_channels={outside}")


def _padding(call: LayerCall, dimensions: int) -> tuple[int, ...] | None:
    """The zeros at each end, by dimension; None for as many as keep the length."""
    if not isinstance(call.get("padding"), str):
        return call.several("padding", dimensions, 0)
    if call.choice("padding", ("valid", "same")) == "valid":
        return (0,) * dimensions
    if any(stride != 1 for stride in call.several("stride", dimensions)):
        raise UsageError("padding='same' needs a stride of 1")
    return None


def _convolved(dimensions: int) -> Rule:
    def rule(call: LayerCall) -> Outputs:
        _channels(call)
        call.choice("padding_mode", ("zeros", "reflect", "replicate", "circular"))
        batch, _, *positions = call.shape
        padding = _padding(call, dimensions)
        if padding is None:
            return (batch, call.size("out_channels"), *positions)
        sizes = (call.several(name, dimensions) for name in ("kernel_size", "stride", "dilation"))
        lengths = (
            window(length + 2 * ends, kernel, stride, "valid", dilation)
            for length, ends, kernel, stride, dilation in zip(positions, padding, *sizes, strict=True)
        )
        return shape_of((batch, call.size("out_channels"), *lengths))

    return rule


def _transposed(dimensions: int) -> Rule:
    def rule(call: LayerCall) -> Outputs:
        _channels(call)
        call.choice("padding_mode", ("zeros",))
        batch, _, *positions = call.shape
        sizes = [call.several(name, dimensions) for name in ("kernel_size", "stride", "dilation")]
        ends = [call.several(name, dimensions, 0) for name in ("padding", "output_padding")]
        lengths = (_widened(*each) for each in zip(positions, *sizes, *ends, strict=True))
        return (batch, call.size("out_channels"), *lengths)

    return rule


def _widened(length: Size, kernel: int, stride: int, dilation: int, padding: int, extra: int) -> Size:
    """The length after a transposed convolution."""
    if extra >= max(stride, dilation):
        raise UsageError(f"output_padding={extra} must be smaller than the stride or the dilation")
    widened = (length - 1) * stride - 2 * padding + dilation * (kernel - 1) + extra + 1
    return positive(widened, length)


def _convolution_sizes(dimensions: int, shared: str) -> Callable[[LayerCall], Sizes]:
    """The kernel, and how many channels of the axis that groups share a group has."""

    def sizes(call: LayerCall) -> Sizes:
        return {
            "kernel": call.several("kernel_size", dimensions),
            "group_channels": call.size(shared) // call.size("groups"),
        }

    return sizes


def _convolution(dimensions: int) -> LayerEntry:
    return LayerEntry(
        "in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, "
        "padding_mode='zeros'",
        _convolved(dimensions),
        """
        weight (out_channels, group_channels, *kernel)
        bias (out_channels) if bias
        """,
        macs="positions * kernel * group_channels * out_channels",
        sizes=_convolution_sizes(dimensions, "in_channels"),
        rank=dimensions + 2,
        unknown=("batch", "channels", *POSITIONS[dimensions]),
        channels_first=True,
    )


def _transposed_convolution(dimensions: int) -> LayerEntry:
    return LayerEntry(
        "in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, "
        "dilation=1, padding_mode='zeros'",
        _transposed(dimensions),
        """
        weight (in_channels, group_channels, *kernel)
        bias (out_channels) if bias
        """,
        macs="inputs * kernel * in_channels * group_channels",
        sizes=_convolution_sizes(dimensions, "out_channels"),
        rank=dimensions + 2,
        unknown=("batch", "channels", *POSITIONS[dimensions]),
        channels_first=True,
    )


def _blocks(call: LayerCall, lengths: Shape) -> list[Size | None]:
    """How many blocks of `Fold` and `Unfold` lie along each length."""
    kernel, stride, dilation = (call.several(name, len(lengths)) for name in ("kernel_size", "stride", "dilation"))
    padding = call.several("padding", len(lengths), 0)
    sizes = zip(lengths, kernel, stride, padding, dilation, strict=True)
    return [window(length + 2 * ends, size, step, "valid", wide) for length, size, step, ends, wide in sizes]


def _unfolded(call: LayerCall) -> Outputs:
    """Every block as a column."""
    leading, lengths = split(call, 2)
    each = [size for size in _blocks(call, lengths) if size is not None]
    blocks = product(each) if len(each) == len(lengths) else None
    return shape_of((*leading[:-1], leading[-1] * product(call.several("kernel_size", 2)), blocks))


def _folded(call: LayerCall) -> Outputs:
    """The blocks laid back, those that overlap added up."""
    leading, (columns,) = split(call, 1)
    size = call.several("output_size", 2)
    reads(call, known(product(each or 1 for each in _blocks(call, size))), columns, "blocks")
    kernel = known(product(call.several("kernel_size", 2)))
    return shape_of((*leading[:-1], fitting("the kernel's size", leading[-1], kernel), *size))


FOLDING = "kernel_size, dilation=1, padding=0, stride=1"

LAYERS: dict[str, LayerEntry] = {
    **{f"Conv{dimensions}d": _convolution(dimensions) for dimensions in DIMENSIONS},
    **{f"ConvTranspose{dimensions}d": _transposed_convolution(dimensions) for dimensions in DIMENSIONS},
    "Fold": LayerEntry(f"output_size, {FOLDING}", _folded),
    "Unfold": LayerEntry(FOLDING, _unfolded),
}
