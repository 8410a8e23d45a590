"""Charts of comparisons. Only this file imports matplotlib, which is an extra."""

from __future__ import annotations

import io
from typing import Any

from paramcalc.algebra.polynomial import known
from paramcalc.document.page import Page
from paramcalc.document.subjects.layer import ROLE_COLUMNS
from paramcalc.errors import MissingDependencyError, UsageError
from paramcalc.layers.breakdown import total
from paramcalc.layers.comparison import Comparison, Sweep


def svg(subject: Comparison | Sweep, page: Page) -> bytes:
    """The chart as SVG, with its text as text. The same comparison always gives the same file."""
    return _draw(subject, "svg", {"Date": None})


def png(subject: Comparison | Sweep, page: Page) -> bytes:
    """The chart as PNG."""
    return _draw(subject, "png", None)


def _draw(subject: Comparison | Sweep, form: str, metadata: Any) -> bytes:
    """A chart: at one size a stacked bar for each layer, over sizes a line for each layer.

    Raises MissingDependencyError where matplotlib is not installed, UsageError while a size is free.
    """
    try:
        import matplotlib
    except ImportError as error:
        tip = 'pip install "paramcalc[chart]"'
        raise MissingDependencyError("a chart needs matplotlib, which is not installed", tip=tip) from error
    from matplotlib.figure import Figure

    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "paramcalc"}):
        figure = Figure(figsize=(8, 4.5), layout="constrained")
        axes = figure.subplots()
        if isinstance(subject, Sweep):
            _lines(axes, subject)
        else:
            _bars(axes, subject)
        axes.set_ylabel("parameters")
        axes.legend()
        output = io.BytesIO()
        figure.savefig(output, format=form, metadata=metadata)
    return output.getvalue()


def _bars(axes: Any, comparison: Comparison) -> None:
    labels = [subject.label for subject in comparison.subjects]
    free = comparison.subjects[0].breakdown.free
    if free:
        raise UsageError(f"a chart needs every size; missing: {', '.join(free)}")
    heights = [0] * len(labels)
    for head, roles in ROLE_COLUMNS.items():
        rows = [subject.breakdown.rows for subject in comparison.subjects]
        counts = [known(total(row for row in held if row.role in roles)) for held in rows]
        if any(counts):
            axes.bar(labels, counts, bottom=heights, label=head)
            heights = [height + count for height, count in zip(heights, counts, strict=True)]
    for position, height in enumerate(heights):
        axes.annotate(f"{height:,}", (position, height), ha="center", va="bottom")


def _lines(axes: Any, sweep: Sweep) -> None:
    """Along the units if there are several, else along the features."""
    over, other = ("units", "input") if len(sweep.units) > 1 else ("input", "units")
    along, fixed = getattr(sweep, over), getattr(sweep, other)[0]
    for subject in sweep.comparison.subjects:
        formula = subject.breakdown.formula
        counts = [known(formula.evaluate({over: size, other: fixed})) for size in along]
        axes.plot(along, counts, label=subject.label)
    axes.set_xlabel(f"{over} ({other} {fixed:,})")
