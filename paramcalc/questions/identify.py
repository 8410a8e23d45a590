"""From a printed number to the settings: every layer and pair of sizes that has exactly this number of parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from paramcalc.algebra.integers import whole_number
from paramcalc.layers.layer import Layer
from paramcalc.phrases import tr
from paramcalc.questions.conventions import EVERYTHING, Known, rank
from paramcalc.questions.groups import LARGEST, Group, groups_of, solutions
from paramcalc.questions.parts import Parts, explain
from paramcalc.questions.roots import coefficients, crossing, stretches

FARTHEST = 200
"""How far from a number without solutions the nearest number with one is looked for."""


class Match(NamedTuple):
    """Sizes, and the layers that have this number of parameters with them: all have the same formula."""

    names: tuple[str, ...]
    values: tuple[int, ...]
    layers: tuple[Layer, ...]
    """The likeliest first."""

    @property
    def sizes(self) -> dict[str, int]:
        """The sizes by name."""
        return dict(zip(self.names, self.values, strict=True))


class Deviation(NamedTuple):
    """A layer that comes near to a number, and the parameters that make the difference."""

    layer: Layer
    sizes: Mapping[str, int]
    total: int
    difference: int
    """The number minus the layer's total."""
    parts: Parts


class Identification(NamedTuple):
    """The answer for one number."""

    number: int
    sizes: Mapping[str, int]
    """The sizes that were given."""
    matches: tuple[Match, ...]
    """The likeliest first: today's defaults, then round sizes."""
    nearest: tuple[Deviation, ...] = ()
    """Where nothing matches: the layer whose count is explained by the fewest parameters."""
    expected: int | None = None
    """The number that was expected instead."""
    expected_matches: tuple[Match, ...] = ()
    reason: tuple[Deviation, ...] = ()
    """What the difference between the two numbers consists of: the number, from a layer that has the expected one."""


def identify(
    number: int,
    known: Known = EVERYTHING,
    sizes: Mapping[str, int] | None = None,
    expected: int | None = None,
) -> Identification:
    """All layers with this number of parameters.

    >>> match = identify(6336, Known("gru"), {"units": 32, "input": 32}).matches[0]
    >>> [layer.framework for layer in match.layers]
    ['keras', 'pytorch', 'onnx', 'cudnn', 'onnx']

    Raises UsageError for a number that is not whole, and for one above 10^15 without any size.
    """
    return next(identify_all([number], known, sizes, expected))


def identify_all(
    numbers: Iterable[int],
    known: Known = EVERYTHING,
    sizes: Mapping[str, int] | None = None,
    expected: int | None = None,
) -> Iterator[Identification]:
    """The same for several numbers; the layers are derived only once."""
    given = {name: whole_number(name, size, least=1) for name, size in (sizes or {}).items()}
    groups = groups_of(known, given)
    if expected is not None:
        whole_number(tr("the expected number"), expected, least=1)
    for number in numbers:
        whole_number(tr("the number"), number, least=1)
        matches = _matches(number, groups, given)
        others = () if expected is None else _matches(expected, groups, given)
        reason = () if expected is None else _reason(number, expected, matches, others)
        nearest = () if matches or reason else _nearest(number, groups, given)
        yield Identification(number, given, matches, nearest, expected, others, reason)


def _matches(number: int, groups: Sequence[Group], given: Mapping[str, int]) -> tuple[Match, ...]:
    """The matches of all groups, each pair of sizes once, in order.

    A number of 15 digits can have 200,000 matches: they are sorted by one number each.
    """
    keyed: list[tuple[int, tuple[int, ...], int]] = []
    for position, group in enumerate(groups):
        free, settings = bool(group.free), group.order << SIZE_BITS + ROUGH_BITS
        for sizes in solutions(number, group):
            rough = sum([roughness(size) for size in sizes]) << SIZE_BITS if free else 0
            keyed.append((settings + rough + (max(sizes) if free and number <= LARGEST else 0), sizes, position))
    keyed.sort()
    names = [(*given, *group.free) for group in groups]
    fixed = tuple(given.values())
    return tuple(Match(names[group], (*fixed, *sizes), groups[group].layers) for _, sizes, group in keyed)


SIZE_BITS, ROUGH_BITS = LARGEST.bit_length(), 16
"""The bits of a key of the order: of the larger size, and of how little round the sizes are."""


def roughness(size: int) -> int:
    """How little round a number is: its digits without the zeros at its end, in binary for one or two digits.

    >>> [roughness(size) for size in (1, 32, 75, 300, 97)]
    [1, 1, 2, 1, 2]
    """
    odd = size // (size & -size)
    return odd.bit_length() if odd < 4 else len(str(size).rstrip("0"))


def _nearest(number: int, groups: Iterable[Group], given: Mapping[str, int]) -> tuple[Deviation, ...]:
    """The layer that explains a number without a match best: by the parameters that it differs by."""
    deviations = [deviation for group in groups for deviation in _near(number, group, given)]
    if not deviations:
        return ()
    return (min(deviations, key=_explained),)


def _explained(deviation: Deviation) -> tuple[object, ...]:
    unknown = any(part.kind == "unknown" for part in deviation.parts)
    settings = rank(deviation.layer)
    if unknown:
        return 1, abs(deviation.difference), settings
    kinds = [list(KINDS).index(part.kind) for part in deviation.parts]
    return 0, len(kinds), sum(kinds), settings


KINDS = ("role", "other", "direction", "twice", "gate", "unknown")
"""The kinds of explanations, the likeliest first."""


def _near(number: int, group: Group, given: Mapping[str, int]) -> Iterator[Deviation]:
    layer = group.layers[0]
    if not group.free:
        total = group.formula.evaluate({})
        assert isinstance(total, int)
        yield Deviation(layer, given, total, number - total, explain(number - total, layer, given))
        return
    if group.order:
        return
    if len(group.free) == 1:
        poly = coefficients(group.formula, group.free[0])
        for part in stretches(poly, 1, None):
            for size in crossing(poly, part, number):
                if size is not None:
                    yield _deviation(number, layer, {**given, group.free[0]: size})
        return
    for distance in range(1, FARTHEST):
        for other in (number - distance, number + distance):
            sizes = max(solutions(other, group), key=min, default=None) if other >= 1 else None
            if sizes is not None:
                yield _deviation(number, layer, {**given, **dict(zip(group.free, sizes, strict=True))})
                return


def _deviation(number: int, layer: Layer, sizes: Mapping[str, int]) -> Deviation:
    total = layer.structure.formula.evaluate(sizes)
    assert isinstance(total, int)
    return Deviation(layer, sizes, total, number - total, explain(number - total, layer, sizes))


def _reason(number: int, expected: int, ours: Iterable[Match], theirs: Iterable[Match]) -> tuple[Deviation, ...]:
    """What a number has more or fewer than the expected one: between two layers of the same cell and sizes."""
    of_sizes: dict[tuple[tuple[str, int], ...], list[Match]] = {}
    for match in theirs:
        of_sizes.setdefault(tuple(sorted(match.sizes.items())), []).append(match)
    pairs = [
        (mine, theirs_layer, match.sizes)
        for match in ours
        for other in of_sizes.get(tuple(sorted(match.sizes.items())), ())
        for mine in match.layers
        for theirs_layer in other.layers
        if _comparable(mine, theirs_layer)
    ]
    if pairs:
        _, layer, sizes = min(
            pairs, key=lambda pair: (pair[0].framework != pair[1].framework, rank(pair[0]), rank(pair[1]))
        )
        return (_deviation(number, layer, sizes),)
    candidates = [_deviation(number, match.layers[0], match.sizes) for match in list(theirs)[:FARTHEST]]
    explained = [one for one in candidates if not any(part.kind == "unknown" for part in one.parts)]
    return (min(explained, key=_explained),) if explained else ()


def _comparable(one: Layer, other: Layer) -> bool:
    """Whether two layers are the same cell in as many directions and layers."""
    return (one.name, one.bidirectional, one.layers) == (other.name, other.bidirectional, other.layers)
