"""Output shapes of convolutions, poolings and other rules on positions, for the frameworks that share them.

The number of dimensions follows from the shape that the layer reads: one for each position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes.base import LayerCall, OpenShape, Outputs, Shape, Sizes, listed, whole
from paramcalc.classes.messages import size_text
from paramcalc.errors import UsageError, shown
from paramcalc.phrases import tr


def parts(call: LayerCall, shape: Shape) -> tuple[Size, tuple[Size, ...], Size]:
    """Batch, positions and channels of a shape."""
    if call.channels_first:
        return shape[0], shape[2:], shape[1]
    return shape[0], shape[1:-1], shape[-1]


def joined(call: LayerCall, batch: Size, positions: Iterable[Size | None], channels: Size) -> OpenShape:
    """The shape with this batch, these positions and channels, in the layer's order."""
    return (batch, channels, *positions) if call.channels_first else (batch, *positions, channels)


def window(length: Size, kernel: int, stride: int, dilation: int = 1) -> Size | None:
    """How many windows fit into a length; None if that is no polynomial.

    >>> window(28, 3, 1), window(28, 3, 2)
    (26, 13)
    """
    reach = (kernel - 1) * dilation
    inside = length + -reach
    if isinstance(inside, Polynomial):
        return inside if stride == 1 else None
    if inside < 1:
        raise UsageError(
            tr("a window of {reach} does not fit into a length of {length}", reach=reach + 1, length=size_text(length))
        )
    return (inside - 1) // stride + 1


def widened(length: Size, kernel: int, stride: int, dilation: int, padding: int, extra: int) -> Size:
    """The length after a transposed convolution."""
    return (length - 1) * stride + (kernel - 1) * dilation + 1 - 2 * padding + extra


def padding_of(call: LayerCall, dimensions: int = 0) -> str:
    """The padding in lower case; `causal` is only for convolutions over one dimension."""
    return call.choice("padding", ("valid", "same", "causal") if dimensions == 1 else ("valid", "same"))


def _moves(call: LayerCall, dimensions: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Strides and dilation. No framework takes both above 1."""
    strides, dilation = call.several("strides", dimensions), call.several("dilation_rate", dimensions)
    if max(strides) > 1 and max(dilation) > 1:
        raise UsageError(
            tr(
                "strides={strides} and dilation_rate={dilation} cannot both be above 1",
                strides=shown(strides),
                dilation=shown(dilation),
            )
        )
    return strides, dilation


def lengths_after(call: LayerCall, positions: Sequence[Size]) -> list[Size | None]:
    """The lengths after a convolution."""
    dimensions = len(positions)
    kernel = call.several("kernel_size", dimensions)
    if padding_of(call, dimensions) != "valid":
        # Padded so that only the stride changes the length.
        kernel = (1,) * dimensions
    strides, dilation = call.several("strides", dimensions), call.several("dilation_rate", dimensions)
    return list(map(window, positions, kernel, strides, dilation))


def convolved(call: LayerCall) -> Outputs:
    """After a convolution: its filters are the channels."""
    batch, positions, _ = parts(call, call.shape)
    _moves(call, len(positions))
    return joined(call, batch, lengths_after(call, positions), call.free_size("filters"))


def transposed(call: LayerCall) -> Outputs:
    """After a transposed convolution."""
    batch, positions, _ = parts(call, call.shape)
    dimensions = len(positions)
    kernel, padding = call.several("kernel_size", dimensions), padding_of(call)
    strides, dilation = _moves(call, dimensions)
    windows = list(zip(positions, kernel, strides, dilation, strict=True))
    if call.get("output_padding") is None:
        return joined(call, batch, (_enlarged(*sizes, padding) for sizes in windows), call.free_size("filters"))
    extra = call.several("output_padding", dimensions, 0)
    if any(more >= stride for more, stride in zip(extra, strides, strict=True)):
        raise UsageError(
            tr("output_padding={extra} must be below strides={strides}", extra=shown(extra), strides=shown(strides))
        )
    reaches = ((size - 1) * rate + 1 for size, rate in zip(kernel, dilation, strict=True))
    ends = [reach // 2 if padding == "same" else 0 for reach in reaches]
    lengths = (widened(*sizes, end, more) for sizes, end, more in zip(windows, ends, extra, strict=True))
    return joined(call, batch, lengths, call.free_size("filters"))


def _enlarged(length: Size, kernel: int, stride: int, dilation: int, padding: str) -> Size:
    """The length after a transposed convolution of Keras without `output_padding`."""
    return length * stride + (max((kernel - 1) * dilation + 1 - stride, 0) if padding == "valid" else 0)


def pooled(call: LayerCall) -> Outputs:
    """After a pooling; its strides are the size of its window unless given."""
    batch, positions, channels = parts(call, call.shape)
    size = call.several("pool_size", len(positions))
    strides = size if call.get("strides") is None else call.several("strides", len(positions))
    if padding_of(call) == "same":
        size = (1,) * len(positions)
    return joined(call, batch, map(window, positions, size, strides), channels)


def pooled_whole(call: LayerCall) -> Outputs:
    """After a global pooling: without positions, or with positions of length 1 for `keepdims`."""
    batch, positions, channels = parts(call, call.shape)
    return joined(call, batch, (1 for _ in positions) if call.flag("keepdims") else (), channels)


def pooled_to(call: LayerCall) -> Outputs:
    """After an adaptive pooling: the positions that were asked for."""
    batch, positions, channels = parts(call, call.shape)
    return joined(call, batch, call.several("output_size", len(positions)), channels)


def resized(change: Callable[[Size, Any], Size | None], argument: str) -> Callable[[LayerCall], Outputs]:
    """Every length changed by the argument's value for its dimension."""

    def rule(call: LayerCall) -> Outputs:
        batch, positions, channels = parts(call, call.shape)
        pair = len(positions) == 1 and len(listed(call.get(argument))) == 2
        values = [call.get(argument)] if pair else call.values(argument, len(positions))
        return joined(call, batch, map(change, positions, values), channels)

    return rule


def _both_ends(value: Any) -> int:
    """The sum of both ends, given as one number or two."""
    ends = value if isinstance(value, (list, tuple)) else (value, value)
    return sum(whole("padding", end) for end in ends)


def padded(length: Size, value: Any) -> Size:
    """A length with zeros at both ends."""
    return length + _both_ends(value)


def cropped(length: Size, value: Any) -> Size:
    """A length with both ends cut off."""
    left = length + -_both_ends(value)
    if not isinstance(left, Polynomial) and left < 0:
        raise UsageError(
            tr("a length of {length} cannot be cropped by {value}", length=size_text(length), value=_both_ends(value))
        )
    return left


def repeated(length: Size, value: Any) -> Size:
    """A length with every position repeated."""
    return length * whole("size", value, 1)


def convolution_sizes(call: LayerCall) -> Sizes:
    """The sizes of a convolution's weights; `channels` are those that each group of filters reads."""
    _, positions, channels = parts(call, call.shape)
    groups = call.size("groups") if "groups" in call.entry.arguments else 1
    filters = call.free_size("filters") if "filters" in call.entry.arguments else groups
    divided = all(isinstance(size, int) and size % groups == 0 for size in (channels, filters))
    if groups > 1 and not divided:
        texts = map(size_text, (groups, channels, filters))
        raise UsageError("groups={} must divide both the channels, {}, and the filters, {}".format(*texts))
    kernel = call.several("kernel_size", len(positions))
    if len(positions) == 1 and call.generation.widens_kernels:
        kernel = (*kernel, 1)
    inside = channels // groups if isinstance(channels, int) else channels
    return {"kernel": kernel, "channels": inside, "ones": (1,) * len(positions)}
