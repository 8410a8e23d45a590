"""What the layers of a printed summary read: the row above, or the rows that they name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from paramcalc.models.printed import CUT, PrintedRow, PrintedShape, PrintedSummary


class Inputs(NamedTuple):
    """What a row reads: the shape, and whether it is certain."""

    shape: PrintedShape | None
    is_certain: bool


def with_inputs(summary: PrintedSummary) -> Iterator[tuple[PrintedRow, Inputs, bool]]:
    """Each row with what it reads, and whether it holds the rows below."""
    rows = summary.rows
    deeper = [after.depth > before.depth for before, after in pairwise(rows)] + [False]
    is_chain = summary.style == "keras" and _is_chain(summary)
    previous: PrintedRow | None = None
    earlier: list[PrintedRow] = []
    for row, is_container in zip(rows, deeper, strict=True):
        if row.inputs and row.inputs[0] is not None:
            inputs = Inputs(row.inputs[0], True)
        elif row.reads:
            inputs = _connected(row.reads[0], earlier)
        elif row.reads is None and row.depth == 0 and previous is not None and is_chain:
            inputs = Inputs(_single(previous), _single(previous) is not None)
        else:
            inputs = Inputs(None, False)
        yield row, inputs, is_container
        earlier.append(row)
        if row.depth == 0:
            previous = row


def _is_chain(summary: PrintedSummary) -> bool:
    """Whether every row reads the one above: a Sequential model, or one that begins with its input."""
    first = summary.rows[0]
    if any(row.reads is not None for row in summary.rows):
        return False
    inputs = [row for row in summary.rows if row.kind == "InputLayer" and row.depth == 0]
    is_sequential = summary.title.lower().startswith("sequential") or not summary.title
    return is_sequential or (first.kind == "InputLayer" and len(inputs) == 1)


def _single(row: PrintedRow) -> PrintedShape | None:
    return row.outputs[0] if row.outputs else None


def _connected(source: str, earlier: Sequence[PrintedRow]) -> Inputs:
    """The output of the layer that a row names; the name may be cut on either side."""
    name, _, index = source.removesuffix("]").partition("[")
    matches = [row for row in earlier if row.depth == 0 and row.name == name]
    if not matches:
        matches = [row for row in earlier if row.depth == 0 and _may_be(row.name, name)]
    position = int(index or 0)
    found = {row.outputs[position] if position < len(row.outputs) else None for row in matches}
    shape = next(iter(found)) if len(found) == 1 else None
    return Inputs(shape, shape is not None)


def _may_be(one: str, other: str) -> bool:
    """Whether two names can be the same, if one of them is cut, or both are."""
    start, begin = one.removesuffix(CUT), other.removesuffix(CUT)
    return (other.endswith(CUT) and start.startswith(begin)) or (one.endswith(CUT) and begin.startswith(start))
