"""The parts of a picture: layers as areas in bands, before they have a place on a page."""

from __future__ import annotations

from collections.abc import Mapping

from paramcalc.algebra.polynomial import Size
from paramcalc.document.nodes import Content, Value


class Area(Value):
    """A rectangle of a picture, drawn to scale: the weights of one parameter."""

    parameter: str
    gate: str
    colour: int
    """The number of its colour; the areas of one gate have the same."""
    width: Size
    height: Size
    count: Size
    redundant: bool = False
    """Whether it is hatched: the equations do not need it."""


class ColumnHead(Value):
    """What stands above a column of areas: the gate, and its size."""

    gate: str
    size: Content


class Band(Value):
    """Areas of one height side by side."""

    side: Content
    """What stands to the left: the height."""
    areas: tuple[Area | None, ...]
    """An area for each column of the panel; None where a column has none."""
    heads: tuple[ColumnHead | None, ...] = ()
    """The heads that stand above this band, by column; empty where those of a band above still hold."""


class StoredBands(Value):
    """The bands that the same tensors store, from top to bottom."""

    tensors: tuple[str, ...]
    shapes: tuple[tuple[Size, ...], ...]
    """The shape of each tensor as it is stored."""
    bands: tuple[Band, ...]


class Panel(Value):
    """One layer in one direction."""

    title: Content
    note: Content
    stored: tuple[StoredBands, ...]


class Picture(Value):
    """Layers drawn to scale, in rows of panels that share their scale."""

    title: Content
    subtitle: Content
    description: Content
    """The same in words, for people who do not see it."""
    rows: tuple[tuple[Panel, ...], ...]
    notes: tuple[Content, ...]
    assumed: Mapping[str, int]
    """The free sizes, each with the number that it is drawn as."""
