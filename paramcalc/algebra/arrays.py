"""A polynomial evaluated on NumPy arrays of sizes: the only module of the counting path that needs NumPy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from paramcalc.errors import UsageError
from paramcalc.phrases import tr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.integer]

Terms: TypeAlias = "Sequence[tuple[tuple[str, ...], int]]"
"""A polynomial's terms: the sizes multiplied together, and the factor."""

_LARGEST, _SMALLEST = np.iinfo(np.int64).max, np.iinfo(np.int64).min


def evaluate_arrays(terms: Terms, sizes: Mapping[str, Array]) -> Array:
    """The polynomial with these terms at every element of the broadcast arrays: int64, or object if a size is.

    >>> evaluate_arrays([(("units", "units"), 1)], {"units": np.array([1, 2, 3])})
    array([1, 4, 9])

    Raises UsageError for arrays that do not hold whole numbers and for free sizes, OverflowError if a value does not
    fit into int64: a number never wraps around.
    """
    free = {name for monomial, _ in terms for name in monomial}.difference(sizes)
    if free:
        raise UsageError(tr("with arrays every size must be given; free: {names}", names=", ".join(sorted(free))))
    arrays = {name: _whole_numbers(name, np.asarray(sizes[name])) for name in sizes}
    try:
        shape = np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError as error:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise UsageError(tr("arrays of these shapes cannot be broadcast: {shapes}", shapes=shapes)) from error
    largest = {name: max(int(array.max(initial=1)), -int(array.min(initial=0))) for name, array in arrays.items()}
    exact = any(array.dtype == object for array in arrays.values())
    fits = not exact and _evaluate([(monomial, abs(factor)) for monomial, factor in terms], largest, 0) <= _LARGEST
    values: Array = _evaluate(terms, arrays, np.zeros(shape, np.int64 if fits else object))
    if exact or fits:
        return values
    if any(not _SMALLEST <= value <= _LARGEST for value in values.flat):
        raise OverflowError(
            tr("the count exceeds int64 for some of these sizes; arrays of dtype=object are exact at any size")
        )
    return values.astype(np.int64)


def _whole_numbers(name: str, array: Array) -> Array:
    if array.dtype.kind in "iu" or (array.dtype == object and all(isinstance(value, int) for value in array.flat)):
        return array
    raise UsageError(
        tr("{name} is an array of {dtype}; an array of whole numbers is needed", name=name, dtype=array.dtype)
    )


def _evaluate(terms: Terms, sizes: Mapping[str, Any], start: Any) -> Any:
    """The sum of the terms, added to `start`, whose type all arrays take."""
    if isinstance(start, np.ndarray):
        sizes = {name: array.astype(start.dtype, copy=False) for name, array in sizes.items()}
    return sum((prod((sizes[name] for name in monomial), start=factor) for monomial, factor in terms), start)
