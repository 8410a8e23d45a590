"""Output shapes that entries of several frameworks share: reshaping, merging, and the steps of a recurrent layer.

A rule gives None for a length that it cannot tell; whoever calls the rule puts a symbol there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from paramcalc.algebra.polynomial import Polynomial, Size, product
from paramcalc.classes.base import LayerCall, LayerEntry, OpenShape, Outputs, Shape, listed, whole
from paramcalc.classes.messages import shape_text, shapes_text, size_text
from paramcalc.equations.cell import read
from paramcalc.errors import UsageError, shown
from paramcalc.frameworks.base import CellEntry
from paramcalc.phrases import tr

Rule = Callable[[LayerCall], Outputs]


def same(call: LayerCall) -> Outputs:
    """The shape of the input."""
    return call.shape


def last(name: str) -> Rule:
    """The shape of the input, with an argument in place of the last axis."""
    return lambda call: (*call.shape[:-1], call.free_size(name))


def append(name: str) -> Rule:
    """The shape of the input, with one more axis at the end."""
    return lambda call: (*call.shape, call.free_size(name))


def unknown_output(call: LayerCall) -> Outputs:
    """An output of which nothing is known."""
    return None


def unchanged(layers: Mapping[str, str]) -> dict[str, LayerEntry]:
    """The entries of layers whose output has the shape of their input: arguments, and the names that have them."""
    return {name: LayerEntry(arguments, same) for arguments, names in layers.items() for name in names.split()}


def axis_of(name: str, value: Any, rank: int) -> int:
    """An axis from 0; a negative one counts from the end. Raises UsageError for an axis that does not exist."""
    axis = whole(name, value, -rank)
    if axis >= rank:
        raise UsageError(tr("{name} {axis} does not exist: there are {rank} axes", name=name, axis=axis, rank=rank))
    return axis % rank


def axes_of(name: str, value: Any, rank: int) -> list[int]:
    """Several axes from 0, given as one or as a list."""
    return [axis_of(name, axis, rank) for axis in listed(value)]


def without(shape: Shape, *axes: int) -> Shape:
    """A shape without some of its axes."""
    return tuple(size for place, size in enumerate(shape) if place not in axes)


def flattened(call: LayerCall) -> Outputs:
    """The batch, and one axis for everything else."""
    return (call.shape[0], product(call.shape[1:]))


def reshaped(call: LayerCall) -> Outputs:
    """The target shape; -1 takes the rest."""
    target = call.get("target_shape")
    if not isinstance(target, (list, tuple)):
        raise UsageError(tr("target_shape must be a tuple of whole numbers, got {target}", target=shown(target)))
    sizes = [whole("target_shape", size, -1) for size in target]
    total = product(call.shape[1:])
    rest = product(size for size in sizes if size != -1)
    if -1 not in sizes:
        if not isinstance(total, Polynomial) and total != rest:
            raise UsageError(
                tr(
                    "{shape} and target_shape={target} have different numbers of values",
                    shape=shape_text(call.shape),
                    target=shown(target),
                )
            )
        return (call.shape[0], *sizes)
    if sizes.count(-1) > 1:
        raise UsageError(tr("target_shape has -1 more than once"))
    left = _divided(total, rest)
    return (call.shape[0], *(left if size == -1 else size for size in sizes))


def _divided(total: Size, part: Size) -> Size | None:
    if isinstance(total, Polynomial):
        if isinstance(part, Polynomial) or not part or any(factor % part for _, factor in total.terms):
            return None
        return Polynomial({sizes: factor // part for sizes, factor in total.terms})
    if isinstance(part, Polynomial) or not part or total % part:
        raise UsageError(tr("target_shape does not divide {total} values a sample", total=size_text(total)))
    return total // part


def permuted(call: LayerCall) -> Outputs:
    """The axes in another order, counted from 1."""
    dims = call.get("dims")
    order = [whole("dims", axis, 1) for axis in dims] if isinstance(dims, (list, tuple)) else []
    if sorted(order) != list(range(1, len(call.shape))):
        raise UsageError(
            tr(
                "dims must be the axes 1 to {count} in some order, got {dims}",
                count=len(call.shape) - 1,
                dims=shown(dims),
            )
        )
    return (call.shape[0], *(call.shape[axis] for axis in order))


def repeat_vector(call: LayerCall) -> Outputs:
    """The vector repeated as n steps."""
    return (call.shape[0], call.size("n"), call.shape[1])


def broadcast(call: LayerCall) -> Shape:
    """All inputs broadcast against one another: an axis of 1 takes the other's length."""
    shapes = sorted(call.shapes, key=len, reverse=True)
    result = list(shapes[0])
    for shape in shapes[1:]:
        # The batch stays in front; the axes of a shorter tensor are the last ones.
        offset = len(result) - len(shape)
        for position, size in enumerate(shape):
            place = position + offset if position or not offset else 0
            result[place] = _broadcast_axis(result[place], size, call)
    return tuple(result)


def _broadcast_axis(one: Size, two: Size, call: LayerCall) -> Size:
    if one == two or two == 1:
        return one
    if one == 1:
        return two
    # With an unknown length Keras knows neither: it may turn out to be 1.
    if isinstance(one, Polynomial) or isinstance(two, Polynomial):
        return one if isinstance(one, Polynomial) else two
    raise _mismatch(call.shapes)


def _mismatch(shapes: Iterable[Shape]) -> UsageError:
    return UsageError(tr("shapes do not fit together: {shapes}", shapes=shapes_text(shapes)))


def concatenated(call: LayerCall) -> Outputs:
    """All inputs joined along an axis."""
    rank = len(call.shape)
    if any(len(shape) != rank for shape in call.shapes):
        raise UsageError(tr("shapes of different ranks: {shapes}", shapes=shapes_text(call.shapes)))
    axis = axis_of("axis", call.get("axis"), rank)
    for shape in call.shapes:
        for place, (one, two) in enumerate(zip(call.shape, shape, strict=True)):
            if place not in (axis, 0) and one != two and isinstance(one, int) and isinstance(two, int):
                raise _mismatch(call.shapes)
    return (*call.shape[:axis], sum(shape[axis] for shape in call.shapes), *call.shape[axis + 1 :])


def dotted(call: LayerCall) -> Outputs:
    """Two inputs multiplied and summed over one axis of each."""
    if len(call.shapes) != 2:
        raise UsageError(tr("it takes 2 inputs, got {count}", count=len(call.shapes)))
    axes = call.get("axes")
    pair = list(axes) if isinstance(axes, (list, tuple)) else [axes, axes]
    if len(pair) != 2:
        raise UsageError(tr("axes are one or two whole numbers, got {axes}", axes=shown(axes)))
    one, two = (
        without(shape, axis_of("axes", axis, len(shape))) for shape, axis in zip(call.shapes, pair, strict=True)
    )
    left = (*one, *two[1:])
    return left if len(left) > 1 else (*left, 1)


def steps_then(call: LayerCall, output: OpenShape, states: int) -> Outputs:
    """The output of a recurrent layer: every step or the last one, and the states for `return_state`.

    `output` is the shape of one step's output; its states have the same.
    """
    steps: OpenShape = (output[0], call.shape[1], *output[1:]) if call.flag("return_sequences") else output
    return [steps, *[output] * states] if call.flag("return_state") else steps


def states_of(entry: CellEntry, *options: bool) -> Mapping[str, str]:
    """The states of a cell with the names of their sizes, from its equations; all options are off unless given."""
    return read(entry.variants[options or (False,) * len(entry.options)].equations).states
