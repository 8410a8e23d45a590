"""The arrays behind a framework's tensors: a tensor unpacked into parameters, packed again, and converted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import numpy as np

from paramcalc.algebra.polynomial import known
from paramcalc.errors import UsageError, shown
from paramcalc.frameworks.storage import BLOCKS
from paramcalc.layers.breakdown import Breakdown
from paramcalc.phrases import tr
from paramcalc.weights.names import arrays_of, tensor_names
from paramcalc.weights.porting import port

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paramcalc.layers.structure import Tensor

    Array: TypeAlias = NDArray[Any]


def _orders(tensor: Tensor) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The words of a tensor's blocks; those of a parameter's axes as the tensor has them; and as its equations do: a
    kernel's sizes, then rows and columns.
    """
    words = [word for axis in tensor.axes for word in axis]
    blocks = tuple(word for word in BLOCKS if word in words)
    stored = tuple(word for word in words if word not in BLOCKS)
    return blocks, stored, tuple(sorted(stored, key=lambda word: {"rows": 1, "columns": 2}.get(word, 0)))


def unpack(tensor: Tensor, array: Array) -> dict[tuple[str, str], Array]:
    """The parameters that a tensor holds, by direction and name, with the shapes (rows, columns) or (rows,).

    >>> from paramcalc import lstm
    >>> kernel, _, bias = lstm(units=1, input=2).tensors
    >>> unpack(bias, np.array([1, 2, 3, 4]))["forward", "b_c"]
    array([3])
    >>> unpack(kernel, np.array([[1, 2, 3, 4], [5, 6, 7, 8]]))["forward", "W_f"]
    array([[2, 6]])
    """
    words = [word for axis in tensor.axes for word in axis]
    sizes: dict[str, int] = {}
    for axis, length in zip(tensor.axes, array.shape, strict=True):
        own = length // int(np.prod([tensor.blocks.get(word, 1) for word in axis]))
        sizes.update({word: tensor.blocks.get(word, own) for word in axis})
    blocks, stored, order = _orders(tensor)
    spread = array.reshape(list(sizes.values())).transpose([words.index(word) for word in (*blocks, *stored)])
    # A block's numbers follow each other in the order of memory, whatever the shape says.
    memory = tensor.memory_order or stored
    parts = spread.reshape(-1, *(sizes[word] for word in memory))
    parts = parts.transpose(0, *(1 + memory.index(word) for word in order))
    return dict(zip(tensor.parameters, parts, strict=True))


def pack(tensor: Tensor, parameters: Mapping[tuple[str, str], Array]) -> Array:
    """The tensor that holds these parameters, given by direction and name: the inverse of `unpack`.

    >>> from paramcalc import lstm
    >>> bias = lstm(units=1, input=2).tensors[2]
    >>> pack(bias, unpack(bias, np.array([1, 2, 3, 4])))
    array([1, 2, 3, 4])
    """
    words = [word for axis in tensor.axes for word in axis]
    blocks, stored, order = _orders(tensor)
    parts = np.stack([parameters[key] for key in tensor.parameters])
    sizes = {**tensor.blocks, **dict(zip(order, parts.shape[1:], strict=True))}
    memory = tensor.memory_order or stored
    parts = parts.transpose(0, *(1 + order.index(word) for word in memory))
    spread = parts.reshape([sizes[word] for word in (*blocks, *stored)])
    spread = spread.transpose([(*blocks, *stored).index(word) for word in words])
    return spread.reshape([int(np.prod([sizes[word] for word in axis])) for axis in tensor.axes])


@overload
def convert(weights: Mapping[str, Any], source: Breakdown, target: Breakdown) -> dict[str, Array]: ...
@overload
def convert(weights: Iterable[Any], source: Breakdown, target: Breakdown) -> list[Array]: ...
def convert(
    weights: Mapping[str, Any] | Iterable[Any], source: Breakdown, target: Breakdown
) -> dict[str, Array] | list[Array]:
    """The weights of one framework's layer as those of another's: arrays in the order of `source.tensors` become arrays
    in the order of `target.tensors`. A dictionary from names to arrays becomes a dictionary.

    >>> from paramcalc import gru
    >>> keras, torch = gru(3, 5), gru(3, 5, framework="pytorch")
    >>> [array.shape for array in convert([np.ones(tensor.shape) for tensor in keras.tensors], keras, torch)]
    [(9, 5), (9, 3), (9,), (9,)]

    Raises UsageError for arrays of other shapes, and if no weights make the target compute what the source computes.
    """
    _check_sides(source, target)
    if isinstance(weights, Mapping):
        moved = convert(arrays_of(weights, source), source, target)
        return dict(zip(tensor_names(target), moved, strict=True))
    arrays = _checked(weights, source)
    given = _parameters(source, arrays)
    zeros = (np.zeros(list(map(known, tensor.shape)), arrays[0].dtype) for tensor in target.tensors)
    made = _parameters(target, zeros)
    for move in port(source, target).moves:
        if move.names:
            first, *others = (given[move.layer, move.direction, name] for name in move.names)
            made[move.layer, move.direction, move.parameter] = sum(others, first)
    return [pack(tensor, {key: made[(tensor.layer, *key)] for key in tensor.parameters}) for tensor in target.tensors]


def _parameters(breakdown: Breakdown, arrays: Iterable[Array]) -> dict[tuple[int, str, str], Array]:
    """The parameters that the tensors hold, by layer, direction and name."""
    held = ((tensor.layer, unpack(tensor, array)) for tensor, array in zip(breakdown.tensors, arrays, strict=True))
    return {(layer, *key): part for layer, parts in held for key, part in parts.items()}


def _check_sides(source: Breakdown, target: Breakdown) -> None:
    """Raise UsageError for what is no breakdown, and for a free size."""
    if not isinstance(source, Breakdown) or not isinstance(target, Breakdown):
        raise UsageError(tr("source and target must be breakdowns, as gru() and layer() return them"))
    for side in (source, target):
        if side.free:
            raise UsageError(
                tr(
                    "arrays need every size of {framework}; free: {names}",
                    framework=side.layer.framework,
                    names=", ".join(side.free),
                )
            )


def _array(position: int, weight: Any) -> Array:
    """A weight as an array; a parameter of PyTorch without its gradient, from the memory of the CPU."""
    try:
        return np.asarray(weight.detach().cpu() if hasattr(weight, "detach") else weight)
    except (TypeError, ValueError) as error:
        raise UsageError(
            tr(
                "weights must be a list of arrays; weights[{position}] is none: {weight}",
                position=position,
                weight=shown(weight),
            )
        ) from error


def _checked(weights: Iterable[Any], source: Breakdown) -> list[Array]:
    """The weights as arrays of the shapes of the source's tensors."""
    if isinstance(weights, (str, bytes)) or not isinstance(weights, Iterable):
        raise UsageError(tr("weights must be a list of arrays, got {weights}", weights=shown(weights)))
    arrays = [_array(position, weight) for position, weight in enumerate(weights)]
    shapes = [array.shape for array in arrays]
    wanted = [tensor.shape for tensor in source.tensors]
    if shapes != wanted:
        raise UsageError(
            tr(
                "{framework} has weights of shapes {wanted}, got {shapes}",
                framework=source.layer.framework,
                wanted=wanted,
                shapes=shapes,
            )
        )
    return arrays
