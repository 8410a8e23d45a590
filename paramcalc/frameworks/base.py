"""What a framework is to paramcalc: its cells as equations, and how it stores them. Only data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from paramcalc.frameworks.storage import TensorLayout

NOTHING: Mapping[str, str] = MappingProxyType({})


class Option(NamedTuple):
    """A choice of a cell that changes its equations: a switch `--name/--no-name`, or a size that may be left out."""

    name: str
    default: bool
    help: str
    is_size: bool = False
    """Whether it is given as a size (`--projection 64`): the option is on when the size is there."""


class Variant(NamedTuple):
    """The equations for one setting of the options, and the tensors that store their parameters, in order."""

    equations: str
    storage: tuple[TensorLayout, ...]


class CellEntry(NamedTuple):
    """A cell as a framework has it."""

    title: str
    """The framework's own name for the layer: `SimpleRNN`."""
    description: str
    gates: Mapping[str, str]
    """Equation to the gate's name (`h_tilde`: candidate), in the order in which the framework stores the gates."""
    variants: Mapping[tuple[bool, ...], Variant]
    """By the values of the options, in their order."""
    options: tuple[Option, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other names that people type, lower case."""
    source: str = ""
    """Where the equations stand: the framework's file, and the paper."""
    not_sliceable: str = ""
    """Why its kernels cannot be read gate by gate, though their shapes are right; empty where they can."""
    always_bias: str = ""
    """Why it cannot be without biases; empty where it can."""
    spatial: int = 0
    """Of a convolution: in how many dimensions; its kernel has as many sizes, kernel_1, kernel_2, …"""
    smaller_than: Mapping[str, str] = NOTHING
    """Sizes that must be smaller than another one, as the framework itself demands: `projection` than `units`."""


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
