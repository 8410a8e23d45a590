"""The records of a weight map. A slice is a list of null (the whole axis), an index, or [start, stop]."""

from __future__ import annotations

from typing import Any

from paramcalc.algebra.polynomial import Size
from paramcalc.document.records import CsvColumn, Records, same, value
from paramcalc.document.subjects.weight_map import slice_text
from paramcalc.weights.porting import Move, Porting, Slice

PLACE = ("layer", "direction", "gate", "gate_name", "role", "parameter")


def weight_map(porting: Porting) -> Records:
    """The moves, and the options that must also be set."""
    rows = [
        {
            **{key: getattr(move, key) for key in (*PLACE, "transposed")},
            "into": slice_text(move.into),
            "from": [slice_text(block) for block in move.sources],
        }
        for move in porting.moves
    ]
    document = {"moves": [_move(move) for move in porting.moves], "notes": list(porting.notes)}
    return Records(document, rows, (*same(*PLACE, "into"), CsvColumn("from", "from", " + "), *same("transposed")))


def _move(move: Move) -> dict[str, Any]:
    return {
        **{key: getattr(move, key) for key in PLACE},
        "into": _slice(move.into),
        "from": [_slice(block) for block in move.sources],
        "transposed": move.transposed,
    }


def _slice(block: Slice) -> dict[str, Any]:
    return {"tensor": block.tensor, "index": [_axis(axis) for axis in block.axes]}


def _axis(axis: Size | tuple[Size, Size] | None) -> Any:
    if isinstance(axis, tuple):
        return [value(size) for size in axis]
    return None if axis is None else value(axis)
