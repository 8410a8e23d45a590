"""A model over many sizes: its counts for each combination of the values of some names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import NamedTuple

from paramcalc.algebra.integers import whole_number
from paramcalc.algebra.polynomial import Size
from paramcalc.errors import UsageError, shown
from paramcalc.models.breakdown import Model
from paramcalc.phrases import labelled, tr

MOST_POINTS = 10_000
"""The most combinations: each is a model of its own, which takes some milliseconds."""


COUNTS = ("params", "trainable", "bytes", "macs", "lower_bound", "sizes", "polynomial")
"""The columns of the table, which no swept name can be called."""


class SweepPoint(NamedTuple):
    """The counts of a model for one combination of values."""

    values: tuple[int, ...]
    params: Size
    trainable: Size
    bytes: Size
    macs: Size | None
    """None if they are unknown."""
    is_lower_bound: bool
    """Whether there can be more parameters."""


class ModelSweep(NamedTuple):
    """A model over many sizes."""

    source: str
    """The line of layers, or the name of the file."""
    names: tuple[str, ...]
    points: tuple[SweepPoint, ...]

    @property
    def is_lower_bound(self) -> bool:
        """Whether some model can have more parameters."""
        return any(point.is_lower_bound for point in self.points)


def checked_values(values: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, ...]]:
    """The values of each name. Raises UsageError for none, for what is no size, and for too many combinations."""
    for name in values:
        if name in COUNTS:
            raise UsageError(
                tr("{name} is a column of the table", name=name), tip=tr("choose another name for the size")
            )
    checked = {
        name: tuple(whole_number(name, size, least=1) for size in ([sizes] if isinstance(sizes, int) else sizes))
        for name, sizes in values.items()
    }
    if not checked or not all(checked.values()):
        raise UsageError(tr("a sweep needs a name and its sizes, got {given}", given=shown(dict(values))))
    count = prod(map(len, checked.values()))
    if count > MOST_POINTS:
        raise UsageError(tr("a sweep of {count:,} models is too long: at most {most:,}", count=count, most=MOST_POINTS))
    return checked


def sweep(source: str, values: Mapping[str, Sequence[int]], model_at: Callable[[dict[str, int]], Model]) -> ModelSweep:
    """The counts of the models that `model_at` gives for each combination of values; the last name varies first.

    Raises UsageError, with the values, for a combination that is no model.
    """
    checked = checked_values(values)
    return ModelSweep(source, tuple(checked), tuple(_points(checked, model_at)))


def _points(values: Mapping[str, tuple[int, ...]], model_at: Callable[[dict[str, int]], Model]) -> Iterator[SweepPoint]:
    for combination in product(*values.values()):
        sizes = dict(zip(values, combination, strict=True))
        try:
            model = model_at(sizes)
            counts = (model.total, model.trainable, model.bytes, model.macs)
        except UsageError as error:
            place = ", ".join(f"{name}={size}" for name, size in sizes.items())
            raise UsageError(labelled(place, error.message), tip=error.tip, remedy=error.remedy) from error
        yield SweepPoint(combination, *counts, model.is_lower_bound)
