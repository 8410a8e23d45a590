"""Charts of comparisons, as SVG and PNG. matplotlib, which draws them, is an extra, and imported here alone."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

from paramcalc.document.page import Page
from paramcalc.document.pictures.bars import draw_bars
from paramcalc.document.pictures.colours import AREAS, DARK, LIGHT, line_colour
from paramcalc.document.pictures.lines import draw_lines
from paramcalc.errors import MissingDependencyError
from paramcalc.layers.comparison import Comparison, Sweep
from paramcalc.phrases import tr

SETTINGS = {
    "svg.fonttype": "none",
    "svg.hashsalt": "paramcalc",
    "font.size": 10,
    "text.color": LIGHT.ink,
    "axes.edgecolor": LIGHT.line,
    "axes.labelcolor": LIGHT.muted,
    "axes.titlecolor": LIGHT.ink,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": LIGHT.page,
    "savefig.facecolor": LIGHT.page,
    "xtick.color": LIGHT.muted,
    "ytick.color": LIGHT.muted,
    "grid.color": LIGHT.line,
    "grid.linewidth": 0.5,
}
"""Text stays text, the same comparison always gives the same file, and the colours are those of a light page."""


def svg(subject: Comparison | Sweep, page: Page) -> str:
    """The chart as SVG, with its text as text, for light and dark pages. The same comparison gives the same file."""
    return for_dark_pages(_saved(subject, "svg", {"Date": None}).decode())


def for_dark_pages(drawn: str) -> str:
    """A chart as SVG with the colours of a dark page beside those of a light one."""
    head, sign, rest = drawn.partition("<defs>")
    style = f"<style>@media (prefers-color-scheme: dark) {{ {' '.join(dark_rules())} }}</style>\n "
    return f"{head}{style}{sign}{rest}"


def dark_rules() -> Iterator[str]:
    """What a dark page changes. A chart's elements carry their colours in an attribute, by which a rule finds them."""
    pairs = [*zip(LIGHT, DARK, strict=True), *((line_colour(number), area) for number, area in enumerate(AREAS))]
    for light, dark in pairs:
        for part in ("fill", "stroke"):
            yield f'[style*="{part}: {light.lower()}"] {{ {part}: {dark} !important }}'


def png(subject: Comparison | Sweep, page: Page) -> bytes:
    """The chart as PNG, on a light ground."""
    return _saved(subject, "png", None)


def picture(draw_on: Callable[[Any], None], form: str) -> bytes:
    """A chart as a file of a form, drawn by a function on an empty figure.

    Raises MissingDependencyError where matplotlib is not installed.
    """
    matplotlib, figure_type = libraries()
    with matplotlib.rc_context(SETTINGS):
        figure = figure_type(layout="constrained")
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
    """The chart as a figure of matplotlib: at one size a bar for each layer, over sizes a line for each layer.

    If all layers are of one cell and differ little, the chart shows their differences from the base.

    Raises MissingDependencyError where matplotlib is not installed, UsageError while a size is free, and for a sweep
    over many units and many features at once.
    """
    matplotlib, figure_type = libraries()
    with matplotlib.rc_context(SETTINGS):
        return draw_lines(figure_type, subject) if isinstance(subject, Sweep) else draw_bars(figure_type, subject)


def libraries() -> tuple[Any, Any]:
    """matplotlib, and its figures. Raises MissingDependencyError where it is not installed."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        tip = 'pip install "paramcalc[chart]"'
        raise MissingDependencyError(tr("a chart needs matplotlib, which is not installed"), tip=tip) from error
    return matplotlib, Figure
