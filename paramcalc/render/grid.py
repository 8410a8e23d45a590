"""The table itself, before any form is given to it: one line a gate, one column a role, grouped by layer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size, product
from paramcalc.equations.uses import BIASES
from paramcalc.layers.breakdown import Breakdown, Row, total
from paramcalc.render.page import Glyphs

COLUMNS: dict[str, tuple[str, ...]] = {
    "kernel": ("kernel",),
    "recurrent kernel": ("recurrent_kernel",),
    "bias": BIASES,
    "peephole": ("peephole",),
    "projection": ("projection",),
    "scale": ("scale",),
}
"""A column's head and the roles it shows; only columns that have something are drawn."""


class Cell(NamedTuple):
    """What stands in one place: the shape (if any) and the number it comes to (if it does)."""

    shape: str
    number: str

    def __str__(self) -> str:
        return " = ".join(filter(None, self))


class Line(NamedTuple):
    """One gate, or a sum: its label, a cell a column, its total and its share of the whole in tenths of a percent."""

    label: str
    cells: tuple[Cell, ...]
    total: str
    share: int | None
    is_sum: bool = False


class Group(NamedTuple):
    """The gates of one layer and direction. Where there is only one, place and width are empty."""

    place: str
    width: str
    lines: tuple[Line, ...]

    @property
    def label(self) -> str:
        """The place with the width that it reads."""
        return place_label(self.place, self.width) if self.place else ""


class Grid(NamedTuple):
    """Heads, groups, and the line of totals."""

    heads: tuple[str, ...]
    groups: tuple[Group, ...]
    total: Line

    @property
    def lines(self) -> list[Line]:
        """All lines, the total last."""
        return [line for group in self.groups for line in group.lines] + [self.total]


def grid(breakdown: Breakdown, glyphs: Glyphs) -> Grid:
    """The breakdown as a grid of texts."""
    rows = breakdown.rows
    columns = {head: roles for head, roles in COLUMNS.items() if any(row.role in roles for row in rows)}
    places: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        places.setdefault((row.layer, row.direction), []).append(row)
    groups = []
    for place, inside in places.items():
        gates: dict[str, list[Row]] = {}
        for row in inside:
            gates.setdefault(gate_label(row), []).append(row)
        lines = [_line(label, held, columns, breakdown, glyphs) for label, held in gates.items()]
        name, width = place_and_width(breakdown, *place, glyphs) if len(places) > 1 else ("", "")
        if name:
            lines.append(_line("sum", inside, columns, breakdown, glyphs, shapes=False))
        groups.append(Group(name, width, tuple(lines)))
    bottom = _line("total", rows, columns, breakdown, glyphs, shapes=False)
    return Grid(("gate", *columns, "total"), tuple(groups), bottom)


def gate_label(row: Row) -> str:
    """A gate's symbol and, if it has one, its name."""
    return " ".join(filter(None, [row.gate, row.gate_name]))


def place_and_width(breakdown: Breakdown, layer: int, direction: str, glyphs: Glyphs) -> tuple[str, str]:
    """A layer of the stack and a direction as text, and the width that it reads."""
    features, _ = breakdown.widths[layer - 1]
    parts = [f"layer {layer}"] if breakdown.layer.layers > 1 else []
    parts += [direction] if breakdown.layer.bidirectional else []
    reads = breakdown.layer.structure.cell.input
    return ", ".join(parts), f"{glyphs.number(features)} {'features' if reads == 'input' else reads}"


def place_label(place: str, width: str) -> str:
    """The label of a layer and direction.

    >>> place_label("layer 2, forward", "150 features")
    'layer 2, forward: reads 150 features'
    """
    return f"{place}: reads {width}"


def _line(
    label: str,
    rows: Iterable[Row],
    columns: dict[str, tuple[str, ...]],
    breakdown: Breakdown,
    glyphs: Glyphs,
    *,
    shapes: bool = True,
) -> Line:
    rows = list(rows)
    held = [[row for row in rows if row.role in roles] for roles in columns.values()]
    cell = _shape_cell if shapes else _sum_cell
    count = total(rows)
    cells = tuple(cell(each, glyphs) for each in held)
    return Line(label, cells, glyphs.number(count), _share(count, breakdown.total), not shapes)


def _sum_cell(rows: list[Row], glyphs: Glyphs) -> Cell:
    return Cell("", glyphs.number(total(rows)) if rows else glyphs.dash)


def _shape_cell(rows: list[Row], glyphs: Glyphs) -> Cell:
    """`28×75 = 2,100`; several of one shape `2×75 = 150`; a single vector just its number."""
    if not rows:
        return Cell("", glyphs.dash)
    shapes = [tuple(row.shape) for row in rows]
    if len(set(shapes)) > 1:
        return Cell(" + ".join(map(glyphs.dimensions, shapes)), glyphs.number(total(rows)))
    dimensions: tuple[Size, ...] = (*([len(rows)] if len(rows) > 1 else []), *shapes[0])
    if len(dimensions) == 1:
        return Cell("", glyphs.number(dimensions[0]))
    known = not isinstance(product(dimensions), Polynomial)
    return Cell(glyphs.dimensions(dimensions), glyphs.number(total(rows)) if known else "")


def _share(count: Size, whole: Size) -> int | None:
    """Tenths of a percent, rounded by whole numbers alone: exact at any size."""
    if isinstance(count, Polynomial) or isinstance(whole, Polynomial) or not whole:
        return None
    return (2000 * count + whole) // (2 * whole)


def percent(share: int) -> str:
    """Tenths of a percent as text.

    >>> percent(333)
    '33.3%'
    """
    return f"{share // 10}.{share % 10}%"
