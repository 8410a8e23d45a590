"""What a summary shows of a layer, and how the settings of a class are found from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import gcd
from typing import Any, NamedTuple, TypeAlias

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.models.printed import PrintedShape

Config: TypeAlias = "dict[str, Any]"


class Seen(NamedTuple):
    """What a summary shows of a layer."""

    output: PrintedShape
    input: PrintedShape | None
    """None if it is not known."""
    params: int

    @property
    def features(self) -> int | None:
        """The last axis of its output."""
        return self.output[-1] if self.output else None

    def channels(self, first: bool) -> tuple[int, int | None] | None:
        """The channels of the output and of the input, on the first axis behind the batch or on the last."""
        axis = 1 if first else -1
        if len(self.output) < 3 or not isinstance(self.output[axis], int):
            return None
        known = self.input is not None and len(self.input) == len(self.output)
        return self.output[axis], self.input[axis] if known and self.input else None  # type: ignore[return-value]


BOTH = (True, False)

INPUT = Polynomial.symbol("input")


class Candidates(NamedTuple):
    """How to find the settings of a class."""

    configs: Callable[[Seen], Iterator[Config]]
    """The settings that can give the number, the default first."""
    all_known: bool = True
    """Whether no others can."""
    keeps_shape: bool = False
    """Whether its output has the shape of its input."""


USUAL_KERNELS = {1: (3, 5, 7, 2, 4, 1), 2: (9, 25, 49, 4, 121, 1), 3: (27, 125, 8, 1)}
"""The usual numbers of positions of a kernel, by its dimensions."""


def kernel_of(positions: int, dimensions: int) -> tuple[int, ...]:
    """A kernel with this number of positions: as square as it can be.

    >>> kernel_of(9, 2), kernel_of(6, 2)
    ((3, 3), (3, 2))
    """
    if dimensions == 2:
        sides = (side for side in range(1, positions + 1) if positions % side == 0 and side * side >= positions)
        longer = next(sides)
        return longer, positions // longer
    if dimensions == 3:
        side = next((side for side in range(1, 30) if side**3 == positions), None)
        if side:
            return side, side, side
    return (positions, *[1] * (dimensions - 1))


def kernels_for(seen: Seen, bias: bool, first: bool, dimensions: int) -> Iterator[tuple[int, int, int | None]]:
    """The positions of a kernel, the groups, and the channels of the input, that give the number."""
    channels = seen.channels(first)
    if channels is None:
        return
    filters, inputs = channels
    each, rest = divmod(seen.params - filters * bias, filters)
    if rest or each < 1:
        return
    if inputs is None:
        positions = next(positions for positions in USUAL_KERNELS[dimensions] if each % positions == 0)
        yield positions, 1, each // positions
        return
    groups = inputs // gcd(inputs, each)
    if filters % groups == 0:
        yield each * groups // inputs, groups, None


def input_of(kind: str, seen: Seen, candidates: Candidates | None, is_recurrent: bool) -> tuple[Any, ...]:
    """The shape that a layer reads, with a symbol for each length that is not known."""
    if seen.input is not None:
        shape: PrintedShape = seen.input
    elif candidates is not None and candidates.keeps_shape:
        shape = seen.output
    else:
        rank = 3 if is_recurrent else max(len(seen.output), 2)
        return (Polynomial.symbol("batch"), *map(_length, range(1, rank - 1)), INPUT)
    last = len(shape) - 1
    return tuple(
        size if isinstance(size, int) and axis else INPUT if axis == last else _length(axis)
        for axis, size in enumerate(shape)
    )


def _length(axis: int) -> Polynomial:
    return Polynomial.symbol(f"length_{axis}") if axis else Polynomial.symbol("batch")
