"""The types of a framework's data: its cells as equations, and how it stores their parameters."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from paramcalc.equations.cell import read
from paramcalc.frameworks.storage import TensorLayout

NOTHING: Mapping[str, str] = MappingProxyType({})


class Option(NamedTuple):
    """An option of a cell that changes its equations: a switch, or a size that may be left out."""

    name: str
    default: bool
    help: str
    is_size: bool = False
    """Whether it is given as a size (`projection=64`): the option is on if the size is given."""
    default_since: tuple[int, ...] = ()
    """The version of the framework from which the default is this one; before, it was the opposite."""


class Variant(NamedTuple):
    """The equations for one setting of the options, and the tensors that store their parameters, in order."""

    equations: str
    storage: tuple[TensorLayout, ...]


def single_variant(equations: str, storage: tuple[TensorLayout, ...]) -> Mapping[tuple[bool, ...], Variant]:
    """The variants of a cell without options."""
    return {(): Variant(equations, storage)}


class CellEntry(NamedTuple):
    """A cell of a framework."""

    title: str
    """The framework's own name for the layer: `SimpleRNN`."""
    description: str
    gates: Mapping[str, str]
    """The gates' names by their equations (`h_tilde`: candidate), in the order in which the framework stores them."""
    variants: Mapping[tuple[bool, ...], Variant]
    """The equations and tensors by the values of the options, in the order of `options`."""
    options: tuple[Option, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other names that people type, in lower case."""
    source: str = ""
    """The source of the equations: the framework's file, and the paper."""
    not_sliceable: str = ""
    """Why its kernels cannot be sliced gate by gate, though their shapes are right; empty if they can."""
    always_bias: str = ""
    """Why it always has biases; empty if it can be without."""
    spatial: int = 0
    """The dimensions of a convolution, whose kernel has as many sizes: kernel_1, kernel_2, …; 0 for other cells."""
    smaller_than: Mapping[str, str] = NOTHING
    """The sizes that the framework requires to be smaller than another one: `projection` than `units`."""

    @property
    def states(self) -> Mapping[str, str]:
        """The states of the cell, the output first, each with the name of its size: an LSTM has two.

        All variants have the same states.
        """
        return read(next(iter(self.variants.values())).equations).states


class Framework(NamedTuple):
    """A framework: its cells by name, and every fact about it that another room needs."""

    title: str
    cells: dict[str, CellEntry]
    aliases: tuple[str, ...] = ()
    """Other names that people type, lower case."""
    verified_with: str = ""
    """The versions that its equations and storage were verified with."""
    layer_classes: str = ""
    """The module with the layer classes of its models; empty for a framework whose models are not read."""
    layers_root: str = ""
    """The module that its layers are written with: `keras.layers`."""
    import_roots: Mapping[str, tuple[int, ...]] = MappingProxyType({})
    """The modules that sources import it from, each with the version whose defaults hold there."""
    default_version: tuple[int, ...] = ()
    """The version whose defaults hold for a line of layers."""
    example: str = ""
    """A line of layers to show in a tip."""
