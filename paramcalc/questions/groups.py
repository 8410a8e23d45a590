"""Layers by their formula, and the sizes for which a formula has a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from paramcalc.algebra.divisors import divisors
from paramcalc.algebra.polynomial import Polynomial, polynomial
from paramcalc.errors import Remedy, UsageError
from paramcalc.layers.layer import Layer
from paramcalc.phrases import tr
from paramcalc.questions.conventions import Known, conventions, rank
from paramcalc.questions.roots import coefficients, crossing, stretches, value

LARGEST = 10**15
"""The largest number for which all sizes are searched; above it at least one size must be given."""

NO_LAYER = tr("no such layer has the sizes {names} and at most two others")


class Group(NamedTuple):
    """Layers with one formula."""

    formula: Polynomial
    """With the given sizes put in."""
    layers: tuple[Layer, ...]
    free: tuple[str, ...]
    given: Mapping[str, int]
    order: int
    """The place of its settings among those of all groups."""

    @property
    def limits(self) -> Mapping[str, str]:
        """The sizes that must be smaller than others."""
        layer = self.layers[0]
        return {small: large for small, large in layer.entry.smaller_than.items() if small in layer.sizes}

    def allows(self, sizes: Sequence[int]) -> bool:
        """Whether the free sizes fit the given ones."""
        values = {**self.given, **dict(zip(self.free, sizes, strict=True))}
        return all(values[small] < values[large] for small, large in self.limits.items())


def groups_of(known: Known, given: Mapping[str, int]) -> list[Group]:
    """The layers by formula, those alone that have all the given sizes and at most two others."""
    found: dict[tuple[Polynomial, tuple[str, ...]], list[Layer]] = {}
    for layer in conventions(known, spatial=known.cell is not None):
        free = tuple(name for name in layer.sizes if name not in given)
        optional = {option.name for option in layer.entry.options if option.is_size}
        limits = layer.entry.smaller_than.items()
        fits = all(given[small] < given[large] for small, large in limits if small in given and large in given)
        if set(given) <= set(layer.sizes) and len(free) <= 2 and not optional.intersection(free) and fits:
            formula = polynomial(layer.structure.formula.evaluate(given))
            found.setdefault((formula, free), []).append(layer)
    if not found:
        message = NO_LAYER.format(names=", ".join(given)) if given else tr("more than two free sizes")
        raise UsageError(message, tip=tr("give the sizes that the layer has"))
    orders = sorted({rank(layers[0])[:2] for layers in found.values()})
    return [
        Group(formula, tuple(layers), free, given, orders.index(rank(layers[0])[:2]))
        for (formula, free), layers in found.items()
    ]


def solutions(number: int, group: Group) -> Iterator[tuple[int, ...]]:
    """The values of the free sizes that give the number.

    Raises UsageError for two free sizes of a number above 10^15, and for two whose product the formula does not have.
    """
    formula, free = group.formula, group.free
    if not free:
        return iter([()] if formula == number else [])
    sizes = _one_size(number, formula, free[0]) if len(free) == 1 else _two_sizes(number, formula, free)
    return filter(group.allows, sizes) if group.limits else sizes


def _one_size(number: int, formula: Polynomial, name: str) -> Iterator[tuple[int, ...]]:
    poly = coefficients(formula, name)
    for part in stretches(poly, 1, None):
        size = crossing(poly, part, number)[0]
        if size is not None and value(poly, size) == number:
            yield (size,)


def _two_sizes(number: int, formula: Polynomial, free: tuple[str, ...]) -> Iterator[tuple[int, ...]]:
    """All counts have the form u·(a·i + b·u + c): u divides the number, and i follows."""
    if number > LARGEST:
        message = tr("above 10^{count} at least one size must be known", count=len(str(LARGEST)) - 1)
        raise UsageError(message, remedy=Remedy("sizes"))
    first, second = free
    factors = {tuple(sorted(monomial)): factor for monomial, factor in formula.terms}
    mixed = factors.pop(tuple(sorted(free)), 0)
    square, linear = factors.pop((first, first), 0), factors.pop((first,), 0)
    if factors or not mixed:
        raise UsageError(
            tr("both {first} and {second} are free", first=first, second=second),
            tip=tr("give one of them: {first} or {second}", first=first, second=second),
        )
    for size in _divisors(number):
        rest = number // size - square * size - linear
        if rest < mixed:
            if square:
                return
            continue
        other, left = divmod(rest, mixed)
        if not left:
            yield size, other


@lru_cache(maxsize=4)
def _divisors(number: int) -> tuple[int, ...]:
    return tuple(divisors(number))
