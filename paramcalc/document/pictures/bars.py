"""The chart of a comparison at one size: a bar for each layer, of its gates or of its difference from the base."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from paramcalc.algebra.integers import grouped
from paramcalc.algebra.polynomial import known
from paramcalc.document.page import PLAIN, columns_of
from paramcalc.document.pictures.colours import LIGHT, ON_AREA, area_colour
from paramcalc.document.pictures.differences import (
    check_drawable,
    shows_differences,
    signed,
    signed_thousands,
    thousands,
)
from paramcalc.document.subjects.comparison import title
from paramcalc.document.subjects.picture import gate_colours
from paramcalc.document.writers.plain import TextWriter
from paramcalc.errors import UsageError
from paramcalc.layers.comparison import Comparison, Subject
from paramcalc.phrases import tr

WIDTH, ROW, HEAD = 8.5, 0.5, 1.6
"""Inches: the width of a chart, the height of a bar with its distance, and that of the title and the axis."""

LETTERS_OF_THE_AXIS = 76
"""The letters that fit side by side along the bars."""

LONGEST_LABEL, LONGEST_TITLE = 26, 88
"""Letters in a line of a label and of the title."""


class Bar(NamedTuple):
    """A layer's bar."""

    label: str
    parts: Mapping[str, int]
    """The count, or the difference, of each gate."""
    colours: Mapping[str, int]
    end: str
    """What stands behind the bar."""


def draw_bars(figure_class: Any, comparison: Comparison) -> Any:
    """The figure: stacked bars of the gates, or of the gates' differences from those of the base."""
    free = [name for subject in comparison.subjects for name in subject.breakdown.free]
    if free:
        raise UsageError(tr("a chart needs every size; missing: {names}", names=", ".join(dict.fromkeys(free))))
    totals = [known(subject.breakdown.total) for subject in comparison.subjects]
    check_drawable(totals)
    differs = shows_differences(comparison, totals)
    bars = [_difference(subject, comparison) if differs else _gates(subject) for subject in comparison.subjects]
    figure = figure_class(figsize=(WIDTH, ROW * len(bars) + HEAD), layout="constrained")
    axes = figure.subplots()
    heading = textwrap.fill(title(comparison), LONGEST_TITLE)
    figure.suptitle(heading, x=0.01, ha="left", fontsize=12, fontweight="bold")
    what = (
        tr("parameters more or fewer than {base}", base=comparison.base) if differs else tr("parameters, gate by gate")
    )
    axes.set_xlabel(what)
    _draw(axes, bars, differs)
    return figure


def _gates(subject: Subject) -> Bar:
    breakdown = subject.breakdown
    parts = {gate: known(count) for gate, count in _by_gate(subject).items()}
    return Bar(subject.label, parts, gate_colours(breakdown), grouped(known(breakdown.total)))


def _by_gate(subject: Subject) -> dict[str, Any]:
    """The counts by the names of the gates, or by their symbols where they have no name."""
    counts: dict[str, Any] = {}
    for (name, symbol), count in subject.breakdown.by("gate_name", "gate").items():
        counts[name or symbol] = counts.get(name or symbol, 0) + count
    return counts


def _difference(subject: Subject, comparison: Comparison) -> Bar:
    """The differences of the gates from the base's, and behind the bar the parameters that they consist of."""
    base = _by_gate(comparison.base_subject)
    mine = _by_gate(subject)
    parts = {gate: known(mine.get(gate, 0) - base.get(gate, 0)) for gate in {**base, **mine}}
    total = known(subject.breakdown.total)
    if subject.label == comparison.base:
        end: str = tr("{total} parameters", total=grouped(total))
    elif not any(parts.values()):
        end = tr("the same number")
    else:
        end = f"{signed(known(subject.difference))}{_reasons(subject)}"
    colours = {**gate_colours(comparison.base_subject.breakdown), **gate_colours(subject.breakdown)}
    return Bar(subject.label, parts, colours, end)


def _reasons(subject: Subject) -> str:
    """The names of the parameters that make the whole difference, if they are few."""
    counts = sum(known(reason.count) * (1 if reason.more else -1) for reason in subject.reasons)
    if counts != subject.difference:
        return ""
    names = [("with " if reason.more else "without ") + ", ".join(reason.parameters) for reason in subject.reasons]
    text = TextWriter(PLAIN).text("; ".join(names))
    return f": {text}" if text and columns_of(text) < LETTERS_OF_THE_AXIS // 2 else ""


def _draw(axes: Any, bars: Sequence[Bar], differs: bool) -> None:
    low = min(sum(part for part in bar.parts.values() if part < 0) for bar in bars)
    high = max(sum(part for part in bar.parts.values() if part > 0) for bar in bars)
    span = float(high - low) or 1.0
    whole, ends = _room(bars, span)
    axes.set_xlim(low - 0.02 * span * (low < 0), low + whole)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    for position, (bar, end) in enumerate(zip(bars, ends, strict=True)):
        right = _draw_bar(axes, position, bar, LETTERS_OF_THE_AXIS / whole)
        axes.annotate(end, (right, position), (5, 0), textcoords="offset points", va="center", color=LIGHT.ink)
    axes.set_yticks(range(len(bars)), [textwrap.fill(bar.label, LONGEST_LABEL) for bar in bars], color=LIGHT.ink)
    axes.axvline(0, color=LIGHT.muted, linewidth=1)
    axes.tick_params(length=0)
    axes.xaxis.set_major_formatter(signed_thousands if differs else thousands)
    axes.xaxis.set_major_locator(_ticks(low, high))
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.spines[["left", "bottom"]].set_visible(False)


def _room(bars: Sequence[Bar], span: float) -> tuple[float, list[str]]:
    """How many parameters the axis spans, with room for what stands behind the bars; and what stands there.

    It is what the bar has there, and the gates that have no room for their name in any bar.
    """
    ends = [bar.end for bar in bars]
    whole = span
    # The names of gates take room themselves, so that there may be none for a gate that had it before.
    for _ in bars[0].parts:
        whole = span / max(1 - max(map(columns_of, ends)) / LETTERS_OF_THE_AXIS, 0.3)
        letters = LETTERS_OF_THE_AXIS / whole
        named = {gate for bar in bars for gate, part in bar.parts.items() if _has_room(gate, part, letters)}
        unnamed = [[gate for gate, part in bar.parts.items() if part and gate not in named] for bar in bars]
        ends = [
            f"{bar.end} ({', '.join(gates)})" if gates else bar.end for bar, gates in zip(bars, unnamed, strict=True)
        ]
    return whole, ends


def _has_room(gate: str, part: int, letters: float) -> bool:
    """Whether the name of a gate fits into its part of a bar; `letters` is how many fit into one parameter."""
    return columns_of(gate) + 2 < abs(part) * letters


def _ticks(low: int, high: int) -> Any:
    """Marks at whole numbers, and none beyond the bars, where texts stand."""
    from matplotlib.ticker import FixedLocator, MaxNLocator

    marks = MaxNLocator(5, integer=True, steps=[1, 2, 2.5, 5, 10]).tick_values(float(low), float(high or 1))
    return FixedLocator([mark for mark in marks if low <= mark <= high])


def _draw_bar(axes: Any, position: int, bar: Bar, letters: float) -> float:
    """Draws the parts of a bar side by side, those below zero to the left; its right end, or zero."""
    ends = [0.0, 0.0]
    for gate, part in bar.parts.items():
        if part:
            side = int(part > 0)
            colour = area_colour(bar.colours[gate])
            axes.barh(position, float(part), left=ends[side], color=colour, edgecolor=LIGHT.page, height=0.72)
            if _has_room(gate, part, letters):
                middle = ends[side] + part / 2
                axes.text(middle, position, gate, ha="center", va="center", color=ON_AREA, fontsize=9)
            ends[side] += float(part)
    return ends[1]
