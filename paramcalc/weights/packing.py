"""From a framework's tensors to the parameters of the equations: which slice is which, read off the storage pattern."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from paramcalc.algebra.polynomial import known
from paramcalc.errors import UsageError
from paramcalc.frameworks.storage import BLOCKS
from paramcalc.layers.breakdown import Breakdown
from paramcalc.weights.porting import port

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paramcalc.layers.breakdown import Row
    from paramcalc.layers.structure import SymbolicTensor

    Array: TypeAlias = NDArray[Any]


MATRIX = ("rows", "columns")


def _order(words: Sequence[str]) -> list[str]:
    """The words with the blocks first, then a kernel's sizes, then rows and columns."""
    kernel = [word for word in words if word not in BLOCKS and word not in MATRIX]
    return [*(word for word in BLOCKS if word in words), *kernel, *(word for word in MATRIX if word in words)]


def block_counts(tensor: SymbolicTensor) -> dict[str, int]:
    """How many directions, gates and roles a tensor holds."""
    directions = {direction for direction, _ in tensor.parameters}
    return {"direction": len(directions), "gate": len(tensor.gates), "role": len(tensor.roles)}


def unpack(tensor: SymbolicTensor, array: Array) -> dict[tuple[str, str], Array]:
    """The parameters that a tensor holds, by direction and name, shaped (rows, columns) or (rows,) as in the equations.

    >>> from paramcalc import lstm
    >>> kernel, _, bias = (tensor.symbolic for tensor in lstm(units=1, input=2).tensors)
    >>> unpack(bias, np.array([1, 2, 3, 4]))["forward", "b_c"]
    array([3])
    >>> unpack(kernel, np.array([[1, 2, 3, 4], [5, 6, 7, 8]]))["forward", "W_f"]
    array([[2, 6]])
    """
    counts = block_counts(tensor)
    sizes: list[int] = []
    words: list[str] = []
    for axis, length in zip(tensor.axes, array.shape, strict=True):
        blocks = [counts[word] for word in axis if word in counts]
        own = length // int(np.prod(blocks, dtype=int))
        sizes += [counts.get(word, own) for word in axis]
        words += axis
    order = _order(words)
    spread = array.reshape(sizes).transpose([words.index(word) for word in order])
    own_shape = [size for size, word in zip(spread.shape, order, strict=True) if word not in BLOCKS]
    return dict(zip(tensor.parameters, spread.reshape(-1, *own_shape), strict=True))


def pack(tensor: SymbolicTensor, parameters: Mapping[tuple[str, str], Array]) -> Array:
    """The tensor that holds these parameters, given by direction and name: what `unpack` takes apart.

    >>> from paramcalc import lstm
    >>> bias = lstm(units=1, input=2).tensors[2].symbolic
    >>> pack(bias, unpack(bias, np.array([1, 2, 3, 4])))
    array([1, 2, 3, 4])
    """
    counts = block_counts(tensor)
    words = [word for axis in tensor.axes for word in axis]
    order = _order(words)
    blocks = np.stack([parameters[place] for place in tensor.parameters])
    own = dict(zip([word for word in order if word not in BLOCKS], blocks.shape[1:], strict=True))
    sizes = {**counts, **own}
    spread = blocks.reshape([sizes[word] for word in order]).transpose([order.index(word) for word in words])
    return spread.reshape([int(np.prod([sizes[word] for word in axis])) for axis in tensor.axes])


def convert(weights: Iterable[Any], source: Breakdown, target: Breakdown) -> list[Array]:
    """The weights of one framework's layer as another's: arrays in the order of `source.tensors` in, in that of
    `target.tensors` out.

    >>> from paramcalc import gru
    >>> keras, torch = gru(3, 5), gru(3, 5, framework="pytorch")
    >>> [array.shape for array in convert([np.ones(each.shape) for each in keras.tensors], keras, torch)]
    [(9, 5), (9, 3), (9,), (9,)]

    Raises UsageError for arrays of other shapes, and where no weights make the target compute what the source does.
    """
    if not isinstance(source, Breakdown) or not isinstance(target, Breakdown):
        raise UsageError("what is converted from and to are breakdowns, as gru() and layer() give them")
    for end in (source, target):
        if end.free:
            raise UsageError(f"arrays need every size of {end.layer.framework}; free: {', '.join(end.free)}")
    try:
        # A parameter of PyTorch is taken as it is, without its gradient.
        weights = [np.asarray(array.detach() if hasattr(array, "detach") else array) for array in weights]
    except TypeError as error:
        raise UsageError(f"weights are a list of arrays: {error}") from error
    shapes = [array.shape for array in weights]
    wanted = [tensor.shape for tensor in source.tensors]
    if shapes != wanted:
        raise UsageError(f"{source.layer.framework} has weights of shapes {wanted}, got {shapes}")
    given: dict[tuple[int, str, str], Array] = {}
    for tensor, array in zip(source.tensors, weights, strict=True):
        for (direction, name), part in unpack(tensor.symbolic, array).items():
            given[tensor.layer, direction, name] = part
    made: dict[tuple[int, str, str], Array] = {}
    shape_of = {(row.layer, row.direction, row.parameter): row for row in target.rows}
    for move in port(source, target).moves:
        place = (move.layer, move.direction, move.parameter)
        parts = [given[move.layer, move.direction, name] for name in move.names]
        made[place] = sum(parts[1:], parts[0]) if parts else _zeros(shape_of[place], weights)
    return [
        pack(each.symbolic, {place: made[(each.layer, *place)] for place in each.symbolic.parameters})
        for each in target.tensors
    ]


def _zeros(row: Row, weights: Sequence[Array]) -> Array:
    sizes = dict(zip(row.symbolic.axes, row.shape, strict=True))
    shape = [known(sizes[word]) for word in _order(list(sizes))]
    return np.zeros(shape, np.asarray(weights[0]).dtype)
