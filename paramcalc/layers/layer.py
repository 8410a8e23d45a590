"""Layers: a framework's cell with its options, directions and depth chosen. No numbers yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from paramcalc.errors import UsageError, shown, unknown
from paramcalc.frameworks.base import CellEntry
from paramcalc.layers.structure import DIRECTIONS, Structure, structure_of

MOST_LAYERS = 1000
"""Layers in one stack: each has its own rows, and a table of more helps nobody."""


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
        """The names of the sizes that make the layer a number: `units`, `input`."""
        cell = self.structure.cell
        others = sorted(self.structure.formula.symbols)
        return tuple(dict.fromkeys((*cell.states.values(), cell.input, *others)))

    def with_options(self, **changes: bool) -> Layer:
        """The same layer with cell options (or `bias`) changed."""
        options = {**self.options, **{name: value for name, value in changes.items() if name != "bias"}}
        bias = changes.get("bias", self.bias)
        return recurrent(
            self.framework,
            self.name,
            self.entry,
            options,
            bias=bias,
            bidirectional=self.bidirectional,
            layers=self.layers,
        )


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
    """The layer of a cell with these options, in both directions and stacked as asked.

    In a stack each layer reads what the one below gives out: its units, twice those when bidirectional.

    Raises UsageError for an option that the cell does not have and for a number of layers that is no whole number
    from 1 to 1,000.
    """
    defaults = {option.name: option.default for option in entry.options}
    for option in options:
        if option not in defaults:
            raise unknown(f"option of {name}", option, defaults)
    for switch, value in {"bias": bias, "bidirectional": bidirectional, **options}.items():
        if not isinstance(value, bool):
            raise UsageError(f"{switch} must be True or False, got {shown(value)}")
    if isinstance(layers, bool) or not hasattr(layers, "__index__") or not 1 <= layers <= MOST_LAYERS:
        raise UsageError(f"layers must be a whole number from 1 to {MOST_LAYERS:,}, got {shown(layers)}")
    if not bias and entry.always_bias:
        raise UsageError(f"{entry.title} of {framework} cannot be without biases: {entry.always_bias}")
    chosen = {**defaults, **options}
    variant = entry.variants[tuple(chosen.values())]
    directions = DIRECTIONS if bidirectional else DIRECTIONS[:1]
    structure = structure_of(variant, tuple(entry.gates.items()), bias, directions, int(layers), entry.spatial)
    return Layer(framework, name, entry, chosen, bias, bidirectional, int(layers), structure)
