"""How weights are carried from one framework to another: one assignment for each parameter of the target."""

from __future__ import annotations

from paramcalc.algebra.notation import PYTHON
from paramcalc.algebra.polynomial import Size, show
from paramcalc.document.nodes import Code, Column, Content, Document, Items, Row, Table
from paramcalc.document.words import DIRECTIONS, GATES, ROLES, word
from paramcalc.phrases import joined, tr
from paramcalc.weights.porting import Move, Porting, Slice


def build(porting: Porting) -> Document:
    """The assignments, and the options that must also be set."""
    shown = [key for key in ("layer", "direction") if len({getattr(move, key) for move in porting.moves}) > 1]
    heads = tuple(Column(head, left=True) for head in (*(PLACES[key] for key in shown), *HEADS))
    rows = [
        Row((*(word(DIRECTIONS, str(getattr(move, key))) for key in shown), *_cells(move))) for move in porting.moves
    ]
    notes = (
        (Items(tuple(tr("note: {text}", text=text) for text in porting.notes), indented=False),)
        if porting.notes
        else ()
    )
    return Document("", (Table(heads, rows), *notes))


PLACES = {"layer": tr("layer"), "direction": tr("direction")}

HEADS = (tr("into"), tr("from"), tr("gate"), tr("role"))


def _cells(move: Move) -> tuple[Content, ...]:
    gate = joined(" ", filter(None, (move.gate, word(GATES, move.gate_name))))
    return Code(slice_text(move.into)), _sources(move), gate, word(ROLES, move.role)


def _sources(move: Move) -> Content:
    if not move.sources:
        return Code("0")
    turned = ".T" if move.transposed else ""
    return Code(" + ".join(f"{slice_text(block)}{turned}" for block in move.sources))


def slice_text(block: Slice) -> str:
    """A block as NumPy indexes it; the name alone where it is the whole tensor."""
    axes = axes_text(block)
    return f"{block.tensor}[{axes}]" if axes else block.tensor


def axes_text(block: Slice) -> str:
    """The index of a block as NumPy writes it; empty where it is the whole tensor."""
    axes = [_axis(axis) for axis in block.axes]
    return "" if set(axes) == {":"} else ", ".join(axes)


def _axis(axis: Size | tuple[Size, Size] | None) -> str:
    if axis is None:
        return ":"
    if isinstance(axis, tuple):
        return ":".join(show(size, PYTHON) for size in axis)
    return show(axis, PYTHON)
