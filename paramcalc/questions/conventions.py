"""Every layer that the frameworks have: all cells with all options, with or without biases, in one direction or two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product as combinations
from types import MappingProxyType
from typing import Any, NamedTuple

from paramcalc.errors import unknown
from paramcalc.frameworks import DEFAULT, FRAMEWORKS, CellEntry, cell_name, cells, framework_name
from paramcalc.layers.layer import Layer, recurrent
from paramcalc.phrases import tr


class Known(NamedTuple):
    """What is known of a layer; None for what is not."""

    cell: str | None = None
    framework: str | None = None
    bias: bool | None = None
    bidirectional: bool | None = None
    layers: int = 1
    options: Mapping[str, bool] = MappingProxyType({})


EVERYTHING = Known()


def conventions(known: Known = EVERYTHING, *, spatial: bool = False) -> Iterator[Layer]:
    """The layers that agree with what is known, the default ones of today first; convolutions only if `spatial`.

    >>> [layer.framework for layer in conventions(Known("mgu", bias=True, bidirectional=False))]
    ['flax-linen', 'flax-linen']

    Raises UsageError for a cell that no framework has, and for an option that no such cell has.
    """
    entries = list(_entries(known))
    allowed = {option.name for _, _, entry in entries for option in entry.options}
    for option in known.options.keys() - allowed:
        raise unknown(tr("option"), option, sorted(allowed))
    layers = (
        layer
        for framework, cell, entry in entries
        if spatial or not entry.spatial
        for layer in _layers(framework, cell, entry, known)
    )
    return iter(sorted(layers, key=rank))


def _entries(known: Known) -> Iterator[tuple[str, str, CellEntry]]:
    names = [known.framework] if known.framework else list(FRAMEWORKS)
    wanted = None
    if known.cell:
        holders = [name for name in names if known.cell.lower() in _names_of(name)]
        if not holders:
            if known.framework:
                cell_name(FRAMEWORKS[known.framework], known.cell)
            raise unknown(tr("cell"), known.cell, cells())
        wanted = {cell_name(FRAMEWORKS[name], known.cell) for name in holders}
    for name in names:
        for cell, entry in FRAMEWORKS[name].cells.items():
            if wanted is None or cell in wanted:
                yield name, cell, entry


def _names_of(framework: str) -> set[str]:
    held = FRAMEWORKS[framework].cells.items()
    return {name for cell, entry in held for name in (cell, *entry.aliases)}


def _layers(framework: str, cell: str, entry: CellEntry, known: Known) -> Iterator[Layer]:
    choices: list[Iterable[bool]] = [
        _choice(known.options.get(option.name), option.default) for option in entry.options
    ]
    biases = _choice(known.bias, True)
    directions = _choice(known.bidirectional, False)
    if known.options.keys() - {option.name for option in entry.options}:
        return
    for bias, bidirectional, *values in combinations(biases, directions, *choices):
        if bias or not entry.always_bias:
            options = {option.name: value for option, value in zip(entry.options, values, strict=True)}
            stack = {"bias": bias, "bidirectional": bidirectional}
            yield recurrent(framework, cell, entry, options, **stack, layers=known.layers)


def _choice(known: bool | None, default: bool) -> tuple[bool, ...]:
    return (default, not default) if known is None else (known,)


def departures(layer: Layer) -> int:
    """How many settings of a layer differ from the default."""
    changed = sum(layer.options[option.name] != option.default for option in layer.entry.options)
    return changed + (not layer.bias) + layer.bidirectional


def is_default(layer: Layer) -> bool:
    """Whether a layer is the default framework's with its default settings."""
    return layer.framework == DEFAULT and departures(layer) == 0


def rank(layer: Layer) -> tuple[bool, int, int]:
    """The place of a layer in lists: today's defaults, then the layers that differ from a default in few settings."""
    return not is_default(layer), departures(layer), list(FRAMEWORKS).index(layer.framework)


SIZES = ("units", "input", "projection", "filters", "channels")
"""The sizes that a layer can have, besides those of a kernel."""


def known_layer(cell: str | None, framework: str | None, settings: Mapping[str, Any]) -> Known:
    """What is known of a layer, from arguments as those of `layer`; None is unknown."""
    given = {name: value for name, value in settings.items() if value is not None}
    stack = {name: given.pop(name) for name in ("bias", "bidirectional", "layers") if name in given}
    home = None if framework is None else framework_name(framework)
    return Known(cell, home, options=given, **stack)
