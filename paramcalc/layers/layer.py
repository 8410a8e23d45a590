"""Layers: a framework's cell with its options, directions and depth, without sizes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from paramcalc.algebra.integers import whole_number
from paramcalc.errors import UsageError, shown, unknown
from paramcalc.frameworks.base import CellEntry
from paramcalc.layers.structure import Structure, single_layer_structure, structure_of
from paramcalc.phrases import tr

MOST_LAYERS = 1000
"""Layers in one stack: each has its own rows, and a longer table helps nobody."""

COMMON_OPTIONS = ("units", "input", "framework", "bias", "bidirectional", "layers", "dtype")
"""The arguments that the layer of every cell takes. All others are a cell's own options and sizes."""


class Layer(NamedTuple):
    """A recurrent layer (or a stack) of a framework with its options chosen, and its structure."""

    framework: str
    name: str
    entry: CellEntry
    options: Mapping[str, bool]
    bias: bool
    bidirectional: bool
    layers: int
    structure: Structure

    @property
    def sizes(self) -> tuple[str, ...]:
        """The names of the sizes on which the count depends: `units`, `input`."""
        cell = self.structure.cell
        others = sorted(self.structure.formula.symbols)
        return tuple(dict.fromkeys((*cell.states.values(), cell.input, *others)))

    def with_options(self, **changes: bool) -> Layer:
        """The same layer with cell options (or `bias`) changed."""
        options = {**self.options, **changes}
        stack = {"bias": options.pop("bias", self.bias), "bidirectional": self.bidirectional}
        return recurrent(self.framework, self.name, self.entry, options, **stack, layers=self.layers)

    def with_defaults(self) -> Layer:
        """The layer of the same cell with no option given."""
        return recurrent(self.framework, self.name, self.entry, {})


def recurrent(
    framework: str,
    name: str,
    entry: CellEntry,
    options: Mapping[str, bool],
    *,
    bias: bool = True,
    bidirectional: bool = False,
    layers: int = 1,
) -> Layer:
    """The layer of a cell with these options.

    In a stack each layer reads the output of the one below: its units, or twice its units if bidirectional.

    Raises UsageError for an option that the cell does not have, and for a number of layers that is not a whole number
    from 1 to 1,000.
    """
    defaults = {option.name: option.default for option in entry.options}
    for option in options:
        if option not in defaults:
            raise unknown(tr("option of {name}", name=name), option, defaults)
    for switch, value in {"bias": bias, "bidirectional": bidirectional, **options}.items():
        if not isinstance(value, bool):
            raise UsageError(tr("{switch} must be True or False, got {value}", switch=switch, value=shown(value)))
    layers = whole_number("layers", layers, least=1, most=MOST_LAYERS)
    if not bias and entry.always_bias:
        raise UsageError(
            tr(
                "{title} of {framework} cannot be without biases: {reason}",
                title=entry.title,
                framework=framework,
                reason=entry.always_bias,
            )
        )
    chosen = {**defaults, **options}
    variant = entry.variants[tuple(chosen.values())]
    build = single_layer_structure if layers == 1 else structure_of
    structure = build(variant, tuple(entry.gates.items()), bias, 1 + bidirectional, layers, entry.spatial)
    return Layer(framework, name, entry, chosen, bias, bidirectional, layers, structure)
