"""Charts of a model over many sizes: a panel for each count, a line for each combination of the further names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paramcalc.document.page import Page
from paramcalc.document.pictures.chart import for_dark_pages, picture
from paramcalc.document.pictures.colours import line_colour
from paramcalc.errors import UsageError
from paramcalc.models.sweep import ModelSweep, SweepPoint
from paramcalc.phrases import tr

PANELS = {"params": "parameters", "bytes": "bytes", "macs": "multiply-adds"}
"""The counts that have a panel, with the label of its axis."""

MOST_LINES = 12


def svg(sweep: ModelSweep, page: Page) -> str:
    """The chart as SVG, with its text as text. The same sweep always gives the same file."""
    return for_dark_pages(picture(lambda figure: draw(figure, sweep), "svg").decode())


def png(sweep: ModelSweep, page: Page) -> bytes:
    """The chart as PNG."""
    return picture(lambda figure: draw(figure, sweep), "png")


def draw(figure: Any, sweep: ModelSweep) -> None:
    """The panels. Raises UsageError for counts that are formulas, and for more lines than can be told apart."""
    lines = _lines(sweep)
    if len(lines) > MOST_LINES:
        raise UsageError(tr("a chart has a line for each combination, and {count:,} are too many", count=len(lines)))
    counts = [count for count in PANELS if all(isinstance(getattr(each, count), int) for each in sweep.points)]
    if "params" not in counts:
        raise UsageError(tr("a chart needs every size as a number: the numbers of parameters are formulas"))
    figure.set_size_inches(3.4 * len(counts) + 1.6, 3.6)
    for axes, count in zip(figure.subplots(1, len(counts), squeeze=False).ravel(), counts, strict=True):
        for number, (label, points) in enumerate(lines.items()):
            values = [getattr(point, count) for point in points]
            marker = "o" if len(points) == 1 else None
            sizes = [point.values[0] for point in points]
            axes.plot(sizes, values, label=label, marker=marker, color=line_colour(number))
        axes.set_xlabel(sweep.names[0])
        axes.set_ylabel(PANELS[count])
        axes.set_ylim(bottom=0)
    if len(lines) > 1:
        figure.legend(*axes.get_legend_handles_labels(), loc="outside right upper")


def _lines(sweep: ModelSweep) -> dict[str, list[SweepPoint]]:
    """The points along the first name, by the values of the others."""
    lines: dict[str, list[SweepPoint]] = {}
    for point in sweep.points:
        others: Iterator[tuple[str, int]] = zip(sweep.names[1:], point.values[1:], strict=True)
        lines.setdefault(", ".join(f"{name}={value}" for name, value in others), []).append(point)
    return lines
