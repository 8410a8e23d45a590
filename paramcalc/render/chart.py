"""A comparison as a picture. The only file that knows matplotlib, which is an extra."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from paramcalc.algebra.polynomial import known
from paramcalc.errors import MissingDependencyError, UsageError
from paramcalc.layers.breakdown import total
from paramcalc.render.grid import COLUMNS

if TYPE_CHECKING:
    from paramcalc.layers.comparison import Comparison
    from paramcalc.render.sweep import Sweep


def draw(subject: Comparison | Sweep, form: str) -> bytes:
    """A comparison as SVG or PNG: at one size a bar a layer, its roles stacked; over sizes a line a layer.

    Raises MissingDependencyError where matplotlib is not installed, UsageError while a size is free.
    """
    try:
        import matplotlib
    except ImportError as error:
        tip = 'pip install "paramcalc[chart]"'
        raise MissingDependencyError("a chart needs matplotlib, which is not installed", tip=tip) from error
    from matplotlib.figure import Figure

    from paramcalc.render.sweep import Sweep

    # Text stays text in the SVG, and the same comparison gives the same file.
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "paramcalc"}):
        figure = Figure(figsize=(8, 4.5), layout="constrained")
        axes = figure.subplots()
        if isinstance(subject, Sweep):
            _lines(axes, subject)
        else:
            _bars(axes, subject)
        output = io.BytesIO()
        figure.savefig(output, format=form, metadata={"Date": None} if form == "svg" else None)
    return output.getvalue()


def _bars(axes: Any, comparison: Comparison) -> None:
    labels = [subject.label for subject in comparison.subjects]
    free = comparison.subjects[0].breakdown.free
    if free:
        raise UsageError(f"a chart needs every size; free: {', '.join(free)}")
    below = [0] * len(labels)
    for head, roles in COLUMNS.items():
        counts = [
            known(total(row for row in subject.breakdown.rows if row.role in roles)) for subject in comparison.subjects
        ]
        if any(counts):
            axes.bar(labels, counts, bottom=below, label=head)
            below = [one + two for one, two in zip(below, counts, strict=True)]
    for position, height in enumerate(below):
        axes.annotate(f"{height:,}", (position, height), ha="center", va="bottom")
    axes.set_ylabel("parameters")
    axes.legend()


def _lines(axes: Any, table: Sweep) -> None:
    """Along the units if there are several, else along the features."""
    over = "units" if len(table.units) > 1 else "input"
    along = table.units if over == "units" else table.input
    fixed = table.input[0] if over == "units" else table.units[0]
    for subject in table.comparison.subjects:
        sizes = [
            {"units": each, "input": fixed} if over == "units" else {"units": fixed, "input": each} for each in along
        ]
        axes.plot(along, [known(subject.breakdown.formula.evaluate(each)) for each in sizes], label=subject.label)
    axes.set_xlabel(f"{over} ({'input' if over == 'units' else 'units'} {fixed:,})")
    axes.set_ylabel("parameters")
    axes.legend()
