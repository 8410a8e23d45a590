"""How weights are carried over, as assignments of slices: text, JSON and Markdown."""

from __future__ import annotations

from typing import Any

from paramcalc.algebra.polynomial import Size
from paramcalc.render.json import dump, value
from paramcalc.render.page import Glyphs, Page
from paramcalc.render.text import columns
from paramcalc.weights.porting import Move, Porting, Slice

SCHEMA_VERSION = 1


def map_text(porting: Porting, page: Page) -> str:
    """One assignment a parameter of the target, then what has to be minded."""
    rows = [
        [*_place(porting, move), slice_text(move.into, page.glyphs), "=", _right(move, page.glyphs), _remark(move)]
        for move in porting.moves
    ]
    notes = ["", *(f"note: {note}" for note in porting.notes)] if porting.notes else []
    return "\n".join([*columns(rows, left=range(10)), *notes]) + "\n"


def map_markdown(porting: Porting, page: Page) -> str:
    """The same as a GitHub table."""
    lines = ["| into | from | |", "| :--- | :--- | :--- |"]
    for move in porting.moves:
        into, right = slice_text(move.into, page.glyphs), _right(move, page.glyphs)
        lines.append(f"| `{into}` | `{right}` | {' '.join([*_place(porting, move), _remark(move)])} |")
    return "\n".join([*lines, *(f"\n{note}" for note in porting.notes)]) + "\n"


def map_json(porting: Porting, page: Page) -> str:
    """The same for programs; a slice is a list of null (the whole axis), an index, or [start, stop]."""
    document = {
        "schema": SCHEMA_VERSION,
        "moves": [_move(move) for move in porting.moves],
        "notes": list(porting.notes),
    }
    return dump(document)


def slice_text(block: Slice, glyphs: Glyphs) -> str:
    """A block as it is written in NumPy; without indices where it is the whole tensor."""
    plain = glyphs._replace(notation=glyphs.notation._replace(number=str))
    axes = [_axis_text(axis, plain) for axis in block.axes]
    return block.tensor if set(axes) == {":"} else f"{block.tensor}[{', '.join(axes)}]"


def _axis_text(axis: Size | tuple[Size, Size] | None, glyphs: Glyphs) -> str:
    if axis is None:
        return ":"
    if isinstance(axis, tuple):
        return ":".join(map(glyphs.number, axis))
    return glyphs.number(axis)


def _right(move: Move, glyphs: Glyphs) -> str:
    if not move.sources:
        return "0"
    turned = ".T" if move.transposed else ""
    return " + ".join(f"{slice_text(block, glyphs)}{turned}" for block in move.sources)


def _remark(move: Move) -> str:
    return f"{' '.join(filter(None, [move.gate, move.gate_name]))}, {move.role.replace('_', ' ')}"


def _place(porting: Porting, move: Move) -> list[str]:
    """Layer and direction, where there are several."""
    several_layers = len({each.layer for each in porting.moves}) > 1
    several_directions = len({each.direction for each in porting.moves}) > 1
    return [*([str(move.layer)] if several_layers else []), *([move.direction] if several_directions else [])]


def _move(move: Move) -> dict[str, Any]:
    return {
        "layer": move.layer,
        "direction": move.direction,
        "gate": move.gate,
        "gate_name": move.gate_name,
        "role": move.role,
        "parameter": move.parameter,
        "into": _slice(move.into),
        "from": [_slice(block) for block in move.sources],
        "transposed": move.transposed,
    }


def _slice(block: Slice) -> dict[str, Any]:
    return {"tensor": block.tensor, "index": [_axis_value(axis) for axis in block.axes]}


def _axis_value(axis: Size | tuple[Size, Size] | None) -> Any:
    if isinstance(axis, tuple):
        return [value(axis[0]), value(axis[1])]
    return None if axis is None else value(axis)
