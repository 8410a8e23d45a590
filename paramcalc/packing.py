"""From a framework's tensors to the parameters of the equations: which slice is which, read off the storage pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from paramcalc.frameworks.storage import AXES, BLOCKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paramcalc.layers import TensorSlot

    Array: TypeAlias = NDArray[Any]


def block_counts(tensor: TensorSlot) -> dict[str, int]:
    """How many directions, gates and roles a tensor holds."""
    directions = {direction for direction, _ in tensor.parameters}
    return {"direction": len(directions), "gate": len(tensor.gates), "role": len(tensor.roles)}


def unpack(tensor: TensorSlot, array: Array) -> dict[tuple[str, str], Array]:
    """The parameters that a tensor holds, by direction and name, shaped (rows, columns) or (rows,) as in the equations.

    >>> from paramcalc import lstm
    >>> kernel, _, bias = (tensor.slot for tensor in lstm(units=1, input=2).tensors)
    >>> unpack(bias, np.array([1, 2, 3, 4]))["forward", "b_c"]
    array([3])
    >>> unpack(kernel, np.array([[1, 2, 3, 4], [5, 6, 7, 8]]))["forward", "W_f"]
    array([[2, 6]])
    """
    counts = block_counts(tensor)
    sizes: list[int] = []
    words: list[str] = []
    for axis, length in zip(tensor.stored.axes, array.shape, strict=True):
        blocks = [counts[word] for word in axis if word in counts]
        own = length // int(np.prod(blocks, dtype=int))
        sizes += [counts.get(word, own) for word in axis]
        words += axis
    order = [word for word in (*BLOCKS, *AXES) if word in words]
    spread = array.reshape(sizes).transpose([words.index(word) for word in order])
    own_shape = [size for size, word in zip(spread.shape, order, strict=True) if word in AXES]
    return dict(zip(tensor.parameters, spread.reshape(-1, *own_shape), strict=True))
