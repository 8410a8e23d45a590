"""Charts of comparisons. Only this file imports matplotlib, which is an extra."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from paramcalc.algebra.polynomial import known
from paramcalc.document.page import Page
from paramcalc.document.subjects.layer import ROLE_COLUMNS, grouped
from paramcalc.errors import MissingDependencyError, UsageError
from paramcalc.layers.breakdown import total
from paramcalc.layers.comparison import Comparison, Sweep

MOST_PANELS = 12
"""Panels of one chart: with more of them, none can be read."""

PANELS_IN_A_ROW = 3

SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "paramcalc"}
"""Text stays text, and the same comparison always gives the same file."""


def svg(subject: Comparison | Sweep, page: Page) -> bytes:
    """The chart as SVG, with its text as text. The same comparison always gives the same file."""
    return _saved(subject, "svg", {"Date": None})


def png(subject: Comparison | Sweep, page: Page) -> bytes:
    """The chart as PNG."""
    return _saved(subject, "png", None)


def picture(draw_on: Callable[[Any], None], form: str) -> bytes:
    """A chart as a file of a form, drawn by a function on an empty figure.

    Raises MissingDependencyError where matplotlib is not installed.
    """
    figure = figure_class()(layout="constrained")
    draw_on(figure)
    return _written(figure, form, {"Date": None} if form == "svg" else None)


def _saved(subject: Comparison | Sweep, form: str, metadata: Any) -> bytes:
    return _written(draw(subject), form, metadata)


def _written(figure: Any, form: str, metadata: Any) -> bytes:
    import matplotlib

    output = io.BytesIO()
    with matplotlib.rc_context(SETTINGS):
        figure.savefig(output, format=form, metadata=metadata)
    return output.getvalue()


def draw(subject: Comparison | Sweep) -> Any:
    """The chart as a figure of matplotlib: at one size a stacked bar for each layer, over sizes a line for each layer.

    Raises MissingDependencyError where matplotlib is not installed, UsageError while a size is free, and for a sweep
    over many units and many features at once.
    """
    figure_type = figure_class()
    if isinstance(subject, Sweep):
        return _panels(figure_type, subject)
    figure = figure_type(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    _bars(axes, subject)
    axes.set_ylabel("parameters")
    # Beside the bars, a legend covers none of them.
    figure.legend(loc="outside right upper")
    return figure


def figure_class() -> Any:
    """The figures of matplotlib. Raises MissingDependencyError where it is not installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        tip = 'pip install "paramcalc[chart]"'
        raise MissingDependencyError("a chart needs matplotlib, which is not installed", tip=tip) from error
    return Figure


def _bars(axes: Any, comparison: Comparison) -> None:
    labels = [subject.label for subject in comparison.subjects]
    free = [name for subject in comparison.subjects for name in subject.breakdown.free]
    if free:
        raise UsageError(f"a chart needs every size; missing: {', '.join(dict.fromkeys(free))}")
    heights = [0] * len(labels)
    for head, roles in ROLE_COLUMNS.items():
        rows = [subject.breakdown.rows for subject in comparison.subjects]
        counts = [known(total(row for row in held if row.role in roles)) for held in rows]
        if any(counts):
            axes.bar(labels, counts, bottom=heights, label=head)
            heights = [height + count for height, count in zip(heights, counts, strict=True)]
    for position, height in enumerate(heights):
        axes.annotate(f"{height:,}", (position, height), ha="center", va="bottom")
    axes.tick_params(axis="x", labelrotation=20 if sum(map(len, labels)) > MOST_LETTERS else 0)


MOST_LETTERS = 60
"""Letters of all labels that fit side by side below the bars."""


def _panels(figure_type: Any, sweep: Sweep) -> Any:
    """A panel for each size of the one kind, with lines along the sizes of the other.

    The lines go along the units if there are several, else along the features.
    """
    over, other = ("units", "input") if len(sweep.units) > 1 else ("input", "units")
    fixed = tuple(dict.fromkeys(getattr(sweep, other)))
    if len(fixed) > MOST_PANELS:
        tip = f"give at most {MOST_PANELS} sizes for units or for input"
        raise UsageError(f"a chart has a panel for each {other}, and {len(fixed):,} are too many", tip=tip)
    columns = min(len(fixed), PANELS_IN_A_ROW)
    rows = -(-len(fixed) // columns)
    size = (8, 4.5) if len(fixed) == 1 else (3.4 * columns + 1.6, 3 * rows + 0.6)
    figure = figure_type(figsize=size, layout="constrained")
    # The panels share their scale, so that they can be compared.
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    lines: list[Any] = []
    for axes, size_of_panel in zip(panels, fixed, strict=False):
        lines = _lines(axes, sweep, over, {other: size_of_panel})
        axes.set_xlabel(over)
        axes.set_title(f"{other} {size_of_panel:,}")
    for axes in panels[len(fixed) :]:
        axes.set_visible(False)
    figure.supylabel("parameters")
    figure.legend(handles=lines, loc="outside right upper")
    return figure


def _lines(axes: Any, sweep: Sweep, over: str, fixed: dict[str, int]) -> list[Any]:
    """A line for each count: layers with the same count at all sizes share one."""
    along = list(getattr(sweep, over))
    drawn = []
    pairs = zip(sweep.formulas, sweep.comparison.subjects, strict=True)
    for formula, alike in grouped(pairs, lambda pair: pair[0]).items():
        counts = [known(formula.evaluate({over: size, **fixed})) for size in along]
        label = ", ".join(subject.label for _, subject in alike)
        drawn += axes.plot(along, counts, label=label, marker="o" if len(along) == 1 else None)
    return drawn
