"""Rules for the shape of an output, and the sizes that weights are made of: what entries of several frameworks share.

A dimension that cannot be told is None; whoever calls a rule puts a symbol there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from paramcalc.algebra.polynomial import Polynomial, Size, product
from paramcalc.classes.base import LayerCall, Outputs, Shape, Sizes, whole
from paramcalc.errors import UsageError, shown

Rule = Callable[[LayerCall], Outputs]


def same(call: LayerCall) -> Outputs:
    """What it reads."""
    return call.shape


def last(name: str) -> Rule:
    """What it reads, the last axis replaced by an argument."""
    return lambda call: (*call.shape[:-1], call.size(name))


def append(name: str) -> Rule:
    """What it reads, with an axis more behind."""
    return lambda call: (*call.shape, call.size(name))


def untold(call: LayerCall) -> Outputs:
    """Nothing can be said."""
    return None


def axis_of(name: str, value: Any, rank: int) -> int:
    """An axis from 0, for one that may be counted from the end. Raises UsageError for one that there is not."""
    axis = whole(name, value, -rank)
    if axis >= rank:
        raise UsageError(f"{name} {axis} does not exist: there are {rank} axes")
    return axis % rank


def parts(call: LayerCall, shape: Shape) -> tuple[Size, tuple[Size, ...], Size]:
    """Batch, positions and channels of what a convolution or a pooling reads."""
    if call.channels_first:
        return shape[0], shape[2:], shape[1]
    return shape[0], shape[1:-1], shape[-1]


def joined(call: LayerCall, batch: Size, positions: Iterable[Size | None], channels: Size) -> Shape:
    """The shape of these parts, the channels where the layer has them."""
    inside = tuple(positions)
    # None stands for a length that a symbol is put for.
    return (batch, channels, *inside) if call.channels_first else (batch, *inside, channels)  # type: ignore[arg-type]


def window(length: Size, kernel: int, stride: int, padding: str, dilation: int = 1) -> Size | None:
    """How many windows fit: the length after a convolution or a pooling; None where it is no whole polynomial.

    >>> window(28, 3, 1, "valid"), window(28, 3, 2, "same")
    (26, 14)
    """
    reach = (kernel - 1) * dilation
    inside = length + (-reach if padding == "valid" else 0)
    if isinstance(inside, Polynomial):
        return inside if stride == 1 else None
    if inside < 1:
        raise UsageError(f"a window of {reach + 1} does not fit into a length of {size_text(length)}")
    return (inside - 1) // stride + 1


def padding_of(call: LayerCall, dimensions: int = 0) -> str:
    """The padding in lower case; `causal` is for convolutions of one dimension."""
    return call.choice("padding", ("valid", "same", "causal") if dimensions == 1 else ("valid", "same"))


def lengths_after(call: LayerCall, positions: Sequence[Size], dimensions: int) -> list[Size | None]:
    """The lengths after a convolution."""
    kernel, strides = call.several("kernel_size", dimensions), call.several("strides", dimensions)
    dilation, padding = call.several("dilation_rate", dimensions), padding_of(call, dimensions)
    sizes = zip(positions, kernel, strides, dilation, strict=True)
    return [window(length, size, stride, padding, wide) for length, size, stride, wide in sizes]


def convolved(dimensions: int, channels: str = "filters") -> Rule:
    """After a convolution: its filters as channels."""

    def rule(call: LayerCall) -> Outputs:
        _refuse_both(call, dimensions)
        batch, positions, _ = parts(call, call.shape)
        return joined(call, batch, lengths_after(call, positions, dimensions), call.size(channels))

    return rule


def _refuse_both(call: LayerCall, dimensions: int) -> None:
    """No framework moves a convolution by more than 1 and dilates it, too."""
    strides, dilation = call.several("strides", dimensions), call.several("dilation_rate", dimensions)
    if max(strides) > 1 and max(dilation) > 1:
        raise UsageError(f"strides={shown(strides)} and dilation_rate={shown(dilation)} cannot both be above 1")


def transposed(dimensions: int) -> Rule:
    """After a transposed convolution."""

    def rule(call: LayerCall) -> Outputs:
        batch, positions, _ = parts(call, call.shape)
        kernel, strides = call.several("kernel_size", dimensions), call.several("strides", dimensions)
        dilation = call.several("dilation_rate", dimensions)
        _refuse_both(call, dimensions)
        extra: Sequence[int | None] = (None,) * dimensions
        if call.get("output_padding") is not None:
            extra = call.several("output_padding", dimensions, 0)
        if any(more is not None and more >= stride for more, stride in zip(extra, strides, strict=True)):
            raise UsageError(f"output_padding={shown(extra)} must be below strides={shown(strides)}")
        padding = padding_of(call)
        sizes = zip(positions, kernel, strides, dilation, extra, strict=True)
        return joined(call, batch, (_widened(*each, padding) for each in sizes), call.size("filters"))

    return rule


def _widened(length: Size, kernel: int, stride: int, dilation: int, extra: int | None, padding: str) -> Size:
    reach = (kernel - 1) * dilation + 1
    if extra is None:
        return length * stride + (max(reach - stride, 0) if padding == "valid" else 0)
    inside = reach // 2 if padding == "same" else 0
    return (length - 1) * stride + reach - 2 * inside + extra


def pooled(dimensions: int) -> Rule:
    """After a pooling; without strides of its own it moves by its size."""

    def rule(call: LayerCall) -> Outputs:
        batch, positions, channels = parts(call, call.shape)
        size = call.several("pool_size", dimensions)
        strides = size if call.get("strides") is None else call.several("strides", dimensions)
        padding = padding_of(call)
        lengths = (window(*each, padding) for each in zip(positions, size, strides, strict=True))
        return joined(call, batch, lengths, channels)

    return rule


def pooled_whole(call: LayerCall) -> Outputs:
    """After a global pooling: no positions, or one each where they are kept."""
    batch, positions, channels = parts(call, call.shape)
    if call.flag("keepdims"):
        return joined(call, batch, (1 for _ in positions), channels)
    return (batch, channels)


def pooled_to(dimensions: int) -> Rule:
    """After an adaptive pooling: as many positions as asked for."""

    def rule(call: LayerCall) -> Outputs:
        batch, _, channels = parts(call, call.shape)
        return joined(call, batch, call.several("output_size", dimensions), channels)

    return rule


def resized(change: Callable[[Size, Any], Size | None], argument: str, dimensions: int) -> Rule:
    """Every length changed by the argument's value for its dimension."""

    def rule(call: LayerCall) -> Outputs:
        batch, positions, channels = parts(call, call.shape)
        value = call.get(argument)
        values = list(value) if isinstance(value, (list, tuple)) else [value] * dimensions
        if dimensions == 1 and len(values) == 2:
            values = [values]
        if len(values) != dimensions:
            raise UsageError(f"{argument} takes 1 or {dimensions} values, got {shown(value)}")
        lengths = (change(length, each) for length, each in zip(positions, values, strict=True))
        return joined(call, batch, lengths, channels)

    return rule


def _ends(value: Any) -> int:
    """How much two ends come to, for one number or two."""
    ends = value if isinstance(value, (list, tuple)) else (value, value)
    return sum(whole("padding", each) for each in ends)


def padded(length: Size, value: Any) -> Size:
    """A length with zeros at both ends."""
    return length + _ends(value)


def cropped(length: Size, value: Any) -> Size:
    """A length with something cut off at both ends."""
    left = length + -_ends(value)
    if not isinstance(left, Polynomial) and left < 0:
        raise UsageError(f"a length of {size_text(length)} cannot be cropped by {_ends(value)}")
    return left


def repeated(length: Size, value: Any) -> Size:
    """A length with every position several times."""
    return length * whole("size", value, 1)


def flattened(call: LayerCall) -> Outputs:
    """The batch, and all else in one axis."""
    return (call.shape[0], product(call.shape[1:]))


def reshaped(call: LayerCall) -> Outputs:
    """The target shape; -1 takes what is left."""
    target = call.get("target_shape")
    if not isinstance(target, (list, tuple)):
        raise UsageError(f"target_shape must be a tuple of whole numbers, got {shown(target)}")
    sizes = [whole("target_shape", each, -1) for each in target]
    total = product(call.shape[1:])
    rest = product(size for size in sizes if size != -1)
    if -1 not in sizes:
        if not isinstance(total, Polynomial) and total != rest:
            raise UsageError(
                f"{shape_text(call.shape)} holds another number of values than target_shape={shown(target)}"
            )
        return (call.shape[0], *sizes)
    if sizes.count(-1) > 1:
        raise UsageError("target_shape has -1 more than once")
    left = _divided(total, rest)
    inside = tuple(left if size == -1 else size for size in sizes)
    return (call.shape[0], *inside)  # type: ignore[arg-type]  # None stands for a length that a symbol is put for


def _divided(total: Size, part: Size) -> Size | None:
    if isinstance(total, Polynomial):
        if isinstance(part, Polynomial) or not part or any(factor % part for _, factor in total.terms):
            return None
        return Polynomial({sizes: factor // part for sizes, factor in total.terms})
    if isinstance(part, Polynomial) or not part or total % part:
        raise UsageError(f"target_shape does not divide {size_text(total)} values a sample")
    return total // part


def permuted(call: LayerCall) -> Outputs:
    """The axes in another order, counted from 1."""
    dims = call.get("dims")
    order = [whole("dims", each, 1) for each in dims] if isinstance(dims, (list, tuple)) else []
    if sorted(order) != list(range(1, len(call.shape))):
        raise UsageError(f"dims must be the axes 1 to {len(call.shape) - 1} in some order, got {shown(dims)}")
    return (call.shape[0], *(call.shape[axis] for axis in order))


def repeat_vector(call: LayerCall) -> Outputs:
    """The vector n times as steps."""
    return (call.shape[0], call.size("n"), call.shape[1])


def broadcast(call: LayerCall) -> Outputs:
    """All inputs laid over one another: an axis of 1 takes the other's length."""
    shapes = sorted(call.shapes, key=len, reverse=True)
    result = list(shapes[0])
    for shape in shapes[1:]:
        # The batch stays in front; a shorter tensor's axes are those behind.
        offset = len(result) - len(shape)
        for position, size in enumerate(shape):
            place = position + offset if position or not offset else 0
            result[place] = _laid(result[place], size, call)
    return tuple(result)


def _laid(one: Size, two: Size, call: LayerCall) -> Size:
    if one == two or two == 1:
        return one
    if one == 1:
        return two
    # Beside an unknown length Keras knows none: it may turn out to be 1.
    if isinstance(one, Polynomial) or isinstance(two, Polynomial):
        return one if isinstance(one, Polynomial) else two
    raise UsageError(f"shapes do not fit together: {', '.join(map(shape_text, call.shapes))}")


def concatenated(call: LayerCall) -> Outputs:
    """All inputs one behind the other along an axis."""
    rank = len(call.shape)
    if any(len(shape) != rank for shape in call.shapes):
        raise UsageError(f"shapes of different ranks: {', '.join(map(shape_text, call.shapes))}")
    axis = axis_of("axis", call.get("axis"), rank)
    for shape in call.shapes:
        for place, (one, two) in enumerate(zip(call.shape, shape, strict=True)):
            if place not in (axis, 0):
                _equal(one, two, call)
    total: Size = 0
    for shape in call.shapes:
        total = total + shape[axis]
    return (*call.shape[:axis], total, *call.shape[axis + 1 :])


def _equal(one: Size, two: Size, call: LayerCall) -> None:
    if one != two and not isinstance(one, Polynomial) and not isinstance(two, Polynomial):
        raise UsageError(f"shapes do not fit together: {', '.join(map(shape_text, call.shapes))}")


def dotted(call: LayerCall) -> Outputs:
    """Two inputs multiplied and summed over an axis of each."""
    if len(call.shapes) != 2:
        raise UsageError(f"it takes 2 inputs, got {len(call.shapes)}")
    axes = call.get("axes")
    pair = list(axes) if isinstance(axes, (list, tuple)) else [axes, axes]
    if len(pair) != 2:
        raise UsageError(f"axes are one or two whole numbers, got {shown(axes)}")
    one, two = (list(shape) for shape in call.shapes)
    del one[axis_of("axes", pair[0], len(one))]
    del two[axis_of("axes", pair[1], len(two))]
    left = (*one, *two[1:])
    return left if len(left) > 1 else (*left, 1)


def steps_then(call: LayerCall, features: Size, states: int = 0) -> Outputs:
    """What a recurrent layer gives: a sequence or its end, and its states where they are asked for."""
    batch = call.shape[0]
    output = (batch, call.shape[1], features) if call.flag("return_sequences") else (batch, features)
    if not call.flag("return_state"):
        return output
    return [output, *[(batch, features)] * states]


def convolution_sizes(dimensions: int) -> Callable[[LayerCall], Sizes]:
    """The sizes of a convolution's weights, `channels` being what each group of filters reads."""

    def sizes(call: LayerCall) -> Sizes:
        _, _, channels = parts(call, call.shape)
        groups = call.size("groups") if "groups" in call.entry.arguments else 1
        filters = call.size("filters") if "filters" in call.entry.arguments else groups
        if groups > 1 and (isinstance(channels, Polynomial) or channels % groups or filters % groups):
            texts = [size_text(each) for each in (groups, channels, filters)]
            raise UsageError("groups={} must divide both the channels, {}, and the filters, {}".format(*texts))
        kernel = call.several("kernel_size", dimensions)
        if dimensions == 1 and call.version[:1] == (1,):
            # Keras 1 convolved in one dimension as in two.
            kernel = (*kernel, 1)
        return {
            "kernel": kernel,
            "channels": channels // groups if isinstance(channels, int) else channels,
            "ones": (1,) * dimensions,
        }

    return sizes


def size_text(size: Size) -> str:
    """A length in a message, however long; None for one that is not known."""
    return "None" if isinstance(size, Polynomial) else shown(size)


def shape_text(shape: Shape) -> str:
    """A shape as Keras prints it: what is unknown is None.

    >>> shape_text((Polynomial.symbol("batch"), 28, 75))
    '(None, 28, 75)'
    """
    texts = [size_text(size) for size in shape]
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"
