"""What a framework is to paramcalc: its cells as equations, and how it stores them. Only data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from paramcalc.frameworks.storage import Stored


class Option(NamedTuple):
    """A switch of a cell that changes its equations: `--name/--no-name`."""

    name: str
    default: bool
    help: str


class Variant(NamedTuple):
    """The equations for one setting of the options, and the tensors that store their parameters, in order."""

    equations: str
    storage: tuple[Stored, ...]


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


class Framework(NamedTuple):
    """A framework: its cells by name."""

    title: str
    cells: dict[str, CellEntry]
