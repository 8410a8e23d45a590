"""Whether a formula for the number of parameters is right: equality of polynomials, and the parts of a difference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from itertools import product as combinations
from math import prod
from typing import NamedTuple

from paramcalc.algebra import expression as syntax
from paramcalc.algebra.integers import whole_number
from paramcalc.algebra.polynomial import Polynomial, Size, polynomial
from paramcalc.errors import Remedy, UsageError, shown, unknown
from paramcalc.layers.breakdown import Breakdown
from paramcalc.layers.layer import Layer
from paramcalc.phrases import tr
from paramcalc.questions.conventions import Known, conventions, is_default
from paramcalc.questions.names import KNOWN, OF_CONVOLUTION, SPATIAL, meanings
from paramcalc.questions.parts import Parts, explain

MOST_READINGS = 4096
"""The readings of a formula that are tried: assignments of sizes to names and numbers."""

OPERATOR = re.compile(r"[-+*·×⋅^²−]|\\(?:times|cdot)|\d\s*[A-Za-z(]")
"""What tells a formula from its label and from a number."""


class Deviation(NamedTuple):
    """A layer, and the difference of the formula from its count."""

    layer: Layer
    difference: Size
    """The formula minus the count, in symbols; a number where the formula has no structure to compare."""
    parts: Parts


class Check(NamedTuple):
    """The answer: what was read, the layers that it counts exactly, and how it differs from others."""

    text: str
    formula: Polynomial
    """The formula in the sizes of layers."""
    names: Mapping[str, str]
    """The names in the formula, and the size that each stands for."""
    numbers: tuple[tuple[int, str], ...]
    """The numbers in the formula that were read as sizes."""
    sizes: Mapping[str, int]
    """The sizes that were given."""
    asked: tuple[Layer, ...]
    """The layer that was asked for; none if any would do."""
    equal: tuple[Layer, ...]
    """The layers that the formula counts exactly."""
    closest: tuple[Deviation, ...]
    """How it differs from the layer asked for, or from the closest layers."""
    value: int | None
    """Its value at the given sizes, if they are all it needs."""
    only_here: bool = False
    """Whether it equals the layer asked for at the given sizes alone."""

    @property
    def is_right(self) -> bool:
        """Whether it counts the layer that was asked for, or any if none was."""
        return bool(self.equal) and (not self.asked or not self.closest)


class Reading(NamedTuple):
    """One way to read a formula: the sizes that its names and its numbers stand for."""

    formula: Polynomial
    names: Mapping[str, str]
    numbers: Mapping[syntax.Number, str]


def check(
    text: str,
    asked: Breakdown | None = None,
    known: Known | None = None,
    sizes: Mapping[str, int] | None = None,
    where: Mapping[str, object] | None = None,
) -> Check:
    """Whether a formula counts the layer that is asked for, or any layer.

    `sizes` are the sizes whose numbers the formula may contain; `where` says what its names stand for.

    >>> from paramcalc import gru
    >>> result = check("3*(n*m + n**2 + n)", gru())
    >>> result.is_right, [str(deviation.difference) for deviation in result.closest]
    (False, ['-3·units'])

    Raises UsageError for a text that is no formula, and for a formula of numbers alone without sizes.
    """
    given = dict(asked.sizes if asked is not None else sizes or {})
    tree = syntax.parse(without_label(text), KNOWN | {name for name in where or {} if len(name) == 1})
    layers = _candidates(asked, known, tree, where or {})
    readings = list(islice(_readings(tree, layers, given, where or {}), MOST_READINGS))
    subjects = [asked.layer] if asked is not None else layers
    counts = {id(layer): _count(layer, readings[0]) for layer in layers}
    scores = ((_distance(reading, counts[id(layer)], given), reading) for reading in readings for layer in subjects)
    reading = min(scores, key=lambda score: score[0])[1]
    by_value = _compares_values(tree, reading, given)
    equal = tuple(layer for layer in layers if reading.formula == counts[id(layer)])
    value = reading.formula.evaluate(given)
    closest = _closest(reading, layers, counts, asked, equal, given if by_value else None)
    only_here = False
    if asked is not None and closest and by_value and value == asked.total:
        equal, closest, only_here = (asked.layer,), (), True
    return Check(
        text=text,
        formula=reading.formula,
        names=reading.names,
        numbers=tuple(sorted({(number.value, size) for number, size in reading.numbers.items()})),
        sizes=given,
        asked=() if asked is None else (asked.layer,),
        equal=equal,
        closest=closest,
        value=None if isinstance(value, Polynomial) else value,
        only_here=only_here,
    )


def without_label(text: str) -> str:
    """The formula of a text such as `params = 3n(m + n)`, without the name of what it counts and without its value.

    >>> without_label("params(n, m) = 3n(m + n)"), without_label("3n(m + n) = 9,600")
    ('3n(m + n)', '3n(m + n)')

    Raises UsageError for a text with several formulas.
    """
    sides = [side.strip(" &\n\t\\$") for side in re.split(r":=|=|:", text)]
    formulas = [side for side in sides if OPERATOR.search(side)] or [side for side in sides if side.isdigit()]
    if len(sides) == 1:
        return text
    if len(formulas) != 1:
        raise UsageError(
            tr("the text has {count} formulas, one is needed: {text}", count=len(formulas), text=shown(text))
        )
    return formulas[0]


def _candidates(
    asked: Breakdown | None, known: Known | None, tree: syntax.Expression, where: Mapping[str, object]
) -> list[Layer]:
    """The layers that a formula may count; convolutions if one is asked for, or if its names are theirs."""
    if asked is not None:
        spatial = bool(asked.layer.entry.spatial)
        cell = asked.layer.name if spatial or asked.layer.layers > 1 else None
        known = Known(cell, bidirectional=asked.layer.bidirectional, layers=asked.layer.layers)
        others = [layer for layer in conventions(known, spatial=spatial) if layer != asked.layer]
        return [asked.layer, *(layer for layer in others if bool(layer.entry.spatial) == spatial)]
    names = {node.name for node in syntax.walk(tree) if isinstance(node, syntax.Name)}
    sizes = {meanings(name)[0] for name in names - where.keys()} | {str(value) for value in where.values()}
    spatial = bool(sizes & SPATIAL)
    return [layer for layer in conventions(known or Known(), spatial=spatial) if bool(layer.entry.spatial) == spatial]


def _readings(
    tree: syntax.Expression, layers: Sequence[Layer], given: Mapping[str, int], where: Mapping[str, object]
) -> Iterator[Reading]:
    """The ways to read a formula, the likeliest first."""
    nodes = list(syntax.walk(tree))
    names = sorted({node.name for node in nodes if isinstance(node, syntax.Name)})
    numbers = [
        node for node in dict.fromkeys(nodes) if isinstance(node, syntax.Number) and node.value in given.values()
    ]
    if not names and not given:
        message = tr("the formula has only numbers, so that the sizes must be known")
        raise UsageError(message, remedy=Remedy("sizes"))
    for name in where.keys() - set(names):
        raise unknown(tr("name in the formula:"), name, names)
    allowed = sorted({size for layer in layers for size in layer.sizes} | {"kernel"})
    spatial = bool(layers[0].entry.spatial) if layers else False
    choices = [_choices(name, where, allowed, spatial) for name in names]
    of_numbers = [[size for size, value in given.items() if value == node.value] for node in numbers]
    if prod(len(sizes) + 1 for sizes in of_numbers) * prod(map(len, choices)) > MOST_READINGS:
        of_numbers = [sizes[:1] for sizes in of_numbers]
        literal: tuple[str, ...] = ()
    else:
        literal = ("",)
    for meant in sorted(combinations(*choices), key=lambda sizes: len(sizes) - len(set(sizes))):
        for chosen in combinations(*([*sizes, *literal] for sizes in of_numbers)):
            as_sizes = {node: size for node, size in zip(numbers, chosen, strict=True) if size}
            values = {name: _value(size) for name, size in zip(names, meant, strict=True)}
            formula = syntax.value_of(tree, values, {node: Polynomial.symbol(size) for node, size in as_sizes.items()})
            yield Reading(formula, dict(zip(names, map(str, meant), strict=True)), as_sizes)


def _choices(name: str, where: Mapping[str, object], allowed: Iterable[str], spatial: bool) -> list[str | int]:
    """What a name may stand for."""
    if name in where:
        given = where[name]
        if not isinstance(given, str):
            return [whole_number(name, given)]
        if given not in allowed:
            raise unknown(tr("size"), given, allowed)
        return [given]
    sizes = meanings(name)
    return [OF_CONVOLUTION.get(size, size) for size in sizes] if spatial else list(sizes)


def _value(size: str | int) -> Size:
    return Polynomial.symbol(size) if isinstance(size, str) else size


def _count(layer: Layer, reading: Reading) -> Polynomial:
    """The count of a layer; the sizes of its kernel are one size if the formula has only one."""
    formula = layer.structure.formula
    if "kernel" not in reading.names.values():
        return formula
    sizes = {name: Polynomial.symbol("kernel") for name in layer.sizes if name.startswith("kernel_")}
    return polynomial(formula.evaluate(sizes))


def _distance(reading: Reading, count: Polynomial, given: Mapping[str, int]) -> tuple[int, ...]:
    """How far a reading is from a layer's count: by degree, by number of terms, by their factors."""
    difference = reading.formula - count
    terms = difference.terms
    if not terms:
        return (0,)
    return (1, len(terms[0][0]), len(terms), sum(abs(factor) for _, factor in terms))


def _compares_values(tree: syntax.Expression, reading: Reading, given: Mapping[str, int]) -> bool:
    """Whether a formula is about the given sizes alone: it has numbers instead of names."""
    return bool(given) and not any(isinstance(node, syntax.Name) for node in syntax.walk(tree))


def _closest(
    reading: Reading,
    layers: Sequence[Layer],
    counts: Mapping[int, Polynomial],
    asked: Breakdown | None,
    equal: Sequence[Layer],
    values_at: Mapping[str, int] | None,
) -> tuple[Deviation, ...]:
    """The differences from the layer asked for, or from the default layers of today that are close."""
    if asked is not None:
        chosen = [asked.layer]
    else:
        defaults = [layer for layer in layers if is_default(layer)] or list(layers[:1])
        distances = {id(layer): _distance(reading, counts[id(layer)], {}) for layer in defaults}
        best = min(distances.values())
        cells = {layer.name for layer in equal}
        close = [
            layer for layer in defaults if distances[id(layer)][:2] <= max(best[:2], (1, 1)) or layer.name in cells
        ]
        chosen = [layer for layer in close if not cells or layer.name in cells]
    deviations = []
    for layer in chosen:
        difference = polynomial(reading.formula - counts[id(layer)]).evaluate({})
        if difference != 0:
            deviations.append(_deviation(layer, difference, values_at))
    return tuple(deviations)


def _deviation(layer: Layer, difference: Size, values_at: Mapping[str, int] | None) -> Deviation:
    parts = explain(difference, layer)
    at_sizes = polynomial(difference).evaluate(values_at) if values_at else None
    if any(part.kind == "unknown" for part in parts) and isinstance(at_sizes, int):
        # A formula without the layer's structure can still have an explainable value.
        numeric = explain(at_sizes, layer, values_at)
        if not any(part.kind == "unknown" for part in numeric) or not polynomial(difference).symbols:
            return Deviation(layer, at_sizes, numeric)
    return Deviation(layer, difference, parts)
