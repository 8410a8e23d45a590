"""CSV, one line a row of the breakdown; counts are plain digits, or formulas while a size is free."""

from __future__ import annotations

import csv
import io

from paramcalc.algebra.notation import PYTHON
from paramcalc.layers.breakdown import Breakdown
from paramcalc.render.json import value
from paramcalc.render.page import Page

HEADS = (
    "layer",
    "direction",
    "gate",
    "gate_name",
    "role",
    "parameter",
    "tensor",
    "symbolic_shape",
    "shape",
    "formula",
    "count",
    "redundant",
)


def render(breakdown: Breakdown, page: Page) -> str:
    """The rows as CSV with a line of heads; no total, which is the sum of `count`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADS)
    for row in breakdown.rows:
        shapes = {
            "symbolic_shape": " x ".join(size.show(PYTHON) for size in row.symbolic_shape),
            "shape": " x ".join(str(value(size)) for size in row.shape),
            "formula": row.formula.show(PYTHON),
            "count": value(row.count),
            "redundant": str(row.redundant).lower(),
        }
        writer.writerow([shapes.get(head, getattr(row, head)) for head in HEADS])
    return text.getvalue()
