"""A printed summary of a model, as values: its rows and totals as they stand in the text."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

PrintedShape: TypeAlias = "tuple[int | None, ...]"
"""The sizes of a tensor, the batch first; None for a length that the summary leaves open."""


CUT = "..."
"""The end of a name that the column cuts."""


class PrintedRow(NamedTuple):
    """One row."""

    name: str
    """The layer's name; its class where the framework has no names."""
    kind: str
    """The layer's class, or its beginning."""
    outputs: tuple[PrintedShape | None, ...] = ()
    """The shapes of its outputs; none if they are not printed, None for one that is unknown."""
    params: int | None = None
    """The number of parameters; None if none is printed."""
    reads: tuple[str, ...] | None = None
    """The outputs that it reads, `gru[1]` for the second output of a layer; None if they are not printed."""
    inputs: tuple[PrintedShape | None, ...] = ()
    """The shapes of its inputs, if they are printed."""
    depth: int = 0
    """How many rows it is nested in."""
    is_cut: bool = False
    """Whether the column was too narrow for the class."""
    is_repeated: bool = False
    """Whether its parameters are those of an earlier row."""


class PrintedSummary(NamedTuple):
    """A table."""

    style: str
    """The program that printed it: `keras`, `torchinfo` or `torchsummary`."""
    title: str
    """The model's name; empty if none is printed."""
    rows: tuple[PrintedRow, ...]
    totals: Mapping[str, int] = MappingProxyType({})
    """The printed totals: `total`, `trainable`, `non_trainable`, `optimizer`."""
    line: int = 0
    """The line of the text in which the table begins, from 1."""
