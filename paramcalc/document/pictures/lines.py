"""The chart of a comparison over many sizes: a line for each layer, of its total or of its difference from the base."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Polynomial, known
from paramcalc.document.pictures.bars import LONGEST_TITLE
from paramcalc.document.pictures.colours import LIGHT, line_colour
from paramcalc.document.pictures.differences import (
    check_drawable,
    shows_differences,
    signed_thousands,
    thousands,
)
from paramcalc.document.subjects.comparison import title
from paramcalc.document.subjects.layer_names import grouped
from paramcalc.errors import UsageError
from paramcalc.layers.comparison import SWEPT, Sweep
from paramcalc.phrases import tr

MOST_PANELS = 12
"""Panels of one chart: with more of them, none can be read."""

PANELS_IN_A_ROW = 3

LONGEST_LABEL = 18
"""Letters in a line of a label behind a line."""


class Curve(NamedTuple):
    """The layers that have one count at all sizes, and this count, or its difference from the base's."""

    label: str
    formula: Polynomial
    colour: str


def draw_lines(figure_class: Any, sweep: Sweep) -> Any:
    """The figure: a panel for each size of the one kind, with lines along the sizes of the other.

    The lines go along the units if there are several, else along the features.
    """
    over, other = ("units", "input") if len(sweep.units) > 1 else ("input", "units")
    fixed = tuple(dict.fromkeys(getattr(sweep, other)))
    if len(fixed) > MOST_PANELS:
        tip = tr("give at most {most} sizes for units or for input", most=MOST_PANELS)
        raise UsageError(
            tr("a chart has a panel for each {other}, and {count:,} are too many", other=other, count=len(fixed)),
            tip=tip,
        )
    largest = [known(total) for total in sweep.largest]
    check_drawable(largest)
    differs = shows_differences(sweep.comparison, largest)
    columns = min(len(fixed), PANELS_IN_A_ROW)
    rows = -(-len(fixed) // columns)
    size = (8.5, 4.8) if len(fixed) == 1 else (3.8 * columns + 0.6, 3 * rows + 0.9)
    figure = figure_class(figsize=size, layout="constrained")
    # The panels share their scale, so that they can be compared.
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    curves = _curves(sweep, differs)
    for axes, size_of_panel in zip(panels, fixed, strict=False):
        _draw(axes, curves, {other: size_of_panel}, over, getattr(sweep, over))
        axes.set_title(f"{other} {size_of_panel:,}", fontsize=10, loc="left")
    for axes in panels[len(fixed) :]:
        axes.set_visible(False)
    panels[0].yaxis.set_major_formatter(signed_thousands if differs else thousands)
    panels[0].xaxis.set_major_formatter(thousands)
    _spread_labels(figure, panels[: len(fixed)])
    heading = textwrap.fill(title(sweep.comparison, without=SWEPT), LONGEST_TITLE)
    figure.suptitle(heading, x=0.01, ha="left", fontsize=12, fontweight="bold")
    base = sweep.comparison.base
    figure.supylabel(
        tr("parameters more or fewer than {base}", base=base) if differs else "parameters", color=LIGHT.muted, size=10
    )
    return figure


def _curves(sweep: Sweep, differs: bool) -> list[Curve]:
    """A line for each count: layers with the same count at all sizes share one."""
    labels = [subject.label for subject in sweep.comparison.subjects]
    formulas = sweep.formulas
    base = formulas[labels.index(sweep.comparison.base)]
    alike = grouped(zip(formulas, labels, strict=True), lambda pair: pair[0])
    return [
        Curve(", ".join(label for _, label in held), formula - base if differs else formula, line_colour(number))
        for number, (formula, held) in enumerate(alike.items())
    ]


def _draw(axes: Any, curves: Sequence[Curve], fixed: Mapping[str, int], over: str, along: Sequence[int]) -> None:
    """Draws the lines of one panel, each with its label behind its end."""
    order = sorted(along)
    for curve in curves:
        counts = [known(curve.formula.evaluate({over: size, **fixed})) for size in order]
        marker = "o" if len(order) == 1 else None
        axes.plot(order, counts, label=curve.label, marker=marker, color=curve.colour, linewidth=2)
        text = textwrap.fill(curve.label, LONGEST_LABEL)
        end = (order[-1], counts[-1])
        axes.annotate(text, end, (6, 0), textcoords="offset points", va="center", fontsize=9, color=curve.colour)
    axes.set_xlabel(over)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    axes.tick_params(length=0)


def _spread_labels(figure: Any, panels: Sequence[Any]) -> None:
    """Moves labels apart that would cover each other. The layout makes room for them beside the panels."""
    figure.draw_without_rendering()
    for axes in panels:
        labels = sorted(axes.texts, key=lambda label: label.get_window_extent().y0)
        lowest = -float("inf")
        for label in labels:
            box = label.get_window_extent()
            shift = max(0.0, lowest + 2 - box.y0)
            label.xyann = (6, shift * 72 / figure.dpi)
            lowest = box.y1 + shift
